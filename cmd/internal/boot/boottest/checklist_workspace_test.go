package boottest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// secondWorkspace is the world as seen from another workspace, which its owner
// makes on the page for it, with a first project. Its name comes after
// Northwind's, which stays the first to choose.
func (w *World) secondWorkspace(t *testing.T, owner demo.Person) *World {
	t.Helper()
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.PlatformURL+"/"))
	must(t, v.Submit(t.Context(), "email", owner.Email, url.Values{"password": {owner.Password}}))
	button := v.Find("data-test", "new-workspace")
	if button == nil {
		t.Fatalf("home offers no new workspace: %s", v.Text())
	}
	must(t, v.Open(t.Context(), w.PlatformURL+visitor.Attribute(button, "href")))
	must(t, v.Submit(t.Context(), "name", "Second office", url.Values{"project": {"Move in"}}))
	says(t, v, "Move in")
	b := *w
	b.ProjectGID = strings.TrimPrefix(v.At.Path, "/0/")
	r := w.API(t, owner.Token, http.MethodGet, "/projects/"+b.ProjectGID+"?opt_fields=workspace", nil)
	b.WorkspaceGID = dig(r.JSON(t), "data.workspace.gid")
	b.TaskGIDs = []string{b.NewTask(t, owner.Token, map[string]any{"name": "Carry chairs"})}
	return &b
}

func (c *checklist) twoWorkspacesOneLink(t *testing.T) {
	a, owner := c.fresh(t), c.fresh(t).Role(t, "owner", false)
	b := a.secondWorkspace(t, owner)
	link := a.applicationLink(t, a.PlatformURL+"/setup/callback/jira")
	connectBy(t, a, link)
	defer removeConnection(t, a)
	nothingStored(t, b)
	says(t, connectBy(t, b, link), "Second office is now connected")
	worlds := map[string]*World{"Northwind": a, "Second office": b}
	widgets := map[string]func(){}
	for name, w := range worlds {
		task, attachment, key := w.create(t, owner)
		widgets[name] = func() { w.widgetShows(t, owner, task, attachment, key) }
	}
	for _, look := range widgets {
		look()
	}
	v := setupVisitor(t, b, owner)
	must(t, v.Open(t.Context(), b.PlatformURL+"/setup?workspace="+b.WorkspaceGID))
	if s := selected(v.Page); s == nil || visitor.Text(s) != "Second office" {
		t.Errorf("the second workspace is not chosen: %s", v.Text())
	}
	must(t, v.Submit(t.Context(), "workspace", b.WorkspaceGID, nil)) // Remove
	nothingStored(t, b)
	widgets["Northwind"]()
	if got := a.formStatus(t, owner); got != http.StatusOK {
		t.Errorf("the other workspace's form after removing: %d", got)
	}
}
