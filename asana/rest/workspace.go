package rest

import "jirabridge/asana"

// workspace is an organization.
type workspace struct {
	GID            string   `json:"gid"`
	ResourceType   string   `json:"resource_type"`
	Name           string   `json:"name" rest:"compact"`
	EmailDomains   []string `json:"email_domains"`
	IsOrganization bool     `json:"is_organization"`
}

func workspaceOf(ref asana.Ref) *workspace {
	if ref.GID == "" {
		return nil
	}
	return &workspace{GID: ref.GID, ResourceType: "workspace", Name: ref.Name, IsOrganization: true}
}

func workspaceRecord(w asana.Workspace) any { return workspaceOf(asana.Ref{GID: w.GID, Name: w.Name}) }

func getWorkspaces(c *call) (any, error) {
	items, err := c.platform.Workspaces(c.ctx(), c.actor)
	if err != nil {
		return nil, err
	}
	return slice(c, items, func(w asana.Workspace) string { return w.GID }, workspaceRecord)
}

func getWorkspace(c *call) (any, error) {
	gid, err := c.gid("workspace_gid")
	if err != nil {
		return nil, err
	}
	w, err := c.platform.Workspace(c.ctx(), c.actor, gid)
	return workspaceRecord(w), err
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
