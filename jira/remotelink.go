package jira

import (
	"context"
	"net/http"
	"net/url"
)

// RemoteLink is a link from an issue to something elsewhere. GlobalID names
// that thing for ever: an issue has one link for each
// (https://developer.atlassian.com/server/jira/platform/jira-rest-api-for-remote-issue-links/).
type RemoteLink struct {
	GlobalID     string           `json:"globalId"`
	Application  RemoteSystem     `json:"application"`
	Relationship string           `json:"relationship,omitempty"` // the heading it stands under, in Jira
	Object       RemoteLinkObject `json:"object"`
}

// RemoteSystem is where a remote link leads. Jira groups links by it.
type RemoteSystem struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

// RemoteLinkObject is what a remote link leads to.
type RemoteLinkObject struct {
	URL   string `json:"url"`
	Title string `json:"title"`
}

// SetRemoteLink makes a link of an issue, or replaces the one with the same
// global id: it may be repeated. Jira asks for the permission to link issues.
func (c *Client) SetRemoteLink(ctx context.Context, issue string, link RemoteLink) error {
	var made struct {
		ID int64 `json:"id"`
	}
	return c.post(ctx, path("issue", issue, "remotelink"), nil, link, &made)
}

// DeleteRemoteLink deletes the link with a global id. One that is not there is
// NotFound.
func (c *Client) DeleteRemoteLink(ctx context.Context, issue, globalID string) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return c.call(ctx, http.MethodDelete, path("issue", issue, "remotelink"), url.Values{"globalId": {globalID}}, nil, nil)
}
