package boottest

import (
	"testing"

	"jirabridge/cmd/internal/visitor"
)

// TestCoverage: an admin sees where issues can be created, and what is in the
// way elsewhere: a field no form has, a permission that is missing.
func TestCoverage(t *testing.T) {
	t.Parallel()
	w := demoOn(t, "sqlite")
	admin := NewBrowser(t).Person(t)
	admin.connectWorkspace(w)
	admin.Go(w.PlatformURL + "/setup?workspace=" + w.WorkspaceGID)
	admin.Click(hook("coverage"))
	admin.Click(`[data-project="OPS"] summary`)
	admin.SeeText(`[data-project="OPS"] [data-type="Change"]`, "Jira requires “Account”")
	admin.SeeText(`[data-project="OPS"] [data-type="Bug"]`, "Can be created")
	admin.Click(hook("check-all"))
	admin.Until("all projects checked", `[...document.querySelectorAll("[data-load]")].every((p) => p.dataset.state)`)
	if !admin.Has(`[data-project="IT"][data-state="all"]`) || !admin.Has(`[data-project="OPS"][data-state="some"]`) {
		t.Errorf("%s", admin.PageText())
	}
	admin.Shot("coverage")

	viewer := w.Role(t, "super_admin", false)
	authorize(t, w, viewer, w.JiraPerson(t, "vera"))
	v := setupVisitor(t, w, viewer)
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup/coverage?workspace="+w.WorkspaceGID))
	must(t, v.Open(t.Context(), w.PlatformURL+visitor.Attribute(v.Find("data-project", "IT"), "data-load")))
	says(t, v, "lacks the permission Create Issues")
}
