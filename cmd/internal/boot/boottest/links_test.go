package boottest

import (
	"strings"
	"testing"

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
	tab.openDetails(tab.Attribute(hook("form-details"), "href"))
	tab.SeeText(hook("link-says"), "Jira is being asked whether the issue was created")
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
