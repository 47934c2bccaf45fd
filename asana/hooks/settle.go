package hooks

import (
	"context"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Waits between attempts: they double from the first up to the longest.
const (
	firstWait   = 2 * time.Second
	longestWait = time.Hour
)

// waitAfter is how long to wait after so many attempts have failed.
func waitAfter(failed int64) time.Duration {
	wait := firstWait
	for n := int64(1); n < failed && wait < longestWait; n++ {
		wait *= 2
	}
	return min(wait, longestWait)
}

// told is the webhook as it is, but for how much it knows.
func (t *turn) told(last int64) store.SettleWebhookParams {
	return store.SettleWebhookParams{
		Gid: t.row.Gid, Lease: t.row.Lease, Told: last, Now: sqldb.Micros(t.now()), HeartbeatAt: t.row.HeartbeatAt,
		LastSuccessAt: t.row.LastSuccessAt, LastFailureAt: t.row.LastFailureAt, LastFailureContent: t.row.LastFailureContent,
		Retries: t.row.Retries, FailingSince: t.row.FailingSince,
	}
}

// succeeded is the webhook after a call that was taken.
func (t *turn) succeeded(last int64, heartbeat bool) store.SettleWebhookParams {
	s := t.told(last)
	s.LastSuccessAt, s.Retries, s.FailingSince = s.Now, 0, 0
	if heartbeat {
		s.HeartbeatAt = sqldb.Micros(t.now().Add(heartbeatEvery))
	}
	return s
}

// fail notes a call that was not taken, or ends the webhook when none was for a day.
func (t *turn) fail(ctx context.Context, r reply) error {
	s, now := t.told(t.row.Told), t.now()
	s.LastFailureAt, s.LastFailureContent, s.Retries = s.Now, r.content(t.secret), s.Retries+1
	if s.FailingSince == 0 {
		s.FailingSince = s.Now
	}
	end := asana.WebhookGivenUpAt(sqldb.Time(s.FailingSince))
	if !now.Before(end) {
		return t.end(ctx, "its receiver has failed for 24 hours")
	}
	retry := now.Add(waitAfter(s.Retries))
	if retry.After(end) {
		retry = end
	}
	s.RetryAt = sqldb.Micros(retry)
	return t.settle(ctx, s)
}

// settle gives the lease back. When it was over meanwhile, somebody else has made the call too and knows better.
func (t *turn) settle(ctx context.Context, s store.SettleWebhookParams) error {
	_, err := store.New(t.db.Writer()).SettleWebhook(context.WithoutCancel(ctx), s)
	return err
}

// release gives the lease back with everything as it was, also while the program stops.
func (t *turn) release(ctx context.Context) error {
	return store.New(t.db.Writer()).ReleaseWebhook(context.WithoutCancel(ctx), store.ReleaseWebhookParams{Gid: t.row.Gid, Lease: t.row.Lease})
}

// end deletes the webhook.
func (t *turn) end(ctx context.Context, why string) error {
	n, err := store.New(t.db.Writer()).EndWebhook(context.WithoutCancel(ctx), store.EndWebhookParams{Gid: t.row.Gid, Lease: t.row.Lease})
	if n > 0 {
		t.log.InfoContext(ctx, "a webhook has ended", "webhook", t.row.Gid, "reason", why)
	}
	return err
}
