package store

import (
	"context"
	"fmt"
	"strings"
)

// Part is a kind of object in the export of a workspace: which rows, by what key they are read page by page, and what
// is told of them.
type Part struct {
	Name   string // in the archive
	From   string // what follows "from", up to a condition that holds for the workspace $1
	Keys   []string
	Fields []Field
}

// Field is a value of a Part's rows.
type Field struct {
	Name string
	From string // the expression
	Kind FieldKind
}

// FieldKind says how a stored value is written.
type FieldKind int

// The kinds of fields.
const (
	TextField   FieldKind = iota
	RefField              // the id of another object, or another text that is missing when empty
	TimeField             // microseconds, missing when 0
	BoolField             // true or false
	NumberField           // a whole number
)

// archivePage is how many rows one statement reads.
const archivePage = 1000

// EachOf calls f with the values of every row of a part, in the order of the fields. It reads page by page, so that no
// statement is long, and holds one row at a time.
func (q *Queries) EachOf(ctx context.Context, p Part, workspace string, f func(values []any) error) error {
	after := make([]string, len(p.Keys))
	for {
		n, err := q.pageOf(ctx, p, workspace, after, f)
		if err != nil || n < archivePage {
			return err
		}
	}
}

// pageOf reads the rows behind the keys in after, which it moves to those of the last row.
func (q *Queries) pageOf(ctx context.Context, p Part, workspace string, after []string, f func([]any) error) (n int, err error) {
	args := []any{workspace}
	for _, key := range after {
		args = append(args, key)
	}
	rows, err := q.db.QueryContext(ctx, p.query(), args...)
	if err != nil {
		return 0, fmt.Errorf("export %s: %w", p.Name, err)
	}
	defer func() { _ = rows.Close() }()
	values, into := p.room(after)
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return n, fmt.Errorf("export %s: %w", p.Name, err)
		}
		for i, v := range values {
			values[i] = plain(v)
		}
		if err := f(values); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}

// plain is a value out of what it was scanned into.
func plain(v any) any {
	if n, ok := v.([]byte); ok {
		return string(n)
	}
	return v
}

// query selects keys and fields, a page of rows.
func (p Part) query() string {
	columns, marks := append([]string{}, p.Keys...), make([]string, len(p.Keys))
	for _, f := range p.Fields {
		columns = append(columns, f.From)
	}
	for i := range p.Keys {
		marks[i] = fmt.Sprintf("cast($%d as text)", i+2)
	}
	keys := strings.Join(p.Keys, ", ")
	return fmt.Sprintf("select %s from %s and (%s) > (%s) order by %s limit %d",
		strings.Join(columns, ", "), p.From, keys, strings.Join(marks, ", "), keys, archivePage)
}

// room is what a row is scanned into.
func (p Part) room(after []string) (values, into []any) {
	values = make([]any, len(p.Fields))
	for i := range after {
		into = append(into, &after[i])
	}
	for i := range values {
		into = append(into, &values[i])
	}
	return values, into
}
