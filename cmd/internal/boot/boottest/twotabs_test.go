package boottest

import (
	"strings"
	"testing"
)

// TestTwoTabs has the form of one task open twice: whoever is second gets the
// first one's issue and is told; so does nobody who presses the button twice.
func TestTwoTabs(t *testing.T) {
	t.Parallel()
	w, browser := Start(t, Options{Database: "sqlite", Connect: "oauth2"}), NewBrowser(t)
	who := w.Role(t, "member", true)
	task := w.NewTask(t, who.Token, map[string]any{"name": "In two tabs"})
	before := w.issueCount(t)
	var tabs [2]*Tab
	for i := range tabs {
		tabs[i] = browser.Person(t)
		tabs[i].signIn(w, who)
		tabs[i].Go(w.TaskURL(task))
		tabs[i].openForm()
	}
	tabs[0].do("press twice at once", evaluate(`(() => { const b = document.querySelector('dialog [data-submit]'); b.click(); b.click(); b.form.requestSubmit(); })()`))
	key := strings.Fields(tabs[0].See(hook("widget-title")))[0]
	if tabs[0].Has("[data-announce]:not(:empty)") {
		t.Errorf("the first is told %s", tabs[0].See("[data-announce]"))
	}
	tabs[1].Type(hook("field-summary")+" input", "Too late")
	tabs[1].Click(hook("form-submit"))
	tabs[1].SeeText(hook("widget-title"), key)
	tabs[1].SeeText("[data-announce]", "The task already had “"+key+" In two tabs”")
	if n := w.issueCount(t) - before; n != 1 {
		t.Errorf("%d issues", n)
	}
	if links := w.attachments(t, who.Token, task); len(links) != 1 {
		t.Errorf("on the task: %v", links)
	}
}
