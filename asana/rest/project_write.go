package rest

import (
	"maps"
	"net/http"
	"slices"

	"jirabridge/asana"
)

func projectWriteOperations() []operation {
	return []operation{{
		ID: "createProject", Method: http.MethodPost, Path: "/projects", Scope: "projects:write", Body: &projectBody{},
		Text: "Makes a project in a workspace or a team.", Result: project{}, Status: http.StatusCreated, Do: createProject,
	}, {
		ID: "createProjectForWorkspace", Method: http.MethodPost, Path: "/workspaces/{workspace_gid}/projects",
		Scope: "projects:write", Body: &projectBody{}, Text: "Makes a project in a workspace.", Result: project{},
		Status: http.StatusCreated, Do: createWorkspaceProject,
	}, {
		ID: "createProjectForTeam", Method: http.MethodPost, Path: "/teams/{team_gid}/projects", Scope: "projects:write",
		Body: &projectBody{}, Text: "Makes a project in a team.", Result: project{}, Status: http.StatusCreated,
		Do: createTeamProject,
	}, {
		ID: "updateProject", Method: http.MethodPut, Path: "/projects/{project_gid}", Scope: "projects:write",
		Body: &projectBody{}, Text: "Changes the given values of a project and leaves the others alone.", Result: project{},
		Do: updateProject,
	}, {
		ID: "deleteProject", Method: http.MethodDelete, Path: "/projects/{project_gid}", Scope: "projects:delete",
		Text: "Deletes a project, and its tasks that are in no other project and assigned to nobody.", Do: deleteProject,
	}, {
		ID: "getTaskCountsForProject", Method: http.MethodGet, Path: "/projects/{project_gid}/task_counts",
		Scope: "projects:read", Text: "Counts the tasks of a project; each count is to be named in opt_fields.",
		Do: getTaskCounts,
	}}
}

// projectBody is the body of createProject and its like, and of updateProject.
type projectBody struct {
	Workspace      *gid        `json:"workspace"`
	Team           *gid        `json:"team"`
	Name           *string     `json:"name"`
	Notes          *string     `json:"notes"`
	Public         *bool       `json:"public"`
	PrivacySetting *string     `json:"privacy_setting"`
	Archived       *bool       `json:"archived"`
	Color          *string     `json:"color"`
	StartOn        *string     `json:"start_on"`
	DueOn          *string     `json:"due_on"`
	DueDate        *string     `json:"due_date"` // the old name of due_on
	Members        []userRef   `json:"members"`
	Followers      []userRef   `json:"followers"`
	CustomFields   fieldValues `json:"custom_fields"` // a project has none
}

// private reads whether only members are to see the project; nil when nothing is said.
func (b projectBody) private() (*bool, error) {
	private := b.Public != nil && !*b.Public
	switch setting := text(b.PrivacySetting); setting {
	case "":
		if b.Public == nil {
			return nil, nil
		}
	case "private":
		private = true
	case "public_to_workspace":
		private = false
	default:
		return nil, badRequest("privacy_setting: Must be public_to_workspace or private, not: " + setting)
	}
	return &private, nil
}

// noValues refuses values of custom fields, which only tasks have here.
func (b projectBody) noValues() error {
	if fields := slices.Sorted(maps.Keys(b.CustomFields)); len(fields) > 0 {
		return badRequest("Custom field with ID " + fields[0] + " is not on given object")
	}
	return nil
}

// due is due_on, or due_date where only that was given.
func (b projectBody) due() *string {
	if b.DueOn != nil {
		return b.DueOn
	}
	return b.DueDate
}

// color reads the color; none has a name too.
func (b projectBody) color() *string {
	if text(b.Color) == "none" {
		none := ""
		return &none
	}
	return b.Color
}

func createProject(c *call) (any, error) {
	var body projectBody
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if text(body.Workspace) != "" {
		return c.newProject(text(body.Workspace), text(body.Team), body)
	}
	if text(body.Team) == "" {
		return nil, badRequest("workspace: Missing input")
	}
	return c.newTeamProject(text(body.Team), body)
}

func createWorkspaceProject(c *call) (any, error) {
	gid, body, err := bodyAt[projectBody](c, "workspace_gid")
	if err != nil {
		return nil, err
	}
	return c.newProject(gid, text(body.Team), body)
}

func createTeamProject(c *call) (any, error) {
	gid, body, err := bodyAt[projectBody](c, "team_gid")
	if err != nil {
		return nil, err
	}
	return c.newTeamProject(gid, body)
}

func (c *call) newTeamProject(team string, body projectBody) (any, error) {
	t, err := c.platform.Team(c.ctx(), c.actor, team)
	if err != nil {
		return nil, about("team", err)
	}
	return c.newProject(t.Workspace.GID, team, body)
}

func (c *call) newProject(workspace, team string, body projectBody) (any, error) {
	private, err := body.private()
	if err == nil {
		err = body.noValues()
	}
	if err != nil {
		return nil, err
	}
	var people []string
	if refs := slices.Concat(body.Members, body.Followers); len(refs) > 0 {
		if people, err = c.people("members", refs); err != nil {
			return nil, err
		}
	}
	made, err := c.platform.CreateProject(c.ctx(), c.actor, asana.NewProject{
		Workspace: workspace, Team: team, Name: text(body.Name), Notes: text(body.Notes),
		Private: private != nil && *private, Color: text(body.color()), StartOn: text(body.StartOn), DueOn: text(body.due()),
		Members: people,
	})
	if err != nil {
		return nil, err
	}
	p := projectOf(asana.Ref{GID: made.GID})
	return p, p.complete(c)
}

func updateProject(c *call) (any, error) {
	gid, body, err := bodyAt[projectBody](c, "project_gid")
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"members", "followers", "workspace"} {
		if _, ok := c.data[name]; ok {
			return nil, badRequest(name + ": Cannot write this property")
		}
	}
	if err := body.noValues(); err != nil {
		return nil, err
	}
	ch := asana.ProjectChange{Name: body.Name, Notes: body.Notes, Archived: body.Archived, Color: body.color(),
		StartOn: body.StartOn, DueOn: body.due()}
	if ch.Private, err = body.private(); err != nil {
		return nil, err
	}
	if body.Team != nil {
		team := text(body.Team)
		ch.Team = &team
	}
	if _, err := c.platform.UpdateProject(c.ctx(), c.actor, gid, ch); err != nil {
		return nil, err
	}
	p := projectOf(asana.Ref{GID: gid})
	return p, p.complete(c)
}

func deleteProject(c *call) (any, error) {
	gid, err := c.gid("project_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.DeleteProject(c.ctx(), c.actor, gid)
}

// taskCounts is answered as far as opt_fields names it: by default not at all, as on asana.com.
type taskCounts struct {
	Tasks                int `json:"num_tasks" rest:"optin"`
	Incomplete           int `json:"num_incomplete_tasks" rest:"optin"`
	Completed            int `json:"num_completed_tasks" rest:"optin"`
	Milestones           int `json:"num_milestones" rest:"optin"` // the platform has none
	IncompleteMilestones int `json:"num_incomplete_milestones" rest:"optin"`
	CompletedMilestones  int `json:"num_completed_milestones" rest:"optin"`
}

func getTaskCounts(c *call) (any, error) {
	gid, err := c.gid("project_gid")
	if err != nil {
		return nil, err
	}
	n, err := c.platform.TaskCounts(c.ctx(), c.actor, gid)
	return taskCounts{Tasks: n.Tasks, Completed: n.Completed, Incomplete: n.Tasks - n.Completed}, err
}
