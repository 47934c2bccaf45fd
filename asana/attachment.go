package asana

import (
	"context"
	"io"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Attachment is a file on a task, or a link to something elsewhere.
type Attachment struct {
	GID         string
	Name        string
	External    bool   // a link; otherwise a file the platform keeps
	URL         string // of a link; "" for a file
	ContentType string // of a file, as its uploader named it
	Size        int64  // of a file, bytes
	Task        Ref
	App         string // gid of the app the link is connected to, or ""
	CreatedBy   Ref
	CreatedAt   time.Time

	blob string
}

// ResourceSubtype returns "external" for a link and "asana" for a file.
func (a Attachment) ResourceSubtype() string {
	if a.External {
		return "external"
	}
	return "asana"
}

// Attachment returns an attachment on a task the actor sees.
func (p *Platform) Attachment(ctx context.Context, a Actor, gid string) (Attachment, error) {
	row, _, err := p.gate(a).attachment(ctx, gid)
	if err != nil {
		return Attachment{}, err
	}
	return attachmentOf(row), nil
}

// Attachments lists a task's attachments, oldest first. next is the Offset of the page after this one.
func (p *Platform) Attachments(ctx context.Context, a Actor, task string, page Page) (list []Attachment, next string, err error) {
	at, err := page.decode(1)
	if err != nil {
		return nil, "", err
	}
	g := p.gate(a)
	if _, err := g.task(ctx, task); err != nil {
		return nil, "", err
	}
	limit := page.limit()
	rows, err := g.q.AttachmentsOf(ctx, store.AttachmentsOfParams{
		Task: task, AfterCreated: at.keys[0], AfterGid: at.gid, N: int32(limit + 1),
	})
	if err != nil {
		return nil, "", err
	}
	rows, next = cut(rows, limit, func(r store.AttachmentRow) cursor { return cursor{[]int64{r.CreatedAt}, r.Gid} })
	list = make([]Attachment, len(rows))
	for i, r := range rows {
		list[i] = attachmentOf(r)
	}
	return list, next, nil
}

// DeleteAttachment takes an attachment off its task.
func (p *Platform) DeleteAttachment(ctx context.Context, a Actor, gid string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, err := c.deleteAttachment(ctx, gid)
		if err != nil {
			return err
		}
		if _, err := c.q.DeleteAttachment(ctx, gid); err != nil {
			return err
		}
		if row.Blob != "" {
			if err := p.discardBlob(ctx, c.tx, row.Blob, time.Time{}); err != nil {
				return err
			}
		}
		return c.recordAttachment(ctx, ActionDeleted, row.Task, attachmentOf(row))
	})
}

// OpenAttachment returns a file's content. A link has none: Invalid.
func (p *Platform) OpenAttachment(ctx context.Context, a Actor, gid string) (io.ReadCloser, Attachment, error) {
	t, err := p.Attachment(ctx, a, gid)
	if err != nil {
		return nil, Attachment{}, err
	}
	return p.open(ctx, t)
}

func (p *Platform) open(ctx context.Context, t Attachment) (io.ReadCloser, Attachment, error) {
	if t.External {
		return nil, t, misused("attachment", "A link has no content of its own")
	}
	r, _, err := p.blobs.Open(ctx, t.blob)
	return r, t, err
}

func (c *change) recordAttachment(ctx context.Context, action, task string, t Attachment) error {
	row, err := c.q.TaskRow(ctx, task)
	if err != nil {
		return err
	}
	e, err := c.taskPartEvent(ctx, action, row.Workspace, task, "attachment", t.GID)
	e.ResourceSubtype, e.Value = t.ResourceSubtype(), t.App
	if action == ActionChanged {
		e.Field = "connected_to_app"
	}
	c.record(e)
	return err
}

func attachmentOf(r store.AttachmentRow) Attachment {
	return Attachment{
		GID: r.Gid, Name: r.Name, External: r.External, URL: r.Url, ContentType: r.ContentType, Size: r.Size,
		Task: Ref{r.Task, r.TaskName}, App: r.App, CreatedBy: Ref{r.CreatedBy, r.CreatorName},
		CreatedAt: sqldb.Time(r.CreatedAt), blob: r.Blob,
	}
}
