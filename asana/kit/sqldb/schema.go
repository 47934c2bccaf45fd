package sqldb

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// Schema compares the database with tree as [DB.Migrate] would, and changes
// nothing: the newest version the database has had according to table, 0 when
// there is no table yet, and the newest that tree knows. It is a
// [*NewerSchemaError] when the database is ahead.
func (d *DB) Schema(ctx context.Context, tree fs.FS, table string) (have, known int64, err error) {
	p, err := goose.NewProvider(d.dialect(), d.reader, tree, goose.WithTableName(table))
	if err != nil {
		return 0, 0, fmt.Errorf("migrations of %s: %w", table, err)
	}
	if sources := p.ListSources(); len(sources) > 0 {
		known = sources[len(sources)-1].Version
	}
	there, err := d.hasTable(ctx, table)
	if err != nil || !there {
		return 0, known, err
	}
	if err := d.reader.QueryRowContext(ctx, "select coalesce(max(version_id), 0) from "+table+" where is_applied").Scan(&have); err != nil {
		return 0, known, fmt.Errorf("version of %s: %w", table, err)
	}
	if have > known {
		err = &NewerSchemaError{Table: table, Have: have, Known: known}
	}
	return have, known, err
}

func (d *DB) hasTable(ctx context.Context, table string) (there bool, err error) {
	query := "select count(*) > 0 from sqlite_schema where type = 'table' and name = $1"
	if d.kind == Postgres {
		query = "select to_regclass($1) is not null"
	}
	if err := d.reader.QueryRowContext(ctx, query, table).Scan(&there); err != nil {
		return false, fmt.Errorf("look for %s: %w", table, err)
	}
	return there, nil
}
