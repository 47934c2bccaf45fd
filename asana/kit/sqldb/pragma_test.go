package sqldb

import (
	"path/filepath"
	"strings"
	"testing"
)

// Both pools have their settings on every connection, not only on the first.
func TestPragmasOfEveryConnection(t *testing.T) {
	d, err := Open(t.Context(), Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "x.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	for range readers { // held open, so that each is another one
		conn, err := d.reader.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		var keys, only, busy string
		for pragma, into := range map[string]*string{"foreign_keys": &keys, "query_only": &only, "busy_timeout": &busy} {
			if err := conn.QueryRowContext(t.Context(), "pragma "+pragma).Scan(into); err != nil {
				t.Fatal(err)
			}
		}
		if keys != "1" || only != "1" || busy != "10000" {
			t.Errorf("foreign_keys %s, query_only %s, busy_timeout %s", keys, only, busy)
		}
	}
}

func TestWrongPragmaIsNoticed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	d, err := Open(t.Context(), Config{URL: "sqlite:" + path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	err = checkPragmas(t.Context(), d.writer, "1")
	if err == nil || !strings.Contains(err.Error(), "query_only is 0, not 1") {
		t.Errorf("got %v", err)
	}
}
