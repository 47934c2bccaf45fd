package asana

import (
	"context"
	"slices"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Task is a piece of work.
type Task struct {
	GID          string
	Name         string
	Notes        string // plain text, derived from HTMLNotes
	HTMLNotes    string // rich text: "<body>…</body>"
	Assignee     Ref
	StartOn      string    // "2006-01-02" or ""
	DueOn        string    // "2006-01-02" or ""
	DueAt        time.Time // zero when only the day is known
	Completed    bool
	CompletedAt  time.Time
	Private      bool
	Workspace    Ref
	Parent       Ref
	Memberships  []Membership // the projects the actor sees
	Followers    []Ref        // collaborators
	CustomFields []FieldValue
	Tags         []Ref
	NumSubtasks  int
	CreatedBy    Ref
	CreatedAt    time.Time
	ModifiedAt   time.Time
}

// Membership is a task's place in a project.
type Membership struct {
	Project Ref
	Section Ref
}

// Task returns a task the actor sees, in as few queries as can be: scripts ask for little else.
func (p *Platform) Task(ctx context.Context, a Actor, gid string) (Task, error) {
	return p.gate(a).wholeTask(ctx, gid)
}

func (g gate) wholeTask(ctx context.Context, gid string) (Task, error) {
	if !isGID(gid) {
		return Task{}, notFound("task", gid)
	}
	found, err := g.q.TaskForPerson(ctx, store.TaskForPersonParams{Person: g.actor.Person, Gid: gid})
	if err != nil {
		return Task{}, orNotFound(err, "task", gid)
	}
	above, err := g.parentsSeen(ctx, []store.TaskRow{found.TaskRow})
	if err != nil {
		return Task{}, err
	}
	sees, inherits := seesTask(accessOf(found))
	if !sees && !(inherits && above[found.TaskRow.Parent]) {
		return Task{}, hidden("task", gid)
	}
	list, err := g.complete(ctx, []store.TaskRow{found.TaskRow}, above)
	if err != nil {
		return Task{}, err
	}
	return list[0], nil
}

func accessOf(r store.TaskForPersonRow) store.TaskAccessRow {
	t := r.TaskRow
	return store.TaskAccessRow{Gid: t.Gid, Workspace: t.Workspace, Parent: t.Parent, Role: r.Role, Private: t.Private,
		Own: r.Own, InPublic: r.InPublic, InMembers: r.InMembers}
}

// TaskURL is the address of a task's page.
func (p *Platform) TaskURL(gid string) string { return p.baseURL + "/0/0/" + gid }

// ProjectURL is the address of a project's page.
func (p *Platform) ProjectURL(gid string) string { return p.baseURL + "/0/" + gid }

// DeleteTask removes a task with everything on it and below it.
func (p *Platform) DeleteTask(ctx context.Context, a Actor, gid string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.deleteTask(ctx, gid)
		if err != nil {
			return err
		}
		return p.deleteTree(ctx, c, access.Workspace, gid)
	})
}

// deleteTree removes the subtasks first.
func (p *Platform) deleteTree(ctx context.Context, c *change, workspace, gid string) error {
	below, err := c.q.SubtaskGIDs(ctx, gid)
	if err != nil {
		return err
	}
	for _, sub := range below {
		if err := p.deleteTree(ctx, c, workspace, sub); err != nil {
			return err
		}
	}
	blobs, err := c.q.BlobsOfTask(ctx, gid)
	if err != nil {
		return err
	}
	for _, blob := range blobs {
		if err := p.discardBlob(ctx, c.tx, blob, time.Time{}); err != nil {
			return err
		}
	}
	e, err := c.taskEvent(ctx, ActionDeleted, workspace, gid)
	if err != nil {
		return err
	}
	c.record(e)
	_, err = c.q.DeleteTask(ctx, gid)
	return err
}

// taskEvent begins an event about a task: where it is and which projects it is in.
func (c *change) taskEvent(ctx context.Context, action, workspace, task string) (Event, error) {
	projects, err := c.projectsAbove(ctx, task)
	return Event{Workspace: workspace, Action: action, ResourceType: "task", Resource: task,
		ResourceSubtype: "default_task", Task: task, Projects: projects}, err
}

// projectsAbove are the projects of a task and, for a subtask, of the tasks above it.
func (c *change) projectsAbove(ctx context.Context, task string) ([]string, error) {
	var all []string
	for gid := task; gid != ""; {
		projects, err := c.q.ProjectsOfTask(ctx, gid)
		if err != nil {
			return nil, err
		}
		for _, project := range projects {
			if !slices.Contains(all, project) {
				all = append(all, project)
			}
		}
		row, err := c.taskFacts(ctx, gid)
		if err != nil {
			return nil, err
		}
		gid = row.Parent
	}
	return all, nil
}

// taskPartEvent begins an event about something on a task, and marks the task as modified.
func (c *change) taskPartEvent(ctx context.Context, action, workspace, task, kind, gid string) (Event, error) {
	e, err := c.taskEvent(ctx, action, workspace, task)
	e.ResourceType, e.Resource, e.ResourceSubtype = kind, gid, ""
	e.ParentType, e.Parent = "task", task
	if err != nil {
		return e, err
	}
	return e, c.q.TouchTask(ctx, store.TouchTaskParams{Gid: task, ModifiedAt: c.nowMicros()})
}

func taskOf(r store.TaskRow) Task {
	return Task{
		GID: r.Gid, Name: r.Name, Notes: r.Notes, HTMLNotes: r.HtmlNotes,
		Assignee: Ref{r.Assignee, r.AssigneeName}, StartOn: r.StartOn,
		DueOn: r.DueOn, DueAt: sqldb.Time(r.DueAt),
		Completed: r.Completed, CompletedAt: sqldb.Time(r.CompletedAt), Private: r.Private,
		Workspace: Ref{r.Workspace, r.WorkspaceName}, Parent: Ref{r.Parent, r.ParentName},
		NumSubtasks: int(r.NumSubtasks), CreatedBy: Ref{r.CreatedBy, r.CreatorName},
		CreatedAt: sqldb.Time(r.CreatedAt), ModifiedAt: sqldb.Time(r.ModifiedAt),
	}
}
