package asana

import (
	"context"
	"errors"
	"io"
	"net/url"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// AttachFile stores a file of any content on a task, reading it piece by piece. More than the allowed size
// is TooLarge, and nothing is kept.
func (p *Platform) AttachFile(ctx context.Context, a Actor, task, name, contentType string, r io.Reader) (Attachment, error) {
	if _, err := p.gate(a).task(ctx, task); err != nil {
		return Attachment{}, err
	}
	staged, err := p.StageFile(ctx, r)
	if err != nil {
		return Attachment{}, err
	}
	return p.AttachStaged(ctx, a, task, name, contentType, staged)
}

// Staged is the content of a file that is on no task yet.
type Staged struct {
	blob string
	size int64
}

// StageFile stores a file's content before it is known where it belongs. It is gone after a day, or after
// DropStaged, unless AttachStaged follows. A job sees to the first, so that a process that dies leaves
// nothing.
func (p *Platform) StageFile(ctx context.Context, r io.Reader) (Staged, error) {
	s := Staged{blob: newGID()}
	if err := p.discardBlobLater(ctx, s.blob); err != nil {
		return s, err
	}
	w, err := p.blobs.Create(ctx, s.blob)
	if err != nil {
		return s, err
	}
	s.size, err = io.Copy(w, io.LimitReader(r, p.maxFile+1))
	if err == nil && s.size > p.maxFile {
		err = p.fileTooLarge()
	}
	if err != nil {
		return s, errors.Join(err, w.Abort())
	}
	return s, w.Close()
}

// MaxFileSize is the size an uploaded file may have, in bytes.
func (p *Platform) MaxFileSize() int64 { return p.maxFile }

func (p *Platform) fileTooLarge() *Error {
	e := invalid("file", "file_too_large", "The file is larger than the allowed %d MB.", "Max", p.maxFile>>20)
	e.Kind = TooLarge
	return e
}

// AttachStaged puts a staged file on a task; when that fails the content is dropped.
func (p *Platform) AttachStaged(ctx context.Context, a Actor, task, name, contentType string, s Staged) (Attachment, error) {
	t, err := p.attachStaged(ctx, a, task, name, contentType, s)
	if err != nil {
		return Attachment{}, errors.Join(err, p.DropStaged(ctx, s))
	}
	return t, nil
}

func (p *Platform) attachStaged(ctx context.Context, a Actor, task, name, contentType string, s Staged) (Attachment, error) {
	name, err := checkName("file", name)
	if err != nil {
		return Attachment{}, err
	}
	if err := checkText("file", contentType, maxName); err != nil {
		return Attachment{}, err
	}
	return p.insertAttachment(ctx, a, store.InsertAttachmentParams{
		Gid: s.blob, Task: task, Name: name, UrlKey: s.blob, ContentType: contentType,
		Size: s.size, Blob: s.blob, CreatedBy: a.Person,
	})
}

// DropStaged deletes a staged file that will not be attached.
func (p *Platform) DropStaged(ctx context.Context, s Staged) error {
	return p.blobs.Delete(context.WithoutCancel(ctx), s.blob)
}

// NewExternal is what an attached link is made from. GID is one from ReserveGID, or "". App is the gid of the
// app it is connected to, or "".
type NewExternal struct {
	GID  string
	Name string
	URL  string
	App  string
}

// ReserveGID returns an id for an attachment that will be made later with it.
func (p *Platform) ReserveGID() string { return newGID() }

// AttachExternal attaches a link to a task. A second link with the same URL is the first one, which is
// returned: nothing is doubled, also when two come at once. If the second names an app and the first has
// none, the first is connected to it. The caller has to know that the actor acts through that app.
func (p *Platform) AttachExternal(ctx context.Context, a Actor, task string, n NewExternal) (Attachment, error) {
	name, err := n.check()
	if err != nil {
		return Attachment{}, err
	}
	row := store.InsertAttachmentParams{Gid: n.GID, Task: task, Name: name, External: true, Url: n.URL,
		UrlKey: seal.Hash(n.URL), App: n.App, CreatedBy: a.Person}
	if row.Gid == "" {
		row.Gid = newGID()
	}
	return p.insertAttachment(ctx, a, row)
}

func (n NewExternal) check() (name string, err error) {
	if err := checkText("url", n.URL, maxURL); err != nil {
		return "", err
	}
	u, err := url.Parse(n.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", misused("url", "Not a valid http or https address")
	}
	if n.GID != "" && !isGID(n.GID) {
		return "", misused("gid", "Not a recognized ID: %s", n.GID)
	}
	return checkName("name", n.Name)
}

// insertAttachment puts a row on a task the actor sees, or finds the one with the same URL.
func (p *Platform) insertAttachment(ctx context.Context, a Actor, row store.InsertAttachmentParams) (Attachment, error) {
	var t Attachment
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		if _, err := c.task(ctx, row.Task); err != nil {
			return err
		}
		row.CreatedAt = c.nowMicros()
		made, err := c.putAttachment(ctx, row, &t)
		switch {
		case err != nil:
			return err
		case made:
			return c.recordAttachment(ctx, ActionAdded, row.Task, t)
		case row.App != "" && t.App == "":
			return c.connect(ctx, &t, row.App)
		}
		return nil
	})
	if sqldb.IsUnique(err) {
		return Attachment{}, conflict("gid", "misused", "This ID is used already.")
	}
	return t, err
}

// putAttachment inserts the row unless the URL is on the task already, and reads what is there then. A
// repeated request with the same reserved id finds its own row so.
func (c *change) putAttachment(ctx context.Context, row store.InsertAttachmentParams, t *Attachment) (made bool, err error) {
	n, err := c.q.InsertAttachment(ctx, row)
	if err != nil {
		return false, err
	}
	found, err := c.q.AttachmentByURL(ctx, store.AttachmentByURLParams{Task: row.Task, UrlKey: row.UrlKey})
	*t = attachmentOf(found)
	return n == 1, err
}

// connect makes a link that was on the task before an app's. Another request may have been first.
func (c *change) connect(ctx context.Context, t *Attachment, app string) error {
	n, err := c.q.ConnectAttachment(ctx, store.ConnectAttachmentParams{App: app, Gid: t.GID})
	if err != nil {
		return err
	}
	if n == 0 {
		row, err := c.q.AttachmentRow(ctx, t.GID)
		*t = attachmentOf(row)
		return err
	}
	t.App = app
	return c.recordAttachment(ctx, ActionChanged, t.Task.GID, *t)
}
