package bridge

import (
	"context"
	"database/sql"
	"errors"
	"net/url"

	"github.com/riverqueue/river"

	"jirabridge/asana/client"
	"jirabridge/bridge/store"
	"jirabridge/jira"
	"jirabridge/jira/pace"
)

// States of a backlink, the link from an issue back to its task; "" when none
// is wanted.
const (
	backlinkWaiting = "waiting"
	backlinkDone    = "done"
	backlinkFailed  = "failed"
	backlinkLeaving = "leaving" // the task was unlinked
)

// backlinkTries is how often a backlink is tried, over a day in all.
const backlinkTries = 14

// SwitchBacklinks says whether issues of the workspace's Jira that are linked
// from now on get a link back to their task. It is off unless somebody who may
// change the connection turns it on: otherwise creating issues is all we write.
func (b *Bridge) SwitchBacklinks(ctx context.Context, person, workspace string, on bool) error {
	conn, err := b.changeable(ctx, person, workspace)
	if err != nil {
		return err
	}
	_, err = store.New(b.db.Writer()).SwitchBacklinks(ctx, store.SwitchBacklinksParams{Backlinks: on, ID: conn.ID})
	return err
}

// backlinkArgs names a link whose issue gets, or loses, its link to the task.
type backlinkArgs struct {
	Link string `json:"link"`
}

// Kind names the job in the queue.
func (backlinkArgs) Kind() string { return "bridge_backlink" }

type backlinkWorker struct {
	river.WorkerDefaults[backlinkArgs]
	bridge *Bridge
}

// Work writes the backlink, or gives up after the last attempt. Waiting for Jira
// to take requests again is none.
func (w *backlinkWorker) Work(ctx context.Context, job *river.Job[backlinkArgs]) error {
	link, ok, err := found(store.New(w.bridge.db.Reader()).Link(ctx, job.Args.Link))
	if err != nil || !ok {
		return err
	}
	err = w.bridge.writeBacklink(pace.Background(ctx), link)
	if wait, held := w.bridge.heldFor(err); held {
		return river.JobSnooze(wait)
	}
	if err == nil || errors.Is(ctx.Err(), context.Canceled) || (!isFinal(err) && job.Attempt < job.MaxAttempts) {
		return err
	}
	w.bridge.log.WarnContext(ctx, "backlink was not written", "link", link.ID, "error", err)
	_, err = w.bridge.settleBacklink(ctx, link, backlinkFailed, err)
	return err
}

// wantBacklink sees to the backlink of a link whose issue is known, if the
// connection has them switched on.
func (b *Bridge) wantBacklink(ctx context.Context, tx *sql.Tx, link string) error {
	n, err := store.New(tx).WantBacklink(ctx, link)
	if err != nil || n == 0 {
		return err
	}
	return b.enqueueBacklink(ctx, tx, link)
}

// leaveBacklink takes the backlink of an ended link back.
func (b *Bridge) leaveBacklink(ctx context.Context, tx *sql.Tx, link string) error {
	n, err := store.New(tx).LeaveBacklink(ctx, link)
	if err != nil || n == 0 {
		return err
	}
	return b.enqueueBacklink(ctx, tx, link)
}

func (b *Bridge) enqueueBacklink(ctx context.Context, tx *sql.Tx, link string) error {
	return b.config.Queue.InsertTx(ctx, tx, backlinkArgs{link}, &river.InsertOpts{MaxAttempts: backlinkTries})
}

// writeBacklink does what the link's backlink waits for, in the linker's name.
// Once they are switched off nothing is written any more, not even to take one
// back.
func (b *Bridge) writeBacklink(ctx context.Context, link store.Link) error {
	if link.Backlink != backlinkWaiting && link.Backlink != backlinkLeaving {
		return nil
	}
	row, err := b.connectionRow(ctx, link.Connection)
	if err != nil {
		return err
	}
	switch {
	case !row.Backlinks:
		_, err = b.settleBacklink(ctx, link, "", nil)
		return err
	case link.Backlink == backlinkLeaving:
		return b.dropBacklink(ctx, connectionOf(row), link)
	}
	if err := b.putBacklink(ctx, connectionOf(row), link); err != nil {
		return err
	}
	settled, err := b.settleBacklink(ctx, link, backlinkDone, nil)
	if err == nil && !settled { // unlinked meanwhile, and its job may have been faster
		return b.dropBacklink(ctx, connectionOf(row), link)
	}
	return err
}

// putBacklink names the workspace and not the task: who sees the issue need not
// be allowed to see the task, and its name may change.
func (b *Bridge) putBacklink(ctx context.Context, conn Connection, link store.Link) error {
	var task client.Task
	err := b.asPlatformUser(ctx, link.Person, func(c *client.Client) (err error) {
		task, err = c.Task(ctx, link.Task)
		return err
	})
	if err != nil {
		return err
	}
	return b.asJiraUser(ctx, conn, link.Person, func(c *jira.Client) error {
		return c.SetRemoteLink(ctx, link.IssueID, jira.RemoteLink{
			GlobalID:    globalID(link),
			Application: jira.RemoteSystem{Type: "com.asana", Name: "Asana"},
			Object: jira.RemoteLinkObject{
				URL: task.PermalinkURL, Title: b.Say("", text("backlink_title", "Workspace", conn.WorkspaceName)),
			},
		})
	})
}

// dropBacklink deletes the backlink, unless the task has the same issue again.
func (b *Bridge) dropBacklink(ctx context.Context, conn Connection, link store.Link) error {
	now, taken, err := b.openLink(ctx, link.Task)
	if err == nil && !(taken && now.Connection == link.Connection && now.IssueID == link.IssueID) {
		err = b.asJiraUser(ctx, conn, link.Person, func(c *jira.Client) error {
			err := c.DeleteRemoteLink(ctx, link.IssueID, globalID(link))
			if jiraKind(err) == jira.NotFound {
				return nil
			}
			return err
		})
	}
	if err != nil {
		return err
	}
	link.Backlink = backlinkLeaving
	_, err = b.settleBacklink(ctx, link, "", nil)
	return err
}

// settleBacklink notes what has become of a backlink, unless something else is
// wanted of it by now.
func (b *Bridge) settleBacklink(ctx context.Context, link store.Link, state string, cause error) (settled bool, err error) {
	n, err := store.New(b.db.Writer()).SettleBacklink(ctx, store.SettleBacklinkParams{
		Backlink: state, Error: storedText(cause), ID: link.ID, Was: link.Backlink,
	})
	return n > 0, err
}

// globalID names a task to Jira for ever.
func globalID(link store.Link) string {
	return url.Values{"appId": {"jirabridge"}, "workspace": {link.Workspace}, "task": {link.Task}}.Encode()
}
