package client

import (
	"context"
	"errors"
	"net/http"
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
	Assignee     *Person       `json:"assignee"`   // nil for nobody
	CreatedBy    *Person       `json:"created_by"` // nil where the API does not tell
	DueOn        string        `json:"due_on"`     // "2006-01-02", "" for none
	Memberships  []Membership  `json:"memberships"`
}

// Membership is a place of a task.
type Membership struct{ Project, Section Named }

// Named is something with a name.
type Named struct {
	GID  string `json:"gid"`
	Name string `json:"name"`
}

// SectionIn is the name of the section that the task is in of a project, "" when
// it is not in the project.
func (t Task) SectionIn(project string) string {
	for _, m := range t.Memberships {
		if m.Project.GID == project {
			return m.Section.Name
		}
	}
	return ""
}

// CustomField is a custom field with its value on one task, as people read it.
type CustomField struct {
	GID          string   `json:"gid"`
	Name         string   `json:"name"`
	Type         string   `json:"type"`
	DisplayValue string   `json:"display_value"`
	NumberValue  *float64 `json:"number_value"` // nil for none, and in fields of other types
}

const taskFields = "name,notes,html_notes,permalink_url,workspace.name," +
	"custom_fields.name,custom_fields.type,custom_fields.display_value,custom_fields.number_value," +
	"assignee.name,assignee.email,created_by.name,created_by.email,due_on,memberships.project.name,memberships.section.name"

// Task returns a task with its custom fields and the projects it is in.
func (c *Client) Task(ctx context.Context, gid string) (Task, error) {
	return get[Task](ctx, c, "/tasks/"+url.PathEscape(gid), taskFields)
}

// LatestTask returns the task of a project that was created last. There may be
// none, and a workspace whose plan has no search tells of none.
func (c *Client) LatestTask(ctx context.Context, workspace, project string) (task Task, ok bool, err error) {
	query := url.Values{
		"projects.any": {project}, "sort_by": {"created_at"}, "limit": {"1"}, "opt_fields": {taskFields},
	}
	var found []Task
	err = c.do(ctx, call{method: http.MethodGet, path: "/workspaces/" + url.PathEscape(workspace) + "/tasks/search", query: query}, &found)
	if refused := new(Error); errors.As(err, &refused) && refused.Status == http.StatusPaymentRequired {
		return Task{}, false, nil
	}
	if err != nil || len(found) == 0 {
		return Task{}, false, err
	}
	return found[0], true, nil
}
