package boottest

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jirabridge/cmd/internal/demo"
)

// TestLinkPage: from the widget's menu, and from a form that only says that
// Jira is slow, a person comes to a page that tells how far the issue is.
func TestLinkPage(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2", Sim: []string{"--attachment-limit", "1"}})
	who := w.Role(t, "member", true)
	tab := NewBrowser(t).Person(t)
	tab.signIn(w, who)
	t.Run("one of two is chosen", func(t *testing.T) { oneOfTwoIsChosen(t, w, tab, who) })
	t.Run("one file is too large", func(t *testing.T) { oneFileTooLarge(t, w, tab, who) })
	t.Run("nobody knows yet", func(t *testing.T) { nobodyKnowsYet(t, w, tab, who) })
}

func oneFileTooLarge(t *testing.T, w *World, tab *Tab, who demo.Person) {
	task := w.NewTask(t, who.Token, map[string]any{"name": "Three files"})
	for name, content := range map[string]string{"a.txt": "a", "b.txt": "b", "report.zip": strings.Repeat("z", 1<<21)} {
		upload(t, w, who, task, name, content)
	}
	tab.Go(w.TaskURL(task))
	key := tab.createIssue("")
	tab.seeWidget(key)
	details := tab.Attribute(hook("widget-details"), "href")
	waitFor(t, "every file", func() bool {
		tab.openDetails(details)
		return strings.Contains(tab.See(hook("files-done")), "2 of 3 files copied") && tab.Has(hook("retry"))
	})
	tab.SeeText(hook("link-files"), "Jira’s limit is 1 MB")
	tab.SeeText(hook("link-issue"), key)
	tab.SeeText(hook("link-says"), "The issue is linked to the task.")
	tab.Shot("link")
}

func nobodyKnowsYet(t *testing.T, w *World, tab *Tab, who demo.Person) {
	task := w.NewTask(t, who.Token, map[string]any{"name": "Perhaps created"})
	w.Fault(t, map[string]any{"match": "POST /issue$", "drop": "before"})
	tab.Go(w.TaskURL(task))
	tab.Click(hook("entry-point"))
	tab.Click(hook("form-action"))
	tab.Until("a project to be chosen", `document.querySelector('[data-test="field-project"] input')?.value`)
	tab.Click(hook("form-submit"))
	tab.See(hook("form-details"))
	w.undecided(t, task)
	tab.openDetails(tab.Attribute(hook("form-details"), "href"))
	tab.SeeText(hook("link-says"), "is being asked whether it created the issue")
}

// oneOfTwoIsChosen: Jira, which has lost the marks, has two issues that may be
// the task's. Its person says which; the task gets that one.
func oneOfTwoIsChosen(t *testing.T, w *World, tab *Tab, who demo.Person) {
	task := w.NewTask(t, who.Token, map[string]any{"name": "One of two"})
	w.Fault(t, map[string]any{"match": "POST /issue$", "drop": "before"})
	tab.Go(w.TaskURL(task))
	tab.Click(hook("entry-point"))
	tab.Click(hook("form-action"))
	tab.Until("a project to be chosen", `document.querySelector('[data-test="field-project"] input')?.value`)
	tab.Click(hook("form-submit"))
	tab.See(hook("form-details"))
	details := tab.Attribute(hook("form-details"), "href")
	keys := []string{w.unmarked(t, who, task, "One of two"), w.unmarked(t, who, task, "One of two")}
	w.longAgo(t, task)
	tab.openDetails(details)
	for _, key := range keys {
		tab.SeeText(hook("choose-issue"), key+" One of two")
	}
	tab.Shot("choose")
	tab.Click(hook("choose-" + keys[1]))
	tab.SeeText(hook("link-issue"), keys[1])
	w.longAgo(t, task)
	waitFor(t, "the chosen issue on the task", func() bool { return len(w.attachments(t, who.Token, task)) == 1 })
	tab.Go(w.TaskURL(task))
	tab.seeWidget(keys[1])
}

// unmarked is an issue such as the person's creation for a task may have left
// in a Jira that keeps no marks.
func (w *World) unmarked(t *testing.T, who demo.Person, task, summary string) string {
	t.Helper()
	var project string
	must(t, w.database(t).QueryRow("select project from bridge_links where task = ?", task).Scan(&project))
	r := w.Jira(t, w.JiraPerson(t, who.JiraUser), http.MethodPost, "/rest/api/2/issue", map[string]any{"fields": map[string]any{
		"project": map[string]any{"id": project}, "issuetype": map[string]any{"name": "Task"}, "summary": summary,
	}})
	if r.Status != http.StatusCreated {
		t.Fatalf("create in Jira: %d %s", r.Status, r.Body)
	}
	return dig(r.JSON(t), "key")
}

// longAgo lets two minutes go by for the link of a task.
func (w *World) longAgo(t *testing.T, task string) {
	t.Helper()
	const minutes = 2 * 60 * 1_000_000
	_, err := w.database(t).Exec("update bridge_links set created_at = created_at - ?1, updated_at = updated_at - ?1, due_at = due_at - ?1 where task = ?2", minutes, task)
	must(t, err)
}

// undecided has the doubt about a task's issue last. It is over in a minute,
// which a slow machine may take to show it.
func (w *World) undecided(t testing.TB, task string) {
	t.Helper()
	_, err := w.database(t).Exec("update bridge_links set updated_at = updated_at + ? where task = ?", doubt.Microseconds(), task)
	must(t, err)
}

// doubt is how much longer an undecided one lasts.
const doubt = time.Hour

// database is SQLite's file of a running program.
func (w *World) database(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.Data, "jirabridge.db")+"?_pragma=busy_timeout(30000)")
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// openDetails opens the app's page about a task. The app's own session begins
// without a click, once it has been allowed.
func (b *Tab) openDetails(address string) {
	b.t.Helper()
	b.Go(address)
	if b.eventually(hook("link"), hook("consent-allow")) == hook("consent-allow") {
		b.Click(hook("consent-allow"))
	}
	b.See(hook("link"))
}
