package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// Rotated is the keyset with one more key, which is the primary one from now
// on: it seals, and everything sealed before still opens. k stays as it is.
func (k *Keyset) Rotated() (*Keyset, error) {
	m := keyset.NewManagerFromHandle(k.handle)
	id, err := m.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("add key: %w", err)
	}
	if err := m.SetPrimary(id); err != nil {
		return nil, fmt.Errorf("add key: %w", err)
	}
	h, err := m.Handle()
	if err != nil {
		return nil, fmt.Errorf("add key: %w", err)
	}
	return fromHandle(h)
}

// Len is how many keys there are.
func (k *Keyset) Len() int { return k.handle.Len() }

// Replace writes the keyset, in clear, in the place of the file at path, which
// must hold a keyset whose every key is in this one too: then nothing sealed
// is lost. At any moment the file is the old one or the new one.
func (k *Keyset) Replace(path string) error {
	old, err := Load(path)
	if err != nil {
		return err
	}
	if !k.covers(old) {
		return fmt.Errorf("replace %s: it has a key that the new keyset lacks", path)
	}
	return k.overwrite(path)
}

// overwrite saves the keyset in the place of the file at path. What a crash may
// have left of an earlier try was never used.
func (k *Keyset) overwrite(path string) error {
	part := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".part")
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("replace key file: %w", err)
	}
	if err := k.Save(part); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return errors.Join(fmt.Errorf("replace key file: %w", err), os.Remove(part))
	}
	return nil
}

// covers tells whether every key of other is in k.
func (k *Keyset) covers(other *Keyset) bool {
	probe := []byte("probe")
	for i := range other.handle.Len() {
		sealed, err := other.sealWith(i, probe)
		if err != nil {
			return false
		}
		if plain, err := k.Open(sealed, ""); err != nil || !bytes.Equal(plain, probe) {
			return false
		}
	}
	return true
}

// sealWith seals with the key at place i instead of the primary one.
func (k *Keyset) sealWith(i int, plain []byte) ([]byte, error) {
	entry, err := k.handle.Entry(i)
	if err != nil {
		return nil, err
	}
	m := keyset.NewManagerFromHandle(k.handle)
	if err := m.SetPrimary(entry.KeyID()); err != nil {
		return nil, err
	}
	h, err := m.Handle()
	if err != nil {
		return nil, err
	}
	one, err := fromHandle(h)
	if err != nil {
		return nil, err
	}
	return one.Seal(plain, "")
}
