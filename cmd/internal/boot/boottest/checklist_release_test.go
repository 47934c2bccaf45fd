package boottest

import (
	"net/http"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// planned is an issue of a project and type, on a task that a member has linked
// it to.
type planned struct {
	*checklist
	key, task, attachment string
}

func (c *checklist) planned(t *testing.T, project, kind string) planned {
	t.Helper()
	r := c.Jira(t, c.jiraAdmin(t), http.MethodPost, "/rest/api/2/issue", map[string]any{"fields": map[string]any{
		"project": map[string]any{"key": project}, "issuetype": map[string]any{"name": kind}, "summary": "Planned " + kind,
	}})
	if r.Status != http.StatusCreated {
		t.Fatalf("create in Jira: %d %s", r.Status, r.Body)
	}
	who := c.Role(t, "member", true)
	p := planned{c, dig(r.JSON(t), "key"), c.NewTask(t, who.Token, map[string]any{"name": "Waits for a " + kind}), attachmentGID()}
	attach := map[string]any{"task": p.task, "attachment": p.attachment, "query": p.key}
	if r := c.Host(who).Post(t, c.JiraApp.AttachURL, attach); r.Status != http.StatusOK {
		t.Fatalf("attach: %d %s", r.Status, r.Body)
	}
	return p
}

// edit changes fields of the issue, as Jira's admin.
func (p planned) edit(t *testing.T, fields map[string]any) {
	t.Helper()
	if r := p.Jira(t, p.jiraAdmin(t), http.MethodPut, "/rest/api/2/issue/"+p.key, map[string]any{"fields": fields}); r.Status != http.StatusNoContent {
		t.Fatalf("edit: %d %s", r.Status, r.Body)
	}
}

// shown is the widget as somebody's page gets it: the text of each field by its
// name, and the type.
func (p planned) shown(t *testing.T, who demo.Person, lang string) (fields map[string]string, kind string) {
	t.Helper()
	r := p.Host(who).Widget(t, lang, map[string]string{
		"task": p.task, "attachment": p.attachment, "resource_url": p.JiraURL + "/browse/" + p.key,
	})
	metadata := r.JSON(t)["metadata"].(map[string]any)
	list := metadata["fields"].([]any)
	if len(list) > 5 {
		t.Errorf("there are %d fields: %v", len(list), list)
	}
	fields = map[string]string{}
	for _, f := range list {
		text, _ := f.(map[string]any)["text"].(string)
		fields[dig(f, "name")] = text
	}
	return fields, metadata["subtitle"].(string)
}

// J-88: the sprint an issue is in can be read on its task.
func (c *checklist) namesTheSprint(t *testing.T) {
	who := c.Role(t, "member", true)
	p := c.planned(t, "WEB", "Story")
	for _, try := range []struct {
		sprint any
		want   string
	}{{nil, ""}, {7, "Sprint 7"}, {9, "Q4, mobile [v=2]"}, {nil, ""}} {
		p.edit(t, map[string]any{"customfield_10013": try.sprint})
		fields, _ := p.shown(t, who, "en")
		if got, there := fields["Sprint"]; got != try.want || there != (try.want != "") {
			t.Errorf("in sprint %v the widget shows %v", try.sprint, fields)
		}
	}
	p.edit(t, map[string]any{"customfield_10013": 7})
	waitFor(t, "the issue on the task", func() bool { return len(c.attachments(t, who.Token, p.task)) > 0 })
	tab := c.browser.Person(t)
	tab.signIn(c.World, who)
	tab.Go(c.TaskURL(p.task))
	tab.SeeText("[data-fields]", "Sprint 7")
	p.edit(t, map[string]any{"customfield_10013": 8})
	tab.Reload()
	tab.SeeText("[data-fields]", "Sprint 8")
}

// J-89: a guest is told in his language when the fix of a bug is out.
func (c *checklist) namesTheRelease(t *testing.T) {
	member, guest := c.Role(t, "member", true), c.Role(t, "guest", false)
	p := c.planned(t, "OPS", "Bug")
	p.edit(t, map[string]any{"fixVersions": []any{map[string]any{"name": "2.1"}}})
	r := c.Jira(t, c.jiraAdmin(t), http.MethodPost, "/rest/api/2/issue/"+p.key+"/transitions", map[string]any{
		"transition": map[string]any{"id": "5"}, "fields": map[string]any{"resolution": map[string]any{"name": "Fixed"}},
	})
	if r.Status != http.StatusNoContent {
		t.Fatalf("resolve: %d %s", r.Status, r.Body)
	}
	for _, try := range []struct{ lang, label, want string }{
		{"en", "Fix version", "2.1, released 1 Dec 2026"},
		{"sv", "Rättad i version", "2.1, utgiven 1 dec. 2026"},
		{"pl", "Wersja z poprawką", "2.1, wydana 1 gru 2026"},
	} {
		for _, who := range []demo.Person{guest, member} {
			if fields, kind := p.shown(t, who, try.lang); fields[try.label] != try.want || kind != "Bug" || fields["Status"] != "Resolved" {
				t.Errorf("%s in %s: %s with %v", who.Role, try.lang, kind, fields)
			}
		}
	}
	for version, want := range map[string]string{"Later": "Later", "Q2": "Q2, planned for 30 Jun 2026"} {
		p.edit(t, map[string]any{"fixVersions": []any{map[string]any{"name": version}}})
		if fields, _ := p.shown(t, guest, "en"); fields["Fix version"] != want {
			t.Errorf("with %s: %v", version, fields)
		}
	}
	p.edit(t, map[string]any{"fixVersions": []any{}})
	if fields, _ := p.shown(t, guest, "en"); len(fields) != 3 {
		t.Errorf("without a version: %v", fields)
	}
}
