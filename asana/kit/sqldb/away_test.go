package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// write is what the tests try again and again: a statement and a transaction.
func write(t *testing.T, db *sqldb.DB, payload []byte) (failures []error) {
	t.Helper()
	_, err := db.Writer().ExecContext(t.Context(), "insert into payloads (payload) values ($1)", payload)
	failures = append(failures, err)
	err = db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "insert into payloads (payload) values ($1)", payload)
		return err
	})
	return append(failures, err)
}

// mustWork waits until the database can be used: what lies idle in the pool may
// be dead, and is looked at only after a second.
func mustWork(t *testing.T, db *sqldb.DB) {
	t.Helper()
	began := time.Now()
	for {
		failures := write(t, db, []byte("small"))
		if errors.Join(failures...) == nil {
			return
		}
		if time.Since(began) > time.Minute {
			t.Fatal(failures)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func mustBeUnavailable(t *testing.T, failures []error) {
	t.Helper()
	for i, err := range failures {
		if !sqldb.IsUnavailable(err) {
			t.Errorf("%d: %T %v is not taken for a database that is away", i, err, err)
		}
	}
}

func payloads(t *testing.T, db *sqldb.DB) {
	t.Helper()
	if _, err := db.Writer().ExecContext(t.Context(), "create table payloads (payload bytea not null)"); err != nil {
		t.Fatal(err)
	}
}

// A full disk, as SQLite sees it.
func TestFullDiskPasses(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	payloads(t, db)
	limit := func(pages string) {
		t.Helper()
		if _, err := db.Writer().ExecContext(t.Context(), "pragma max_page_count = "+pages); err != nil {
			t.Fatal(err)
		}
	}
	limit("10")
	mustBeUnavailable(t, write(t, db, make([]byte, 100<<10)))
	limit("1000000")
	mustWork(t, db)
}

// A network that breaks, in the middle of a transaction and before one.
func TestCutWirePasses(t *testing.T) {
	wire := sqldbtest.NewWire(t, sqldbtest.Postgres(t))
	db := sqldbtest.Open(t, wire.URL)
	payloads(t, db)
	err := db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		wire.Cut()
		_, err := tx.ExecContext(ctx, "insert into payloads (payload) values ($1)", []byte{1})
		return err
	})
	mustBeUnavailable(t, append([]error{err}, write(t, db, []byte{1})...))
	wire.Mend()
	mustWork(t, db)
	wire.Cut()
	wire.Mend()
	mustWork(t, db)
}

// A server that ends our connections, as it does when it is restarted.
func TestEndedConnectionsPass(t *testing.T) {
	url := sqldbtest.Postgres(t)
	db, admin := sqldbtest.Open(t, url), sqldbtest.Open(t, url)
	payloads(t, db)
	end := func(ctx context.Context) {
		t.Helper()
		_, err := admin.Writer().ExecContext(ctx,
			"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
		if err != nil {
			t.Fatal(err)
		}
	}
	err := db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		end(t.Context())
		_, err := tx.ExecContext(ctx, "insert into payloads (payload) values ($1)", []byte{1})
		return err
	})
	mustBeUnavailable(t, []error{err})
	mustWork(t, db)
	end(t.Context())
	mustWork(t, db)
}
