package bridge

import (
	"context"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// hookPause lets the events of one change, and those of a change of many
// issues, come together.
const hookPause = 100 * time.Millisecond

// readInbox works on webhooks that have come, until ctx ends.
func (b *Bridge) readInbox(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.inbox.more:
		}
		if sleep(ctx, hookPause) != nil {
			return
		}
		if err := b.workOn(ctx, b.inbox.take()); err != nil && ctx.Err() == nil {
			b.log.WarnContext(ctx, "webhooks are lost", "error", err)
		}
	}
}

// workOn decides about events and reads, once each, the links they concern.
func (b *Bridge) workOn(ctx context.Context, events []hookEvent) error {
	if err := b.logEvents(ctx, b.sortOut(events)); err != nil {
		return err
	}
	again := map[string]store.Link{}
	for _, e := range events {
		if e.decision != "" {
			continue
		}
		decision, err := b.decide(ctx, e, again)
		if err != nil {
			return err
		}
		if err := store.New(b.db.Writer()).DecideHook(ctx, store.DecideHookParams{Decision: string(decision), ID: e.id}); err != nil {
			return err
		}
	}
	return b.readAgain(ctx, again)
}

// sortOut decides about the events that need no look at the links.
func (b *Bridge) sortOut(events []hookEvent) []hookEvent {
	for i, e := range events {
		switch {
		case e.issueID == "":
			events[i].decision = DecidedNoIssue
		case e.received.Sub(e.sent) > maxEventAge:
			events[i].decision = DecidedOld
		}
	}
	return events
}

// decide marks the links of an event's issue as changed, and adds to again
// those that are to be read at once.
func (b *Bridge) decide(ctx context.Context, e hookEvent, again map[string]store.Link) (Decision, error) {
	links, err := store.New(b.db.Writer()).NoteChange(ctx, store.NoteChangeParams{
		Now: sqldb.Micros(b.now()), Connection: e.connection, IssueID: e.issueID,
	})
	if err != nil || len(links) == 0 {
		return DecidedUnlinked, err
	}
	decision := DecidedNoted
	for _, link := range links {
		if e.isUrgent() || b.isWatched(link) {
			again[link.ID], decision = link, DecidedRead
		}
	}
	return decision, nil
}

// readAgain reads links whose connections are given by their ids.
func (b *Bridge) readAgain(ctx context.Context, links map[string]store.Link) error {
	of := map[string][]store.Link{}
	for _, link := range links {
		for _, background := range []bool{false, true} {
			b.reads.Forget(readKey(link, background)) // a read under way may have been before the change
		}
		of[link.Connection] = append(of[link.Connection], link)
	}
	for connection, some := range of {
		row, err := b.connectionRow(ctx, connection)
		if err != nil {
			return err
		}
		b.readAll(ctx, connectionOf(row), some)
	}
	return nil
}
