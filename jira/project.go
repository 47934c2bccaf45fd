package jira

import (
	"context"
)

// Project is a project as lists show it.
type Project struct {
	ID, Key, Name string
	AvatarURLs    map[string]string `json:"avatarUrls"` // by size: "16x16", "24x24", "32x32", "48x48"
	Archived      bool
}

// IconURL is the project's avatar in the size that fits beside text.
func (p Project) IconURL() string {
	for _, size := range []string{"24x24", "16x16", "32x32", "48x48"} {
		if address := p.AvatarURLs[size]; address != "" {
			return address
		}
	}
	return ""
}

// Projects lists every project the person can browse. In some of them the
// person may not create issues: IssueTypes tells.
func (c *Client) Projects(ctx context.Context) ([]Project, error) {
	var projects []Project
	err := c.get(ctx, path("project"), nil, &projects)
	return projects, err
}
