package boot

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	platform "jirabridge/asana/store"
	bridge "jirabridge/bridge/store"
	"jirabridge/cmd/internal/rekey"
)

// Bounds of a trial.
const (
	tryTime = 10 * time.Second // for the database to answer
	tryRoom = 16 << 20         // what the data folder has to have room for
)

// Try is [Settings.Check], and looks besides whether what the settings name is
// there and can be used at the moment: the data folder, the database, the keys
// for what it holds, the certificate. The error names every fault. Nothing is
// changed. Whoever calls it has to be the user the program will run as.
func (s *Settings) Try(ctx context.Context, now time.Time) error {
	c, k := s.read()
	k.tryCertificate(c, now)
	if c.Database == "" && c.DataDir != "" {
		k.tryFolder(c.DataDir)
	}
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	k.tryDatabase(ctx, c)
	return k.err()
}

// tryCertificate looks at the dates and names of the certificate that browsers
// will be shown.
func (k *faults) tryCertificate(c Config, now time.Time) {
	if c.Certificate == nil {
		return
	}
	leaf, err := x509.ParseCertificate(c.Certificate.current.Certificate[0])
	if err != nil {
		k.add("tls-cert", "%v", err)
		return
	}
	switch {
	case now.After(leaf.NotAfter):
		k.add("tls-cert", "%s has expired on %s", c.Certificate.certFile, leaf.NotAfter.UTC().Format(time.DateOnly))
	case now.Before(leaf.NotBefore):
		k.add("tls-cert", "%s is good from %s on only", c.Certificate.certFile, leaf.NotBefore.UTC().Format(time.DateOnly))
	}
	if base, err := url.Parse(c.BaseURL); err == nil && c.BaseURL != "" && leaf.VerifyHostname(base.Hostname()) != nil {
		k.add("tls-cert", "%s is not for %s, the host of --base-url", c.Certificate.certFile, base.Hostname())
	}
}

// tryFolder writes into the data folder, or where it would be made, and takes
// away again what it wrote.
func (k *faults) tryFolder(dir string) {
	at := filepath.Clean(dir)
	for {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			break
		}
		at = filepath.Dir(at)
	}
	if err := tryWriting(at); err != nil {
		k.add("data", "%s cannot be written to: %v", at, err)
	}
}

func tryWriting(dir string) (err error) {
	f, err := os.CreateTemp(dir, ".jirabridge-try-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	for range tryRoom >> 20 {
		if _, err := f.Write(make([]byte, 1<<20)); err != nil {
			return fmt.Errorf("there is not even room for %d MB: %w", tryRoom>>20, err)
		}
	}
	return f.Sync()
}

// tryDatabase looks at a database that is there. SQLite's is made at the first
// start.
func (k *faults) tryDatabase(ctx context.Context, c Config) {
	setting := "database"
	if c.Database == "" {
		setting = "data"
		if _, err := os.Stat(DatabaseFile(c.DataDir)); err != nil {
			return
		}
	} else if !hasScheme(c.Database, "postgres", "postgresql") {
		return // said already
	}
	db, err := sqldb.Open(ctx, sqldb.Config{URL: c.databaseURL()})
	if err != nil {
		k.add(setting, "the database does not answer: %s", oneLine(err))
		return
	}
	defer func() { _ = db.Close() }() // only read
	current, err := schemas(ctx, db)
	if err == nil && current { // the tables of an older program may lack what we look at
		err = k.tryKeys(ctx, db, c)
	}
	if err != nil {
		k.add(setting, "%s", oneLine(err))
	}
}

// schemas tells whether the tables are as this program would make them. A newer
// program's are an error.
func schemas(ctx context.Context, db *sqldb.DB) (current bool, err error) {
	have, known, err := db.Schema(ctx, platform.Migrations(), platform.VersionTable)
	current = have == known
	have, known, err2 := db.Schema(ctx, bridge.Migrations(), bridge.VersionTable)
	return current && have == known, errors.Join(err, err2)
}

// tryKeys looks for secrets that the keys do not open.
func (k *faults) tryKeys(ctx context.Context, db *sqldb.DB, c Config) error {
	use, err := rekey.Count(ctx, db)
	switch {
	case err != nil || len(use) == 0:
		return err
	case c.Keys == nil && k.told("key-file", "keyset"):
	case c.Keys == nil:
		k.add("key-file", "there is none, but the database holds secrets that were sealed with one: put it back, from a backup if need be")
	case use.Foreign(c.Keys) > 0:
		k.add("key-file", "these are not the keys of this database: %d of its secrets are sealed with others", use.Foreign(c.Keys))
	}
	return nil
}

// oneLine is an error's text without the line breaks of drivers.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
