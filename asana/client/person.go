package client

import (
	"context"
	"errors"
	"net/http"
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

// IsPaid tells whether a workspace has more than the free plan. Nothing says so but the search, which Asana answers
// 402 there (https://developers.asana.com/reference/searchtasksforworkspace).
func (c *Client) IsPaid(ctx context.Context, workspace string) (bool, error) {
	query := url.Values{"limit": {"1"}, "assignee.any": {"me"}, "completed": {"false"}, "opt_fields": {"gid"}}
	var found []struct{}
	err := c.do(ctx, call{method: http.MethodGet, path: "/workspaces/" + url.PathEscape(workspace) + "/tasks/search", query: query}, &found)
	var refused *Error
	if errors.As(err, &refused) && refused.Status == http.StatusPaymentRequired {
		return false, nil
	}
	return err == nil, err
}

// WorkspaceMemberships returns the person's own memberships. IsAdmin is true of
// admins and super admins.
func (c *Client) WorkspaceMemberships(ctx context.Context) ([]WorkspaceMembership, error) {
	fields := "user.name,workspace.name,is_active,is_admin,is_guest"
	return list[WorkspaceMembership](ctx, c, "/users/me/workspace_memberships", url.Values{"opt_fields": {fields}})
}
