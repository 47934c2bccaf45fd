package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"jirabridge/asana/kit/seal"
	"jirabridge/cmd/internal/boot"
	"jirabridge/cmd/internal/keep"
)

// keysCommand is about the keys that stored secrets are sealed with.
type keysCommand struct {
	New    newKeysCommand    `cmd:"" help:"Make a key file, for --key-file."`
	Rotate rotateKeysCommand `cmd:"" help:"Add a new key, which seals from the next start on; what was sealed before stays readable."`
}

type newKeysCommand struct {
	File string `arg:"" help:"The file to write; it must not exist yet."`
}

// Run writes the file, readable by its owner only.
func (c newKeysCommand) Run() error {
	if _, err := os.Lstat(c.File); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s exists already: what was sealed with other keys could not be opened with new ones", c.File)
	}
	keys, err := seal.Generate()
	if err != nil {
		return err
	}
	return keys.Save(c.File)
}

type rotateKeysCommand struct {
	Data    string `default:"/var/lib/jirabridge" placeholder:"DIR" help:"Folder whose keyset.json it is."`
	KeyFile string `placeholder:"FILE" help:"The key file, where it is another one."`
}

// Run adds the key to the file.
func (c rotateKeysCommand) Run() error {
	file := c.KeyFile
	if file == "" {
		file = boot.KeysetFile(c.Data)
	}
	n, err := keep.RotateKeys(file)
	if err != nil {
		return err
	}
	_, err = fmt.Printf("%s holds %d keys now. The new one seals from the next start on: "+
		"stop every copy of the program, give all of them this file, start them again.\n", file, n)
	return err
}
