package asana

import (
	"context"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Comment is something a person said about a task.
type Comment struct {
	GID       string
	Task      Ref
	Text      string
	HTMLText  string
	CreatedBy Ref
	CreatedAt time.Time
	Pinned    bool
	EditedAt  time.Time // zero when it never was
	RuleName  string    // of the rule that wrote it in the author's name, or ""
}

// NewComment is what a comment is made from: Text or HTMLText, not both.
type NewComment struct {
	Text     string
	HTMLText string
}

// AddComment adds a comment to a task; its author becomes a collaborator.
func (p *Platform) AddComment(ctx context.Context, a Actor, task string, n NewComment) (Comment, error) {
	if err := n.check(); err != nil {
		return Comment{}, err
	}
	gid := newGID()
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		return p.addComment(ctx, c, task, store.InsertCommentParams{Gid: gid}, n)
	})
	if err != nil {
		return Comment{}, err
	}
	row, err := store.New(p.db.Reader()).CommentRow(ctx, gid)
	return commentOf(row), err
}

// addComment completes the row and inserts it.
func (p *Platform) addComment(ctx context.Context, c *change, task string, row store.InsertCommentParams, n NewComment) error {
	access, err := c.task(ctx, task)
	if err != nil {
		return err
	}
	if row.Html, row.Body, err = p.notes(ctx, c, "html_text", n.Text, n.HTMLText); err != nil {
		return err
	}
	if strings.TrimSpace(row.Body) == "" {
		return invalid("text", "comment_missing", "Missing input")
	}
	row.Task, row.CreatedBy, row.CreatedAt = task, c.actor.Person, c.nowMicros()
	if err := c.q.InsertComment(ctx, row); err != nil {
		return err
	}
	return c.recordComment(ctx, access.Workspace, task, row.Gid)
}

func (n NewComment) check() error {
	if n.Text != "" && n.HTMLText != "" {
		return misused("", "You may only provide one of text or html_text!")
	}
	return checkText("text", n.Text, maxNotes)
}

func (c *change) recordComment(ctx context.Context, workspace, task, gid string) error {
	if err := c.follow(ctx, task, c.actor.Person); err != nil {
		return err
	}
	e, err := c.taskPartEvent(ctx, ActionAdded, workspace, task, "story", gid)
	e.ResourceSubtype = "comment_added"
	c.record(e)
	return err
}

// Comments lists a task's comments, oldest first. next is the Offset of the page after this one.
func (p *Platform) Comments(ctx context.Context, a Actor, task string, page Page) (list []Comment, next string, err error) {
	at, err := page.decode(1)
	if err != nil {
		return nil, "", err
	}
	g := p.gate(a)
	if _, err := g.task(ctx, task); err != nil {
		return nil, "", err
	}
	limit := page.limit()
	rows, err := g.q.CommentsOf(ctx, store.CommentsOfParams{
		Task: task, AfterCreated: at.keys[0], AfterGid: at.gid, N: int32(limit + 1),
	})
	if err != nil {
		return nil, "", err
	}
	rows, next = cut(rows, limit, func(r store.CommentRow) cursor { return cursor{[]int64{r.CreatedAt}, r.Gid} })
	list = make([]Comment, len(rows))
	for i, r := range rows {
		list[i] = commentOf(r)
	}
	return list, next, nil
}

func commentOf(r store.CommentRow) Comment {
	return Comment{GID: r.Gid, Task: Ref{r.Task, r.TaskName}, Text: r.Body, HTMLText: r.Html,
		CreatedBy: Ref{r.CreatedBy, r.CreatorName}, CreatedAt: sqldb.Time(r.CreatedAt),
		Pinned: r.Pinned, EditedAt: sqldb.Time(r.EditedAt), RuleName: r.RuleName}
}
