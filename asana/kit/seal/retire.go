package seal

import (
	"fmt"

	"github.com/tink-crypto/tink-go/v2/keyset"
)

// Retire leaves only the primary key in the key file at path, once nothing is
// sealed with the others any more. The file as it was is first written beside
// it, to the file that Retire names: backups made before need it. At any moment
// the file at path is the old one or the new one. With one key there is nothing
// to do, and before is "".
func Retire(path string) (before string, err error) {
	k, err := Load(path)
	if err != nil || k.Len() == 1 {
		return "", err
	}
	alone, err := k.alone()
	if err != nil {
		return "", err
	}
	before = fmt.Sprintf("%s.before-%d", path, k.handle.KeysetInfo().GetPrimaryKeyId())
	if err := k.overwrite(before); err != nil {
		return "", err
	}
	return before, alone.overwrite(path)
}

// alone is the keyset with nothing but its primary key.
func (k *Keyset) alone() (*Keyset, error) {
	info := k.handle.KeysetInfo()
	m := keyset.NewManagerFromHandle(k.handle)
	for _, key := range info.GetKeyInfo() {
		if key.GetKeyId() == info.GetPrimaryKeyId() {
			continue
		}
		if err := m.Delete(key.GetKeyId()); err != nil {
			return nil, fmt.Errorf("drop key: %w", err)
		}
	}
	h, err := m.Handle()
	if err != nil {
		return nil, fmt.Errorf("drop key: %w", err)
	}
	return fromHandle(h)
}
