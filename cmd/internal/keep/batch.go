package keep

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Rows inserted with one statement: PostgreSQL takes 65,535 values in one, and
// long rows shall not fill the memory.
const (
	maxValues = 30_000
	maxRows   = 500
)

// batch gathers rows of one table for the target.
type batch struct {
	tx     *sql.Tx
	table  table
	values []any
	rows   int
}

// add takes one row as SQLite holds it.
func (b *batch) add(ctx context.Context, row []any) error {
	for i, v := range row {
		converted, err := convert(v, b.table.types[i])
		if err != nil {
			return fmt.Errorf("column %s: %w", b.table.columns[i], err)
		}
		b.values = append(b.values, converted)
	}
	b.rows++
	if b.rows == maxRows || len(b.values)+len(row) > maxValues {
		return b.flush(ctx)
	}
	return nil
}

// flush inserts what was gathered.
func (b *batch) flush(ctx context.Context) error {
	if b.rows == 0 {
		return nil
	}
	var text strings.Builder
	fmt.Fprintf(&text, "insert into %s (%s) values ", b.table.quoted(), b.table.list())
	width := len(b.table.columns)
	for n := range b.values {
		switch {
		case n == 0:
			text.WriteString("(")
		case n%width == 0:
			text.WriteString("), (")
		default:
			text.WriteString(", ")
		}
		fmt.Fprintf(&text, "$%d", n+1)
	}
	text.WriteString(")")
	_, err := b.tx.ExecContext(ctx, text.String(), b.values...)
	b.values, b.rows = b.values[:0], 0
	return err
}

// convert makes of a value as SQLite's driver hands it out one that a column
// of a PostgreSQL type takes. SQLite keeps a type per value, not per column.
func convert(v any, kind string) (any, error) {
	if v == nil {
		return nil, nil
	}
	switch kind {
	case "boolean":
		if n, ok := v.(int64); ok {
			return n != 0, nil
		}
	case "bytea":
		switch v := v.(type) {
		case string:
			return []byte(v), nil
		case []byte:
			if len(v) == 0 { // a nil slice, which would arrive as null
				return []byte{}, nil
			}
		}
	case "text":
		if bytes, ok := v.([]byte); ok {
			return string(bytes), nil
		}
	case "double precision":
		if n, ok := v.(int64); ok { // a number without a fraction
			return float64(n), nil
		}
	case "bigint":
	default:
		return nil, fmt.Errorf("values of type %s cannot be copied", kind)
	}
	return v, nil
}
