package ui

import (
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// newProjectData is what ui/newproject shows: the input, what it can be
// chosen from, and what was wrong with it.
type newProjectData struct {
	Workspaces []workspaceChoice
	Input      asana.NewProject
	Problem    string
	Field      string // the part of the input the problem is about
}

// workspaceChoice is a workspace a project can be made in, with its teams.
type workspaceChoice struct {
	asana.Workspace
	Teams []asana.Team
}

// showNewProject is GET /0/projects/new.
func (u *UI) showNewProject(v visit) error {
	return u.renderNewProject(v, http.StatusOK, asana.NewProject{Workspace: v.r.FormValue("workspace")}, nil)
}

// createProject is POST /0/projects/new. The form names a team or, as
// "workspace:gid", a workspace without one.
func (u *UI) createProject(v visit) error {
	n := asana.NewProject{
		Workspace: v.form("workspace"), Team: v.form("team"), Name: v.form("name"),
		Notes: v.form("notes"), Private: v.form("private") == "on",
	}
	p, err := u.platform.CreateProject(v.r.Context(), v.actor, n)
	if problem, ok := invalid(err); ok {
		return u.renderNewProject(v, http.StatusBadRequest, n, problem)
	}
	if err != nil {
		return err
	}
	return u.done(v, projectURL(p.GID))
}

func (u *UI) renderNewProject(v visit, status int, input asana.NewProject, problem *asana.Error) error {
	data := newProjectData{Input: input}
	if problem != nil {
		data.Problem, data.Field = problem.Text, problem.Field
	}
	workspaces, err := u.platform.Workspaces(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	for _, w := range workspaces {
		teams, err := u.platform.Teams(v.r.Context(), v.actor, w.GID)
		if err != nil {
			return err
		}
		data.Workspaces = append(data.Workspaces, workspaceChoice{Workspace: w, Teams: teams})
	}
	return u.render(v, status, "ui/newproject", page.View{Title: "ui.new_project", Layout: "app", Data: data})
}
