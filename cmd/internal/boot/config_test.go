package boot_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/cmd/internal/boot"
)

const base = "http://127.0.0.1:1"

func TestConfigIsChecked(t *testing.T) {
	for name, c := range map[string]boot.Config{
		"no address":      {DataDir: t.TempDir()},
		"another scheme":  {DataDir: t.TempDir(), BaseURL: "ftp://127.0.0.1"},
		"a path":          {DataDir: t.TempDir(), BaseURL: base + "/jirabridge"},
		"a query":         {DataDir: t.TempDir(), BaseURL: base + "?x=1"},
		"a name in it":    {DataDir: t.TempDir(), BaseURL: "http://me@127.0.0.1"},
		"no folder":       {BaseURL: base},
		"wrong database":  {DataDir: t.TempDir(), BaseURL: base, Database: "mysql://x", Keys: keys(t)},
		"PostgreSQL away": {DataDir: t.TempDir(), BaseURL: base, Database: "postgres://127.0.0.1:1/x?connect_timeout=1", Keys: keys(t)},
	} {
		if app, err := boot.New(t.Context(), c); err == nil {
			t.Errorf("%s: put together", name)
			_ = app.Close()
		}
	}
}

func keys(t *testing.T) *seal.Keyset {
	t.Helper()
	k, err := seal.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// SQLite's keys lie beside it. Several copies on one PostgreSQL would each make
// their own, and none could read what another sealed.
func TestPostgresNeedsKeys(t *testing.T) {
	dir := t.TempDir()
	_, err := boot.New(t.Context(), boot.Config{DataDir: dir, BaseURL: base, Database: sqldbtest.Postgres(t)})
	if err == nil || !strings.Contains(err.Error(), "needs a keyset") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(boot.KeysetFile(dir)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a keyset was made: %v", err)
	}
}

// With PostgreSQL a copy needs no folder of its own.
func TestPostgresNeedsNoFolder(t *testing.T) {
	app, err := boot.New(t.Context(), boot.Config{DataDir: "/dev/null/x", BaseURL: base, Database: sqldbtest.Postgres(t), Keys: keys(t)})
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Close(); err != nil {
		t.Error(err)
	}
}

func TestForeignKeysAreRefused(t *testing.T) {
	each(t, func(t *testing.T, _ string, c boot.Config) {
		_, stop := serve(t, c)
		stop()
		c.BaseURL, c.Keys = base, keys(t)
		if _, err := boot.New(t.Context(), c); err == nil || !strings.Contains(err.Error(), "key file") {
			t.Errorf("got %v", err)
		}
	})
}
