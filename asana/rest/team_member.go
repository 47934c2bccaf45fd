package rest

import (
	"slices"

	"jirabridge/asana"
)

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

// unknown is the error for an object that is not there.
func unknown(kind, gid string) error {
	return &asana.Error{Kind: asana.NotFound, Field: kind, GID: gid, Text: "Unknown object: " + gid}
}
