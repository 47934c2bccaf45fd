package ui

import (
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
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

// createProject is POST /0/projects/new.
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
	choices, err := u.workspaceChoices(v)
	if err != nil {
		return err
	}
	if len(choices) == 0 {
		return httpkit.Fail(http.StatusForbidden, "ui.guests_no_projects", nil)
	}
	data := newProjectData{Workspaces: choices, Input: input}
	if problem != nil {
		data.Problem, data.Field = u.say(v, problem), problem.Field
	}
	return u.render(v, status, "ui/newproject", page.View{Title: "ui.new_project", Layout: "app", Data: data})
}

// workspaceChoices are the workspaces the person may make projects in.
func (u *UI) workspaceChoices(v visit) ([]workspaceChoice, error) {
	workspaces, err := u.platform.Workspaces(v.r.Context(), v.actor)
	var choices []workspaceChoice
	for _, w := range workspaces {
		makes, err := u.makesProjects(v, w.GID)
		if err != nil {
			return nil, err
		}
		if !makes {
			continue
		}
		teams, err := u.platform.Teams(v.r.Context(), v.actor, w.GID)
		if err != nil {
			return nil, err
		}
		choices = append(choices, workspaceChoice{Workspace: w, Teams: teams})
	}
	return choices, err
}
