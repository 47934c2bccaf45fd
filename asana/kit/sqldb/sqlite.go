package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// readers is how many SQLite queries may run at once.
const readers = 4

// pragmas are what every SQLite connection must report; value as the pragma
// reads back. synchronous 2 is FULL: a claim that was answered survives a
// power cut. auto_vacuum and the like are left at their defaults.
var pragmas = []struct{ name, value string }{
	{"journal_mode", "wal"},
	{"busy_timeout", "10000"},
	{"foreign_keys", "1"},
	{"synchronous", "2"},
}

func openSQLite(ctx context.Context, path string, log *slog.Logger) (*DB, error) {
	if path == "" || path == ":memory:" {
		return nil, errors.New("database URL must name a file: sqlite:/path/file.db")
	}
	if err := createFile(path); err != nil {
		return nil, fmt.Errorf("create database: %w", err)
	}
	writer, err := sqlitePool(ctx, path, 1, "0", func(dsn string) (*sql.DB, error) { return sql.Open("sqlite", dsn) })
	if err != nil {
		return nil, err
	}
	reader, err := sqlitePool(ctx, path, readers, "1", openKeeping)
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	return &DB{kind: SQLite, reader: reader, writer: writer, log: log}, nil
}

// createFile makes the file before SQLite does, because SQLite would make it
// (and later its journal) readable by everybody.
func createFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func sqlitePool(ctx context.Context, path string, size int, queryOnly string, open func(dsn string) (*sql.DB, error)) (*sql.DB, error) {
	db, err := open(sqliteDSN(path, queryOnly))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	if err := checkPragmas(ctx, db, queryOnly); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
	}
	return db, nil
}

// sqliteDSN puts the pragmas into the name, so that every connection of the
// pool has them. Transactions take the write lock when they begin: one that
// began by reading and then writes could fail half-way.
func sqliteDSN(path, queryOnly string) string {
	q := url.Values{}
	for _, p := range pragmas {
		q.Add("_pragma", p.name+"("+p.value+")")
	}
	q.Add("_pragma", "query_only("+queryOnly+")")
	if queryOnly == "0" {
		q.Set("_txlock", "immediate")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// checkPragmas reads the settings back: SQLite ignores a misspelt pragma
// without a word, and some file systems cannot do WAL.
func checkPragmas(ctx context.Context, db *sql.DB, queryOnly string) error {
	for _, p := range append(pragmas[:len(pragmas):len(pragmas)], struct{ name, value string }{"query_only", queryOnly}) {
		var got string
		if err := db.QueryRowContext(ctx, "pragma "+p.name).Scan(&got); err != nil {
			return fmt.Errorf("pragma %s: %w", p.name, err)
		}
		if got != p.value {
			return fmt.Errorf("pragma %s is %s, not %s", p.name, got, p.value)
		}
	}
	return nil
}
