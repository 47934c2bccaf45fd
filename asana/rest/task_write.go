package rest

import (
	"errors"
	"fmt"
	"slices"

	"jirabridge/asana"
)

// newTask is the body of createTask.
type newTask struct {
	Workspace    *gid        `json:"workspace"`
	Projects     []gid       `json:"projects"`
	Memberships  []place     `json:"memberships"`
	Parent       *gid        `json:"parent"`
	Name         *string     `json:"name"`
	Notes        *string     `json:"notes"`
	HTMLNotes    *string     `json:"html_notes"`
	Assignee     *userRef    `json:"assignee"`
	StartOn      *string     `json:"start_on"`
	DueOn        *string     `json:"due_on"`
	DueAt        *string     `json:"due_at"`
	Completed    *bool       `json:"completed"`
	Followers    []userRef   `json:"followers"`
	CustomFields fieldValues `json:"custom_fields"`
	Tags         []gid       `json:"tags"`
}

func createTask(c *call) (any, error) {
	var body newTask
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	n := asana.NewTask{
		Workspace: text(body.Workspace), Projects: texts(body.Projects), Parent: text(body.Parent),
		Name: text(body.Name), Notes: text(body.Notes), HTMLNotes: text(body.HTMLNotes),
		StartOn: text(body.StartOn), DueOn: text(body.DueOn), Tags: texts(body.Tags),
		Completed: body.Completed != nil && *body.Completed,
	}
	for _, p := range body.Memberships {
		n.Projects = append(n.Projects, text(p.Project))
		if n.Section == "" {
			n.Section = text(p.Section)
		}
	}
	var err error
	if n.CustomFields, err = body.CustomFields.inputs(); err != nil {
		return nil, err
	}
	if n.DueAt, err = asTime("due_at", text(body.DueAt)); err != nil {
		return nil, err
	}
	if n.Assignee, err = c.userInBody("assignee", text(body.Assignee)); err != nil {
		return nil, err
	}
	for i, ref := range body.Followers {
		person, err := c.userInBody(fmt.Sprintf("followers: [%d]", i), string(ref))
		if err != nil {
			return nil, err
		}
		n.Followers = append(n.Followers, person)
	}
	t, err := c.platform.CreateTask(c.ctx(), c.actor, n)
	if err != nil {
		return nil, aboutNewTask(n, err)
	}
	return c.taskRecord(t), nil
}

// aboutNewTask names the part of the body that referred to something unknown.
func aboutNewTask(n asana.NewTask, err error) error {
	var e *asana.Error
	if !errors.As(err, &e) {
		return err
	}
	if i := slices.Index(n.Projects, e.GID); i >= 0 {
		return about(fmt.Sprintf("projects: [%d]", i), err)
	}
	if e.GID == n.Parent {
		return about("parent", err)
	}
	return err
}

// userInBody resolves a user in a body; "" stays "".
func (c *call) userInBody(field, ref string) (string, error) {
	if ref == "" {
		return "", nil
	}
	person, err := c.person(ref)
	if asana.IsKind(err, asana.NotFound) {
		return "", badRequest(field + ": Not a user in Workspace: " + ref)
	}
	return person, err
}

// people resolves a list of users in a body.
func (c *call) people(field string, refs []userRef) ([]string, error) {
	if err := atOnce(field, refs); err != nil {
		return nil, err
	}
	list := make([]string, len(refs))
	for i, ref := range refs {
		var err error
		if list[i], err = c.userInBody(fmt.Sprintf("%s: [%d]", field, i), string(ref)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// taskChange is the body of updateTask.
type taskChange struct {
	Name         *string     `json:"name"`
	Notes        *string     `json:"notes"`
	HTMLNotes    *string     `json:"html_notes"`
	Assignee     *userRef    `json:"assignee"`
	StartOn      *string     `json:"start_on"`
	DueOn        *string     `json:"due_on"`
	DueAt        *string     `json:"due_at"`
	Completed    *bool       `json:"completed"`
	CustomFields fieldValues `json:"custom_fields"`
}

func updateTask(c *call) (any, error) {
	gid, err := c.gid("task_gid")
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"projects", "tags", "memberships", "parent", "workspace", "followers"} {
		if _, ok := c.data[name]; ok {
			return nil, badRequest(name + ": Cannot write this property")
		}
	}
	var body taskChange
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	change := asana.TaskChange{Name: body.Name, Notes: body.Notes, HTMLNotes: body.HTMLNotes,
		StartOn: body.StartOn, DueOn: body.DueOn, Completed: body.Completed}
	if change.CustomFields, err = body.CustomFields.inputs(); err != nil {
		return nil, err
	}
	if body.DueAt != nil {
		at, err := asTime("due_at", *body.DueAt)
		if err != nil {
			return nil, err
		}
		change.DueAt = &at
	}
	if body.Assignee != nil {
		person, err := c.userInBody("assignee", string(*body.Assignee))
		if err != nil {
			return nil, err
		}
		change.Assignee = &person
	}
	t, err := c.platform.UpdateTask(c.ctx(), c.actor, gid, change)
	if err != nil {
		return nil, err
	}
	return c.taskRecord(t), nil
}
