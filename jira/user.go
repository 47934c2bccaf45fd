package jira

import (
	"context"
	"net/http"
	"net/url"
)

// Myself is the person the authorization belongs to.
func (c *Client) Myself(ctx context.Context) (User, error) {
	var user User
	err := c.get(ctx, path("myself"), nil, &user)
	if err == nil && user.Key == "" {
		err = incomplete(http.MethodGet, path("myself"), "a person without key")
	}
	return user, err
}

// AssignableUsers finds people by the beginning of their name, user name or
// address among those who may be assigned issues of the project (its key). At
// most 50 come back.
func (c *Client) AssignableUsers(ctx context.Context, projectKey, query string) ([]User, error) {
	var users []User
	err := c.get(ctx, path("user", "assignable", "search"), url.Values{
		"project": {projectKey}, "username": {query}, "maxResults": {"50"},
	}, &users)
	return users, err
}
