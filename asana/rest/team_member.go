package rest

import (
	"net/http"
	"slices"

	"jirabridge/asana"
)

func teamMemberOperations() []operation {
	const scope = "team_memberships:read"
	space := parameter{Name: "workspace", Text: "The workspace of the teams."}
	return []operation{{
		ID: "getTeamMembership", Method: http.MethodGet, Path: "/team_memberships/{team_membership_gid}", Scope: scope,
		Text: "Returns a user's place in a team.", Result: teamMembership{}, Do: getTeamMembership,
	}, {
		ID: "getTeamMemberships", Method: http.MethodGet, Path: "/team_memberships", Scope: scope,
		Text: "Lists who is in a team, or the teams of a workspace that a user is in.",
		Query: []parameter{
			{Name: "team", Text: "The team."},
			{Name: "user", Text: "Only this user: gid, e-mail address, or me. Without a team it takes the workspace too."}, space,
		},
		Result: teamMembership{}, List: true, Do: getTeamMemberships,
	}, {
		ID: "getTeamMembershipsForTeam", Method: http.MethodGet, Path: "/teams/{team_gid}/team_memberships", Scope: scope,
		Text: "Lists who is in a team.", Result: teamMembership{}, List: true, Do: getTeamMembershipsForTeam,
	}, {
		ID: "getTeamMembershipsForUser", Method: http.MethodGet, Path: "/users/{user_gid}/team_memberships", Scope: scope,
		Text:  "Lists the teams of a workspace that a user is in.",
		Query: []parameter{{Name: space.Name, Text: space.Text, Required: true}}, Result: teamMembership{}, List: true,
		Do: getTeamMembershipsForUser,
	}}
}

// teamMembership is a user's place in a team. Its gid is made of both, as that of every membership is which
// is nothing but a pair.
type teamMembership struct {
	GID             string `json:"gid"`
	ResourceType    string `json:"resource_type"`
	User            *user  `json:"user" rest:"compact"`
	Team            *team  `json:"team" rest:"compact"`
	IsGuest         bool   `json:"is_guest" rest:"compact"`
	IsLimitedAccess bool   `json:"is_limited_access" rest:"compact"`
	IsAdmin         bool   `json:"is_admin" rest:"compact"`
}

// pairGID is the gid of what exists once for two objects; splitGID takes it apart. Both gids have 16 digits.
func pairGID(one, other string) string { return one + other }

func splitGID(gid string) (one, other string, ok bool) {
	const each = 16
	if len(gid) != 2*each {
		return "", "", false
	}
	return gid[:each], gid[each:], true
}

func teamMembershipOf(t asana.Team, p asana.Person) *teamMembership {
	return &teamMembership{GID: pairGID(t.GID, p.GID), ResourceType: "team_membership",
		User: userOf(asana.Ref{GID: p.GID, Name: p.Name}), Team: teamOf(asana.Ref{GID: t.GID, Name: t.Name})}
}

// teamMembership reads one pair; whoever is not in the team is unknown.
func (c *call) teamMembership(team, person string) (*teamMembership, error) {
	t, err := c.platform.Team(c.ctx(), c.actor, team)
	if err != nil {
		return nil, err
	}
	people, err := c.platform.TeamMembers(c.ctx(), c.actor, team)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(people, func(p asana.Person) bool { return p.GID == person }); i >= 0 {
		return teamMembershipOf(t, people[i]), nil
	}
	return nil, unknown("team_membership", pairGID(team, person))
}

func getTeamMembership(c *call) (any, error) {
	gid, err := c.gid("team_membership_gid")
	if err != nil {
		return nil, err
	}
	team, person, ok := splitGID(gid)
	if !ok {
		return nil, unknown("team_membership", gid)
	}
	m, err := c.teamMembership(team, person)
	if err != nil {
		return nil, as("team_membership", gid, err)
	}
	return m, nil
}

func getTeamMemberships(c *call) (any, error) {
	if c.query.Get("team") == "" {
		if c.query.Get("user") == "" || c.query.Get("workspace") == "" {
			return nil, badRequest("You should specify team, or user and workspace")
		}
		person, err := c.userInQuery("user")
		if err != nil {
			return nil, err
		}
		return c.teamMembershipsOf(person)
	}
	team, err := c.required("team")
	if err != nil {
		return nil, err
	}
	person := ""
	if c.query.Get("user") != "" {
		if person, err = c.userInQuery("user"); err != nil {
			return nil, err
		}
	}
	return c.teamMembershipsIn(team, person)
}

func getTeamMembershipsForTeam(c *call) (any, error) {
	gid, err := c.gid("team_gid")
	if err != nil {
		return nil, err
	}
	return c.teamMembershipsIn(gid, "")
}

func getTeamMembershipsForUser(c *call) (any, error) {
	person, err := c.userInPath()
	if err != nil {
		return nil, err
	}
	return c.teamMembershipsOf(person)
}

// teamMembershipsIn lists the people of a team, or the one person if he is in it.
func (c *call) teamMembershipsIn(team, person string) (any, error) {
	t, err := c.platform.Team(c.ctx(), c.actor, team)
	if err != nil {
		return nil, err
	}
	people, err := c.platform.TeamMembers(c.ctx(), c.actor, team)
	if err != nil {
		return nil, err
	}
	people = slices.DeleteFunc(people, func(p asana.Person) bool { return person != "" && p.GID != person })
	return slice(c, people, func(p asana.Person) string { return p.GID }, func(p asana.Person) any { return teamMembershipOf(t, p) })
}

// teamMembershipsOf lists a person's teams in the workspace of the query.
func (c *call) teamMembershipsOf(person string) (any, error) {
	workspace, err := c.required("workspace")
	if err != nil {
		return nil, err
	}
	teams, err := c.platform.TeamsWith(c.ctx(), c.actor, workspace, person)
	if err != nil {
		return nil, err
	}
	p, err := c.platform.PersonSeen(c.ctx(), c.actor, person)
	if err != nil {
		return nil, err
	}
	return slice(c, teams, func(t asana.Team) string { return t.GID }, func(t asana.Team) any { return teamMembershipOf(t, p) })
}

// unknown is the error for an object that is not there.
func unknown(kind, gid string) error {
	return &asana.Error{Kind: asana.NotFound, Field: kind, GID: gid, Text: "Unknown object: " + gid}
}
