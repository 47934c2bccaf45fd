package bridge

import (
	"context"
	"database/sql"
	"slices"

	"github.com/riverqueue/river"

	"jirabridge/asana/client"
	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
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
		if err := b.enqueueFile(ctx, tx, file); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bridge) enqueueFile(ctx context.Context, tx *sql.Tx, file store.File) error {
	args := sendFileArgs{Link: file.Link, Attachment: file.Attachment}
	return b.config.Queue.InsertTx(ctx, tx, args, &river.InsertOpts{MaxAttempts: fileTries, Queue: jobs.Slow})
}

// sendFile takes one file of the task into the issue. A refusal for good
// settles the file and is no error; an error asks for another try.
func (b *Bridge) sendFile(ctx context.Context, id, attachment string) error {
	q := store.New(b.db.Reader())
	file, ok, err := found(q.File(ctx, store.FileParams{Link: id, Attachment: attachment}))
	if err != nil || !ok || file.State != fileWaiting {
		return err
	}
	link, err := q.Link(ctx, id)
	if err != nil {
		return err
	}
	var made string
	row, err := b.connectionRow(ctx, link.Connection)
	if err == nil {
		t := &transfer{Bridge: b, conn: connectionOf(row), link: link, file: file}
		made, err = t.run(ctx)
	}
	if err != nil && !isFinal(err) {
		return err
	}
	return b.settleFile(ctx, file, made, err)
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
	return b.settleFile(ctx, file, "", cause)
}

// settleFile ends a file's way: in Jira under the id made, or nowhere.
func (b *Bridge) settleFile(ctx context.Context, file store.File, made string, cause error) error {
	state := fileDone
	if cause != nil {
		state = fileFailed
		b.log.WarnContext(ctx, "file was not copied", "link", file.Link, "attachment", file.Attachment, "error", cause)
	}
	_, err := store.New(b.db.Writer()).SettleFile(ctx, store.SettleFileParams{
		State: state, Error: storedText(cause), JiraID: made, Now: sqldb.Micros(b.now()), Link: file.Link, Attachment: file.Attachment,
	})
	return err
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
