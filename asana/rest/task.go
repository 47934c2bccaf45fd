package rest

import (
	"context"
	"net/http"

	"jirabridge/asana"
)

// task is a piece of work. What the platform has no notion of is answered with the value it has on asana.com
// when it is not used: clients rely on the names being there.
type task struct {
	GID             string         `json:"gid"`
	ResourceType    string         `json:"resource_type"`
	Name            string         `json:"name" rest:"compact"`
	ResourceSubtype string         `json:"resource_subtype" rest:"compact"`
	CreatedBy       *user          `json:"created_by" rest:"optin"`
	ApprovalStatus  *string        `json:"approval_status" rest:"optin"`
	AssigneeStatus  *string        `json:"assignee_status"`
	Completed       bool           `json:"completed"`
	CompletedAt     *string        `json:"completed_at"`
	CompletedBy     *user          `json:"completed_by" rest:"optin"`
	CreatedAt       *string        `json:"created_at"`
	Dependencies    []*task        `json:"dependencies" rest:"optin"`
	Dependents      []*task        `json:"dependents" rest:"optin"`
	DueAt           *string        `json:"due_at"`
	DueOn           *string        `json:"due_on"`
	HTMLNotes       string         `json:"html_notes" rest:"optin"`
	Hearted         bool           `json:"hearted"`
	Hearts          []*struct{}    `json:"hearts"`
	IsSeparator     bool           `json:"is_rendered_as_separator" rest:"optin"`
	Liked           bool           `json:"liked"`
	Likes           []*struct{}    `json:"likes"`
	Memberships     []*membership  `json:"memberships"`
	ModifiedAt      *string        `json:"modified_at"`
	Notes           string         `json:"notes"`
	NumHearts       int            `json:"num_hearts"`
	NumLikes        int            `json:"num_likes"`
	NumSubtasks     int            `json:"num_subtasks" rest:"optin"`
	StartAt         *string        `json:"start_at"`
	StartOn         *string        `json:"start_on"`
	ActualTime      *float64       `json:"actual_time_minutes"`
	Assignee        *user          `json:"assignee"`
	CustomFields    []*customField `json:"custom_fields"`
	Followers       []*user        `json:"followers"`
	Parent          *task          `json:"parent"`
	Projects        []*project     `json:"projects"`
	Tags            []*tag         `json:"tags"`
	Workspace       *workspace     `json:"workspace"`
	PermalinkURL    string         `json:"permalink_url"`

	full bool
}

// membership is a task's place in a project.
type membership struct {
	Project *project `json:"project" rest:"part"`
	Section *section `json:"section" rest:"part"`
}

func taskOperations() []operation {
	return []operation{{
		ID: "createTask", Method: http.MethodPost, Path: "/tasks", Scope: "tasks:write", Body: &newTask{},
		Text: "Makes a task in a workspace, in projects, or below another task.", Result: task{},
		Status: http.StatusCreated, Do: createTask,
	}, {
		ID: "getTask", Method: http.MethodGet, Path: "/tasks/{task_gid}", Scope: "tasks:read",
		Text: "Returns a task.", Result: task{}, Do: getTask,
	}, {
		ID: "updateTask", Method: http.MethodPut, Path: "/tasks/{task_gid}", Scope: "tasks:write", Body: &taskChange{},
		Text: "Changes the given values of a task and leaves the others alone.", Result: task{}, Do: updateTask,
	}, {
		ID: "deleteTask", Method: http.MethodDelete, Path: "/tasks/{task_gid}", Scope: "tasks:delete",
		Text: "Deletes a task with everything on it and below it.", Do: deleteTask,
	}}
}

func taskOf(ref asana.Ref) *task {
	if ref.GID == "" {
		return nil
	}
	return &task{GID: ref.GID, ResourceType: "task", Name: ref.Name, ResourceSubtype: "default_task"}
}

// complete reads what a reference lacks. A record that came from the domain lacks only what the task waits for, and
// what waits for it, which is read where it is asked for.
func (t *task) complete(c *call) error {
	if t.full {
		return t.readWaits(c)
	}
	if err := checkScope(c.actor, "tasks:read"); err != nil {
		return err
	}
	full, err := c.platform.Task(c.ctx(), c.actor, t.GID)
	if err != nil {
		return err
	}
	*t = *c.taskRecord(full)
	return t.readWaits(c)
}

func (t *task) readWaits(c *call) error {
	for _, w := range []struct {
		field string
		into  *[]*task
		read  func(context.Context, asana.Actor, string) ([]asana.Task, error)
	}{
		{"dependencies", &t.Dependencies, c.platform.Dependencies}, {"dependents", &t.Dependents, c.platform.Dependents},
	} {
		if c.fields == nil || c.fields.get(w.field) == nil {
			continue
		}
		others, err := w.read(c.ctx(), c.actor, t.GID)
		if err != nil {
			return err
		}
		for _, other := range others {
			*w.into = append(*w.into, taskOf(asana.Ref{GID: other.GID, Name: other.Name}))
		}
	}
	return nil
}

func (c *call) taskRecord(full asana.Task) *task {
	t := taskOf(asana.Ref{GID: full.GID, Name: full.Name})
	t.full = true
	t.CreatedBy, t.Assignee, t.Followers = userOf(full.CreatedBy), userOf(full.Assignee), usersOf(full.Followers)
	t.CreatedAt, t.ModifiedAt = timestamp(full.CreatedAt), timestamp(full.ModifiedAt)
	t.Completed, t.CompletedAt = full.Completed, timestamp(full.CompletedAt)
	t.StartOn, t.DueAt = nullable(full.StartOn), timestamp(full.DueAt)
	t.DueOn, t.Notes, t.HTMLNotes = nullable(full.DueOn), full.Notes, full.HTMLNotes
	t.NumSubtasks, t.Parent, t.Workspace = full.NumSubtasks, taskOf(full.Parent), workspaceOf(full.Workspace)
	t.PermalinkURL = c.platform.TaskURL(full.GID)
	if t.Assignee != nil {
		t.AssigneeStatus = nullable("inbox")
	}
	for _, m := range full.Memberships {
		t.Projects = append(t.Projects, projectOf(m.Project))
		t.Memberships = append(t.Memberships, &membership{projectOf(m.Project), sectionOf(m.Section)})
	}
	for _, r := range full.Tags {
		t.Tags = append(t.Tags, tagOf(r))
	}
	for _, v := range full.CustomFields {
		t.CustomFields = append(t.CustomFields, valueRecord(v))
	}
	return t
}

func getTask(c *call) (any, error) {
	gid, err := c.gid("task_gid")
	if err != nil {
		return nil, err
	}
	t, err := c.platform.Task(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	return c.taskRecord(t), nil
}

func deleteTask(c *call) (any, error) {
	gid, err := c.gid("task_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.DeleteTask(c.ctx(), c.actor, gid)
}
