package jira

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
)

// Users finds people by the beginning of their name, user name or address, among
// everybody. "" finds anybody. At most 50 come back; none when the person may
// not browse users.
func (c *Client) Users(ctx context.Context, query string) ([]User, error) {
	if query == "" {
		query = "." // every address has one; what nothing finds depends on the version
	}
	var users []User
	err := c.get(ctx, path("user", "search"), url.Values{"username": {query}, "maxResults": {"50"}}, &users)
	return users, err
}

// Groups finds groups of users whose name has the query in it, at most limit.
func (c *Client) Groups(ctx context.Context, query string, limit int) ([]string, error) {
	var found struct{ Groups []struct{ Name string } }
	err := c.get(ctx, path("groups", "picker"), url.Values{"query": {query}, "maxResults": {strconv.Itoa(limit)}}, &found)
	var names []string
	for _, g := range found.Groups {
		names = append(names, g.Name)
	}
	return names, err
}

// The pickers of Jira Software's own create screen. They know an epic and a
// sprint whatever the type of issue and the field are called.
const (
	epicPicker   = "rest/greenhopper/1.0/epics"
	sprintPicker = "rest/greenhopper/1.0/sprint/picker"
)

// Epic is an epic that is not done.
type Epic struct{ Key, Name string }

// Epics finds epics by words of their name, those of the project (its key)
// first, at most limit.
func (c *Client) Epics(ctx context.Context, projectKey, query string, limit int) ([]Epic, error) {
	var found struct {
		EpicLists []struct{ EpicNames []Epic }
	}
	err := c.get(ctx, epicPicker, url.Values{
		"searchQuery": {query}, "projectKey": {projectKey}, "maxResults": {strconv.Itoa(limit)}, "hideDone": {"true"},
	}, &found)
	var epics []Epic
	for _, list := range found.EpicLists {
		epics = append(epics, list.EpicNames...)
	}
	return epics, err
}

// OpenSprint is a sprint that an issue can be put into, and its board.
type OpenSprint struct {
	ID        json.Number
	Name      string
	BoardName string
}

// OpenSprints finds sprints that are not over by words of their name, those Jira
// suggests first.
func (c *Client) OpenSprints(ctx context.Context, query string) ([]OpenSprint, error) {
	var found struct{ Suggestions, AllMatches []OpenSprint }
	err := c.get(ctx, sprintPicker, url.Values{"query": {query}, "excludeCompleted": {"true"}}, &found)
	return append(found.Suggestions, found.AllMatches...), err
}

// Parents finds issues of a project (its id) that may have sub-tasks, by key or
// by words of their summary, the latest first, at most limit.
func (c *Client) Parents(ctx context.Context, project, query string, limit int) ([]Issue, error) {
	if !idPattern.MatchString(project) {
		return nil, nil
	}
	jql := "project = " + project + " and issuetype in standardIssueTypes()"
	words := MatchWords(query)
	key, isKey := c.ParseIssueReference(query)
	switch {
	case isKey && words != "":
		jql += " and (key = " + QuoteJQL(key) + " or " + words + ")"
	case words != "":
		jql += " and " + words
	}
	found, err := c.Search(ctx, jql+" order by updated desc", []string{"summary", "status", "issuetype"}, limit)
	return found.Issues, err
}
