package jira

import (
	"context"
	"net/url"
)

// Keys of permissions.
const (
	// Administer is the permission of Jira administrators.
	Administer = "ADMINISTER"
	// CreateIssues lets a person create issues.
	CreateIssues = "CREATE_ISSUES"
	// CreateAttachments lets a person add files to issues.
	CreateAttachments = "CREATE_ATTACHMENTS"
)

// Permissions are what the person may do, by Jira's permission key.
type Permissions map[string]bool

// MyPermissions tells what the person may do in a project, or with an empty
// key what anywhere and globally. The key of an unknown project is NotFound.
func (c *Client) MyPermissions(ctx context.Context, projectKey string) (Permissions, error) {
	query := url.Values{}
	if projectKey != "" {
		query.Set("projectKey", projectKey)
	}
	return c.permissions(ctx, query)
}

// IssuePermissions tells what the person may do with an issue, by its id.
func (c *Client) IssuePermissions(ctx context.Context, issue string) (Permissions, error) {
	return c.permissions(ctx, url.Values{"issueId": {issue}})
}

func (c *Client) permissions(ctx context.Context, query url.Values) (Permissions, error) {
	var answer struct {
		Permissions map[string]struct {
			Have bool `json:"havePermission"`
		} `json:"permissions"`
	}
	if err := c.get(ctx, path("mypermissions"), query, &answer); err != nil {
		return nil, err
	}
	permissions := Permissions{}
	for key, p := range answer.Permissions {
		permissions[key] = p.Have
	}
	return permissions, nil
}
