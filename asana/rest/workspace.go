package rest

import (
	"net/http"

	"jirabridge/asana"
)

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

// workspaceChange is the body of updateWorkspace.
type workspaceChange struct {
	Name *string `json:"name"`
}

func updateWorkspace(c *call) (any, error) {
	gid, body, err := bodyAt[workspaceChange](c, "workspace_gid")
	if err != nil {
		return nil, err
	}
	if body.Name == nil {
		return getWorkspace(c)
	}
	w, err := c.platform.RenameWorkspace(c.ctx(), c.actor, gid, *body.Name)
	return one(w, err, workspaceRecord)
}

func workspaceOperations() []operation {
	return []operation{{
		ID: "getWorkspaces", Method: http.MethodGet, Path: "/workspaces", Scope: "workspaces:read",
		Text: "Lists the workspaces you are in.", Result: workspace{}, List: true, Do: getWorkspaces,
	}, {
		ID: "getWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}", Scope: "workspaces:read",
		Text: "Returns a workspace.", Result: workspace{}, Do: getWorkspace,
	}, {
		ID: "updateWorkspace", Method: http.MethodPut, Path: "/workspaces/{workspace_gid}", Body: &workspaceChange{},
		Text: "Renames a workspace, for owners and super admins.", Result: workspace{}, Do: updateWorkspace,
	}, {
		ID: "addUserForWorkspace", Service: asana.UserProvisioning, Method: http.MethodPost, Path: "/workspaces/{workspace_gid}/addUser", Body: &userBody{},
		Text: "Makes somebody you know a member of a workspace, for owners and super admins.", Result: user{},
		Do: addWorkspaceUser,
	}, {
		ID: "removeUserForWorkspace", Service: asana.UserProvisioning, Method: http.MethodPost, Path: "/workspaces/{workspace_gid}/removeUser",
		Body: &userBody{}, Text: "Takes somebody out of a workspace, for owners and super admins.", Do: removeWorkspaceUser,
	}}
}

// userBody names a user: of addUser and removeUser of workspaces and teams.
type userBody struct {
	User *userRef `json:"user"`
}

// namedUser reads who a body is about.
func (c *call) namedUser(variable string) (gid, person string, err error) {
	gid, body, err := bodyAt[userBody](c, variable)
	if err != nil {
		return "", "", err
	}
	if text(body.User) == "" {
		return "", "", badRequest("user: Missing input")
	}
	person, err = c.person(string(*body.User))
	return gid, person, err
}

// addWorkspaceUser leaves the role of somebody who is in the workspace already.
func addWorkspaceUser(c *call) (any, error) {
	gid, person, err := c.namedUser("workspace_gid")
	if err != nil {
		return nil, err
	}
	if err := c.platform.MayAdd(c.ctx(), c.actor, gid, person); err != nil {
		return nil, err
	}
	role, err := c.platform.Role(c.ctx(), gid, person)
	if err != nil {
		return nil, err
	}
	if role == "" {
		role = asana.Member
	}
	if err := c.platform.AddMember(c.ctx(), c.actor, gid, person, role); err != nil {
		return nil, err
	}
	u := userOf(asana.Ref{GID: person})
	return u, u.complete(c)
}

func removeWorkspaceUser(c *call) (any, error) {
	gid, person, err := c.namedUser("workspace_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.RemoveMember(c.ctx(), c.actor, gid, person)
}
