package rest_test

import (
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// A read of one task costs at most four statements, counted on the wire to PostgreSQL; one of them is the token's,
// which is remembered until something is written.
func TestStatementsOfOneTask(t *testing.T) {
	wire := sqldbtest.NewWire(t, sqldbtest.Postgres(t))
	w := asanatest.Start(t, sqldbtest.Open(t, wire.URL))
	a := api{t, w, w.URL, w.Colleague.Token.Reveal()}
	w.AddField(t, asana.NewField{Name: "Stage", Kind: asana.FieldEnum, Options: []asana.NewOption{{Name: "Idea"}}})
	below := w.AddTask(t, asana.NewTask{Parent: w.Tasks[0].GID, Name: "Below"})
	deep := w.AddTask(t, asana.NewTask{Parent: below.GID, Name: "Further below"})
	for name, read := range map[string]struct {
		task string
		want int64
	}{
		"a task with custom fields": {w.Tasks[0].GID, 3}, "a task two levels below the one that is seen": {deep.GID, 3},
	} {
		a.get("/tasks/" + read.task).ok(200) // the lease of requests, and the statements prepared
		before := wire.Statements()
		a.get("/tasks/" + read.task).ok(200)
		if got := wire.Statements() - before; got != read.want {
			t.Errorf("%s: %d statements, want %d", name, got, read.want)
		}
	}
	w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Written"})
	before := wire.Statements()
	a.get("/tasks/" + w.Tasks[0].GID).ok(200)
	if got := wire.Statements() - before; got != 4 {
		t.Errorf("after a write: %d statements, want 4", got)
	}
}
