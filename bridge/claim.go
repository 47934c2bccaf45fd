package bridge

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// The messages about a creation without an outcome.
const (
	underWay = "bridge.under_way"
	asked    = "bridge.asked"   // Jira has not answered, and is searched
	unclear  = "bridge.unclear" // Jira has been searched, and nobody can tell
)

// pending is the message about an issue that is being created for the task, or
// perhaps was; "" when there is none.
func (b *Bridge) pending(ctx context.Context, task string) (string, error) {
	link, ok, err := b.openLink(ctx, task)
	if !ok || (link.State != claimed && link.State != checking) {
		return "", err
	}
	return b.progress(link), nil
}

// progress is the message about a claim.
func (b *Bridge) progress(claim store.Link) string {
	switch {
	case claim.State != checking:
		return underWay
	case b.since(claim) > searchFor:
		return unclear
	}
	return asked
}

// age is how long ago a link was claimed.
func (b *Bridge) age(link store.Link) time.Duration { return b.now().Sub(sqldb.Time(link.CreatedAt)) }

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
		case !ok, holder.State == claimed: // not ok: it has just failed or been unlinked
			if err := sleep(ctx, claimPoll); err != nil {
				return holder, false, fail(Slow, err, "under_way")
			}
		case holder.Submission != wanted.Submission && b.givesWay(ctx, wanted, holder):
			gone = holder
		default:
			return holder, false, nil
		}
	}
}

// givesWay tells whether a link no longer has its task: the platform has not, or
// no longer, its attachment; or nobody can tell whether its issue was ever
// created, and a person has named the issue that it is to be.
func (b *Bridge) givesWay(ctx context.Context, wanted store.ClaimTaskParams, holder store.Link) bool {
	switch holder.State {
	case linked:
		return b.isGone(ctx, wanted.Person, holder)
	case known: // settling should have attached it
		return b.since(holder) > attachTime && b.isGone(ctx, wanted.Person, holder)
	case checking:
		return wanted.State == known && b.progress(holder) == unclear
	}
	return false
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
			if err := b.endLink(ctx, tx, before); err != nil {
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
		if wanted.State != known {
			return nil
		}
		return b.wantBacklink(ctx, tx, wanted.ID)
	})
}

// endLink ends a link that has given way, unless it has moved on since.
func (b *Bridge) endLink(ctx context.Context, tx *sql.Tx, link store.Link) error {
	ended := unlinked
	if link.State == checking {
		ended = failed
	}
	n, err := store.New(tx).EndLink(ctx, store.EndLinkParams{Ended: ended, Now: sqldb.Micros(b.now()), ID: link.ID, State: link.State})
	if err != nil || n == 0 {
		return err
	}
	return b.leaveBacklink(ctx, tx, link.ID)
}

// know stores that the claim's issue exists, together with the jobs that send
// its files and its backlink. That is also right for a claim that was given up too early, as
// long as the task has no other issue.
func (b *Bridge) know(ctx context.Context, conn Connection, link, id, key, summary string) (appcomponents.Resource, error) {
	r := appcomponents.Resource{Name: conn.nameOf(key, summary), URL: conn.browse(key)}
	err := b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		n, err := store.New(tx).KnowIssue(ctx, store.KnowIssueParams{
			IssueID: id, IssueKey: key, Name: r.Name, URL: r.URL, Now: sqldb.Micros(b.now()), DueAt: b.due(settleAfter), ID: link,
		})
		if err != nil || n == 0 {
			return err
		}
		return errors.Join(b.enqueueFiles(ctx, tx, link), b.wantBacklink(ctx, tx, link))
	})
	if sqldb.IsUnique(err) {
		return r, b.outrun(ctx, store.MadeIssueParams{Connection: conn.ID, IssueID: id, Besides: link}, r.Name, err)
	}
	return r, err
}

// outrun says why a claim cannot have an issue: another one has made it, or the
// task has got another issue.
func (b *Bridge) outrun(ctx context.Context, issue store.MadeIssueParams, name string, cause error) error {
	n, err := store.New(b.db.Reader()).MadeIssue(ctx, issue)
	if err != nil {
		return err
	}
	if n > 0 {
		return fail(Busy, cause, "not_alike")
	}
	b.log.ErrorContext(ctx, "an issue was created for a task that has another one by now", "claim", issue.Besides, "issue", issue.IssueID)
	return fail(Busy, cause, "too_late", "Issue", name)
}

// doubt notes that nobody knows whether the issue exists. Settling finds out.
func (b *Bridge) doubt(ctx context.Context, link string, cause error) error {
	b.log.WarnContext(ctx, "outcome of a creation is unknown", "claim", link, "error", cause)
	ctx = context.WithoutCancel(ctx)
	_, err := store.New(b.db.Writer()).DoubtClaim(ctx, store.DoubtClaimParams{Now: sqldb.Micros(b.now()), ID: link})
	if err != nil {
		return err
	}
	return fail(Slow, cause, "asked")
}

// giveUp ends a claim for which nothing was created, and returns the cause. A
// claim that cannot be ended now is ended by settling.
func (b *Bridge) giveUp(ctx context.Context, link string, cause error) error {
	ctx = context.WithoutCancel(ctx)
	_, err := store.New(b.db.Writer()).FailClaim(ctx, store.FailClaimParams{
		Error: storedText(cause), Now: sqldb.Micros(b.now()), ID: link,
	})
	if err != nil {
		b.log.ErrorContext(ctx, "claim was not ended", "claim", link, "error", err)
	}
	return cause
}
