package jira

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
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

// Search finds issues by JQL, at most limit of them. Parts of the query that
// name nothing make a warning instead of an error. Empty fields asks for those
// of Jira's lists. Jira may silently lower the limit, commonly to 1000.
//
// It is a GET unless the query is long, so that whoever reads Jira's access
// log sees that nothing is written.
func (c *Client) Search(ctx context.Context, jql string, fields []string, limit int) (SearchResult, error) {
	var result SearchResult
	if len(jql) <= longQuery {
		query := url.Values{"jql": {jql}, "maxResults": {strconv.Itoa(limit)}, "validateQuery": {"false"}}
		if len(fields) > 0 {
			query.Set("fields", strings.Join(fields, ","))
		}
		err := c.get(ctx, path("search"), query, &result)
		return result, err
	}
	body := map[string]any{"jql": jql, "maxResults": limit, "validateQuery": false}
	if len(fields) > 0 {
		body["fields"] = fields
	}
	err := c.ask(ctx, path("search"), body, &result)
	return result, err
}

// longQuery is the length, in bytes, from which JQL is sent in a body: proxies
// cut addresses, percent-encoded up to three times as long, at 8 KB or less.
const longQuery = 1000

// batch is how many issues IssuesByID asks for at once.
const batch = 200

var idPattern = regexp.MustCompile(`^[0-9]+$`)

// IssuesByID reads many issues with as few requests as possible. Those that do
// not exist, or that the person may not see, are missing from the answer, and so
// are archived ones. Ids are asked for and not keys: one key that does not
// exist, or has moved, fails the whole search.
func (c *Client) IssuesByID(ctx context.Context, ids, fields []string) ([]Issue, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !idPattern.MatchString(id) })
	var issues []Issue
	for some := range slices.Chunk(ids, batch) {
		for len(some) > 0 {
			result, err := c.Search(ctx, "id in ("+strings.Join(some, ",")+")", fields, len(some))
			if err != nil {
				return nil, err
			}
			issues = append(issues, result.Issues...)
			some = beyond(some, result)
		}
	}
	return issues, nil
}

// beyond are the ids whose issues did not fit on the page of a Jira that gives
// fewer at once than asked for; none when the page has all there are.
func beyond(ids []string, page SearchResult) []string {
	if len(page.Issues) == 0 || page.Total <= len(page.Issues) {
		return nil
	}
	rest := slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		return slices.ContainsFunc(page.Issues, func(i Issue) bool { return i.ID == id })
	})
	if len(rest) == len(ids) {
		return nil // none of these was asked for
	}
	return rest
}

// QuoteJQL makes a text a JQL string.
func QuoteJQL(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// MatchWords is a JQL clause for issues whose summary has words that begin like
// those of the text. It is "" when the text has no words. Everything that means
// something to Jira's text search is left out of it.
func MatchWords(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if len(words) == 0 {
		return ""
	}
	return "summary ~ " + QuoteJQL(strings.Join(words, "* ")+"*")
}
