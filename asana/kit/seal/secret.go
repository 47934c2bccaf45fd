package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
)

// mask is what is printed in place of a secret.
const mask = "[secret]"

// Secret is a text that must not be printed: logs, fmt and JSON show a mask.
type Secret string

// Reveal is the text itself, for the one place that needs it.
func (s Secret) Reveal() string { return string(s) }

// String is a mask, or empty when there is no secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return mask
}

// GoString masks %#v too.
func (s Secret) GoString() string { return s.String() }

// LogValue masks the secret in slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText masks the secret in JSON, TOML and XML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON masks the secret in JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }

// NewToken makes a token: prefix and 32 hexadecimal digits (128 random bits).
func NewToken(prefix string) Secret {
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails: it ends the program instead
	return Secret(prefix + hex.EncodeToString(random))
}

// Hash is what to keep of a token in order to recognise it: SHA-256 in hex. It
// is no hash for passwords, which can be guessed.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
