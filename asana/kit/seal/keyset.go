// Package seal keeps secrets: sealed at rest, masked wherever a value might be
// printed, and hashed where only a comparison is needed.
//
// A [Keyset] holds one or more AES-256-GCM keys (tink). The primary one seals,
// all of them open, so a key is changed by adding a new primary one.
package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Keyset seals and opens. It is safe for concurrent use.
type Keyset struct {
	handle *keyset.Handle
	aead   tink.AEAD
}

// Generate makes a keyset with one new key.
func Generate() (*Keyset, error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("generate keyset: %w", err)
	}
	return fromHandle(h)
}

func fromHandle(h *keyset.Handle) (*Keyset, error) {
	a, err := aead.New(h)
	if err != nil {
		return nil, fmt.Errorf("keyset: %w", err)
	}
	return &Keyset{handle: h, aead: a}, nil
}

// Parse reads a keyset from the text that [Keyset.Save] wrote, as it may stand
// in an environment variable.
func Parse(text string) (*Keyset, error) {
	h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(strings.NewReader(text)))
	if err != nil {
		// The cause could quote key material.
		return nil, errors.New("this is not a keyset: expected the JSON text of a key file")
	}
	return fromHandle(h)
}

// Load reads the keyset in the file at path. A missing file is fs.ErrNotExist.
func Load(path string) (*Keyset, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	k, err := Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return k, nil
}

// LoadOrCreate is [Load], and when there is no file, a new keyset saved there.
func LoadOrCreate(path string) (*Keyset, error) {
	k, err := Load(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if k, err = Generate(); err != nil {
		return nil, err
	}
	return k, k.Save(path)
}

// Text is the keyset in clear, as Save writes it and Parse reads it.
func (k *Keyset) Text() (Secret, error) {
	var text bytes.Buffer
	if err := insecurecleartextkeyset.Write(k.handle, keyset.NewJSONWriter(&text)); err != nil {
		return "", fmt.Errorf("write keyset: %w", err)
	}
	return Secret(text.String()), nil
}

// Save writes the keyset, in clear, to a new file that only its owner may
// read. An existing file is left alone and is an error: whoever overwrites a
// keyset loses every secret sealed with it.
func (k *Keyset) Save(path string) error {
	text, err := k.Text()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write keyset: %w", err)
	}
	if err := writeNew(path, []byte(text.Reveal())); err != nil {
		return fmt.Errorf("write keyset: %w", err)
	}
	return nil
}

func writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// Seal encrypts plain and binds it to row, the place it is kept in, e.g.
// "credentials/123/access": moved to another row it does not open.
func (k *Keyset) Seal(plain []byte, row string) ([]byte, error) {
	sealed, err := k.aead.Encrypt(plain, []byte(row))
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", row, err)
	}
	return sealed, nil
}

// Open is the opposite of [Keyset.Seal]. It fails when row differs, when the
// text was changed, and when the key is not in the keyset.
func (k *Keyset) Open(sealed []byte, row string) ([]byte, error) {
	plain, err := k.aead.Decrypt(sealed, []byte(row))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w (is this the key file the database was made with?)", row, err)
	}
	return plain, nil
}
