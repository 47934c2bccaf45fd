package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	sqlite3 "modernc.org/sqlite/lib"
)

// ErrInUse says that another process has the SQLite file open.
var ErrInUse = errors.New("the database is in use")

// OpenAlone opens an SQLite file that nobody else has open, or answers
// [ErrInUse]. Until it is closed nobody else can read it or write to it. The
// pool has one connection.
//
// It needs no lock file: every connection in WAL mode holds a shared lock for
// as long as it lives, leaving WAL mode needs the file for oneself, and
// locking_mode keeps it. https://www.sqlite.org/pragma.html#pragma_locking_mode
func OpenAlone(ctx context.Context, path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=rw&_pragma=busy_timeout(1000)")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	if err := lockAll(ctx, db); err != nil {
		if code, ok := sqliteCode(err); ok && code&0xff == sqlite3.SQLITE_BUSY {
			err = ErrInUse
		}
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
	}
	return db, nil
}

func lockAll(ctx context.Context, db *sql.DB) error {
	for _, statement := range []string{"pragma journal_mode = delete", "pragma locking_mode = exclusive", "begin exclusive", "commit"} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
