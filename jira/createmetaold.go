package jira

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// either asks for create metadata the way this Jira is known to have: the calls
// for one project came with 8.4; the one for everything was removed in 9.0, and
// an administrator may have switched it off since 8.4
// (https://confluence.atlassian.com/jiracore/createmeta-rest-endpoint-to-be-removed-975040986.html).
// When there is nothing at that address it asks the other way: Jira may have
// been upgraded since. When both are absent, the error is the first one's.
func either[T any](c *Client, now, before func() (T, error)) (T, error) {
	first, second := now, before
	if len(c.jira) > 0 && slices.Compare(c.jira, []int{8, 4}) < 0 {
		first, second = before, now
	}
	answer, err := first()
	if !isAbsent(err) {
		return answer, err
	}
	other, otherErr := second()
	if isAbsent(otherErr) {
		return answer, err
	}
	return other, otherErr
}

// isAbsent reports that there is nothing at the address, or nothing that reads.
func isAbsent(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed)
}

// everything is the answer of the call for everything, asked for one project.
// Without the permission to create, and for strangers, it has no projects.
type everything struct {
	Projects []struct {
		ID         string
		IssueTypes []struct {
			IssueType
			Fields screen `json:"fields"`
		} `json:"issuetypes"`
	} `json:"projects"`
}

// allTypes lists the types of issue of a project, by the call for everything.
func (c *Client) allTypes(ctx context.Context, project string) ([]IssueType, error) {
	all, err := c.everythingOf(ctx, project, url.Values{})
	var types []IssueType
	for _, p := range all.Projects {
		for _, t := range p.IssueTypes {
			types = append(types, t.IssueType)
		}
	}
	return types, err
}

// allFields lists the fields of a create screen, by the call for everything.
func (c *Client) allFields(ctx context.Context, project, issueType string) ([]Field, error) {
	all, err := c.everythingOf(ctx, project, url.Values{
		"issuetypeIds": {issueType}, "expand": {"projects.issuetypes.fields"},
	})
	for _, p := range all.Projects {
		for _, t := range p.IssueTypes {
			if t.ID == issueType {
				return t.Fields, err
			}
		}
	}
	return nil, err
}

// Creatable lists the ids of the projects in which the person may create issues,
// all at once, which Jira could tell until 8.22. False means that this one has to
// be asked about each project, by IssueTypes.
func (c *Client) Creatable(ctx context.Context) (ids []string, ok bool, err error) {
	if len(c.jira) == 0 || c.jira[0] >= 9 {
		return nil, false, nil
	}
	var all everything
	err = c.get(ctx, path("issue", "createmeta"), nil, &all)
	if isAbsent(err) { // an administrator may have switched it off
		return nil, false, nil
	}
	for _, p := range all.Projects {
		ids = append(ids, p.ID)
	}
	return ids, err == nil, err
}

func (c *Client) everythingOf(ctx context.Context, project string, query url.Values) (everything, error) {
	by := "projectKeys"
	if idPattern.MatchString(project) {
		by = "projectIds"
	}
	query.Set(by, project)
	var all everything
	err := c.get(ctx, path("issue", "createmeta"), query, &all)
	return all, err
}

// screen reads the fields from a map by id, which has no order: Jira's own
// fields come first, and those of people as they were made.
type screen []Field

// UnmarshalJSON reads the map.
func (s *screen) UnmarshalJSON(data []byte) error {
	var byID map[string]Field
	if err := json.Unmarshal(data, &byID); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		field := byID[id]
		field.ID = id
		*s = append(*s, field)
	}
	slices.SortStableFunc(*s, func(a, b Field) int {
		return cmp.Or(cmp.Compare(customNumber(a.ID), customNumber(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	return nil
}

// customNumber is the number of a field that people made, 0 of Jira's own.
func customNumber(id string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(id, "customfield_"))
	return n
}

// versionNumbers are those at the beginning of a version, which may end in
// words: "8.5.0-m0001" is 8, 5, 0.
func versionNumbers(version string) (numbers []int) {
	version, _, _ = strings.Cut(version, "-")
	for part := range strings.SplitSeq(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		numbers = append(numbers, n)
	}
	return numbers
}
