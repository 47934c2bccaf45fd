package keep

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	blobs "jirabridge/asana/store"
	"jirabridge/cmd/internal/boot"
)

// MigrateConfig says which data folder goes where.
type MigrateConfig struct {
	DataDir string
	To      seal.Secret // postgres://… of an empty database; may hold a password
}

// Migrated is what was copied.
type Migrated struct {
	Tables, Jobs, Files int
	Rows                int64
	Missing             []string // keys of files that the database names and the data folder lacks
}

// Migrate copies the SQLite database of a data folder, with its files, to an
// empty PostgreSQL database. Nobody may use the folder meanwhile. The folder
// stays as it was; its keyset is what the new database is sealed with.
//
// Files go first and tables in one transaction, so that a copy which failed
// half-way has no people in it and cannot be mistaken for a complete one.
func Migrate(ctx context.Context, c MigrateConfig) (_ Migrated, err error) {
	if err := findDatabase(c.DataDir); err != nil {
		return Migrated{}, err
	}
	m := &migration{MigrateConfig: c}
	defer func() { err = errors.Join(err, m.close()) }()
	if err := m.open(ctx); err != nil {
		return Migrated{}, err
	}
	if err := m.copy(ctx); err != nil {
		return Migrated{}, fmt.Errorf("%w\n(The target now holds a part of it: drop that database and make it anew before the next try.)", err)
	}
	return m.done, nil
}

// migration is a migration under way.
type migration struct {
	MigrateConfig
	from *sql.DB
	to   *sqldb.DB
	done Migrated
}

func (m *migration) close() error {
	var errs []error
	if m.from != nil {
		errs = append(errs, m.from.Close())
	}
	if m.to != nil {
		errs = append(errs, m.to.Close())
	}
	return errors.Join(errs...)
}

// open locks the folder, and refuses a target with anything in it before
// anything is changed there.
func (m *migration) open(ctx context.Context) (err error) {
	m.from, err = sqldb.OpenAlone(ctx, boot.DatabaseFile(m.DataDir))
	if errors.Is(err, sqldb.ErrInUse) {
		return fmt.Errorf("somebody uses %s: stop the program first, and start it again on the new database", m.DataDir)
	}
	if err != nil {
		return err
	}
	if err := m.checkVersion(ctx); err != nil {
		return err
	}
	if m.to, err = sqldb.Open(ctx, sqldb.Config{URL: m.To.Reveal(), Logger: quiet()}); err != nil {
		return err
	}
	if m.to.Kind() != sqldb.Postgres {
		return errors.New("the target must be a PostgreSQL database: postgres://…")
	}
	return m.checkEmpty(ctx)
}

func (m *migration) checkVersion(ctx context.Context) error {
	have, err := versions(ctx, m.from)
	if err != nil {
		return err
	}
	known, err := knownVersions(ctx)
	if err != nil {
		return err
	}
	return sameVersions(have, known)
}

func (m *migration) checkEmpty(ctx context.Context) error {
	columns, err := postgresColumns(ctx, m.to.Reader())
	if err != nil {
		return err
	}
	if len(columns) > 0 {
		return fmt.Errorf("the target is not empty: it has %d tables; make a database for this", len(columns))
	}
	return nil
}

func (m *migration) copy(ctx context.Context) error {
	if err := makeTables(ctx, m.to); err != nil {
		return err
	}
	if err := m.copyFiles(ctx); err != nil {
		return err
	}
	tables, err := m.tables(ctx)
	if err != nil {
		return err
	}
	left, err := jobs.Unfinished(ctx, m.from)
	if err != nil {
		return err
	}
	queue, err := jobs.New(jobs.Config{DB: m.to, Logger: quiet()})
	if err != nil {
		return err
	}
	m.done.Tables, m.done.Jobs = len(tables), len(left)
	return m.to.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		m.done.Rows = 0
		if err := m.copyTables(ctx, tx, tables); err != nil {
			return err
		}
		return queue.AdoptTx(ctx, tx, left)
	})
}

// copyFiles copies every file the database names into the target's blob table.
func (m *migration) copyFiles(ctx context.Context) error {
	named, err := blobs.New(m.from).NamedBlobs(ctx)
	if err != nil {
		return fmt.Errorf("list files: %w", err)
	}
	folder, err := blobs.NewFolderBlobs(boot.FilesDir(m.DataDir))
	if err != nil {
		return err
	}
	table := blobs.NewTableBlobs(m.to, nil)
	for _, key := range named {
		err := copyFile(ctx, folder, table, key)
		if errors.Is(err, blobs.ErrNoBlob) {
			m.done.Missing = append(m.done.Missing, key)
			continue
		}
		if err != nil {
			return fmt.Errorf("copy file %s: %w", key, err)
		}
		m.done.Files++
	}
	return nil
}

func copyFile(ctx context.Context, from, to blobs.Blobs, key string) error {
	r, size, err := from.Open(ctx, key)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	w, err := to.Create(ctx, key)
	if err != nil {
		return err
	}
	n, err := io.Copy(w, untilDone{ctx, r})
	if err == nil && n != size {
		err = fmt.Errorf("it has %d bytes, not %d", n, size)
	}
	if err != nil {
		return errors.Join(err, w.Abort())
	}
	return w.Close()
}

// copyTables copies the tables in their order, and counts both sides.
func (m *migration) copyTables(ctx context.Context, tx *sql.Tx, tables []table) error {
	for i := len(tables) - 1; i >= 0; i-- { // rows that the making of the tables put there
		if _, err := tx.ExecContext(ctx, "delete from "+tables[i].quoted()); err != nil {
			return fmt.Errorf("clear %s: %w", tables[i].name, err)
		}
	}
	for _, t := range tables {
		if err := m.copyTable(ctx, tx, t); err != nil {
			return fmt.Errorf("copy table %s: %w", t.name, err)
		}
	}
	for _, t := range tables {
		var here, there int64
		query := "select count(*) from " + t.quoted()
		if err := errors.Join(m.from.QueryRowContext(ctx, query).Scan(&here), tx.QueryRowContext(ctx, query).Scan(&there)); err != nil {
			return fmt.Errorf("count %s: %w", t.name, err)
		}
		if here != there {
			return fmt.Errorf("%s has %d rows, and %d of them arrived", t.name, here, there)
		}
		m.done.Rows += there
	}
	return nil
}

// copyTable copies the rows of one table in batches.
func (m *migration) copyTable(ctx context.Context, tx *sql.Tx, t table) error {
	rows, err := m.from.QueryContext(ctx, "select "+t.list()+" from "+t.quoted())
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	b := &batch{tx: tx, table: t}
	for rows.Next() {
		values, into := make([]any, len(t.columns)), make([]any, len(t.columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := b.add(ctx, values); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), b.flush(ctx))
}
