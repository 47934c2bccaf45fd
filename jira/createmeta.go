package jira

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
)

// Field is a field of the create screen of one project and issue type.
type Field struct {
	// ID is "summary" or "customfield_10010": recognise fields by it or by
	// Schema.Custom. Name is translated and can be changed.
	ID              string `json:"fieldId"`
	Name            string `json:"name"`
	Required        bool   `json:"required"`
	HasDefaultValue bool   `json:"hasDefaultValue"`
	// DefaultValue has the shape the field's value has in an issue.
	DefaultValue json.RawMessage `json:"defaultValue"`
	// Operations is empty for a field that cannot be set.
	Operations    []string `json:"operations"`
	Schema        Schema   `json:"schema"`
	AllowedValues []Option `json:"allowedValues"`
}

// Schema is the type of a field.
type Schema struct {
	Type   string `json:"type"`   // "string", "option", "array" …
	Items  string `json:"items"`  // of an array: what it is made of
	System string `json:"system"` // id of a field that every Jira has
	Custom string `json:"custom"` // key of a custom field's type, "…:textarea"
}

// Option is one of the values a field allows.
type Option struct {
	ID       string
	Name     string // of priorities, components, versions
	Value    string // of options
	Key      string // of projects
	IconURL  string
	Disabled bool
	Archived bool // of versions
	Children []Option
}

// UnmarshalJSON reads what Jira's own fields allow and passes over the rest:
// add-ons put numbers, texts and lists there, and one of them must not make the
// whole create screen unreadable.
func (o *Option) UnmarshalJSON(data []byte) error {
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) == nil {
		o.read(members)
	}
	return nil
}

func (o *Option) read(members map[string]json.RawMessage) {
	o.ID, o.Name, o.Value = scalar(members["id"]), scalar(members["name"]), scalar(members["value"])
	o.Key, o.IconURL = scalar(members["key"]), scalar(members["iconUrl"])
	o.Disabled, o.Archived = scalar(members["disabled"]) == "true", scalar(members["archived"]) == "true"
	if json.Unmarshal(members["children"], &o.Children) != nil {
		o.Children = nil
	}
}

// scalar is a JSON text, number or truth value as text, "" for anything else.
func scalar(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	if len(raw) == 0 || raw[0] == '{' || raw[0] == '[' {
		return ""
	}
	return string(raw)
}

// Label is how people know the option.
func (o Option) Label() string {
	for _, text := range []string{o.Name, o.Value, o.Key} {
		if text != "" {
			return text
		}
	}
	return o.ID
}

// IssueTypes lists the types of issue the person may create in a project (id
// or key). Empty means that the person may not create issues there. A project
// that does not exist or is out of sight is BadRequest; before 8.4 it is empty.
func (c *Client) IssueTypes(ctx context.Context, project string) ([]IssueType, error) {
	return either(c,
		func() ([]IssueType, error) {
			return readPages[IssueType](ctx, c, path("issue", "createmeta", project, "issuetypes"))
		},
		func() ([]IssueType, error) { return c.allTypes(ctx, project) })
}

// CreateFields lists the fields of the create screen of a project (id or key)
// and issue type (id).
func (c *Client) CreateFields(ctx context.Context, project, issueType string) ([]Field, error) {
	return either(c,
		func() ([]Field, error) {
			return readPages[Field](ctx, c, path("issue", "createmeta", project, "issuetypes", issueType))
		},
		func() ([]Field, error) { return c.allFields(ctx, project, issueType) })
}

// createPage is one page of create metadata. Data Center calls its list
// "values", Cloud and, some day perhaps, others "issueTypes" and "fields".
type createPage[T any] struct {
	StartAt, MaxResults, Total int
	IsLast                     bool
	Values, IssueTypes, Fields []T
}

func (p createPage[T]) items() []T {
	switch {
	case p.Values != nil:
		return p.Values
	case p.IssueTypes != nil:
		return p.IssueTypes
	}
	return p.Fields
}

// maxPages ends a list whose pages have no end: five thousand fields are more
// than any Jira has.
const maxPages = 100

// readPages reads a paged list to its end. Jira gives 50 a page on both calls.
func readPages[T any](ctx context.Context, c *Client, address string) ([]T, error) {
	var all []T
	for range maxPages {
		var page createPage[T]
		query := url.Values{"startAt": {strconv.Itoa(len(all))}, "maxResults": {"50"}}
		if err := c.get(ctx, address, query, &page); err != nil {
			return nil, err
		}
		all = append(all, page.items()...)
		if page.IsLast || len(page.items()) == 0 || len(all) >= page.Total {
			return all, nil
		}
	}
	return nil, &Error{Kind: NotJSON, Method: http.MethodGet, Path: address, Err: errors.New("the pages have no end")}
}
