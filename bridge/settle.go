package bridge

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"jirabridge/asana/client"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
	"jirabridge/jira/pace"
)

// Times of settling.
const (
	settleEvery = 5 * time.Second  // how often is looked for links that are due
	settleMost  = 20               // of them at once
	settleTime  = 30 * time.Second // for one step of a link
	settleLease = settleTime + 15*time.Second
	settleAfter = 15 * time.Second // first look at a known issue: the host has had time to attach it
	settleRetry = 10 * time.Second // after an error, and longer the older the link is
	settleLeast = time.Hour
	lookAgain   = 24 * time.Hour // at a linked task: is the attachment still there?
	attachTime  = time.Minute    // after that an issue without attachment will not get one by itself
)

// Run settles links until ctx ends: it brings what was cut off to its end,
// makes sure that tasks show their issues, and learns of attachments that were
// removed. Several processes share the work; one that dies loses none of it. It
// also keeps current what open pages show, by webhooks and by search. People go
// before all of that where a Jira takes only so many requests.
func (b *Bridge) Run(ctx context.Context) {
	ctx = pace.Background(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { b.keepCurrent(ctx) })
	beside.Go(func() { b.readInbox(ctx) })
	defer beside.Wait()
	b.keepSettling(ctx)
}

func (b *Bridge) keepSettling(ctx context.Context) {
	tick := time.NewTicker(settleEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := b.settleDue(ctx); err != nil && ctx.Err() == nil {
			b.log.WarnContext(ctx, "links wait to be settled", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// settleDue takes one step with each link that is due.
func (b *Bridge) settleDue(ctx context.Context) error {
	due, err := store.New(b.db.Reader()).DueLinks(ctx, store.DueLinksParams{Now: sqldb.Micros(b.now()), Most: settleMost})
	if err != nil {
		return err
	}
	var group errgroup.Group
	group.SetLimit(4)
	for _, link := range due {
		group.Go(func() error { return b.settleLink(ctx, link) })
	}
	return group.Wait()
}

// settleLink takes a step with a link unless another process does. A process
// that dies over it has put the link off only for the lease.
func (b *Bridge) settleLink(ctx context.Context, link store.Link) error {
	taken := sqldb.Micros(b.now().Add(settleLease))
	mine, err := b.putOff(ctx, link.ID, link.DueAt, taken)
	if err != nil || !mine {
		return err
	}
	step, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	again, err := b.settle(step, link)
	if err != nil {
		b.log.InfoContext(ctx, "link is not settled yet", "link", link.ID, "state", link.State, "error", err)
		again = min(max(settleRetry, b.age(link)/4), settleLeast)
	}
	var next int64
	if again > 0 {
		next = sqldb.Micros(b.now().Add(again))
	}
	_, err = b.putOff(context.WithoutCancel(ctx), link.ID, taken, next) // not if the step has set its own time
	return err
}

func (b *Bridge) putOff(ctx context.Context, link string, was, due int64) (mine bool, err error) {
	n, err := store.New(b.db.Writer()).PutOff(ctx, store.PutOffParams{DueAt: due, ID: link, Was: was})
	return n > 0, err
}

// settle brings a due link one step closer to its end and says when to look
// again, 0 when there is nothing left to do.
func (b *Bridge) settle(ctx context.Context, link store.Link) (again time.Duration, err error) {
	switch link.State {
	case claimed:
		return b.takeUp(ctx, link)
	case checking:
		return b.check(ctx, link)
	case known:
		return b.complete(ctx, link)
	case linked:
		return b.lookAfter(ctx, link)
	case failed:
		return b.lookOnce(ctx, link)
	}
	return 0, nil
}

// takeUp goes on with a claim that has lost its worker: the process was killed.
// A claim that was never sent has made nothing, and the task is free again.
// Should the worker come back at this moment, it is one or the other: what is
// being sent is not dropped, and what is dropped is not sent.
func (b *Bridge) takeUp(ctx context.Context, link store.Link) (again time.Duration, err error) {
	if link.SentAt == 0 {
		_, err := store.New(b.db.Writer()).DropClaim(ctx, store.DropClaimParams{
			Error: storedText(fail(Busy, nil, "cut_off")), Now: sqldb.Micros(b.now()), ID: link.ID,
		})
		return 0, err
	}
	_ = b.doubt(ctx, link.ID, errWorkerDied)
	return time.Millisecond, nil
}

// complete makes sure that the task shows a known issue. Normally the host has
// attached it after our answer; when it never got the answer, we do.
func (b *Bridge) complete(ctx context.Context, link store.Link) (again time.Duration, err error) {
	if since := b.since(link); since < settleAfter {
		return settleAfter - since, nil
	}
	gid, there, err := b.atHost(ctx, link.Person, link)
	if err == nil && !there {
		gid, err = b.attachOurselves(ctx, link)
	}
	switch KindOf(err) {
	case NeedsConsent, NotFound, Invalid:
		// The person has left, or the task has, or the project no longer has the app. Nobody else may act for him.
		b.log.WarnContext(ctx, "link cannot be completed", "link", link.ID, "error", err)
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	b.learnMarker(ctx, link)
	return lookAgain, b.see(ctx, link.ID, gid)
}

func (b *Bridge) attachOurselves(ctx context.Context, link store.Link) (gid string, err error) {
	err = b.asPlatformUser(ctx, link.Person, func(c *client.Client) error {
		made, err := c.AttachExternal(ctx, link.Task, link.Name, link.URL)
		gid = made.GID
		return err
	})
	return gid, err
}

// see notes under which gid the host has the link's attachment.
func (b *Bridge) see(ctx context.Context, link, gid string) error {
	_, err := store.New(b.db.Writer()).SeeAttachment(ctx, store.SeeAttachmentParams{
		Attachment: gid, Now: sqldb.Micros(b.now()), DueAt: sqldb.Micros(b.now().Add(lookAgain)), ID: link,
	})
	return err
}

// lookAfter ends a link whose attachment somebody has removed; nobody
// announces that.
func (b *Bridge) lookAfter(ctx context.Context, link store.Link) (again time.Duration, err error) {
	if !b.isGone(ctx, link.Person, link) {
		return lookAgain, nil
	}
	return 0, b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error { return b.endLink(ctx, tx, link) })
}

// since is how long ago a link came into its state.
func (b *Bridge) since(link store.Link) time.Duration { return b.now().Sub(sqldb.Time(link.UpdatedAt)) }
