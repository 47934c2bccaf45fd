package sqldb_test

import (
	"fmt"
	"testing"

	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// Statements that were kept see what was written since, another schema too, and give way to others.
func TestKeptStatements(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	db.Reader().SetMaxOpenConns(1) // every query meets the same statements
	run := func(statement string) {
		t.Helper()
		if _, err := db.Writer().ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	run("create table kept (name text not null)")
	for round, want := range []string{"one", "two", "three"} {
		run("delete from kept")
		run("insert into kept (name) values ('" + want + "')")
		run(fmt.Sprintf("alter table kept add column more%d text not null default ''", round))
		for n := range 300 {
			var got string
			err := db.Reader().QueryRowContext(t.Context(), fmt.Sprintf("select name from kept where %d = $1", n), n).Scan(&got)
			if err != nil || got != want {
				t.Fatalf("round %d, query %d: %q, %v", round, n, got, err)
			}
		}
	}
}
