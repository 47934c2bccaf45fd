package client

import (
	"context"
	"net/url"
)

// Person is a user of the platform.
type Person struct {
	GID   string `json:"gid"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Workspace is a workspace or organization.
type Workspace struct {
	GID  string `json:"gid"`
	Name string `json:"name"`
}

// WorkspaceMembership says what a person is in a workspace.
type WorkspaceMembership struct {
	GID       string    `json:"gid"`
	User      Person    `json:"user"`
	Workspace Workspace `json:"workspace"`
	IsActive  bool      `json:"is_active"`
	IsAdmin   bool      `json:"is_admin"`
	IsGuest   bool      `json:"is_guest"`
}

// Me returns the person the token belongs to.
func (c *Client) Me(ctx context.Context) (Person, error) {
	return get[Person](ctx, c, "/users/me", "name,email")
}

// Workspaces returns the workspaces the person belongs to.
func (c *Client) Workspaces(ctx context.Context) ([]Workspace, error) {
	return list[Workspace](ctx, c, "/workspaces", url.Values{"opt_fields": {"name"}})
}

// WorkspaceMemberships returns the person's own memberships. IsAdmin is true of
// admins and super admins.
func (c *Client) WorkspaceMemberships(ctx context.Context) ([]WorkspaceMembership, error) {
	fields := "user.name,workspace.name,is_active,is_admin,is_guest"
	return list[WorkspaceMembership](ctx, c, "/users/me/workspace_memberships", url.Values{"opt_fields": {fields}})
}
