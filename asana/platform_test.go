package asana_test

import (
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"

	"jirabridge/asana"
	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/store"
)

// cheap makes password hashing quick; production's cost is the default.
var cheap = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// start returns a platform on an empty database.
func start(t *testing.T, db *sqldb.DB, change func(*asana.Config)) *asana.Platform {
	t.Helper()
	ctx := t.Context()
	queue, err := jobs.New(jobs.Config{DB: db})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := seal.Generate()
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := store.NewFolderBlobs(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c := asana.Config{DB: db, Queue: queue, Blobs: blobs, Keys: keys, BaseURL: "http://platform.test", Passwords: cheap}
	if change != nil {
		change(&c)
	}
	p, err := asana.New(c)
	if err != nil {
		t.Fatal(err)
	}
	p.RegisterJobs(queue)
	if err := queue.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := p.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestBarePath(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, p := t.Context(), start(t, db, nil)
		ann, err := p.CreatePerson(ctx, asana.NewPerson{Name: "Ann", Email: "Ann@example.com", Password: "correct horse"})
		check(t, err)
		if _, err := p.CheckPassword(ctx, "ann@EXAMPLE.com", "correct horse"); err != nil {
			t.Error(err)
		}
		a := asana.Actor{Person: ann.GID}
		w, err := p.CreateWorkspace(ctx, a, "Acme")
		check(t, err)
		team, err := p.CreateTeam(ctx, a, w.GID, "Crew")
		check(t, err)
		project, err := p.CreateProject(ctx, a, asana.NewProject{Workspace: w.GID, Team: team.GID, Name: "Rockets"})
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
		if file.Size != 4 {
			t.Errorf("size = %d", file.Size)
		}
		link, err := p.AttachExternal(ctx, a, task.GID, asana.NewExternal{Name: "Doc", URL: "https://example.com/doc"})
		check(t, err)
		again, err := p.AttachExternal(ctx, a, task.GID, asana.NewExternal{Name: "Doc 2", URL: "https://example.com/doc"})
		check(t, err)
		if again.GID != link.GID {
			t.Errorf("second attachment %s, want the first %s", again.GID, link.GID)
		}
		_, err = p.AddComment(ctx, a, task.GID, asana.NewComment{Text: "Ready?"})
		check(t, err)
		mine, _, err := p.MyTasks(ctx, a, "", asana.Page{})
		check(t, err)
		list, _, err := p.Tasks(ctx, a, project.GID, asana.Page{})
		check(t, err)
		if len(mine) != 1 || len(list) != 1 {
			t.Errorf("%d of my tasks, %d of the project's, want 1 and 1", len(mine), len(list))
		}
		app, err := p.RegisterApp(ctx, asana.NewApp{Name: "Tracker", Components: asana.Components{WidgetMetadataURL: "http://x/w"}})
		check(t, err)
		check(t, p.InstallApp(ctx, a, project.GID, app.GID))
		apps, err := p.InstalledAppsForTask(ctx, a, task.GID)
		check(t, err)
		if len(apps) != 1 || apps[0].ClientSecret == "" {
			t.Errorf("apps = %v", apps)
		}
		check(t, p.DeleteTask(ctx, a, task.GID))
		events, err := p.Events(ctx, 0, 100)
		check(t, err)
		for i, e := range events {
			if e.Seq != int64(i+1) {
				t.Errorf("event %d has number %d", i+1, e.Seq)
			}
		}
	})
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
