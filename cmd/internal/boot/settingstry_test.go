package boot_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/cmd/internal/boot"
)

// tried are the lines that `config check` says of args at a time.
func tried(t *testing.T, now time.Time, args ...string) string {
	t.Helper()
	err := parse(t, args...).Try(t.Context(), now)
	if err == nil {
		return ""
	}
	return err.Error()
}

// at are the settings of an installation that has been started once.
func at(t *testing.T, c boot.Config) []string {
	t.Helper()
	_, stop := serve(t, c)
	stop()
	args := []string{"--base-url", "http://127.0.0.1:8080", "--data", c.DataDir}
	if c.Database == "" {
		return args
	}
	file := filepath.Join(t.TempDir(), "keys.json")
	if err := c.Keys.Save(file); err != nil {
		t.Fatal(err)
	}
	return append(args, "--database", c.Database, "--key-file", file)
}

// What is good is found good, by looking only.
func TestTryGood(t *testing.T) {
	each(t, func(t *testing.T, _ string, c boot.Config) {
		args := at(t, c)
		before := listing(t, c.DataDir)
		if said := tried(t, time.Now(), args...); said != "" {
			t.Error(said)
		}
		if after := listing(t, c.DataDir); after != before {
			t.Errorf("the data folder was\n%s\nand is\n%s", before, after)
		}
	})
	empty := filepath.Join(t.TempDir(), "not", "made")
	if said := tried(t, time.Now(), "--base-url", "http://127.0.0.1:8080", "--data", empty); said != "" || listing(t, filepath.Dir(filepath.Dir(empty))) != "" {
		t.Errorf("an empty machine: %s", said)
	}
}

// listing is what a folder holds, with the bytes of its files.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, _ := os.ReadFile(filepath.Join(dir, e.Name())) // nothing of a folder
		fmt.Fprintf(&all, "%s %q\n", e.Name(), text)
	}
	return all.String()
}

// Each fault is told in words, and all of them at once.
func TestTryFaults(t *testing.T) {
	cert, key := writePair(t, t.TempDir(), "tasks.example.com")
	tls := []string{"--base-url", "https://tasks.example.com", "--tls-cert", cert, "--tls-key", key, "--data", t.TempDir()}
	another, _ := writePair(t, t.TempDir(), "tasks.example.com")
	file := write(t, "file", "not a folder")
	for name, c := range map[string]struct {
		args []string
		now  time.Time
		says []string
	}{
		"certificate of the past":   {tls, time.Now().Add(2 * time.Hour), []string{"--tls-cert", "has expired on"}},
		"certificate of the future": {tls, time.Now().Add(-2 * time.Hour), []string{"--tls-cert", "is good from"}},
		"another host's certificate": {append(slices.Clone(tls), "--base-url", "https://other.example.com"), time.Now(),
			[]string{"--tls-cert", "is not for other.example.com"}},
		"another key's certificate": {append(slices.Clone(tls), "--tls-cert", another), time.Now(), []string{"--tls-cert", "private key does not match"}},
		"no CA":                     {good(t, "--ca-file", file), time.Now(), []string{"--ca-file", "no certificate in PEM"}},
		"no keys":                   {good(t, "--key-file", file), time.Now(), []string{"--key-file", "not a keyset"}},
		"no folder":                 {good(t, "--data", file+"/data"), time.Now(), []string{"--data", "cannot be written to"}},
		"a file for a folder":       {good(t, "--data", file), time.Now(), []string{"--data", "cannot be written to"}},
		"everything": {[]string{"--base-url", "https://other.example.com", "--tls-cert", cert, "--tls-key", key, "--ca-file", file,
			"--database", "postgres://me:hunter2@127.0.0.1:1/x", "--key-file", file}, time.Now(),
			[]string{"--tls-cert", "--ca-file", "--key-file", "--database: the database does not answer"}},
	} {
		t.Run(name, func(t *testing.T) {
			said := tried(t, c.now, c.args...)
			for _, words := range c.says {
				if !strings.Contains(said, words) {
					t.Errorf("does not say %q: %s", words, said)
				}
			}
			if strings.Contains(said, "hunter2") {
				t.Errorf("tells the password: %s", said)
			}
		})
	}
}

func TestTryDatabaseFaults(t *testing.T) {
	each(t, func(t *testing.T, url string, c boot.Config) {
		args := at(t, c)
		foreign := append(slices.Clone(args), "--key-file", keyFile(t))
		if said := tried(t, time.Now(), foreign...); !strings.Contains(said, "--key-file: these are not the keys of this database: 1 of its secrets") {
			t.Errorf("with other keys: %s", said)
		}
		if c.Database == "" {
			if err := os.Remove(boot.KeysetFile(c.DataDir)); err != nil {
				t.Fatal(err)
			}
			if said := tried(t, time.Now(), args...); !strings.Contains(said, "--key-file: there is none, but the database holds secrets") {
				t.Errorf("without keys: %s", said)
			}
		}
		for _, table := range []string{"asana_schema", "bridge_schema"} {
			db := sqldbtest.Open(t, url)
			if _, err := db.Writer().ExecContext(t.Context(), "insert into "+table+" (version_id, is_applied) values (9999, true)"); err != nil {
				t.Fatal(err)
			}
			if said := tried(t, time.Now(), args...); !strings.Contains(said, "schema version 9999 in "+table) {
				t.Errorf("a newer program's database: %s", said)
			}
		}
	})
}
