package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"jirabridge/asana/kit/seal"
	"jirabridge/cmd/internal/boot"
	"jirabridge/cmd/internal/keep"
)

// passphrase is what the keyset in a backup is kept under.
type passphrase struct {
	PassphraseFile string `placeholder:"FILE" help:"File that holds the passphrase for the keys in the backup; or set JIRABRIDGE_PASSPHRASE."`
	Passphrase     string `hidden:"" help:"The passphrase, for the environment."`
}

// read is the passphrase, without the end of its line.
func (p passphrase) read() (seal.Secret, error) {
	if p.PassphraseFile == "" {
		if p.Passphrase == "" {
			return "", errors.New("a passphrase is needed: --passphrase-file FILE, or JIRABRIDGE_PASSPHRASE")
		}
		return seal.Secret(p.Passphrase), nil
	}
	text, err := os.ReadFile(p.PassphraseFile)
	if err != nil {
		return "", fmt.Errorf("--passphrase-file: %w", err)
	}
	return seal.Secret(strings.TrimRight(string(text), "\r\n")), nil
}

// backupCommand writes a data folder to one file.
type backupCommand struct {
	File    string `arg:"" help:"The file to write; it must not exist yet."`
	Data    string `default:"/var/lib/jirabridge" placeholder:"DIR" help:"Folder for the SQLite database, files and keys."`
	KeyFile string `placeholder:"FILE" help:"Keys that stored secrets are sealed with; keyset.json in the data folder by default."`
	Keyset  string `hidden:"" help:"The content of a key file instead, for the environment."`
	passphrase
}

// Run backs up, also while the program runs.
func (c *backupCommand) Run(ctx context.Context) error {
	phrase, err := c.read()
	if err != nil {
		return err
	}
	keys, err := c.keys()
	if err != nil {
		return err
	}
	kept, err := keep.Backup(ctx, keep.BackupConfig{DataDir: c.Data, Keys: keys, File: c.File, Passphrase: phrase})
	if err != nil {
		return err
	}
	warnOfMissing(kept.Missing)
	_, err = fmt.Printf("%s holds the database and %d files, %d bytes.\nThe same passphrase opens it: jirabridge restore %[1]s --data DIR\n", c.File, kept.Files, kept.Bytes)
	return err
}

func (c *backupCommand) keys() (*seal.Keyset, error) {
	switch {
	case c.KeyFile != "":
		return seal.Load(c.KeyFile)
	case c.Keyset != "":
		return seal.Parse(c.Keyset)
	}
	return seal.Load(boot.KeysetFile(c.Data))
}

// restoreCommand makes a data folder of a backup.
type restoreCommand struct {
	File string `arg:"" help:"The backup."`
	Data string `default:"/var/lib/jirabridge" placeholder:"DIR" help:"Folder to restore into, empty or not there."`
	passphrase
}

// Run restores.
func (c *restoreCommand) Run(ctx context.Context) error {
	phrase, err := c.read()
	if err != nil {
		return err
	}
	kept, err := keep.Restore(ctx, keep.RestoreConfig{File: c.File, DataDir: c.Data, Passphrase: phrase})
	if err != nil {
		return err
	}
	warnOfMissing(kept.Missing)
	_, err = fmt.Printf("%s is as it was at %s, with %d files.\n", c.Data, kept.CreatedAt.Format("2006-01-02 15:04 UTC"), kept.Files)
	return err
}

// migrateCommand moves a data folder to PostgreSQL.
type migrateCommand struct {
	Data   string `default:"/var/lib/jirabridge" placeholder:"DIR" help:"Folder with the SQLite database and the files. Nobody may be using it."`
	To     string `placeholder:"URL" help:"The empty PostgreSQL database: postgres://…"`
	ToFile string `placeholder:"FILE" help:"File that holds that URL, to keep its password out of sight."`
}

// Run copies; the folder stays as it was.
func (c *migrateCommand) Run(ctx context.Context) error {
	to, err := c.target()
	if err != nil {
		return err
	}
	done, err := keep.Migrate(ctx, keep.MigrateConfig{DataDir: c.Data, To: to})
	if err != nil {
		return err
	}
	warnOfMissing(done.Missing)
	_, err = fmt.Printf("%d rows of %d tables, %d files and %d waiting jobs are in PostgreSQL, each table counted on both sides.\n"+
		"From now on start with --database, and with --key-file %s (or a copy) where the keys were made by Jirabridge.\n"+
		"%s stays as it was; do not start on it again.\n", done.Rows, done.Tables, done.Files, done.Jobs, boot.KeysetFile(c.Data), boot.DatabaseFile(c.Data))
	return err
}

func (c *migrateCommand) target() (seal.Secret, error) {
	if (c.To == "") == (c.ToFile == "") {
		return "", errors.New("where to? Name the empty database with --to postgres://… or --to-file FILE")
	}
	if c.To != "" {
		return seal.Secret(c.To), nil
	}
	text, err := os.ReadFile(c.ToFile)
	if err != nil {
		return "", fmt.Errorf("--to-file: %w", err)
	}
	return seal.Secret(strings.TrimSpace(string(text))), nil
}

func warnOfMissing(keys []string) {
	if len(keys) > 0 {
		fmt.Fprintf(os.Stderr, "%d files that the database names were not in the data folder: %s\n", len(keys), strings.Join(keys, " "))
	}
}
