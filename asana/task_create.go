package asana

import (
	"context"
	"slices"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// NewTask is what a task is made from: one of Workspace, Projects or Parent is required. Of Notes and
// HTMLNotes at most one may be set. Section, when set, must belong to one of Projects.
type NewTask struct {
	Workspace    string
	Projects     []string
	Section      string
	Parent       string
	Name         string
	Notes        string
	HTMLNotes    string
	Assignee     string
	StartOn      string
	DueOn        string
	DueAt        time.Time // of DueOn and DueAt at most one
	Completed    bool
	Private      bool
	Followers    []string
	CustomFields map[string]FieldInput // by the field's gid
	Tags         []string
}

// Bounds of what a task is made with. That of followers is our own: each costs a few queries.
const (
	maxDepth     = 5 // subtasks below each other
	maxProjects  = 20
	maxFollowers = 100
)

// CreateTask makes a task. The actor and the assignee become its collaborators.
func (p *Platform) CreateTask(ctx context.Context, a Actor, n NewTask) (Task, error) {
	if err := n.check(); err != nil {
		return Task{}, err
	}
	gid := newGID()
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		n := n
		places, err := c.newTaskPlaces(ctx, &n)
		if err != nil {
			return err
		}
		if err := p.insertTask(ctx, c, gid, n); err != nil {
			return err
		}
		if err := c.insertTaskParts(ctx, gid, n, places); err != nil {
			return err
		}
		return c.recordNewTask(ctx, gid, n)
	})
	if err != nil {
		return Task{}, err
	}
	return p.Task(ctx, a, gid)
}

func (n NewTask) check() error {
	if n.Workspace == "" && len(n.Projects) == 0 && n.Parent == "" {
		return misused("", "You should specify one of workspace, parent, projects")
	}
	if n.Notes != "" && n.HTMLNotes != "" {
		return misused("", "You may only provide one of notes or html_notes!")
	}
	if once := slices.Compact(slices.Sorted(slices.Values(n.Projects))); len(once) != len(n.Projects) {
		return misused("projects", "A project may be named only once")
	}
	if len(n.Projects) > maxProjects || len(n.Followers) > maxFollowers {
		return misused("", "A task may be made with at most %d projects and %d followers", maxProjects, maxFollowers)
	}
	if err := checkText("name", n.Name, maxName); err != nil {
		return err
	}
	if err := checkText("notes", n.Notes, maxNotes); err != nil {
		return err
	}
	day, err := dueDay(n.DueOn, n.DueAt)
	if err != nil {
		return err
	}
	return checkStart(n.StartOn, day)
}

func (p *Platform) insertTask(ctx context.Context, c *change, gid string, n NewTask) error {
	rich, plain, err := p.notes(ctx, c, "html_notes", n.Notes, n.HTMLNotes)
	if err != nil {
		return err
	}
	if n.Assignee != "" {
		if err := c.checkInWorkspace(ctx, "assignee", n.Workspace, n.Assignee); err != nil {
			return err
		}
	}
	day, err := dueDay(n.DueOn, n.DueAt)
	if err != nil {
		return err
	}
	row := store.InsertTaskParams{
		Gid: gid, Workspace: n.Workspace, Parent: n.Parent, Name: n.Name, Notes: plain, HtmlNotes: rich,
		Assignee: n.Assignee, StartOn: n.StartOn, DueOn: day, DueAt: sqldb.Micros(n.DueAt), Completed: n.Completed, Private: n.Private,
		CreatedBy: c.actor.Person, CreatedAt: c.nowMicros(),
	}
	if n.Completed {
		row.CompletedAt = c.nowMicros()
	}
	if err := c.q.InsertTask(ctx, row); err != nil {
		return err
	}
	return c.q.PutWords(ctx, n.Workspace, gid, row.CreatedAt, wordsOf(n.Name, plain))
}

// notes returns both forms of a text given in one of them.
func (p *Platform) notes(ctx context.Context, c *change, field, plain, rich string) (storedRich, storedPlain string, err error) {
	if rich != "" {
		return parseRich(field, rich, p.resolver(ctx, c.gate))
	}
	plain = strings.ReplaceAll(plain, "\r\n", "\n") // browsers send lines so
	return richFromPlain(plain), plain, nil
}

// insertTaskParts writes what hangs on a new task: places, collaborators, values.
func (c *change) insertTaskParts(ctx context.Context, gid string, n NewTask, places []store.Section) error {
	for _, s := range places {
		if err := c.q.PutTaskProject(ctx, store.PutTaskProjectParams{Task: gid, Project: s.Project, Section: s.Gid}); err != nil {
			return err
		}
	}
	for _, person := range n.Followers {
		if err := c.checkInWorkspace(ctx, "followers", n.Workspace, person); err != nil {
			return err
		}
	}
	for _, person := range append([]string{c.actor.Person, n.Assignee}, n.Followers...) {
		if err := c.follow(ctx, gid, person); err != nil {
			return err
		}
	}
	if err := c.putTags(ctx, gid, n); err != nil {
		return err
	}
	_, err := c.putValues(ctx, n.Workspace, gid, n.CustomFields)
	return err
}

// follow makes a person a collaborator without an event of its own; "" is nobody.
func (c *change) follow(ctx context.Context, task, person string) error {
	if person == "" {
		return nil
	}
	_, err := c.q.PutFollower(ctx, store.PutFollowerParams{Task: task, Person: person})
	return err
}

func (c *change) recordNewTask(ctx context.Context, gid string, n NewTask) error {
	e, err := c.taskEvent(ctx, ActionAdded, n.Workspace, gid)
	switch {
	case n.Parent != "":
		e.ParentType, e.Parent = "task", n.Parent
	case len(e.Projects) > 0:
		e.ParentType, e.Parent = "project", e.Projects[0]
	default:
		e.ParentType, e.Parent = "workspace", n.Workspace
	}
	if err != nil {
		return err
	}
	sections, err := c.q.SectionsOfTask(ctx, gid)
	e.Value = strings.Join(sections, " ")
	c.record(e)
	return err
}
