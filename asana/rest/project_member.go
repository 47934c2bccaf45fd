package rest

import (
	"context"
	"net/http"

	"jirabridge/asana"
)

func projectMemberOperations() []operation {
	return []operation{{
		ID: "addMembersForProject", Method: http.MethodPost, Path: "/projects/{project_gid}/addMembers", Body: &members{},
		Text: "Shares a project with people of its workspace.", Result: project{}, Do: addMembers,
	}, {
		ID: "removeMembersForProject", Method: http.MethodPost, Path: "/projects/{project_gid}/removeMembers",
		Body: &members{}, Text: "Ends people's membership of a project.", Result: project{}, Do: removeMembers,
	}, {
		ID: "addFollowersForProject", Method: http.MethodPost, Path: "/projects/{project_gid}/addFollowers",
		Body: &followers{}, Text: "Lets people follow a project, which makes them its members.", Result: project{},
		Do: addProjectFollowers,
	}, {
		ID: "removeFollowersForProject", Method: http.MethodPost, Path: "/projects/{project_gid}/removeFollowers",
		Body: &followers{}, Text: "Ends people's following of a project; they stay its members.", Result: project{},
		Do: removeProjectFollowers,
	}, {
		ID: "getProjectMembershipsForProject", Method: http.MethodGet, Path: "/projects/{project_gid}/project_memberships",
		Text:   "Lists the members of a project.",
		Query:  []parameter{{Name: "user", Text: "Only this user: gid, e-mail address, or me."}},
		Result: projectMembership{}, List: true, Do: getProjectMemberships,
	}, {
		ID: "getProjectMembership", Method: http.MethodGet, Path: "/project_memberships/{project_membership_gid}",
		Text: "Returns a member's place in a project.", Result: projectMembership{}, Do: getProjectMembership,
	}}
}

// projectMembership is a user's place in a project.
type projectMembership struct {
	GID          string   `json:"gid"`
	ResourceType string   `json:"resource_type"`
	Parent       *project `json:"parent" rest:"compact"`
	Member       *user    `json:"member" rest:"compact"`
	AccessLevel  string   `json:"access_level" rest:"compact"`
	User         *user    `json:"user"`
	Project      *project `json:"project"`
	WriteAccess  string   `json:"write_access"`
}

func projectMembershipOf(p asana.Ref, m asana.Person) *projectMembership {
	who := asana.Ref{GID: m.GID, Name: m.Name}
	return &projectMembership{GID: pairGID(p.GID, m.GID), ResourceType: "project_membership", Parent: projectOf(p),
		Member: userOf(who), AccessLevel: "editor", User: userOf(who), Project: projectOf(p), WriteAccess: "full_write"}
}

// members is the body of addMembersForProject and removeMembersForProject.
type members struct {
	Members []userRef `json:"members"`
}

func addMembers(c *call) (any, error) {
	gid, body, err := bodyAt[members](c, "project_gid")
	if err != nil {
		return nil, err
	}
	return c.changeMembers(gid, "members", body.Members, c.platform.AddProjectMember)
}

func removeMembers(c *call) (any, error) {
	gid, body, err := bodyAt[members](c, "project_gid")
	if err != nil {
		return nil, err
	}
	return c.changeMembers(gid, "members", body.Members, c.platform.RemoveProjectMember)
}

func addProjectFollowers(c *call) (any, error) {
	gid, body, err := bodyAt[followers](c, "project_gid")
	if err != nil {
		return nil, err
	}
	return c.changeMembers(gid, "followers", body.Followers, c.platform.FollowProject)
}

func removeProjectFollowers(c *call) (any, error) {
	gid, body, err := bodyAt[followers](c, "project_gid")
	if err != nil {
		return nil, err
	}
	return c.changeMembers(gid, "followers", body.Followers, c.platform.UnfollowProject)
}

// changeMembers answers the project, unless whoever asked does not see it any more.
func (c *call) changeMembers(gid, field string, refs []userRef, do func(ctx context.Context, a asana.Actor, project string, people ...string) error) (any, error) {
	before, err := c.platform.Project(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	people, err := c.people(field, refs)
	if err != nil {
		return nil, err
	}
	if err := do(c.ctx(), c.actor, gid, people...); err != nil {
		return nil, err
	}
	p := projectOf(asana.Ref{GID: gid, Name: before.Name})
	if err := p.complete(c); err != nil && !asana.IsKind(err, asana.NotFound) {
		return nil, err
	}
	return p, nil
}

func getProjectMemberships(c *call) (any, error) {
	gid, err := c.gid("project_gid")
	if err != nil {
		return nil, err
	}
	person := ""
	if c.query.Get("user") != "" {
		if person, err = c.userInQuery("user"); err != nil {
			return nil, err
		}
	}
	items, err := c.projectMemberships(gid, person)
	if err != nil {
		return nil, err
	}
	return slice(c, items, func(m *projectMembership) string { return m.GID }, func(m *projectMembership) any { return m })
}

// projectMemberships reads a project's members, or the one person's place there.
func (c *call) projectMemberships(project, person string) ([]*projectMembership, error) {
	p, err := c.platform.Project(c.ctx(), c.actor, project)
	if err != nil {
		return nil, err
	}
	people, err := c.platform.ProjectMembers(c.ctx(), c.actor, project)
	if err != nil {
		return nil, err
	}
	var list []*projectMembership
	for _, m := range people {
		if person == "" || m.GID == person {
			list = append(list, projectMembershipOf(asana.Ref{GID: p.GID, Name: p.Name}, m))
		}
	}
	return list, nil
}

func getProjectMembership(c *call) (any, error) {
	gid, err := c.gid("project_membership_gid")
	if err != nil {
		return nil, err
	}
	return c.projectMembership("project_membership", gid)
}
