package rest

import (
	"net/http"

	"jirabridge/asana"
)

// team is a named group of people and projects.
type team struct {
	GID          string     `json:"gid"`
	ResourceType string     `json:"resource_type"`
	Name         string     `json:"name" rest:"compact"`
	Description  string     `json:"description" rest:"optin"`
	Organization *workspace `json:"organization"`
	PermalinkURL string     `json:"permalink_url"`
	Visibility   string     `json:"visibility"`

	full bool
}

func teamOperations() []operation {
	return []operation{{
		ID: "getTeamsForWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/teams", Scope: "teams:read",
		Text: "Lists the teams of a workspace by name.", Result: team{}, List: true, Do: getTeams,
	}, {
		ID: "getTeamsForUser", Method: http.MethodGet, Path: "/users/{user_gid}/teams", Scope: "teams:read",
		Text:   "Lists the teams of a workspace that a user is in.",
		Query:  []parameter{{Name: "organization", Text: "The workspace.", Required: true}},
		Result: team{}, List: true, Do: getUserTeams,
	}, {
		ID: "createTeam", Service: asana.UserProvisioning, Method: http.MethodPost, Path: "/teams", Body: &teamBody{},
		Text: "Makes a team in a workspace, with you in it.", Result: team{}, Status: http.StatusCreated, Do: createTeam,
	}, {
		ID: "getTeam", Method: http.MethodGet, Path: "/teams/{team_gid}", Scope: "teams:read", Text: "Returns a team.",
		Result: team{}, Do: getTeam,
	}, {
		ID: "updateTeam", Service: asana.UserProvisioning, Method: http.MethodPut, Path: "/teams/{team_gid}", Body: &teamBody{},
		Text: "Changes a team's name or description.", Result: team{}, Do: updateTeam,
	}, {
		ID: "addUserForTeam", Service: asana.UserProvisioning, Method: http.MethodPost, Path: "/teams/{team_gid}/addUser", Body: &userBody{},
		Text: "Puts somebody of the workspace into a team.", Result: teamMembership{}, Do: addTeamUser,
	}, {
		ID: "removeUserForTeam", Service: asana.UserProvisioning, Method: http.MethodPost, Path: "/teams/{team_gid}/removeUser", Body: &userBody{},
		Text: "Takes somebody out of a team.", Do: removeTeamUser,
	}}
}

func teamOf(ref asana.Ref) *team {
	if ref.GID == "" {
		return nil
	}
	return &team{GID: ref.GID, ResourceType: "team", Name: ref.Name}
}

func (c *call) teamRecord(t asana.Team) *team {
	r := teamOf(asana.Ref{GID: t.GID, Name: t.Name})
	r.full, r.Description, r.Organization = true, t.Description, workspaceOf(t.Workspace)
	r.PermalinkURL, r.Visibility = c.baseURL+"/0/"+t.GID, "public"
	return r
}

// complete reads what a reference lacks.
func (t *team) complete(c *call) error {
	if t.full {
		return nil
	}
	if err := checkScope(c.actor, "teams:read"); err != nil {
		return err
	}
	full, err := c.platform.Team(c.ctx(), c.actor, t.GID)
	if err != nil {
		return err
	}
	*t = *c.teamRecord(full)
	return nil
}

func (c *call) teamList(items []asana.Team, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return slice(c, items, func(t asana.Team) string { return t.GID }, func(t asana.Team) any { return c.teamRecord(t) })
}

func getTeams(c *call) (any, error) {
	gid, err := c.gid("workspace_gid")
	if err != nil {
		return nil, err
	}
	return c.teamList(c.platform.Teams(c.ctx(), c.actor, gid))
}

func getUserTeams(c *call) (any, error) {
	workspace, err := c.required("organization")
	if err != nil {
		return nil, err
	}
	person, err := c.userInPath()
	if err != nil {
		return nil, err
	}
	return c.teamList(c.platform.TeamsWith(c.ctx(), c.actor, workspace, person))
}

// teamBody is the body of createTeam and updateTeam.
type teamBody struct {
	Organization *gid    `json:"organization"`
	Name         *string `json:"name"`
	Description  *string `json:"description"`
}

func createTeam(c *call) (any, error) {
	var body teamBody
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if text(body.Organization) == "" {
		return nil, badRequest("organization: Missing input")
	}
	t, err := c.platform.CreateTeam(c.ctx(), c.actor, text(body.Organization), text(body.Name))
	if err == nil && text(body.Description) != "" {
		t, err = c.platform.UpdateTeam(c.ctx(), c.actor, t.GID, asana.TeamChange{Description: body.Description})
	}
	return one(t, about("organization", err), c.teamRecord)
}

func getTeam(c *call) (any, error) {
	gid, err := c.gid("team_gid")
	if err != nil {
		return nil, err
	}
	t, err := c.platform.Team(c.ctx(), c.actor, gid)
	return one(t, err, c.teamRecord)
}

func updateTeam(c *call) (any, error) {
	gid, body, err := bodyAt[teamBody](c, "team_gid")
	if err != nil {
		return nil, err
	}
	t, err := c.platform.UpdateTeam(c.ctx(), c.actor, gid, asana.TeamChange{Name: body.Name, Description: body.Description})
	return one(t, err, c.teamRecord)
}

func addTeamUser(c *call) (any, error) {
	gid, person, err := c.namedUser("team_gid")
	if err != nil {
		return nil, err
	}
	if err := c.platform.AddTeamMember(c.ctx(), c.actor, gid, person); err != nil {
		return nil, err
	}
	return c.teamMembership(gid, person)
}

func removeTeamUser(c *call) (any, error) {
	gid, person, err := c.namedUser("team_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.RemoveTeamMember(c.ctx(), c.actor, gid, person)
}
