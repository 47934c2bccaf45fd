package bridgetest

import (
	"database/sql"
	"testing"

	"jirabridge/asana/kit/sqldb"
)

// Values are all values of all columns of the tables whose names begin so.
func (w *World) Values(prefix string) [][]byte {
	w.t.Helper()
	var all [][]byte
	for _, table := range w.tables(prefix) {
		rows, err := w.DB.Reader().QueryContext(w.t.Context(), "select * from "+table)
		must(w.t, err)
		all = append(all, values(w.t, rows)...)
	}
	return all
}

func (w *World) tables(prefix string) []string {
	query := "select name from sqlite_master where type = 'table' and name like $1"
	if w.DB.Kind() == sqldb.Postgres {
		query = "select table_name from information_schema.tables where table_schema = current_schema() and table_name like $1"
	}
	rows, err := w.DB.Reader().QueryContext(w.t.Context(), query, prefix+"%")
	must(w.t, err)
	var names []string
	for _, name := range values(w.t, rows) {
		names = append(names, string(name))
	}
	return names
}

func values(t *testing.T, rows *sql.Rows) [][]byte {
	defer rows.Close()
	columns, err := rows.Columns()
	must(t, err)
	var all [][]byte
	for rows.Next() {
		row, into := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		must(t, rows.Scan(into...))
		for _, value := range row {
			all = append(all, append([]byte(nil), value...))
		}
	}
	must(t, rows.Err())
	return all
}
