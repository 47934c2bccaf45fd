package sqldb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// migrationLock is the key of the advisory lock under which PostgreSQL schemas
// are changed; any number not used by somebody else will do.
const migrationLock = 7_426_004_117

// NewerSchemaError says that a newer program has been at the database.
type NewerSchemaError struct {
	Table       string // the version table, e.g. "asana_schema"
	Have, Known int64
}

// Error says what to run instead.
func (e *NewerSchemaError) Error() string {
	return fmt.Sprintf("the database has schema version %d in %s, and this program knows versions up to %d: "+
		"run the newer program that made it", e.Have, e.Table, e.Known)
}

// Migrate brings the schema described by the *.sql files at the root of tree
// (goose annotations) to its newest version, which is kept in table. Copies
// of the program that start together take turns. A [*NewerSchemaError] is
// returned when the database is ahead of tree.
func (d *DB) Migrate(ctx context.Context, tree fs.FS, table string) error {
	return d.Exclusively(ctx, func(ctx context.Context) error {
		return d.migrate(ctx, tree, table)
	})
}

func (d *DB) migrate(ctx context.Context, tree fs.FS, table string) error {
	p, err := goose.NewProvider(d.dialect(), d.writer, tree, goose.WithTableName(table))
	if err != nil {
		return fmt.Errorf("migrations of %s: %w", table, err)
	}
	have, known, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("version of %s: %w", table, err)
	}
	if have > known {
		return &NewerSchemaError{Table: table, Have: have, Known: known}
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate %s: %w", table, err)
	}
	return nil
}

func (d *DB) dialect() database.Dialect {
	if d.kind == SQLite {
		return goose.DialectSQLite3
	}
	return goose.DialectPostgres
}

// exclusiveKey marks the context of an Exclusively with its DB.
type exclusiveKey struct{}

// Exclusively runs f while no other process is in an Exclusively of the same
// PostgreSQL database. It is for changes of schema at start. An SQLite file
// belongs to one process, so there f just runs. Inside f, with the context f
// gets, a further Exclusively just runs too.
func (d *DB) Exclusively(ctx context.Context, f func(ctx context.Context) error) error {
	if d.kind == SQLite || ctx.Value(exclusiveKey{}) == d {
		return f(ctx)
	}
	return d.locked(ctx, func(ctx context.Context) error {
		return f(context.WithValue(ctx, exclusiveKey{}, d))
	})
}

func (d *DB) locked(ctx context.Context, f func(ctx context.Context) error) (err error) {
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	defer func() {
		_, e := conn.ExecContext(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", int64(migrationLock))
		err = errors.Join(err, e)
	}()
	return f(ctx)
}
