package rest

import (
	"net/http"
	"slices"

	"jirabridge/asana"
)

func memberOperations() []operation {
	return []operation{{
		ID: "getWorkspaceMembershipsForUser", Method: http.MethodGet, Path: "/users/{user_gid}/workspace_memberships",
		Text: "Lists a user's workspaces, and what the user is in each.", Result: workspaceMembership{}, List: true,
		Do: getWorkspaceMemberships,
	}, {
		ID: "getWorkspaceMembershipsForWorkspace", Method: http.MethodGet,
		Path:   "/workspaces/{workspace_gid}/workspace_memberships",
		Text:   "Lists the people of a workspace whom you know, and what each is there.",
		Query:  []parameter{{Name: "user", Text: "Only this user: gid, e-mail address, or me."}},
		Result: workspaceMembership{}, List: true, Do: getMembershipsOfWorkspace,
	}, {
		ID: "getWorkspaceMembership", Method: http.MethodGet, Path: "/workspace_memberships/{workspace_membership_gid}",
		Text: "Returns what a user is in a workspace.", Result: workspaceMembership{}, Do: getWorkspaceMembership,
	}}
}

// workspaceMembership is what a user is in a workspace.
type workspaceMembership struct {
	GID           string     `json:"gid"`
	ResourceType  string     `json:"resource_type"`
	User          *user      `json:"user" rest:"compact"`
	Workspace     *workspace `json:"workspace" rest:"compact"`
	IsActive      bool       `json:"is_active"`
	IsAdmin       bool       `json:"is_admin"` // owner or super admin
	IsGuest       bool       `json:"is_guest"`
	IsViewOnly    bool       `json:"is_view_only"`
	VacationDates *struct{}  `json:"vacation_dates"` // the platform keeps none
	CreatedAt     *string    `json:"created_at"`
}

func getWorkspaceMemberships(c *call) (any, error) {
	person, err := c.userInPath()
	if err != nil {
		return nil, err
	}
	items, err := c.platform.Memberships(c.ctx(), c.actor, person)
	if err != nil {
		return nil, err
	}
	return slice(c, items, func(m asana.WorkspaceMembership) string { return m.GID }, membershipRecord)
}

func membershipRecord(m asana.WorkspaceMembership) any {
	return &workspaceMembership{
		GID: m.GID, ResourceType: "workspace_membership",
		User:      userOf(asana.Ref{GID: m.User.GID, Name: m.User.Name}),
		Workspace: workspaceOf(m.Workspace),
		IsActive:  m.IsActive, IsAdmin: m.IsAdmin, IsGuest: m.IsGuest, CreatedAt: timestamp(m.CreatedAt),
	}
}

func getMembershipsOfWorkspace(c *call) (any, error) {
	gid, err := c.gid("workspace_gid")
	if err != nil {
		return nil, err
	}
	person := ""
	if c.query.Get("user") != "" {
		if person, err = c.userInQuery("user"); err != nil {
			return nil, err
		}
	}
	items, err := c.platform.Members(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	items = slices.DeleteFunc(items, func(m asana.WorkspaceMembership) bool { return person != "" && m.User.GID != person })
	return slice(c, items, func(m asana.WorkspaceMembership) string { return m.GID }, membershipRecord)
}

func getWorkspaceMembership(c *call) (any, error) {
	gid, err := c.gid("workspace_membership_gid")
	if err != nil {
		return nil, err
	}
	m, err := c.platform.WorkspaceMembership(c.ctx(), c.actor, gid)
	return one(m, err, membershipRecord)
}
