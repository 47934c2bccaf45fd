package boottest

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// linkedTask is a new task with a new issue, made in the browser.
func (c *checklist) linkedTask(t *testing.T, name string) (tab *Tab, task, key string) {
	t.Helper()
	tab, task = c.memberOnTask(t, map[string]any{"name": name})
	key = tab.createIssue("")
	tab.seeWidget(key)
	return tab, task, key
}

// widget asks the app for the widget of a task's attachment.
func (c *checklist) widget(t *testing.T, task, key string) Response {
	t.Helper()
	who := c.Role(t, "member", true)
	list := c.attachments(t, who.Token, task)
	issue := slices.IndexFunc(list, func(a map[string]any) bool { return a["resource_subtype"] == "external" })
	if issue < 0 {
		t.Fatalf("the task has no link: %v", list)
	}
	return c.Host(who).Widget(t, "en", map[string]string{
		"task": task, "attachment": dig(list[issue], "gid"), "resource_url": c.JiraURL + "/browse/" + key,
	})
}

// transition moves an issue to the status with a name, as Jira's admin.
func (w *World) transition(t testing.TB, key, status string) {
	t.Helper()
	r := w.Jira(t, w.jiraAdmin(t), http.MethodGet, "/rest/api/2/issue/"+key+"/transitions", nil)
	for _, tr := range r.JSON(t)["transitions"].([]any) {
		if dig(tr, "to.name") == status {
			r := w.Jira(t, w.jiraAdmin(t), http.MethodPost, "/rest/api/2/issue/"+key+"/transitions", map[string]any{"transition": map[string]any{"id": dig(tr, "id")}})
			if r.Status != http.StatusNoContent {
				t.Fatalf("transition: %d %s", r.Status, r.Body)
			}
			return
		}
	}
	t.Fatalf("no transition to %q: %s", status, r.Body)
}

func (c *checklist) monitorsStatus(t *testing.T) {
	tab, _, key := c.linkedTask(t, "Monitored")
	before := tab.See(hook("widget-status"))
	c.transition(t, key, "In Progress")
	tab.Reload()
	tab.SeeText(hook("widget-status"), "In Progress")
	if strings.Contains(before, "In Progress") {
		t.Errorf("the status was %q before it changed", before)
	}
	tab.Shot("task-with-widget")
}

func (c *checklist) showsIssueAtOnce(t *testing.T) {
	tab, _ := c.memberOnTask(t, map[string]any{"name": "Shown at once"})
	key := tab.createIssue("A summary to show")
	tab.SeeText(hook("widget-title"), key+" A summary to show")
	if tab.See(hook("widget-status")) == "" {
		t.Error("no status")
	}
}

func (c *checklist) widgetFields(t *testing.T) {
	tab, task, key := c.linkedTask(t, "Values to look at")
	if got, want := tab.Attribute(hook("widget-title")+"[href], "+hook("widget-title")+" a", "href"), c.JiraURL+"/browse/"+key; got != want {
		t.Errorf("the title leads to %q, want %s", got, want)
	}
	metadata := c.widget(t, task, key).JSON(t)["metadata"].(map[string]any)
	kinds := map[string]any{}
	for _, f := range metadata["fields"].([]any) {
		f := f.(map[string]any)
		kinds[f["name"].(string)] = f["type"]
	}
	if kinds["Status"] != "pill" || kinds["Priority"] == nil || kinds["Assignee"] == nil {
		t.Errorf("fields %v", kinds)
	}
}

func (c *checklist) changesShowAtNextLoad(t *testing.T) {
	_, task, key := c.linkedTask(t, "Changes in Jira are shown")
	for _, summary := range []string{"First change", "Second change"} {
		if r := c.Jira(t, c.jiraAdmin(t), http.MethodPut, "/rest/api/2/issue/"+key, map[string]any{"fields": map[string]any{"summary": summary}}); r.Status != http.StatusNoContent {
			t.Fatalf("change in Jira: %d %s", r.Status, r.Body)
		}
		if r := c.widget(t, task, key); r.Status != http.StatusOK || !strings.Contains(string(r.Body), summary) {
			t.Errorf("after %q the widget is %d %s", summary, r.Status, r.Body)
		}
	}
}

func (c *checklist) widgetIsReadOnly(t *testing.T) {
	_, task, key := c.linkedTask(t, "Read-only")
	before := c.jiraFields(t, key)
	who := c.Role(t, "member", true)
	message := map[string]any{"task": task, "attachment": attachmentGID(), "resource_url": c.JiraURL + "/browse/" + key, "summary": "written"}
	if r := c.Host(who).Post(t, c.JiraApp.WidgetMetadataURL, message); r.Status != http.StatusNotFound {
		t.Errorf("POST to the widget: %d %s", r.Status, r.Body)
	}
	for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if r := Do(t, request(t, method, c.JiraApp.WidgetMetadataURL, strings.NewReader("{}"))); r.Status != http.StatusNotFound {
			t.Errorf("%s to the widget: %d", method, r.Status)
		}
	}
	if after := c.jiraFields(t, key); dig(after, "updated") != dig(before, "updated") {
		t.Error("the issue changed")
	}
}
