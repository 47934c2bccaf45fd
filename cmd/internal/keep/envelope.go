package keep

import (
	"crypto/rand"
	"errors"
	"fmt"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"jirabridge/asana/kit/seal"
)

// How format 1 makes a key of a passphrase: argon2id with the second
// recommended option of RFC 9106, §4.
const (
	passes   = 3
	memory   = 64 << 10 // KiB
	lanes    = 4
	saltSize = 16
)

// bound is what the sealed keyset is bound to, so that it opens as nothing else.
const bound = "jirabridge backup 1"

// minPassphrase is how many characters a passphrase has at least: whoever
// holds the backup may guess for as long as he likes.
const minPassphrase = 10

// ErrPassphrase says that the keyset does not open with the passphrase.
var ErrPassphrase = errors.New("the passphrase is not the one this backup was made with (or the backup's head is damaged)")

// envelope is a keyset under a passphrase: XChaCha20-Poly1305.
type envelope struct {
	Salt   []byte `json:"salt"`
	Nonce  []byte `json:"nonce"`
	Sealed []byte `json:"sealed"`
}

func wrap(keys *seal.Keyset, passphrase seal.Secret) (envelope, error) {
	if n := utf8.RuneCountInString(passphrase.Reveal()); n < minPassphrase {
		return envelope{}, fmt.Errorf("the passphrase needs at least %d characters", minPassphrase)
	}
	text, err := keys.Text()
	if err != nil {
		return envelope{}, err
	}
	e := envelope{Salt: make([]byte, saltSize), Nonce: make([]byte, chacha20poly1305.NonceSizeX)}
	_, _ = rand.Read(e.Salt) // never fails: it ends the program instead
	_, _ = rand.Read(e.Nonce)
	aead, err := chacha20poly1305.NewX(derive(passphrase, e.Salt))
	if err != nil {
		return envelope{}, fmt.Errorf("wrap keyset: %w", err)
	}
	e.Sealed = aead.Seal(nil, e.Nonce, []byte(text.Reveal()), []byte(bound))
	return e, nil
}

func (e envelope) unwrap(passphrase seal.Secret) (*seal.Keyset, error) {
	if len(e.Nonce) != chacha20poly1305.NonceSizeX {
		return nil, damaged("its keyset has no nonce")
	}
	aead, err := chacha20poly1305.NewX(derive(passphrase, e.Salt))
	if err != nil {
		return nil, fmt.Errorf("unwrap keyset: %w", err)
	}
	text, err := aead.Open(nil, e.Nonce, e.Sealed, []byte(bound))
	if err != nil {
		return nil, ErrPassphrase
	}
	return seal.Parse(string(text))
}

func derive(passphrase seal.Secret, salt []byte) []byte {
	return argon2.IDKey([]byte(passphrase.Reveal()), salt, passes, memory, lanes, chacha20poly1305.KeySize)
}
