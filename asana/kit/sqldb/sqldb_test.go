package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// notes is a database with one table, notes(id bigint primary key, text text).
func notes(t *testing.T, db *sqldb.DB) {
	t.Helper()
	if err := db.Migrate(t.Context(), tree("create table notes (id bigint primary key, text text not null)"), "test_schema"); err != nil {
		t.Fatal(err)
	}
}

// tree is a migration tree with one step per statement.
func tree(statements ...string) fstest.MapFS {
	fs := fstest.MapFS{}
	for i, s := range statements {
		fs[fmt.Sprintf("%05d_step.sql", i+1)] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + s + ";\n")}
	}
	return fs
}

func insert(ctx context.Context, tx *sql.Tx, id int) error {
	_, err := tx.ExecContext(ctx, "insert into notes (id, text) values ($1, $2)", id, "x")
	return err
}

func count(t *testing.T, db *sqldb.DB) int {
	t.Helper()
	var n int
	if err := db.Reader().QueryRowContext(t.Context(), "select count(*) from notes").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOpenRefuses(t *testing.T) {
	for _, url := range []string{"", "mysql://x", "sqlite:", "sqlite::memory:", "postgres://127.0.0.1:1/x?connect_timeout=1"} {
		if db, err := sqldb.Open(t.Context(), sqldb.Config{URL: url}); err == nil {
			t.Errorf("%q was opened as %v", url, db.Kind())
		}
	}
}

func TestOpenErrorHidesPassword(t *testing.T) {
	_, err := sqldb.Open(t.Context(), sqldb.Config{URL: "postgres://me:hunter2@127.0.0.1:1/x?connect_timeout=1"})
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}

func TestSQLiteFileIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c", "test.db") // a name that is no plain URL path
	db := sqldbtest.Open(t, "sqlite:"+path)
	notes(t, db)
	for _, f := range []string{path, path + "-wal"} {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v", f, info.Mode())
		}
	}
}

func TestSQLiteReaderCannotWrite(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	notes(t, db)
	if _, err := db.Reader().Exec("insert into notes values (1, 'x')"); err == nil {
		t.Error("the reader wrote")
	}
}

func TestTxCommitsAndRollsBack(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		notes(t, db)
		if err := db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error { return insert(ctx, tx, 1) }); err != nil {
			t.Fatal(err)
		}
		sorry := errors.New("sorry")
		err := db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error { return errors.Join(insert(ctx, tx, 2), sorry) })
		if !errors.Is(err, sorry) {
			t.Errorf("got %v", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				_ = insert(ctx, tx, 3)
				panic("oh")
			})
		}()
		if n := count(t, db); n != 1 {
			t.Errorf("%d rows, want the committed one", n)
		}
	})
}

func TestTxMarksItsContext(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		var inside context.Context
		err := db.Tx(t.Context(), func(ctx context.Context, _ *sql.Tx) error {
			inside = context.WithoutCancel(ctx)
			if !sqldb.InTx(ctx) || !sqldb.InTx(inside) {
				t.Error("the context is not marked")
			}
			if err := db.Tx(ctx, func(context.Context, *sql.Tx) error { return nil }); err == nil {
				t.Error("a transaction began inside a transaction")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if sqldb.InTx(t.Context()) || sqldb.InTx(inside) {
			t.Error("the mark outlived the transaction")
		}
	})
}

func TestTxHonoursItsContext(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		notes(t, db)
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
			cancel()
			return insert(ctx, tx, 1)
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if n := count(t, db); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestManyWritersAtOnce(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		notes(t, db)
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				if err := db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error { return insert(ctx, tx, i) }); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := count(t, db); n != 40 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestTxRunsAgainAfterDeadlock(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.Postgres(t))
	notes(t, db)
	for id := range 2 {
		if err := db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error { return insert(ctx, tx, id) }); err != nil {
			t.Fatal(err)
		}
	}
	var both sync.WaitGroup // until each holds its first row
	both.Add(2)
	runs := make(chan int, 10)
	lock := func(first, second int) error {
		once := sync.OnceFunc(func() { both.Done(); both.Wait() })
		return db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			runs <- first
			if _, err := tx.ExecContext(ctx, "update notes set text = 'a' where id = $1", first); err != nil {
				return err
			}
			once()
			_, err := tx.ExecContext(ctx, "update notes set text = 'b' where id = $1", second)
			return err
		})
	}
	other := make(chan error)
	go func() { other <- lock(1, 0) }()
	if err := errors.Join(lock(0, 1), <-other); err != nil {
		t.Fatal(err)
	}
	if len(runs) != 3 {
		t.Errorf("ran %d times, want 2 and one again", len(runs))
	}
}

func TestIsUnique(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		notes(t, db)
		twice := func(ctx context.Context, tx *sql.Tx) error {
			if err := insert(ctx, tx, 1); err != nil {
				return err
			}
			return insert(ctx, tx, 1)
		}
		if err := db.Tx(t.Context(), twice); !sqldb.IsUnique(err) || sqldb.IsUnavailable(err) {
			t.Errorf("got %v", err)
		}
		_, err := db.Writer().Exec("insert into notes (id) values (9)") // text is missing
		if err == nil || sqldb.IsUnique(err) || sqldb.IsUnavailable(err) {
			t.Errorf("got %v", err)
		}
		if sqldb.IsUnique(nil) || sqldb.IsUnavailable(nil) {
			t.Error("nil is an error")
		}
	})
}

func TestIsUnavailableWhenDiskIsFull(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	notes(t, db)
	if _, err := db.Writer().Exec("pragma max_page_count = 10"); err != nil {
		t.Fatal(err)
	}
	_, err := db.Writer().Exec("insert into notes values (1, $1)", strings.Repeat("x", 1<<20))
	if !sqldb.IsUnavailable(err) || !sqldb.IsFull(err) {
		t.Errorf("got %v", err)
	}
	if !sqldb.IsFull(&pgconn.PgError{Code: "53100"}) || sqldb.IsFull(&pgconn.PgError{Code: "53300"}) {
		t.Error("PostgreSQL's disk is not told from its other limits")
	}
}

func TestIsUnavailableWhenServerIsGone(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.Postgres(t))
	err := db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "select pg_terminate_backend(pg_backend_pid())")
		return err
	})
	if !sqldb.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	_, err = sqldb.Open(t.Context(), sqldb.Config{URL: "postgres://127.0.0.1:1/x?connect_timeout=1"})
	if !sqldb.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	if sqldb.IsUnavailable(&pgconn.PgError{Code: "57014"}) {
		t.Error("a query we cancelled counts as a database that is gone")
	}
}

func TestIn(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		notes(t, db)
		for id := range 5 {
			if err := db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error { return insert(ctx, tx, id) }); err != nil {
				t.Fatal(err)
			}
		}
		var n int
		query := "select count(*) from notes where text = $1 and id in " + sqldb.In(3, 2)
		if err := db.Reader().QueryRow(query, "x", 1, 3, 99).Scan(&n); err != nil || n != 2 {
			t.Errorf("%s: %d, %v", query, n, err)
		}
		query = "select count(*) from notes where id in " + sqldb.In(0, 1)
		if err := db.Reader().QueryRow(query).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d, %v", query, n, err)
		}
	})
}

func TestTimes(t *testing.T) {
	at := time.Date(2024, 2, 29, 23, 59, 58, 123456000, time.UTC)
	if got := sqldb.Time(sqldb.Micros(at.In(time.FixedZone("x", 3600)))); got != at {
		t.Errorf("got %v", got)
	}
	if !sqldb.Time(sqldb.Micros(time.Time{})).IsZero() {
		t.Error("the zero time is lost")
	}
}
