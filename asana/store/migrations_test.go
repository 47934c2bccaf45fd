package store_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/store"
)

var down = regexp.MustCompile(`(?s)-- \+goose Down(.*)`)

// Every migration can be taken back: what its Down drops is all its Up made.
func TestMigrationsUpAndDown(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		tree := store.Migrations()
		check(t, db.Migrate(t.Context(), tree, "asana_schema"))
		names, err := fs.Glob(tree, "*.sql")
		check(t, err)
		for i := len(names) - 1; i >= 0; i-- {
			text, err := fs.ReadFile(tree, names[i])
			check(t, err)
			part := down.FindSubmatch(text)
			if part == nil {
				t.Fatalf("%s has no Down", names[i])
			}
			for _, statement := range strings.Split(string(part[1]), ";") {
				if strings.TrimSpace(statement) == "" {
					continue
				}
				if _, err := db.Writer().ExecContext(t.Context(), statement); err != nil {
					t.Fatalf("%s: %s: %v", names[i], statement, err)
				}
			}
		}
		if left := tables(t, db); left != "" {
			t.Errorf("left after all Downs: %s", left)
		}
	})
}

func tables(t *testing.T, db *sqldb.DB) string {
	t.Helper()
	query := `select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%' and name <> 'asana_schema'`
	if db.Kind() == sqldb.Postgres {
		query = `select table_name from information_schema.tables where table_schema = 'public' and table_name <> 'asana_schema'`
	}
	rows, err := db.Reader().QueryContext(t.Context(), query)
	check(t, err)
	defer func() { _ = rows.Close() }()
	var names []string
	for rows.Next() {
		var name string
		check(t, rows.Scan(&name))
		names = append(names, name)
	}
	check(t, rows.Err())
	return strings.Join(names, " ")
}
