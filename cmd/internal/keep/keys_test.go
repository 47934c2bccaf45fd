package keep_test

import (
	"path/filepath"
	"testing"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/cmd/internal/boot"
	"jirabridge/cmd/internal/keep"
)

// After a rotation the program goes on with both keys, and with the new one
// alone once the old one is retired.
func TestRetireKeys(t *testing.T) {
	w := fill(t)
	check(t, w.app.Close())
	retire(t, keep.RetireConfig{DataDir: w.dir, KeyFile: boot.KeysetFile(w.dir)}, boot.Config{DataDir: w.dir})
}

func TestRetireKeysOnPostgreSQL(t *testing.T) {
	w := fill(t)
	check(t, w.app.Close())
	url := sqldbtest.Postgres(t)
	_, err := keep.Migrate(t.Context(), keep.MigrateConfig{DataDir: w.dir, To: seal.Secret(url)})
	check(t, err)
	retire(t, keep.RetireConfig{Database: seal.Secret(url), KeyFile: boot.KeysetFile(w.dir)}, boot.Config{DataDir: w.dir, Database: url})
}

func retire(t *testing.T, c keep.RetireConfig, on boot.Config) {
	t.Helper()
	load := func(file string) *seal.Keyset {
		t.Helper()
		keys, err := seal.Load(file)
		check(t, err)
		return keys
	}
	first := load(c.KeyFile)
	_, err := keep.RotateKeys(c.KeyFile)
	check(t, err)
	on.Keys = load(c.KeyFile)
	holds(t, on)
	done, err := keep.RetireKeys(t.Context(), c)
	check(t, err)
	if done.Moved == 0 || load(c.KeyFile).Len() != 1 || load(c.KeyFile).Has(first.Primary()) || !load(done.Before).Has(first.Primary()) {
		t.Errorf("%+v, and the old key is not where it belongs", done)
	}
	on.Keys = load(c.KeyFile)
	holds(t, on)
}

// Keys are not dropped for a database that needs others.
func TestRetireKeepsForeignKeys(t *testing.T) {
	w := fill(t)
	check(t, w.app.Close())
	file := filepath.Join(t.TempDir(), "keys.json")
	keys, err := seal.Generate()
	check(t, err)
	check(t, keys.Save(file))
	_, err = keep.RotateKeys(file)
	check(t, err)
	if done, err := keep.RetireKeys(t.Context(), keep.RetireConfig{DataDir: w.dir, KeyFile: file}); err == nil {
		t.Errorf("retired %+v", done)
	}
	if keys, err = seal.Load(file); err != nil || keys.Len() != 2 {
		t.Errorf("%v", err)
	}
}
