package asana_test

import (
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// each runs f with a populated platform on both databases.
func each(t *testing.T, f func(t *testing.T, w *asanatest.World), changes ...func(*asana.Config)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { f(t, asanatest.Start(t, db, changes...)) })
}

// eachAt is each with a clock that tests set.
func eachAt(t *testing.T, now *time.Time, f func(t *testing.T, w *asanatest.World)) {
	t.Helper()
	each(t, f, func(c *asana.Config) { c.Now = func() time.Time { return *now } })
}

// onSQLite is each on one database, for what no database takes part in.
func onSQLite(t *testing.T, f func(t *testing.T, w *asanatest.World)) {
	t.Helper()
	f(t, asanatest.Start(t, sqldbtest.Open(t, sqldbtest.SQLite(t))))
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fails demands an *asana.Error of a kind that says text.
func fails(t *testing.T, err error, kind asana.ErrKind, text string) {
	t.Helper()
	if !asana.IsKind(err, kind) || err.Error() != text {
		t.Errorf("got %v, want %q of kind %d", err, text, kind)
	}
}

func ptr[T any](v T) *T { return &v }

// The path of a first day, from nothing to a task with everything on it.
func TestFirstDay(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		ann, err := p.CreatePerson(ctx, asana.NewPerson{Name: "Ann", Email: "Ann@example.com", Password: "correct horse"})
		check(t, err)
		a := asana.Actor{Person: ann.GID}
		workspace := w.AddWorkspace(t, "Space", asanatest.Person{Person: ann, Actor: a})
		team, err := p.CreateTeam(ctx, a, workspace.GID, "Crew")
		check(t, err)
		project, err := p.CreateProject(ctx, a, asana.NewProject{Workspace: workspace.GID, Team: team.GID, Name: "Rockets"})
		check(t, err)
		section, err := p.CreateSection(ctx, a, project.GID, "Later")
		check(t, err)
		task, err := p.CreateTask(ctx, a, asana.NewTask{Projects: []string{project.GID}, Section: section.GID, Name: "Fly",
			HTMLNotes: "<body>To the <strong>moon</strong></body>", Assignee: ann.GID, DueOn: "2030-01-02"})
		check(t, err)
		if task.Notes != "To the moon" || task.Memberships[0].Section.Name != "Later" || task.Assignee.Name != "Ann" {
			t.Errorf("task = %+v", task)
		}
		file, err := p.AttachFile(ctx, a, task.GID, "plan.txt", "text/plain", strings.NewReader("burn"))
		check(t, err)
		if file.Size != 4 || file.Task.Name != "Fly" {
			t.Errorf("file = %+v", file)
		}
		comment, err := p.AddComment(ctx, a, task.GID, asana.NewComment{Text: "Ready?"})
		check(t, err)
		if comment.HTMLText != "<body>Ready?</body>" || comment.CreatedBy.Name != "Ann" {
			t.Errorf("comment = %+v", comment)
		}
		mine, _, err := p.MyTasks(ctx, a, "", asana.Page{})
		check(t, err)
		list, _, err := p.Tasks(ctx, a, project.GID, asana.Page{})
		check(t, err)
		if len(mine) != 1 || len(list) != 1 || list[0].GID != task.GID {
			t.Errorf("%d of my tasks, %d of the project's, want 1 and 1", len(mine), len(list))
		}
	})
}

func TestConfigIsChecked(t *testing.T) {
	if _, err := asana.New(asana.Config{}); err == nil {
		t.Error("a platform of nothing was made")
	}
}

func TestGIDsFitWhereClientsPutThem(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		seen := map[string]bool{}
		for range 1000 {
			gid := w.Platform.ReserveGID()
			if len(gid) != 16 || gid[0] == '0' || gid > "9007199254740992" || seen[gid] {
				t.Fatalf("gid %s", gid)
			}
			seen[gid] = true
		}
	})
}
