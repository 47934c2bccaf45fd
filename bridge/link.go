package bridge

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/client"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// States of a link; the package comment draws them.
const (
	claimed  = "claimed"
	checking = "checking"
	known    = "known"
	linked   = "linked"
	failed   = "failed"
	unlinked = "unlinked"
)

// claimPoll is how often a submission looks whether another one has finished.
const claimPoll = 100 * time.Millisecond

// openLink returns the link that has the task, if any.
func (b *Bridge) openLink(ctx context.Context, task string) (store.Link, bool, error) {
	return found(store.New(b.db.Reader()).LinkOfTask(ctx, task))
}

// found turns a row that is not there into false.
func found[T any](row T, err error) (T, bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return row, false, nil
	}
	return row, err == nil, err
}

// underWay tells whether an issue is being created for the task, or whether it
// was is being found out.
func (b *Bridge) underWay(ctx context.Context, task string) (bool, error) {
	link, ok, err := b.openLink(ctx, task)
	return ok && (link.State == claimed || link.State == checking), err
}

// submitted returns the link that a submission has made for the task or was
// answered with.
func (b *Bridge) submitted(ctx context.Context, task, submission string) (store.Link, bool, error) {
	q := store.New(b.db.Reader())
	link, ok, err := found(q.LinkOfSubmission(ctx, store.LinkOfSubmissionParams{Task: task, Submission: submission}))
	if ok || err != nil {
		return link, ok, err
	}
	return found(q.FollowedLink(ctx, store.FollowedLinkParams{Task: task, Submission: submission}))
}

// claim gives the task to the wanted link, or returns the link that has it. It
// waits for a claim that is being worked on.
func (b *Bridge) claim(ctx context.Context, wanted store.ClaimTaskParams) (holder store.Link, mine bool, err error) {
	var gone store.Link
	for {
		if err := b.insertClaim(ctx, wanted, gone); !errors.Is(err, errTaken) {
			return store.Link{}, err == nil, err
		}
		holder, ok, err := b.holder(ctx, wanted)
		switch {
		case err != nil:
			return holder, false, err
		case !ok: // it has just failed or been unlinked
		case holder.State == claimed:
			if err := sleep(ctx, claimPoll); err != nil {
				return holder, false, fail(Slow, err, "under_way")
			}
		case holder.Submission != wanted.Submission && holder.State == linked && b.isGone(ctx, wanted.Person, holder):
			gone = holder
		default:
			return holder, false, nil
		}
	}
}

// holder returns the link in the way of a claim: the submission's own, else
// the one that has the task.
func (b *Bridge) holder(ctx context.Context, wanted store.ClaimTaskParams) (store.Link, bool, error) {
	link, ok, err := b.submitted(ctx, wanted.Task, wanted.Submission)
	if ok || err != nil {
		return link, ok, err
	}
	return b.openLink(ctx, wanted.Task)
}

// errTaken: another claim was first.
var errTaken = errors.New("the task is taken")

// insertClaim makes the row and the job that sees it through, and ends the
// link that had the task before, if one is given.
func (b *Bridge) insertClaim(ctx context.Context, wanted store.ClaimTaskParams, before store.Link) error {
	return b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		if before.ID != "" {
			if _, err := q.Unlink(ctx, store.UnlinkParams{Now: wanted.Now, ID: before.ID}); err != nil {
				return err
			}
		}
		n, err := q.ClaimTask(ctx, wanted)
		if err != nil {
			return err
		}
		if n == 0 {
			return errTaken
		}
		return b.enqueueSettle(ctx, tx, wanted.ID)
	})
}

// isGone tells whether the platform no longer has the link's attachment on the
// task. When the platform cannot be asked, or the person may not see the task,
// that is not known, and the link stays.
func (b *Bridge) isGone(ctx context.Context, person string, link store.Link) bool {
	_, there, err := b.atHost(ctx, person, link)
	return err == nil && !there
}

// atHost finds the link's attachment on the task.
func (b *Bridge) atHost(ctx context.Context, person string, link store.Link) (gid string, there bool, err error) {
	err = b.asPlatformUser(ctx, person, func(c *client.Client) error {
		all, err := c.Attachments(ctx, link.Task)
		gid, there = among(all, link)
		return err
	})
	return gid, there, err
}

// among finds a link among attachments: under the gid it is known by or was
// announced with, else by its address.
func among(all []client.Attachment, link store.Link) (gid string, there bool) {
	for _, a := range all {
		if a.ResourceSubtype == client.FileAttachment {
			continue
		}
		if a.GID == link.Attachment || a.GID == link.Submission {
			return a.GID, true
		}
		if a.ViewURL == link.URL {
			gid, there = a.GID, true
		}
	}
	return gid, there
}

// followLink answers a submission with the issue another one has made.
func (b *Bridge) followLink(ctx context.Context, submission string, link store.Link) (appcomponents.Resource, error) {
	if submission != "" && submission != link.Submission {
		err := store.New(b.db.Writer()).FollowLink(ctx, store.FollowLinkParams{
			Submission: submission, Link: link.ID, Now: sqldb.Micros(b.now()),
		})
		if err != nil {
			return appcomponents.Resource{}, err
		}
	}
	return resourceOf(link), nil
}

func resourceOf(link store.Link) appcomponents.Resource {
	return appcomponents.Resource{Name: link.Name, URL: link.URL}
}

// resourceName is what an attachment of an issue is called.
func resourceName(key, summary string) string { return key + " " + summary }
