package rest

import (
	"errors"
	"net/http"

	"jirabridge/asana"
)

// kindOfMembership is the one kind of membership that is served here: a person's of a project. Teams are no
// members of anything, and there are no goals, portfolios and custom types.
const kindOfMembership = "project_membership"

func membershipOperations() []operation {
	return []operation{{
		ID: "getMemberships", Method: http.MethodGet, Path: "/memberships", Text: "Lists the members of a project.",
		Query: []parameter{
			{Name: "parent", Text: "The project. It may be left out where member is a team and resource_subtype is given."},
			{Name: "member", Text: "Only this member: a user's gid, e-mail address, or me; or a team's gid."},
			{Name: "resource_subtype", Text: "project_membership, with a team and no parent."},
		},
		Result: anyMembership{}, List: true, Do: getMemberships,
	}, {
		ID: "createMembership", Method: http.MethodPost, Path: "/memberships", Body: &newMembership{},
		Text: "Makes a user a member of a project, as an editor.", Result: anyMembership{}, Status: http.StatusCreated,
		Do: createMembership,
	}, {
		ID: "getMembership", Method: http.MethodGet, Path: "/memberships/{membership_gid}",
		Text: "Returns a member's place in a project.", Result: anyMembership{}, Do: getMembership,
	}, {
		ID: "updateMembership", Method: http.MethodPut, Path: "/memberships/{membership_gid}", Body: &membershipChange{},
		Text: "Sets a member's access level, which is editor for everybody.", Result: anyMembership{}, Do: updateMembership,
	}, {
		ID: "deleteMembership", Method: http.MethodDelete, Path: "/memberships/{membership_gid}",
		Text: "Ends a member's place in a project.", Do: deleteMembership,
	}}
}

// anyMembership is a project membership as the operations for memberships of every kind answer it.
type anyMembership struct {
	GID             string   `json:"gid"`
	ResourceType    string   `json:"resource_type"`
	ResourceSubtype string   `json:"resource_subtype" rest:"compact"`
	Parent          *project `json:"parent" rest:"compact"`
	Member          *user    `json:"member" rest:"compact"`
	AccessLevel     string   `json:"access_level" rest:"compact"`
}

func membershipOf(m *projectMembership) *anyMembership {
	return &anyMembership{GID: m.GID, ResourceType: "membership", ResourceSubtype: kindOfMembership, Parent: m.Parent,
		Member: m.Member, AccessLevel: m.AccessLevel}
}

func getMemberships(c *call) (any, error) {
	if kind := c.query.Get("resource_subtype"); kind != "" && kind != kindOfMembership {
		return nil, badRequest("resource_subtype: Must be project_membership, not: " + kind)
	}
	if c.query.Get("parent") == "" {
		return c.membershipsOfTeam()
	}
	parent, err := c.required("parent")
	if err != nil {
		return nil, err
	}
	person := ""
	if c.query.Get("member") != "" {
		if person, err = c.userInQuery("member"); err != nil {
			return nil, err
		}
	}
	items, err := c.projectMemberships(parent, person)
	if err != nil {
		return nil, about("parent", err)
	}
	return slice(c, items, func(m *projectMembership) string { return m.GID }, func(m *projectMembership) any { return membershipOf(m) })
}

// membershipsOfTeam is empty for every team there is: projects have people as members, and a team only as the
// place they are listed in.
func (c *call) membershipsOfTeam() (any, error) {
	if c.query.Get("member") == "" || c.query.Get("resource_subtype") == "" {
		return nil, badRequest("You should specify parent, or member and resource_subtype")
	}
	team, err := c.required("member")
	if err != nil {
		return nil, err
	}
	if _, err := c.platform.Team(c.ctx(), c.actor, team); err != nil {
		return nil, about("member", err)
	}
	return list{}, nil
}

// newMembership is the body of createMembership; role is the old name of access_level.
type newMembership struct {
	Parent      *gid     `json:"parent"`
	Member      *userRef `json:"member"`
	AccessLevel *string  `json:"access_level"`
	Role        *string  `json:"role"`
}

func createMembership(c *call) (any, error) {
	var body newMembership
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if text(body.Parent) == "" {
		return nil, badRequest("parent: Missing input")
	}
	if text(body.Member) == "" {
		return nil, badRequest("member: Missing input")
	}
	for _, level := range []*string{body.AccessLevel, body.Role} {
		if err := checkLevel(level); err != nil {
			return nil, err
		}
	}
	person, err := c.newMember(string(*body.Member))
	if err != nil {
		return nil, err
	}
	if err := c.platform.AddProjectMember(c.ctx(), c.actor, text(body.Parent), person); err != nil {
		return nil, aboutMember(err)
	}
	return c.membership(pairGID(text(body.Parent), person))
}

// newMember resolves who is to be a member. A team is refused in so many words.
func (c *call) newMember(ref string) (string, error) {
	if looksLikeGID(ref) {
		if _, err := c.platform.Team(c.ctx(), c.actor, ref); err == nil {
			return "", badRequest("member: A team cannot be a member here, only its people can")
		}
	}
	return c.userInBody("member", ref)
}

// aboutMember calls the one member what the body calls him.
func aboutMember(err error) error {
	var e *asana.Error
	if errors.As(err, &e) && e.Field == "members" {
		return badRequest("member: " + e.Text)
	}
	return about("parent", err)
}

// checkLevel refuses the levels that do not exist here: whoever is in a project edits it, a guest its tasks.
func checkLevel(level *string) error {
	if level == nil || *level == "editor" {
		return nil
	}
	return badRequest("access_level: Must be editor, not: " + *level)
}

func getMembership(c *call) (any, error) {
	gid, err := c.gid("membership_gid")
	if err != nil {
		return nil, err
	}
	return c.membership(gid)
}

// membership reads the membership with a gid.
func (c *call) membership(gid string) (any, error) {
	m, err := c.projectMembership("membership", gid)
	return one(m, err, membershipOf)
}

// membershipChange is the body of updateMembership.
type membershipChange struct {
	AccessLevel *string `json:"access_level"`
}

// updateMembership has nothing to change, as there is one level; it refuses to pretend there were others.
func updateMembership(c *call) (any, error) {
	gid, body, err := bodyAt[membershipChange](c, "membership_gid")
	if err != nil {
		return nil, err
	}
	m, err := c.membership(gid)
	if err != nil {
		return nil, err
	}
	return m, checkLevel(body.AccessLevel)
}

func deleteMembership(c *call) (any, error) {
	gid, err := c.gid("membership_gid")
	if err != nil {
		return nil, err
	}
	m, err := c.projectMembership("membership", gid)
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.RemoveProjectMember(c.ctx(), c.actor, m.Project.GID, m.User.GID)
}

// projectMembership reads a project membership; kind is what its gid is called.
func (c *call) projectMembership(kind, gid string) (*projectMembership, error) {
	project, person, ok := splitGID(gid)
	if !ok {
		return nil, unknown(kind, gid)
	}
	list, err := c.projectMemberships(project, person)
	if err == nil && len(list) == 0 {
		err = unknown(kind, gid)
	}
	if err != nil {
		return nil, as(kind, gid, err)
	}
	return list[0], nil
}
