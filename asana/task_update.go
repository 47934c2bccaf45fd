package asana

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"jirabridge/asana/store"
)

// TaskChange says what to change; nil leaves a value alone, a pointer to "" empties it.
type TaskChange struct {
	Name         *string
	Notes        *string
	HTMLNotes    *string
	Assignee     *string
	StartOn      *string
	DueOn        *string
	DueAt        *time.Time // zero is none
	Completed    *bool
	Private      *bool
	CustomFields map[string]FieldInput // by the field's gid
}

// UpdateTask changes a task. Whoever makes it private becomes a collaborator, so as not to lose it.
func (p *Platform) UpdateTask(ctx context.Context, a Actor, gid string, ch TaskChange) (Task, error) {
	if err := ch.check(); err != nil {
		return Task{}, err
	}
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		if _, err := c.task(ctx, gid); err != nil {
			return err
		}
		return p.updateTask(ctx, c, gid, ch)
	})
	if err != nil {
		return Task{}, err
	}
	return p.Task(ctx, a, gid)
}

// updateTask writes what is different from before. The lock makes two changes at once come one after the
// other, so that each event tells of something that did change.
func (p *Platform) updateTask(ctx context.Context, c *change, gid string, ch TaskChange) error {
	if err := c.q.LockTask(ctx, gid); err != nil {
		return err
	}
	before, err := c.q.TaskRow(ctx, gid)
	if err != nil {
		return err
	}
	row, err := p.taskUpdate(ctx, c, before, ch)
	if err != nil {
		return err
	}
	fields := changedFields(before, row)
	values, err := c.putValues(ctx, before.Workspace, gid, ch.CustomFields)
	if err != nil || len(fields)+len(values) == 0 {
		return err
	}
	if err := c.q.UpdateTask(ctx, row); err != nil {
		return err
	}
	if err := c.changeWords(ctx, before, row); err != nil {
		return err
	}
	if err := c.followChanged(ctx, gid, ch); err != nil {
		return err
	}
	now := map[string]string{"assignee": row.Assignee.String, "completed": strconv.FormatBool(row.Completed.Bool)}
	if err := c.recordTaskChange(ctx, before.Workspace, gid, fields, now); err != nil {
		return err
	}
	return c.recordValueChanges(ctx, before.Workspace, gid, values)
}

func (ch TaskChange) check() error {
	if ch.Notes != nil && ch.HTMLNotes != nil {
		return misused("", "You may only provide one of notes or html_notes!")
	}
	if ch.Name != nil {
		if err := checkText("name", *ch.Name, maxName); err != nil {
			return err
		}
	}
	if ch.Notes != nil {
		if err := checkText("notes", *ch.Notes, maxNotes); err != nil {
			return err
		}
	}
	if _, _, err := dueColumns(ch.DueOn, ch.DueAt); err != nil {
		return err
	}
	return checkDate("start_on", value(ch.StartOn))
}

// taskUpdate is the change as one statement that touches only what is named.
func (p *Platform) taskUpdate(ctx context.Context, c *change, before store.TaskRow, ch TaskChange) (store.UpdateTaskParams, error) {
	row := store.UpdateTaskParams{
		Gid: before.Gid, Name: nullString(ch.Name), Assignee: nullString(ch.Assignee), StartOn: nullString(ch.StartOn),
		Completed: nullBool(ch.Completed), Private: nullBool(ch.Private), ModifiedAt: c.nowMicros(),
	}
	var err error
	if row.DueOn, row.DueAt, err = dueColumns(ch.DueOn, ch.DueAt); err != nil {
		return row, err
	}
	if err := checkStart(after(row.StartOn, before.StartOn), after(row.DueOn, before.DueOn)); err != nil {
		return row, err
	}
	if ch.Completed != nil && *ch.Completed != before.Completed {
		row.CompletedAt = sql.NullInt64{Valid: true}
		if *ch.Completed {
			row.CompletedAt.Int64 = c.nowMicros()
		}
	}
	if ch.Assignee != nil && *ch.Assignee != "" {
		if err := c.checkInWorkspace(ctx, "assignee", before.Workspace, *ch.Assignee); err != nil {
			return row, err
		}
	}
	if ch.Notes == nil && ch.HTMLNotes == nil {
		return row, nil
	}
	rich, plain, err := p.notes(ctx, c, "html_notes", value(ch.Notes), value(ch.HTMLNotes))
	row.HtmlNotes, row.Notes = nullString(&rich), nullString(&plain)
	return row, err
}

// changedFields names what a statement makes different, as the event log calls it.
func changedFields(before store.TaskRow, row store.UpdateTaskParams) (list []string) {
	for _, f := range []struct {
		name      string
		different bool
	}{
		{"name", row.Name.Valid && row.Name.String != before.Name},
		{"notes", row.HtmlNotes.Valid && row.HtmlNotes.String != before.HtmlNotes},
		{"assignee", row.Assignee.Valid && row.Assignee.String != before.Assignee},
		{"start_on", row.StartOn.Valid && row.StartOn.String != before.StartOn},
		{"due_on", row.DueOn.Valid && row.DueOn.String != before.DueOn},
		{"due_at", row.DueAt.Valid && row.DueAt.Int64 != before.DueAt},
		{"completed", row.Completed.Valid && row.Completed.Bool != before.Completed},
		{"is_private", row.Private.Valid && row.Private.Bool != before.Private},
	} {
		if f.different {
			list = append(list, f.name)
		}
	}
	return list
}

// after is the value a column has then.
func after(changed sql.NullString, before string) string {
	if changed.Valid {
		return changed.String
	}
	return before
}

// followChanged makes the new assignee a collaborator, and whoever made the task private.
func (c *change) followChanged(ctx context.Context, gid string, ch TaskChange) error {
	if ch.Private != nil && *ch.Private {
		if err := c.follow(ctx, gid, c.actor.Person); err != nil {
			return err
		}
	}
	return c.follow(ctx, gid, value(ch.Assignee))
}

// recordTaskChange tells of each field; now are their values, of those that events tell.
func (c *change) recordTaskChange(ctx context.Context, workspace, gid string, fields []string, now map[string]string) error {
	e, err := c.taskEvent(ctx, ActionChanged, workspace, gid)
	if err != nil {
		return err
	}
	for _, f := range fields {
		e.Field, e.Value = f, now[f]
		c.record(e)
	}
	return nil
}

// value is what a pointer points to, "" for nil.
func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
