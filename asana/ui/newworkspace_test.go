package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func TestAnOwnerMakesAnotherWorkspace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		owner := w.as(t, w.Owner)
		owner.get("/").has("new-workspace")
		owner.get("/0/workspaces/new").want(http.StatusOK).says("New workspace", "First project", "nothing is shared")
		made := owner.post("/0/workspaces/new", url.Values{"name": {"Garden & <b>Park</b>"}, "project": {"Roses"}}).want(http.StatusOK)
		made.says("Roses", "Garden & <b>Park</b>", "Acme")
		project := must(w.Platform.Project(t.Context(), w.Owner.Actor, strings.TrimPrefix(made.URL.Path, "/0/")))(t)
		if project.Name != "Roses" || project.Workspace.Name != "Garden & <b>Park</b>" {
			t.Errorf("led to %+v", project)
		}
		bare := owner.post("/0/workspaces/new", url.Values{"name": {"Bare"}}).want(http.StatusOK)
		if bare.URL.Path != "/" {
			t.Errorf("without a project led to %s", bare.URL.Path)
		}
		// Every page that lists workspaces has all of them, and nobody else sees them.
		bare.says("Acme", "Garden & <b>Park</b>", "Bare", "Garden & <b>Park</b>")
		owner.get("/0/projects/new").says("Workspace", "Acme", "Garden & <b>Park</b>", "Bare")
		owner.get("/0/members?workspace="+project.Workspace.GID).want(http.StatusOK).says("Garden & <b>Park</b>", "Olga Owner").silent("Mia Member")
		owner.get("/0/members?workspace="+w.Workspace.GID).want(http.StatusOK).says("Acme", "Mia Member")
		w.as(t, w.Member).get("/").silent("Garden").silent("Bare")
	})
}

func TestWhatANewWorkspaceIsRefusedFor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		owner := w.as(t, w.Owner)
		for _, c := range []struct{ name, project, want string }{
			{"", "", "Enter a name."},
			{"  ", "", "Enter a name."},
			{strings.Repeat("å", 10_000), "", "Too long: at most 1024 characters are allowed."},
			{"a\x00b", "", "The text contains characters that cannot be stored."},
			{"Kept name", strings.Repeat("å", 10_000), "Too long: at most 1024 characters are allowed."},
		} {
			got := owner.post("/0/workspaces/new", url.Values{"name": {c.name}, "project": {c.project}}).want(http.StatusBadRequest).says(c.want)
			if c.project != "" && got.has("workspace-name")["value"] != c.name {
				t.Error("what was typed is gone")
			}
		}
		if list := must(w.Platform.Workspaces(t.Context(), w.Owner.Actor))(t); len(list) != 1 {
			t.Errorf("made all the same: %v", list)
		}
	})
}

func TestOnlyOwnersMakeWorkspaces(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, p := range []asanatest.Person{w.SuperAdmin, w.Member, w.Guest, w.Outsider} {
			v := w.as(t, p)
			v.get("/").want(http.StatusOK).silent("New workspace")
			v.get("/0/workspaces/new").want(http.StatusForbidden).says("Only the owner of a workspace may make another one.")
			v.post("/0/workspaces/new", url.Values{"name": {"Mine"}}).want(http.StatusForbidden)
			if list := must(w.Platform.Workspaces(t.Context(), p.Actor))(t); len(list) > 1 || (p.GID == w.Outsider.GID && len(list) > 0) {
				t.Errorf("%s has %v", p.Name, list)
			}
		}
		// Whoever is owner of any workspace may, whatever he is elsewhere.
		if err := w.Platform.AddMember(t.Context(), w.Owner.Actor, w.Workspace.GID, w.Member.GID, asana.Owner); err != nil {
			t.Fatal(err)
		}
		w.as(t, w.Member).speaking("sv").get("/0/workspaces/new").want(http.StatusOK).says("Ny arbetsyta")
	})
}
