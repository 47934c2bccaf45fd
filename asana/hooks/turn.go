package hooks

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/http"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

const (
	eventsOfCall   = 100
	heartbeatEvery = 8 * time.Hour
	leaseLife      = 3 * patience // reading and calling take less
)

// turn is one call of a webhook's receiver, by whoever has its lease.
type turn struct {
	*Hooks
	row    store.Webhook
	secret seal.Secret
	gone   bool // what it is on is no more
}

// turn makes a call if one is due, and tells whether to look for another.
func (h *Hooks) turn(ctx context.Context, gid string) (more bool, err error) {
	now := h.now()
	row, err := store.New(h.db.Writer()).LeaseWebhook(ctx, store.LeaseWebhookParams{
		Gid: gid, Lease: rand.Text(), Now: sqldb.Micros(now), LeaseUntil: sqldb.Micros(now.Add(leaseLife)),
	})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	t := &turn{Hooks: h, row: row}
	if t.gone, err = h.platform.WebhookHears(ctx, row); errors.Is(err, asana.ErrNotHeard) {
		return false, t.end(ctx, "its owner may not have its events any more")
	}
	if err == nil {
		more, err = t.take(ctx)
	}
	if ctx.Err() != nil {
		err = errors.Join(err, t.release(ctx))
	}
	return more, err // with an error, the next try is when the lease is over
}

// take sends a heartbeat when one is due, else the events that are next.
func (t *turn) take(ctx context.Context) (more bool, err error) {
	if t.secret, err = t.platform.WebhookSecret(t.row); err != nil {
		return false, err
	}
	if t.row.HeartbeatAt <= sqldb.Micros(t.now()) {
		return t.send(ctx, nil, t.row.Told)
	}
	events, last, err := t.platform.WebhookEvents(ctx, t.row, eventsOfCall)
	if err != nil {
		return false, err
	}
	if len(events) > 0 {
		return t.send(ctx, events, last)
	}
	if t.over(last) {
		return false, t.end(ctx, "what it was on is gone")
	}
	return last < t.row.Wanted, t.settle(ctx, t.told(last))
}

// over tells whether everything has been told that there will ever be.
func (t *turn) over(last int64) bool { return t.gone && last >= t.row.Wanted }

// send makes the call and notes what came of it.
func (t *turn) send(ctx context.Context, events []asana.Event, last int64) (more bool, err error) {
	text, err := encode(events)
	if err != nil {
		return false, err
	}
	r, err := t.call(ctx, t.row.Target, signatureHeader, sign(t.secret, text), text)
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err() // the program stops: that is no failure of the receiver's
	case r.status == http.StatusGone:
		return false, t.end(ctx, "its receiver is gone")
	case !r.ok():
		t.log.InfoContext(ctx, "a webhook's receiver failed", "webhook", t.row.Gid, "status", r.status, "retries", t.row.Retries, "error", failureOf(err))
		return false, t.fail(ctx, r)
	case t.over(last):
		return false, t.end(ctx, "what it was on is gone")
	}
	return true, t.settle(ctx, t.succeeded(last, len(events) == 0))
}

// failureOf is what the log is told of an error: it may name the address, which may have secrets.
func failureOf(err error) string {
	if err == nil {
		return ""
	}
	return failure(err)
}
