package sqldb_test

import (
	"errors"
	"testing"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

func TestSchemaOnlyLooks(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		steps := []string{"create table a (id bigint)", "create table b (id bigint)"}
		look := func(known int) (int64, int64, error) {
			return db.Schema(t.Context(), tree(steps[:known]...), "test_schema")
		}
		for range 2 { // the first look has made nothing
			if have, known, err := look(2); have != 0 || known != 2 || err != nil {
				t.Fatalf("empty: %d of %d, %v", have, known, err)
			}
		}
		if _, err := db.Reader().Exec("select 1 from test_schema"); err == nil {
			t.Error("looking made a table")
		}
		if err := db.Migrate(t.Context(), tree(steps...), "test_schema"); err != nil {
			t.Fatal(err)
		}
		if have, known, err := look(2); have != 2 || known != 2 || err != nil {
			t.Errorf("up to date: %d of %d, %v", have, known, err)
		}
		var newer *sqldb.NewerSchemaError
		if have, known, err := look(1); have != 2 || known != 1 || !errors.As(err, &newer) {
			t.Errorf("ahead: %d of %d, %v", have, known, err)
		}
	})
}
