package jira

import (
	"context"
	"net/url"
)

// CountComments returns how many comments of an issue (id or key) the person
// may read. Their texts are not asked for: an issue can have thousands.
func (c *Client) CountComments(ctx context.Context, issue string) (int, error) {
	var page struct {
		Total int `json:"total"`
	}
	err := c.get(ctx, path("issue", issue, "comment"), url.Values{"maxResults": {"1"}}, &page)
	return page.Total, err
}
