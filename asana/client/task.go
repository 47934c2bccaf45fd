package client

import (
	"context"
	"net/url"
)

// Task is what the bridge reads of a task.
type Task struct {
	GID          string        `json:"gid"`
	Name         string        `json:"name"`
	Notes        string        `json:"notes"`      // plain text
	HTMLNotes    string        `json:"html_notes"` // <body>…</body>
	PermalinkURL string        `json:"permalink_url"`
	Workspace    Workspace     `json:"workspace"`
	CustomFields []CustomField `json:"custom_fields"`
}

// CustomField is a custom field with its value on one task, as people read it.
type CustomField struct {
	GID          string `json:"gid"`
	Name         string `json:"name"`
	Type         string `json:"type"`
	DisplayValue string `json:"display_value"`
}

const taskFields = "name,notes,html_notes,permalink_url,workspace.name," +
	"custom_fields.name,custom_fields.type,custom_fields.display_value"

// Task returns a task.
func (c *Client) Task(ctx context.Context, gid string) (Task, error) {
	return get[Task](ctx, c, "/tasks/"+url.PathEscape(gid), taskFields)
}
