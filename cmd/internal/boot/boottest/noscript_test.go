package boottest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"jirabridge/cmd/internal/demo"
)

// TestWithoutScript works with a browser that runs no script: everything but
// the app's dialogs is done with plain forms, and those say that they need it.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "none"})
	browser := NewBrowser(t, chromedp.Flag("blink-settings", "scriptEnabled=false"))

	admin := browser.Person(t)
	admin.connectWorkspace(w)
	if admin.Has("button[data-copy]:not(.with-script), button[data-toggle-secret]:not(.with-script)") {
		t.Error("there are buttons that do nothing")
	}
	who := w.Role(t, "member", false)
	tab := browser.Person(t)
	tab.signIn(w, who)
	tab.Click(`.page-head a[href^="/0/projects/new"]`)
	tab.Type(hook("project-name"), "Plain forms")
	tab.Click(hook("create-project"))
	tab.See(hook("customize"))
	project := tab.URL()
	tab.addAppPlainly(w, who)
	tab.Go(project)
	tab.Type(hook("new-task-name"), "A plain task\r")
	tab.Click("a.task-name")
	tab.See(hook("comment"))
	tab.editPlainly(t)
	tab.Go(w.PlatformURL + "/0/my-settings")
	tab.Type(input("name"), "Ines Plain")
	tab.Send(hook("save-profile"))
	if got := tab.Value(input("name")); got != "Ines Plain" || !tab.Has(".banner-ok") {
		t.Errorf("the name is %q after saving: %s", got, tab.PageText())
	}
}

// addAppPlainly walks to the last step of the introduction, connects in a tab
// of its own and adds the app.
func (b *Tab) addAppPlainly(w *World, who demo.Person) {
	b.t.Helper()
	b.Click(hook("customize"))
	b.Click(hook("add-app"))
	b.Click(hook("app-card-jira-server"))
	b.Send(hook("add-to-project"))
	for !b.Has(hook("connect-plainly")) {
		b.Send(".wizard-foot .btn-primary")
	}
	last := b.URL()
	b.Go(b.Attribute(hook("connect-plainly"), "href"))
	b.authorize(w.JiraPerson(b.t, who.JiraUser))
	b.See(hook("connect-done"))
	b.Go(last)
	b.Click(hook("wizard-install"))
	b.See(hook("app-added"))
}

// editPlainly changes everything that a task has.
func (b *Tab) editPlainly(t *testing.T) {
	b.t.Helper()
	task := b.URL()
	b.SeeText(hook("app-field-jira-server"), "needs JavaScript")
	b.Type(hook("task-name"), "A plainer task")
	b.Send("form:has(#task-name) button")
	b.do("choose an assignee", chromedp.SetValue(hook("assignee"), b.Attribute(hook("assignee")+" option:last-child", "value")))
	b.Send("form:has(#assignee) button")
	b.Click("#description summary")
	b.Type(hook("description"), "Written plainly")
	b.Send(hook("save-description"))
	b.SeeText("#description", "Written plainly")
	b.Type(hook("comment"), "Said plainly")
	b.Send(hook("comment-send"))
	b.SeeText("#comments", "Said plainly")
	file := filepath.Join(t.TempDir(), "plain.txt")
	must(t, os.WriteFile(file, []byte("plain"), 0o600))
	b.Upload(hook("upload"), file)
	b.Send("form.upload button")
	b.SeeText("#attachments", "plain.txt")
	b.Send(hook("complete"))
	b.Go(task)
	if b.Attribute(hook("complete"), "aria-pressed") != "true" || b.Value(hook("task-name")) != "A plainer task" || b.Value(hook("assignee")) == "" {
		t.Errorf("what was entered is lost: %s", strings.TrimSpace(b.PageText()))
	}
}
