package rest

import (
	"net/http"
	"slices"

	"jirabridge/asana"
)

// project is a list of tasks. What the platform has no notion of is answered with the value it has on
// asana.com when it is not used.
type project struct {
	GID                 string                `json:"gid"`
	ResourceType        string                `json:"resource_type"`
	Name                string                `json:"name" rest:"compact"`
	Archived            bool                  `json:"archived"`
	Color               *string               `json:"color"`
	Icon                *string               `json:"icon"`
	CreatedAt           *string               `json:"created_at"`
	CurrentStatus       *struct{}             `json:"current_status"`
	CurrentStatusUpdate *statusUpdate         `json:"current_status_update"`
	DefaultView         string                `json:"default_view"`
	DueOn               *string               `json:"due_on"`
	DueDate             *string               `json:"due_date"`
	Members             []*user               `json:"members"`
	ModifiedAt          *string               `json:"modified_at"`
	Notes               string                `json:"notes"`
	Public              bool                  `json:"public"`
	PrivacySetting      string                `json:"privacy_setting"`
	StartOn             *string               `json:"start_on"`
	CustomFields        []*customField        `json:"custom_fields"` // values of the project itself, which has none
	CustomFieldSettings []*customFieldSetting `json:"custom_field_settings"`
	Completed           bool                  `json:"completed"`
	CompletedAt         *string               `json:"completed_at"`
	CompletedBy         *user                 `json:"completed_by"`
	Followers           []*user               `json:"followers"`
	Owner               *user                 `json:"owner"`
	Team                *team                 `json:"team"`
	PermalinkURL        string                `json:"permalink_url"`
	Workspace           *workspace            `json:"workspace"`

	full bool
}

func archived() parameter {
	return parameter{Name: "archived", Text: "Only projects that are archived, or that are not."}
}

func projectOperations() []operation {
	return append([]operation{{
		ID: "getProjects", Method: http.MethodGet, Path: "/projects", Scope: "projects:read",
		Text: "Lists the projects you see, in one workspace or in all.",
		Query: []parameter{
			{Name: "workspace", Text: "Only projects of this workspace."}, {Name: "team", Text: "Only projects of this team."},
			archived(),
		},
		Result: project{}, List: true, Do: getProjects,
	}, {
		ID: "getProjectsForWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/projects",
		Scope: "projects:read", Text: "Lists the projects of a workspace that you see.", Query: []parameter{archived()},
		Result: project{}, List: true, Do: getWorkspaceProjects,
	}, {
		ID: "getProjectsForTeam", Method: http.MethodGet, Path: "/teams/{team_gid}/projects", Scope: "projects:read",
		Text: "Lists the projects of a team that you see.", Query: []parameter{archived()}, Result: project{}, List: true,
		Do: getTeamProjects,
	}, {
		ID: "getProject", Method: http.MethodGet, Path: "/projects/{project_gid}", Scope: "projects:read",
		Text: "Returns a project.", Result: project{}, Do: getProject,
	}}, projectWriteOperations()...)
}

func projectOf(ref asana.Ref) *project {
	if ref.GID == "" {
		return nil
	}
	return &project{GID: ref.GID, ResourceType: "project", Name: ref.Name}
}

// complete reads what a reference lacks.
func (p *project) complete(c *call) error {
	if p.full {
		return nil
	}
	if err := checkScope(c.actor, "projects:read"); err != nil {
		return err
	}
	full, err := c.platform.Project(c.ctx(), c.actor, p.GID)
	if err != nil {
		return err
	}
	p.fill(c, full)
	err = p.readPeople(c)
	if err == nil {
		err = p.readStatus(c)
	}
	if err == nil {
		err = p.readSettings(c)
	}
	return err
}

// readSettings finds the custom fields the project's tasks have.
func (p *project) readSettings(c *call) error {
	settings, err := c.platform.FieldSettings(c.ctx(), c.actor, p.GID)
	for _, s := range settings {
		p.CustomFieldSettings = append(p.CustomFieldSettings, settingRecord(s))
	}
	return err
}

// readPeople finds who is in the project, and who of them follows it.
func (p *project) readPeople(c *call) error {
	members, err := c.platform.ProjectMembers(c.ctx(), c.actor, p.GID)
	if err != nil {
		return err
	}
	followers, err := c.platform.ProjectFollowers(c.ctx(), c.actor, p.GID)
	for _, m := range members {
		p.Members = append(p.Members, userOf(asana.Ref{GID: m.GID, Name: m.Name}))
	}
	for _, f := range followers {
		p.Followers = append(p.Followers, userOf(asana.Ref{GID: f.GID, Name: f.Name}))
	}
	return err
}

// readStatus finds the newest status update.
func (p *project) readStatus(c *call) error {
	list, err := c.platform.Statuses(c.ctx(), c.actor, p.GID)
	if len(list) > 0 {
		p.CurrentStatusUpdate = statusRecord(list[0]).(*statusUpdate)
	}
	return err
}

func (p *project) fill(c *call, full asana.Project) {
	p.full, p.Name, p.Notes, p.DefaultView = true, full.Name, full.Notes, "list"
	p.CreatedAt, p.ModifiedAt = timestamp(full.CreatedAt), timestamp(full.ModifiedAt)
	p.Archived, p.Color, p.StartOn = full.Archived, nullable(full.Color), nullable(full.StartOn)
	p.DueOn, p.DueDate = nullable(full.DueOn), nullable(full.DueOn)
	p.Public, p.PrivacySetting = !full.Private, "public_to_workspace"
	if full.Private {
		p.PrivacySetting = "private"
	}
	p.Owner, p.Team, p.Workspace = userOf(full.CreatedBy), teamOf(full.Team), workspaceOf(full.Workspace)
	p.PermalinkURL = c.platform.ProjectURL(full.GID)
}

func projectRecord(p asana.Project) any { return projectOf(asana.Ref{GID: p.GID, Name: p.Name}) }

func projectGID(p asana.Project) string { return p.GID }

func getProjects(c *call) (any, error) {
	if c.query.Get("workspace") != "" {
		gid, err := c.required("workspace")
		if err != nil {
			return nil, err
		}
		return c.projectsOf(gid)
	}
	workspaces, err := c.platform.Workspaces(c.ctx(), c.actor)
	if err != nil {
		return nil, err
	}
	gids := make([]string, len(workspaces))
	for i, w := range workspaces {
		gids[i] = w.GID
	}
	return c.projectsOf(gids...)
}

func getWorkspaceProjects(c *call) (any, error) {
	gid, err := c.gid("workspace_gid")
	if err != nil {
		return nil, err
	}
	return c.projectsOf(gid)
}

// projectsOf lists the projects of workspaces, as far as the filters of the query let through.
func (c *call) projectsOf(workspaces ...string) (any, error) {
	fits, err := c.projectFilter()
	if err != nil {
		return nil, err
	}
	var items []asana.Project
	for _, gid := range workspaces {
		some, err := c.platform.Projects(c.ctx(), c.actor, gid)
		if err != nil {
			return nil, err
		}
		items = append(items, slices.DeleteFunc(some, func(p asana.Project) bool { return !fits(p) })...)
	}
	return slice(c, items, projectGID, projectRecord)
}

// projectFilter understands team and archived.
func (c *call) projectFilter() (fits func(asana.Project) bool, err error) {
	team := c.query.Get("team")
	if team != "" {
		if team, err = c.required("team"); err != nil {
			return nil, err
		}
	}
	archived, err := c.boolean("archived")
	return func(p asana.Project) bool {
		return (archived == nil || *archived == p.Archived) && (team == "" || team == p.Team.GID)
	}, err
}

// boolean reads a parameter of the query that is true or false; nil when it is not there.
func (c *call) boolean(name string) (*bool, error) {
	value := c.query.Get(name)
	if value == "" {
		return nil, nil
	}
	b, err := asBool(name, value)
	return &b, err
}

func getTeamProjects(c *call) (any, error) {
	gid, err := c.gid("team_gid")
	if err != nil {
		return nil, err
	}
	t, err := c.platform.Team(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	c.query.Set("team", gid)
	return c.projectsOf(t.Workspace.GID)
}

func getProject(c *call) (any, error) {
	gid, err := c.gid("project_gid")
	if err != nil {
		return nil, err
	}
	p := projectOf(asana.Ref{GID: gid})
	return p, p.complete(c)
}
