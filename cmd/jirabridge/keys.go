package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"jirabridge/asana/kit/seal"
)

// keysCommand is about the keys that stored secrets are sealed with.
type keysCommand struct {
	New newKeysCommand `cmd:"" help:"Make a key file, for --key-file."`
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
