package bridge

import (
	"context"
	"database/sql"
	"slices"

	"github.com/riverqueue/river"

	"jirabridge/asana/client"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// States of a file.
const (
	fileWaiting = "waiting"
	fileDone    = "done"
	fileFailed  = "failed"
)

// enqueueFiles enqueues one job for each file of a link that waits.
func (b *Bridge) enqueueFiles(ctx context.Context, tx *sql.Tx, link string) error {
	files, err := store.New(tx).Files(ctx, link)
	if err != nil {
		return err
	}
	for _, file := range files {
		if file.State != fileWaiting {
			continue
		}
		args := sendFileArgs{Link: link, Attachment: file.Attachment}
		if err := b.config.Queue.InsertTx(ctx, tx, args, &river.InsertOpts{MaxAttempts: fileTries}); err != nil {
			return err
		}
	}
	return nil
}

// sendFile streams one file of the task into the issue. A refusal for good
// settles the file and is no error; an error asks for another try.
func (b *Bridge) sendFile(ctx context.Context, id, attachment string, again bool) error {
	q := store.New(b.db.Reader())
	file, ok, err := found(q.File(ctx, store.FileParams{Link: id, Attachment: attachment}))
	if err != nil || !ok || file.State != fileWaiting {
		return err
	}
	link, err := q.Link(ctx, id)
	if err != nil {
		return err
	}
	row, err := b.connectionRow(ctx, link.Connection)
	if err == nil {
		err = b.stream(ctx, connectionOf(row), link, file, again)
	}
	if err != nil && !isFinal(err) {
		return err
	}
	return b.settleFile(ctx, file, err)
}

// isFinal tells whether trying again is of no use.
func isFinal(err error) bool {
	switch KindOf(err) {
	case Forbidden, NotFound, Invalid, NeedsConsent, NotConnected:
		return true
	}
	return false
}

// loseFile settles a file that was tried often enough.
func (b *Bridge) loseFile(ctx context.Context, id, attachment string, cause error) error {
	file, err := store.New(b.db.Reader()).File(ctx, store.FileParams{Link: id, Attachment: attachment})
	if err != nil {
		return err
	}
	return b.settleFile(ctx, file, cause)
}

func (b *Bridge) settleFile(ctx context.Context, file store.File, cause error) error {
	state := fileDone
	if cause != nil {
		state = fileFailed
		b.log.WarnContext(ctx, "file was not copied", "link", file.Link, "attachment", file.Attachment, "error", cause)
	}
	_, err := store.New(b.db.Writer()).SettleFile(ctx, store.SettleFileParams{
		State: state, Error: storedText(cause), Now: sqldb.Micros(b.now()), Link: file.Link, Attachment: file.Attachment,
	})
	return err
}

// stream passes the file from the platform to Jira without keeping it. After
// an attempt that may have arrived it looks first.
func (b *Bridge) stream(ctx context.Context, conn Connection, link store.Link, file store.File, again bool) error {
	return b.asJiraUser(ctx, conn, link.Person, func(j *jira.Client) error {
		if again {
			there, err := hasFile(ctx, j, link.IssueID, file)
			if err != nil || there {
				return err
			}
		}
		return b.asPlatformUser(ctx, link.Person, func(c *client.Client) error {
			content, size, err := c.Download(ctx, file.Attachment)
			if err != nil {
				return err
			}
			defer content.Close()
			_, err = j.AttachFile(ctx, link.IssueID, file.Name, size, content)
			return err
		})
	})
}

// hasFile tells whether the issue has a file of that name and size.
func hasFile(ctx context.Context, c *jira.Client, issue string, file store.File) (bool, error) {
	got, err := c.Issue(ctx, issue, []string{"attachment"}, nil)
	if err != nil {
		return false, err
	}
	for _, a := range got.Fields.Attachments {
		if a.Filename == jira.FileName(file.Name) && int64(a.Size) == file.Size {
			return true, nil
		}
	}
	return false, nil
}

func (b *Bridge) noteFiles(ctx context.Context, link string, files []client.Attachment, chosen []string) error {
	if len(chosen) == 0 {
		return nil
	}
	return b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for i, file := range files {
			if !slices.Contains(chosen, file.GID) {
				continue
			}
			err := store.New(tx).AddFile(ctx, store.AddFileParams{
				Link: link, Attachment: file.GID, Position: int64(i), Name: file.Name, Size: file.Size, Now: sqldb.Micros(b.now()),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
