package main

import (
	"cmp"
	"context"
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
	Retire retireKeysCommand `cmd:"" help:"Seal with the newest key what older ones have sealed, then drop those from the file."`
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
	file := cmp.Or(c.KeyFile, boot.KeysetFile(c.Data))
	n, err := keep.RotateKeys(file)
	if err != nil {
		return err
	}
	_, err = fmt.Printf("%s holds %d keys now. The new one seals from the next start on: "+
		"stop every copy of the program, give all of them this file, start them again.\n"+
		"Then \"jirabridge keys retire\" drops the older ones.\n", file, n)
	return err
}

type retireKeysCommand struct {
	where
	KeyFile string `placeholder:"FILE" help:"The key file, where it is another one than keyset.json in the data folder."`
}

// Run seals anew and drops, also while the program runs.
func (c retireKeysCommand) Run(ctx context.Context) error {
	d, err := c.database()
	if err != nil {
		return err
	}
	config := keep.RetireConfig{DataDir: d.DataDir, KeyFile: cmp.Or(c.KeyFile, boot.KeysetFile(c.Data)), Database: d.URL}
	done, err := keep.RetireKeys(ctx, config)
	if err != nil {
		return err
	}
	if done.Before == "" {
		_, err = fmt.Printf("%s holds one key only: there is none to retire.\n", config.KeyFile)
		return err
	}
	_, err = fmt.Printf("Secrets sealed anew: %d. %s holds the newest key only; give it to every copy of the program.\n"+
		"The older keys are in %s: database dumps made before need them. Delete it when those are gone.\n", done.Moved, config.KeyFile, done.Before)
	return err
}
