package asana

import (
	"context"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Tag is a label for tasks, known in its whole workspace.
type Tag struct {
	GID       string
	Name      string
	Color     string // one of Asana's, or ""
	Notes     string
	Workspace Ref
	CreatedAt time.Time
}

// NewTag is what a tag is made from.
type NewTag struct {
	Workspace string
	Name      string
	Color     string
	Notes     string
}

// TagChange says what to change; nil leaves a value alone.
type TagChange struct {
	Name  *string
	Color *string
	Notes *string
}

// CreateTag makes a tag. Guests make none.
func (p *Platform) CreateTag(ctx context.Context, a Actor, n NewTag) (Tag, error) {
	ch := TagChange{&n.Name, &n.Color, &n.Notes}
	if err := ch.check(); err != nil {
		return Tag{}, err
	}
	gid := newGID()
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.staff(ctx, n.Workspace); err != nil {
			return err
		}
		c.record(tagEvent(ActionAdded, n.Workspace, gid, ""))
		return c.q.InsertTag(ctx, store.InsertTagParams{Gid: gid, Workspace: n.Workspace, Name: n.Name, Color: n.Color,
			Notes: n.Notes, CreatedBy: a.Person, CreatedAt: c.nowMicros()})
	})
	if err != nil {
		return Tag{}, err
	}
	return p.Tag(ctx, a, gid)
}

func (ch *TagChange) check() error {
	if ch.Name != nil {
		name, err := checkName("name", *ch.Name)
		if err != nil {
			return err
		}
		*ch.Name = name
	}
	if err := checkColor(value(ch.Color)); err != nil {
		return err
	}
	return checkText("notes", value(ch.Notes), maxNotes)
}

func tagEvent(action, workspace, gid, field string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "tag", Resource: gid, Field: field}
}

// tag returns a tag of a workspace the actor is in.
func (g gate) tag(ctx context.Context, gid string) (store.TagRow, error) {
	if !isGID(gid) {
		return store.TagRow{}, notFound("tag", gid)
	}
	row, err := g.q.Tag(ctx, gid)
	if err != nil {
		return row, orNotFound(err, "tag", gid)
	}
	if _, err := g.workspace(ctx, row.Workspace); IsKind(err, NotFound) {
		return row, hidden("tag", gid)
	}
	return row, nil
}

// editTag is tag for changing the tag itself.
func (g gate) editTag(ctx context.Context, gid string) (store.TagRow, error) {
	row, err := g.tag(ctx, gid)
	if err != nil {
		return row, err
	}
	return row, g.staff(ctx, row.Workspace)
}

// Tag returns a tag of a workspace the actor is in.
func (p *Platform) Tag(ctx context.Context, a Actor, gid string) (Tag, error) {
	row, err := p.gate(a).tag(ctx, gid)
	if err != nil {
		return Tag{}, err
	}
	return tagOf(row), nil
}

// Tags lists a workspace's tags, oldest first.
func (p *Platform) Tags(ctx context.Context, a Actor, workspace string) ([]Tag, error) {
	g := p.gate(a)
	if _, err := g.workspace(ctx, workspace); err != nil {
		return nil, err
	}
	rows, err := g.q.TagsOf(ctx, workspace)
	list := make([]Tag, len(rows))
	for i, r := range rows {
		list[i] = tagOf(store.TagRow(r))
	}
	return list, err
}

// UpdateTag changes a tag on all tasks that have it. Guests may not: Forbidden.
func (p *Platform) UpdateTag(ctx context.Context, a Actor, gid string, ch TagChange) (Tag, error) {
	if err := ch.check(); err != nil {
		return Tag{}, err
	}
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, err := c.editTag(ctx, gid)
		if err != nil {
			return err
		}
		c.record(tagEvent(ActionChanged, row.Workspace, gid, "name"))
		return c.q.UpdateTag(ctx, store.UpdateTagParams{Gid: gid, Name: nullString(ch.Name),
			Color: nullString(ch.Color), Notes: nullString(ch.Notes)})
	})
	if err != nil {
		return Tag{}, err
	}
	return p.Tag(ctx, a, gid)
}

// DeleteTag removes a tag from its workspace and from all tasks.
func (p *Platform) DeleteTag(ctx context.Context, a Actor, gid string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, err := c.editTag(ctx, gid)
		if err != nil {
			return err
		}
		c.record(tagEvent(ActionDeleted, row.Workspace, gid, ""))
		_, err = c.q.DeleteTag(ctx, gid)
		return err
	})
}

// TagTask puts a tag on a task.
func (p *Platform) TagTask(ctx context.Context, a Actor, task, tag string) error {
	return p.tagging(ctx, a, task, tag, func(ctx context.Context, c *change) (int64, error) {
		return c.q.PutTaskTag(ctx, store.PutTaskTagParams{Task: task, Tag: tag})
	})
}

// UntagTask takes a tag off a task.
func (p *Platform) UntagTask(ctx context.Context, a Actor, task, tag string) error {
	return p.tagging(ctx, a, task, tag, func(ctx context.Context, c *change) (int64, error) {
		return c.q.RemoveTaskTag(ctx, store.RemoveTaskTagParams{Task: task, Tag: tag})
	})
}

func (p *Platform) tagging(ctx context.Context, a Actor, task, tag string, do func(context.Context, *change) (int64, error)) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.task(ctx, task)
		if err != nil {
			return err
		}
		row, err := c.tag(ctx, tag)
		if err != nil {
			return err
		}
		if row.Workspace != access.Workspace {
			return misused("tag", "The tag is in another workspace")
		}
		n, err := do(ctx, c)
		if err != nil || n == 0 {
			return err
		}
		return c.recordTaskChange(ctx, access.Workspace, task, []string{"tags"}, nil)
	})
}

func tagOf(r store.TagRow) Tag {
	return Tag{GID: r.Gid, Name: r.Name, Color: r.Color, Notes: r.Notes, Workspace: Ref{r.Workspace, r.WorkspaceName},
		CreatedAt: sqldb.Time(r.CreatedAt)}
}

// putTags puts tags on a new task.
func (c *change) putTags(ctx context.Context, task string, n NewTask) error {
	for _, gid := range n.Tags {
		tag, err := c.tag(ctx, gid)
		if err != nil {
			return err
		}
		if tag.Workspace != n.Workspace {
			return misused("tags", "The tag is in another workspace")
		}
		if _, err := c.q.PutTaskTag(ctx, store.PutTaskTagParams{Task: task, Tag: gid}); err != nil {
			return err
		}
	}
	return nil
}
