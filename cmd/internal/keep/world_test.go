package keep_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/kit/seal"
	"jirabridge/cmd/internal/boot"
)

const (
	base       = "http://127.0.0.1:1"
	passphrase = seal.Secret("twelve grey herons")
	email      = "ada@example.com"
	password   = "correct horse battery"
	fileName   = "plan.bin"
)

// content is a file of more than one piece of the blob table.
var content = bytes.Repeat([]byte("0123456789abcde\n"), 150_000)

// world is a data folder with a person, a task and a file on it.
type world struct {
	dir           string
	app           *boot.App
	actor         asana.Actor
	project, task string
}

// fill makes a data folder as the program makes one, and leaves it open.
func fill(t *testing.T) *world {
	t.Helper()
	w := &world{dir: filepath.Join(t.TempDir(), "data")}
	w.app = open(t, boot.Config{BaseURL: base, DataDir: w.dir})
	p := w.app.Platform
	ada, err := p.CreatePerson(t.Context(), asana.NewPerson{Name: "Ada", Email: email, Password: password})
	check(t, err)
	w.actor = asana.Actor{Person: ada.GID}
	workspace, err := p.CreateWorkspace(t.Context(), w.actor, "Kept")
	check(t, err)
	project, err := p.CreateProject(t.Context(), w.actor, asana.NewProject{Workspace: workspace.GID, Name: "Shelf"})
	check(t, err)
	task, err := p.CreateTask(t.Context(), w.actor, asana.NewTask{Projects: []string{project.GID}, Name: "Keep me", Notes: "na\u00efve \U0001f5c4"})
	check(t, err)
	w.project, w.task = project.GID, task.GID
	rule, err := p.AddRule(t.Context(), w.actor, project.GID, asana.NewRule{Name: "Keep",
		Triggers: []asana.Trigger{{Kind: asana.TriggerRequested}}, Actions: []asana.Action{{Kind: asana.ActComplete}}})
	check(t, err)
	_, err = p.RunForTask(t.Context(), w.actor, rule.GID, task.GID)
	check(t, err)
	_, err = p.AttachFile(t.Context(), w.actor, task.GID, fileName, "application/octet-stream", bytes.NewReader(content))
	check(t, err)
	return w
}

func open(t *testing.T, c boot.Config) *boot.App {
	t.Helper()
	app, err := boot.New(t.Context(), c)
	check(t, err)
	t.Cleanup(func() { _ = app.Close() })
	return app
}

// holds checks that what fill made is in the program put together from c: the
// password, the task, the file's bytes, and the sealed secret of the app.
func holds(t *testing.T, c boot.Config) {
	t.Helper()
	c.BaseURL = base
	app := open(t, c)
	defer func() { check(t, app.Close()) }()
	p := app.Platform
	ada, err := p.CheckPassword(t.Context(), email, password)
	check(t, err)
	actor := asana.Actor{Person: ada.GID}
	if app.BuiltIn.ClientSecret.Reveal() == "" {
		t.Error("the app lost its secret")
	}
	workspaces, err := p.Workspaces(t.Context(), actor)
	check(t, err)
	projects, err := p.Projects(t.Context(), actor, workspaces[0].GID)
	check(t, err)
	tasks, _, err := p.Tasks(t.Context(), actor, projects[0].GID, asana.Page{})
	check(t, err)
	i := slices.IndexFunc(tasks, func(t asana.Task) bool { return t.Name == "Keep me" })
	if i < 0 {
		t.Fatalf("the task is gone: %v", tasks)
	}
	files, _, err := p.Attachments(t.Context(), actor, tasks[i].GID, asana.Page{})
	check(t, err)
	rules, err := p.Rules(t.Context(), actor, projects[0].GID)
	check(t, err)
	for _, rule := range rules { // a release from before there were any has none
		if secret, err := p.TriggerSecret(t.Context(), actor, rule.GID, rule.Triggers[0].GID); err != nil || secret == "" {
			t.Errorf("the rule lost its secret: %v", err)
		}
	}
	r, _, err := p.OpenAttachment(t.Context(), actor, files[0].GID)
	check(t, err)
	got, err := io.ReadAll(r)
	check(t, err)
	check(t, r.Close())
	if !bytes.Equal(got, content) || !strings.Contains(tasks[i].Notes, "\U0001f5c4") {
		t.Errorf("%d bytes of %d, notes %q", len(got), len(content), tasks[i].Notes)
	}
}

// rows are all rows of the tables, as text and in order.
func rows(t *testing.T, db *sql.DB, tables []string) string {
	t.Helper()
	var all []string
	for _, table := range tables {
		all = append(all, rowsOf(t, db, table)...)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func rowsOf(t *testing.T, db *sql.DB, table string) (all []string) {
	t.Helper()
	result, err := db.QueryContext(t.Context(), "select * from "+table)
	check(t, err)
	defer result.Close()
	columns, err := result.Columns()
	check(t, err)
	for result.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		check(t, result.Scan(into...))
		for i, v := range values {
			switch v := v.(type) {
			case []byte:
				values[i] = string(v)
			case bool: // PostgreSQL's; SQLite has 0 and 1
				values[i] = map[bool]int64{true: 1}[v]
			}
		}
		all = append(all, fmt.Sprintf("%s %#v", table, values))
	}
	check(t, result.Err())
	return all
}

// sqliteTables are the tables of an SQLite database.
func sqliteTables(t *testing.T, db *sql.DB) (names []string) {
	t.Helper()
	result, err := db.QueryContext(t.Context(), "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name")
	check(t, err)
	defer func() { _ = result.Close() }()
	for result.Next() {
		var name string
		check(t, result.Scan(&name))
		names = append(names, name)
	}
	check(t, result.Err())
	return names
}

// openFile opens a data folder's database beside whoever else does.
func openFile(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", boot.DatabaseFile(dir))
	check(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// inFolder are the names in a folder, none when there is no such folder.
func inFolder(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// canceled is a context that has ended.
func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
