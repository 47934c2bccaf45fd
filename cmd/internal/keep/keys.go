package keep

import (
	"jirabridge/asana/kit/seal"
)

// RotateKeys adds a new key to the keyset in a file and makes it the one that
// seals. Everything sealed before still opens, with the keys that stay. A
// program that runs has read the file before: it goes on with the old key
// until it is started again. It returns how many keys there are now.
func RotateKeys(file string) (int, error) {
	keys, err := seal.Load(file)
	if err != nil {
		return 0, err
	}
	if keys, err = keys.Rotated(); err != nil {
		return 0, err
	}
	return keys.Len(), keys.Replace(file)
}
