package asana

import (
	"context"
	"database/sql"
	"strings"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// CommentChange says what to change; nil leaves a value alone. Of Text and HTMLText at most one may be set.
type CommentChange struct {
	Text     *string
	HTMLText *string
	Pinned   *bool
}

// comment returns a comment on a task the actor sees.
func (g gate) comment(ctx context.Context, gid string) (store.CommentRow, store.TaskAccessRow, error) {
	if !isGID(gid) {
		return store.CommentRow{}, store.TaskAccessRow{}, notFound("story", gid)
	}
	row, err := g.q.CommentRow(ctx, gid)
	if err != nil {
		return row, store.TaskAccessRow{}, orNotFound(err, "story", gid)
	}
	task, err := g.task(ctx, row.Task)
	if IsKind(err, NotFound) {
		err = hidden("story", gid)
	}
	return row, task, err
}

// ownComment is comment for changing what it says, which takes its author.
func (g gate) ownComment(ctx context.Context, gid string) (store.CommentRow, store.TaskAccessRow, error) {
	row, task, err := g.comment(ctx, gid)
	if err == nil && row.CreatedBy != g.actor.Person {
		err = forbidden("own_comments", "Only the author may change or delete a comment.")
	}
	return row, task, err
}

// Comment returns a comment on a task the actor sees.
func (p *Platform) Comment(ctx context.Context, a Actor, gid string) (Comment, error) {
	row, _, err := p.gate(a).comment(ctx, gid)
	if err != nil {
		return Comment{}, err
	}
	return commentOf(row), nil
}

// UpdateComment changes a comment: its author what it says, everybody who sees it whether it is pinned.
func (p *Platform) UpdateComment(ctx context.Context, a Actor, gid string, ch CommentChange) (Comment, error) {
	if err := (NewComment{Text: value(ch.Text), HTMLText: value(ch.HTMLText)}).check(); err != nil {
		return Comment{}, err
	}
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		may := c.comment
		if ch.Text != nil || ch.HTMLText != nil {
			may = c.ownComment
		}
		row, task, err := may(ctx, gid)
		if err != nil {
			return err
		}
		if err := p.writeComment(ctx, c, gid, ch); err != nil {
			return err
		}
		e, err := c.taskPartEvent(ctx, ActionChanged, task.Workspace, row.Task, "story", gid)
		e.ResourceSubtype, e.Field = "comment_added", "text"
		c.record(e)
		return err
	})
	if err != nil {
		return Comment{}, err
	}
	return p.Comment(ctx, a, gid)
}

func (p *Platform) writeComment(ctx context.Context, c *change, gid string, ch CommentChange) error {
	row := store.UpdateCommentParams{Gid: gid, Pinned: nullBool(ch.Pinned)}
	if ch.Text != nil || ch.HTMLText != nil {
		rich, plain, err := p.notes(ctx, c, "html_text", value(ch.Text), value(ch.HTMLText))
		if err != nil {
			return err
		}
		if strings.TrimSpace(plain) == "" {
			return invalid("text", "comment_missing", "Missing input")
		}
		row.Html, row.Body = nullString(&rich), nullString(&plain)
		row.EditedAt = sql.NullInt64{Int64: sqldb.Micros(c.now), Valid: true}
	}
	return c.q.UpdateComment(ctx, row)
}

// DeleteComment removes a comment of the actor's own.
func (p *Platform) DeleteComment(ctx context.Context, a Actor, gid string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, task, err := c.ownComment(ctx, gid)
		if err != nil {
			return err
		}
		e, err := c.taskPartEvent(ctx, ActionDeleted, task.Workspace, row.Task, "story", gid)
		if err != nil {
			return err
		}
		e.ResourceSubtype = "comment_added"
		c.record(e)
		_, err = c.q.DeleteComment(ctx, gid)
		return err
	})
}
