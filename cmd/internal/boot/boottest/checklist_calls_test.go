package boottest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
	"jirabridge/jira"
)

// unasked are the calls that this row cannot provoke.
var unasked = map[string]string{
	"home":          "asked where no Jira answers at the address",
	"browse":        "people click a link",
	"anybody":       "asked where a form has another field for people",
	"groups":        "asked where a form has a field for groups",
	"epics":         "asked where a form has a field for an epic",
	"sprints":       "asked where a form has a field for a sprint",
	"project_icons": "shown where a project is chosen",
	"people_icons":  "shown where a person is chosen",
}

// asksOnlyWhatIsListed goes every way on which Jira is asked something, at a
// Jira of each kind of application link, and compares what both have seen with
// the page for administrators. (Each world of this suite is compared, too: see
// onlyListed.)
func (c *checklist) asksOnlyWhatIsListed(t *testing.T) {
	c.asksEverything(t, c.Role(t, "member", true))
	seen := map[string]bool{}
	for _, w := range []*World{c.World, c.oldestJira(t)} {
		for _, s := range w.requests(t) {
			seen[w.callOf(s)] = true
		}
	}
	v := newVisitor(t)
	must(t, v.Open(t.Context(), c.PlatformURL+"/setup/requirements"))
	page := v.Text()
	for _, call := range jira.Calls() {
		if !seen[call.ID] && unasked[call.ID] == "" {
			t.Errorf("nobody asked for %s %s", call.Method, call.Path)
		}
		if !strings.Contains(page, call.Method+" "+call.Path) {
			t.Errorf("the page does not name %s %s", call.Method, call.Path)
		}
	}
	if rows := strings.Count(page, "GET /") + strings.Count(page, "POST /") + strings.Count(page, "DELETE /"); rows != len(jira.Calls()) {
		t.Errorf("the page names %d addresses, the table has %d: %s", rows, len(jira.Calls()), page)
	}
}

// oldestJira is a world of the oldest Jira, in which an issue was created.
func (c *checklist) oldestJira(t *testing.T) *World {
	t.Helper()
	w := Start(t, Options{Database: "sqlite", Connect: "none", Version: "7.13.5"})
	w.connect(t)
	who := w.Role(t, "member", false)
	authorize(t, w, who, w.JiraPerson(t, who.JiraUser))
	w.createsFromTask(t, who)
	return w
}

// asksEverything creates an issue with a file and links one, with a link back,
// searches, chooses people, looks, and takes the issue off the task.
func (c *checklist) asksEverything(t *testing.T, who demo.Person) {
	t.Helper()
	c.switchBacklinks(t, "on")
	defer c.switchBacklinks(t, "off")
	task := c.NewTask(t, who.Token, map[string]any{"name": "Asks everything"})
	upload(t, c.World, who, task, "bill.txt", "text")
	form := c.Host(who).Form(t, task).JSON(t)
	c.people(t, who, form, task)
	if r := c.submit(t, who, form, task, map[string]any{"attachments": []string{"all"}}); r.Status != http.StatusOK {
		t.Fatalf("submit: %d %s", r.Status, r.Body)
	}
	for _, query := range []string{"paper", strings.Repeat("paper ", 200)} {
		if r := c.Host(who).Get(t, c.JiraApp.TypeaheadURL, map[string]string{"task": task, "query": query}); r.Status != http.StatusOK {
			t.Errorf("lookup: %d %s", r.Status, r.Body)
		}
	}
	tab, _ := c.memberOnTask(t, map[string]any{"name": "Linked, and not any more"})
	key := c.createInJira(t, "Has a link back")
	tab.linkIssue(key)
	tab.seeWidget(key)
	c.waitForCall(t, "set_link")
	tab.unlink()
	tab.linkIssue(c.createInJira(t, "In its place")) // only now is it noticed that the first one has gone
	for _, id := range []string{"delete_link", "attach", "attachment_limit"} {
		c.waitForCall(t, id)
	}
}

// switchBacklinks does it on the page of the connection, as its admin.
func (c *checklist) switchBacklinks(t *testing.T, to string) {
	t.Helper()
	v := setupVisitor(t, c.World, c.Role(t, "owner", true))
	must(t, v.Open(t.Context(), c.PlatformURL+"/setup/connection?workspace="+c.WorkspaceGID))
	must(t, v.Submit(t.Context(), "backlinks", to, nil))
}

// people asks who may be assigned the issue.
func (c *checklist) people(t *testing.T, who demo.Person, form map[string]any, task string) {
	t.Helper()
	address := fields(t, form)["assignee"]["typeahead_url"].(string)
	if r := c.Host(who).Get(t, address, map[string]string{"task": task, "query": "a"}); r.Status != http.StatusOK {
		t.Errorf("people: %d %s", r.Status, r.Body)
	}
}

func (w *World) waitForCall(t *testing.T, id string) {
	t.Helper()
	waitFor(t, id, func() bool {
		return slices.ContainsFunc(w.requests(t), func(s Seen) bool { return w.callOf(s) == id })
	})
}
