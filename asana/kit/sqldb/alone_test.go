package sqldb_test

import (
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"testing"

	"jirabridge/asana/kit/sqldb"
)

func TestOpenAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c.db")
	db, err := sqldb.Open(t.Context(), sqldb.Config{URL: "sqlite:" + path})
	if err != nil {
		t.Fatal(err)
	}
	notes(t, db)
	if _, err := db.Writer().Exec("insert into notes values (1, 'x')"); err != nil {
		t.Fatal(err)
	}
	if _, err := sqldb.OpenAlone(t.Context(), path); !errors.Is(err, sqldb.ErrInUse) {
		t.Errorf("opened beside a program that does nothing: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	alone, err := sqldb.OpenAlone(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := alone.QueryRow("select count(*) from notes").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d rows, %v", n, err)
	}
	if _, err := sqldb.OpenAlone(t.Context(), path); !errors.Is(err, sqldb.ErrInUse) {
		t.Errorf("another came in beside it: %v", err)
	}
	raw, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = raw.Close() }()
	if err := raw.QueryRow("select count(*) from notes").Scan(&n); err == nil {
		t.Error("somebody read beside it")
	}
	if err := alone.Close(); err != nil {
		t.Fatal(err)
	}
	db, err = sqldb.Open(t.Context(), sqldb.Config{URL: "sqlite:" + path}) // WAL mode again, or it says so
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, db); n != 1 {
		t.Errorf("%d rows", n)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if _, err := sqldb.OpenAlone(t.Context(), filepath.Join(t.TempDir(), "none")); err == nil || errors.Is(err, sqldb.ErrInUse) {
		t.Errorf("opened what is not there: %v", err)
	}
}
