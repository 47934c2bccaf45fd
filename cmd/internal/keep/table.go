package keep

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"jirabridge/asana/kit/sqldb"
)

// table is a table to copy.
type table struct {
	name    string
	columns []string
	types   []string // PostgreSQL's names for them
}

// quoted is the table's name as SQL takes it.
func (t table) quoted() string { return `"` + t.name + `"` }

// list is the columns as SQL takes them.
func (t table) list() string { return `"` + strings.Join(t.columns, `", "`) + `"` }

// fileTables hold files on PostgreSQL. They are filled from the folder.
var fileTables = []string{"blobs", "blob_chunks"}

// tables finds what there is to copy: the tables of the SQLite database, those
// that others refer to first, without version tables (the target has its own)
// and River's (jobs are enqueued anew). It refuses what the target lacks.
func (m *migration) tables(ctx context.Context) ([]table, error) {
	names, err := m.names(ctx)
	if err != nil {
		return nil, err
	}
	there, err := postgresColumns(ctx, m.to.Reader())
	if err != nil {
		return nil, err
	}
	list := make([]table, len(names))
	for i, name := range names {
		list[i].name = name
		if list[i].columns, err = texts(ctx, m.from, "select name from pragma_table_info($1) order by cid", name); err != nil {
			return nil, err
		}
		for _, column := range list[i].columns {
			list[i].types = append(list[i].types, there[name][column])
		}
		if slices.Contains(list[i].types, "") || len(there[name]) != len(list[i].columns) {
			return nil, fmt.Errorf("the table %s differs between the two databases", name)
		}
	}
	return list, nil
}

// names are the tables' names in the order of copying.
func (m *migration) names(ctx context.Context) ([]string, error) {
	all, err := texts(ctx, m.from, "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name")
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(name string) bool {
		_, version := versionQueries[name]
		return version || strings.HasPrefix(name, "river_") || slices.Contains(fileTables, name)
	})
	parents := map[string][]string{}
	for _, name := range all {
		if parents[name], err = texts(ctx, m.from, `select distinct "table" from pragma_foreign_key_list($1)`, name); err != nil {
			return nil, err
		}
	}
	return parentsFirst(all, parents)
}

// parentsFirst orders names so that each comes after its parents.
func parentsFirst(names []string, parents map[string][]string) ([]string, error) {
	var ordered []string
	for len(ordered) < len(names) {
		before := len(ordered)
		for _, name := range names {
			waits := slices.ContainsFunc(parents[name], func(p string) bool { return p != name && !slices.Contains(ordered, p) })
			if !waits && !slices.Contains(ordered, name) {
				ordered = append(ordered, name)
			}
		}
		if len(ordered) == before {
			return nil, errors.New("some tables refer to each other in a circle")
		}
	}
	return ordered, nil
}

// postgresColumns are the types of the columns of every table and view.
func postgresColumns(ctx context.Context, db *sql.DB) (map[string]map[string]string, error) {
	rows, err := db.QueryContext(ctx, "select table_name, column_name, data_type from information_schema.columns where table_schema = current_schema()")
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	defer func() { _ = rows.Close() }()
	found := map[string]map[string]string{}
	for rows.Next() {
		var table, column, kind string
		if err := rows.Scan(&table, &column, &kind); err != nil {
			return nil, fmt.Errorf("list tables: %w", err)
		}
		if found[table] == nil {
			found[table] = map[string]string{}
		}
		found[table][column] = kind
	}
	return found, rows.Err()
}

// texts is the one column of a query's rows.
func texts(ctx context.Context, db *sql.DB, query string, args ...any) ([]string, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, fmt.Errorf("read the schema: %w", err)
		}
		list = append(list, text)
	}
	return list, rows.Err()
}

// knownVersions are the schema versions of this program, read from tables it
// makes for the purpose.
func knownVersions(ctx context.Context) (_ map[string]int64, err error) {
	dir, err := os.MkdirTemp("", "jirabridge-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	db, err := sqldb.Open(ctx, sqldb.Config{URL: "sqlite:" + filepath.Join(dir, databaseName)})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := makeTables(ctx, db); err != nil {
		return nil, err
	}
	return versions(ctx, db.Reader())
}
