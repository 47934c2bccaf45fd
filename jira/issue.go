package jira

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Issue is an issue as far as it was asked for. Fields that were not asked
// for, or that the project does not have, are zero.
type Issue struct {
	// ID never changes; Key does when the issue moves to another project.
	ID, Key string
	Fields  IssueFields
	// Properties are those asked for that the issue has.
	Properties map[string]json.RawMessage
}

// IssueFields are the fields we know by id.
type IssueFields struct {
	Summary  string     `json:"summary"`
	Type     *IssueType `json:"issuetype"`
	Status   *Status    `json:"status"`
	Priority *Priority  `json:"priority"`
	Assignee *User      `json:"assignee"`
	Reporter *User      `json:"reporter"`
	Creator  *User      `json:"creator"`
	Project  *Project   `json:"project"`
	Created  Time       `json:"created"`
	Updated  Time       `json:"updated"`
	Archived Time       `json:"archiveddate"` // zero when the issue is not; its project may be
	// Attachments are the files of the issue.
	Attachments []Attachment `json:"attachment"`
	// FixVersions are in the order that the project gives its versions.
	FixVersions []Version `json:"fixVersions"`
	// Custom are the custom fields asked for, by id, as Jira has sent them.
	Custom map[string]json.RawMessage `json:"-"`
}

// customPrefix begins the ids of custom fields.
const customPrefix = "customfield_"

// UnmarshalJSON reads the fields known by id, and keeps the custom ones.
func (f *IssueFields) UnmarshalJSON(data []byte) error {
	type known IssueFields
	if err := json.Unmarshal(data, (*known)(f)); err != nil {
		return err
	}
	if err := json.Unmarshal(data, &f.Custom); err != nil {
		return err
	}
	maps.DeleteFunc(f.Custom, func(id string, _ json.RawMessage) bool { return !strings.HasPrefix(id, customPrefix) })
	return nil
}

// Version is a release of a project.
type Version struct {
	ID, Name    string
	Released    bool
	ReleaseDate string // "2006-01-02", planned or past; "" when there is none
}

// UnmarshalJSON reads a version, and passes over what is none: an issue can be
// shown without its versions.
func (v *Version) UnmarshalJSON(data []byte) error {
	type version Version
	if json.Unmarshal(data, (*version)(v)) != nil {
		*v = Version{}
	}
	return nil
}

// Time is a moment as Jira writes it: "2026-09-04T16:07:42.487-0700".
type Time struct{ time.Time }

// UnmarshalJSON reads Jira's format, and the standard's with a colon in the
// offset. Null is the zero time.
func (t *Time) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil || text == "" {
		return err
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999-0700", time.RFC3339Nano} {
		if parsed, err := time.Parse(layout, text); err == nil {
			t.Time = parsed
			return nil
		}
	}
	return fmt.Errorf("%q is not a time", text)
}

// NewIssue is what CreateIssue sends.
type NewIssue struct {
	// Fields by field id, in the shapes of the create screen's metadata.
	Fields map[string]any
	// Properties are kept with the issue, out of sight of people.
	Properties map[string]any
}

// Created names a new issue. Jira returns nothing else.
type Created struct{ ID, Key string }

// CreateIssue makes an issue. It is sent once: after an error that is Uncertain
// the issue may exist, and the caller has to look before sending it again. A
// refusal has its reasons in Error.Fields, by field id.
func (c *Client) CreateIssue(ctx context.Context, issue NewIssue) (Created, error) {
	var created Created
	err := c.post(ctx, path("issue"), noHistory(), issue.body(), &created)
	if err == nil && (created.ID == "" || created.Key == "") {
		err = incomplete(http.MethodPost, path("issue"), "an issue without id or key")
	}
	return created, err
}

// noHistory keeps the projects that we create in out of the person's list of
// those used last.
func noHistory() url.Values { return url.Values{"updateHistory": {"false"}} }

func (i NewIssue) body() map[string]any {
	body := map[string]any{"fields": i.Fields}
	if len(i.Properties) > 0 {
		body["properties"] = propertyList(i.Properties)
	}
	return body
}

// Sketch is the request that CreateIssue sends to the Jira at a base URL, in
// JSON, to be looked at.
func (i NewIssue) Sketch(base string) ([]byte, error) {
	return json.Marshal(struct {
		Method string         `json:"method"`
		URL    string         `json:"url"`
		Body   map[string]any `json:"body"`
	}{http.MethodPost, strings.TrimRight(base, "/") + "/" + withQuery(path("issue"), noHistory()), i.body()})
}

// Issue reads one issue by id or key. A key that has moved is found under its
// old name; the answer has the present one. Empty fields asks for all.
func (c *Client) Issue(ctx context.Context, idOrKey string, fields, properties []string) (Issue, error) {
	query := url.Values{}
	setList(query, "fields", fields)
	setList(query, "properties", properties)
	var issue Issue
	err := c.get(ctx, path("issue", idOrKey), query, &issue)
	if err == nil && (issue.ID == "" || issue.Key == "") {
		err = incomplete(http.MethodGet, path("issue", idOrKey), "an issue without id or key")
	}
	return issue, err
}

func propertyList(properties map[string]any) []map[string]any {
	var list []map[string]any
	for _, key := range sortedKeys(properties) {
		list = append(list, map[string]any{"key": key, "value": properties[key]})
	}
	return list
}

func setList(query url.Values, name string, values []string) {
	if len(values) > 0 {
		query.Set(name, strings.Join(values, ","))
	}
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
