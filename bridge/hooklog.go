package bridge

import (
	"context"
	"crypto/rand"
	"database/sql"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// Decision is what was made of a webhook.
type Decision string

// The decisions.
const (
	DecidedRead      Decision = "read"      // the issue was read again
	DecidedNoted     Decision = "noted"     // nobody looks: it is read when somebody does
	DecidedUnlinked  Decision = "unlinked"  // no task has the issue
	DecidedNoIssue   Decision = "no_issue"  // the event is not about an issue
	DecidedDuplicate Decision = "duplicate" // it had come before
	DecidedOld       Decision = "old"       // it came too late
	DecidedMalformed Decision = "malformed" // it is no event; refused
	DecidedUnsigned  Decision = "unsigned"  // the signature is missing; refused
	DecidedForged    Decision = "forged"    // the signature is wrong; refused
)

// How many webhooks of a connection are kept, and how many are shown.
const (
	hooksKept  = 200
	hooksShown = 50
)

// HookEvent is a webhook that came.
type HookEvent struct {
	Event    string // "" when it could not be read
	Key      string // of the issue, "" without
	Received time.Time
	Decision Decision
}

// HookLog lists the webhooks of a workspace's Jira that came last, newest
// first, to people who may change the connection.
func (b *Bridge) HookLog(ctx context.Context, person, workspace string) ([]HookEvent, error) {
	conn, err := b.changeable(ctx, person, workspace)
	if err != nil {
		return nil, err
	}
	rows, err := store.New(b.db.Reader()).HookLog(ctx, store.HookLogParams{Connection: conn.ID, Most: hooksShown})
	var log []HookEvent
	for _, row := range rows {
		log = append(log, HookEvent{row.Event, row.IssueKey, sqldb.Time(row.ReceivedAt), Decision(row.Decision)})
	}
	return log, err
}

// logEvents adds events to the log, and drops what is beyond its length. An
// event that has come before becomes a duplicate.
func (b *Bridge) logEvents(ctx context.Context, events []hookEvent) error {
	return b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q, connections := store.New(tx), map[string]bool{}
		for i := range events {
			connections[events[i].connection] = true
			if err := b.logEvent(ctx, q, &events[i]); err != nil {
				return err
			}
		}
		for connection := range connections {
			if err := q.TrimHookLog(ctx, store.TrimHookLogParams{Connection: connection, Keep: hooksKept}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *Bridge) logEvent(ctx context.Context, q *store.Queries, e *hookEvent) error {
	e.id = e.identity()
	if e.decision != "" {
		e.id = rand.Text()
	}
	added, err := q.LogHook(ctx, b.logLine(*e))
	if err != nil || added > 0 {
		return err
	}
	e.id, e.decision = rand.Text(), DecidedDuplicate
	_, err = q.LogHook(ctx, b.logLine(*e))
	return err
}

func (b *Bridge) logLine(e hookEvent) store.LogHookParams {
	return store.LogHookParams{
		ID: e.id, Connection: e.connection, Event: e.name, IssueID: e.issueID, IssueKey: e.issueKey,
		SentAt: sqldb.Micros(e.sent), Now: sqldb.Micros(b.now()), Decision: string(e.decision),
	}
}
