package jira

import "context"

// AnyField is a field as the list of all fields of a Jira has it.
type AnyField struct {
	ID     string // "summary", "customfield_10013"
	Name   string
	Schema Schema
}

// Fields lists all fields of this Jira, those of add-ons included.
func (c *Client) Fields(ctx context.Context) ([]AnyField, error) {
	var fields []AnyField
	err := c.get(ctx, path("field"), nil, &fields)
	return fields, err
}
