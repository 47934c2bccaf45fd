package bridge

import (
	"context"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// Times of keeping values current for open pages.
const (
	pollEvery  = time.Minute      // one search per credential
	pollLook   = 5 * time.Second  // how often is looked whether one is due
	watchTime  = 3 * time.Minute  // after the last look a page counts as closed
	watchNoted = time.Minute      // a look is noted that often
	keptLonger = 30 * time.Second // than the time between two searches, at most
)

// kept returns the values of a link that are kept current, if they are no older
// than wanted. Whoever asks like this has a page open, which is noted. What a
// webhook has told to have changed is read again.
func (b *Bridge) kept(ctx context.Context, conn Connection, link store.Link, age time.Duration) (View, bool) {
	if age <= 0 {
		return View{}, false
	}
	b.noteLook(ctx, link)
	v, err := storedView(conn, link)
	if err != nil || link.ChangedAt >= link.ReadAt {
		return View{}, false
	}
	v.Stale = false
	return v, b.now().Sub(v.ReadAt) <= min(age, pollEvery+keptLonger)
}

// noteLook notes that a page with the link is open, now and then.
func (b *Bridge) noteLook(ctx context.Context, link store.Link) {
	now := b.now()
	if now.Sub(sqldb.Time(link.LookedAt)) < watchNoted {
		return
	}
	b.work.start(ctx, readTime, func(ctx context.Context) {
		err := store.New(b.db.Writer()).LookAt(ctx, store.LookAtParams{
			Now: sqldb.Micros(now), Before: sqldb.Micros(now.Add(-watchNoted)), ID: link.ID,
		})
		if err != nil {
			b.log.InfoContext(ctx, "an open page was not noted", "link", link.ID, "error", err)
		}
	})
}

// isWatched tells whether a page with the link is open.
func (b *Bridge) isWatched(link store.Link) bool {
	return b.now().Sub(sqldb.Time(link.LookedAt)) < watchTime
}
