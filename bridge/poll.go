package bridge

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// How much one search keeps current. What is beyond that is read when a page
// asks for it.
const (
	pollMost  = 2000 // links at once
	pollLinks = 200  // links of a credential
)

// keepCurrent searches, until ctx ends, for changes of the issues that open
// pages show: once a minute for each credential by which they are read, and not
// at all when nobody looks.
func (b *Bridge) keepCurrent(ctx context.Context) {
	tick := time.NewTicker(pollLook)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := b.pollWatched(ctx); err != nil && ctx.Err() == nil {
			b.log.WarnContext(ctx, "open pages are not kept current", "error", err)
		}
	}
}

// pollWatched searches for all credentials that are due.
func (b *Bridge) pollWatched(ctx context.Context) error {
	links, err := b.watched(ctx)
	if err != nil {
		return err
	}
	var group errgroup.Group
	group.SetLimit(4)
	for len(links) > 0 {
		n := ofOneCredential(links)
		some := links[:min(n, pollLinks)]
		group.Go(func() error { return b.pollOne(ctx, some) })
		links = links[n:]
	}
	return group.Wait()
}

// watched are links that open pages show and whose search is due. Those beyond
// pollMost come next, when the others have been searched for.
func (b *Bridge) watched(ctx context.Context) ([]store.Link, error) {
	return store.New(b.db.Reader()).LookedAt(ctx, store.LookedAtParams{
		Since: sqldb.Micros(b.now().Add(-watchTime)), Now: sqldb.Micros(b.now()), Most: pollMost,
	})
}

// ofOneCredential counts the links at the beginning that are read alike.
func ofOneCredential(links []store.Link) int {
	for i, l := range links {
		if l.Connection != links[0].Connection || l.Person != links[0].Person {
			return i
		}
	}
	return len(links)
}

// pollOne searches for the links of one credential, unless that was done within
// the minute, here or in another process.
func (b *Bridge) pollOne(ctx context.Context, links []store.Link) error {
	first := links[0]
	mine, err := store.New(b.db.Writer()).TakePoll(ctx, store.TakePollParams{
		Connection: first.Connection, Person: first.Person, Until: b.due(pollEvery), Now: sqldb.Micros(b.now()),
	})
	if err != nil || mine == 0 {
		return err
	}
	row, err := b.connectionRow(ctx, first.Connection)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	if err := b.searchLinks(ctx, connectionOf(row), links); err != nil {
		b.log.InfoContext(ctx, "a search for changes has failed", "connection", row.ID, "person", first.Person, "error", err)
	}
	return nil
}

// searchLinks reads the issues of links in their linker's name and stores what
// was found.
func (b *Bridge) searchLinks(ctx context.Context, conn Connection, links []store.Link) error {
	at := b.now()
	wishes := make([]wish, len(links))
	for i, link := range links {
		wishes[i] = wishFor(conn, link)
	}
	answers, err := b.searchIssues(ctx, conn, links[0].Person, wishes)
	if err != nil {
		return err
	}
	b.each(ctx, links, func(i int) error {
		_, err := b.conclude(ctx, conn, links[i], at, answers[i])
		return err
	})
	return nil
}

// readAll reads links. What fails is read when somebody asks.
func (b *Bridge) readAll(ctx context.Context, conn Connection, links []store.Link) {
	b.each(ctx, links, func(i int) error {
		_, err := b.readWithin(ctx, conn, links[i], gatherTime)
		return err
	})
}

// each does something with every link, with many at once: they are read
// together. What fails is logged.
func (b *Bridge) each(ctx context.Context, links []store.Link, do func(i int) error) {
	var group errgroup.Group
	group.SetLimit(pollLinks)
	for i, link := range links {
		group.Go(func() error {
			if err := do(i); err != nil {
				b.log.InfoContext(ctx, "link could not be read", "link", link.ID, "error", err)
			}
			return nil
		})
	}
	_ = group.Wait()
}
