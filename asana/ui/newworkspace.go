package ui

import (
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
)

// newWorkspaceURL is the page on which an owner makes another workspace.
const newWorkspaceURL = "/0/workspaces/new"

// newWorkspaceData is what ui/newworkspace shows: the input, and what was
// wrong with it.
type newWorkspaceData struct {
	Input   asana.NewWorkspace
	Problem string
	Field   string // the part of the input the problem is about
}

// showNewWorkspace is GET /0/workspaces/new.
func (u *UI) showNewWorkspace(v visit) error {
	may, err := u.platform.MayFoundWorkspace(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	if !may {
		return httpkit.Fail(http.StatusForbidden, "asana.workspaces_by_owners", nil)
	}
	return u.renderNewWorkspace(v, http.StatusOK, newWorkspaceData{})
}

// createWorkspace is POST /0/workspaces/new. It leads to the first project, or
// home, where one can be made.
func (u *UI) createWorkspace(v visit) error {
	n := asana.NewWorkspace{Name: v.form("name"), Project: v.form("project")}
	_, project, err := u.platform.FoundWorkspace(v.r.Context(), v.actor, n)
	if problem, ok := invalid(err); ok {
		return u.renderNewWorkspace(v, http.StatusBadRequest, newWorkspaceData{n, u.say(v, problem), problem.Field})
	}
	if err != nil {
		return err
	}
	if project == "" {
		return u.done(v, "/")
	}
	return u.done(v, projectURL(project))
}

func (u *UI) renderNewWorkspace(v visit, status int, data newWorkspaceData) error {
	return u.render(v, status, "ui/newworkspace", page.View{Title: "ui.new_workspace", Layout: "app", Data: data})
}
