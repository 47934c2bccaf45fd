package asana

import (
	"context"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Sweep deletes the one-time links that have been over for longer than keepLinks, the sessions that are, the jobs that
// were asked for longer than keepJobs ago, and the runs of rules that came about longer than keepRuns ago and are over or
// wait for their rule to go on: nobody wants today what he did not let happen then.
func (p *Platform) Sweep(ctx context.Context) error {
	q, ago := store.New(p.db.Writer()), func(d time.Duration) int64 { return sqldb.Micros(p.now().Add(-d)) }
	return sqldb.Sweep(
		func(most int32) (int64, error) {
			return q.SweepLinks(ctx, store.SweepLinksParams{Before: ago(keepLinks), Most: most})
		},
		func(most int32) (int64, error) {
			return q.SweepJobs(ctx, store.SweepJobsParams{Before: ago(keepJobs), Most: most})
		},
		func(most int32) (int64, error) {
			return q.SweepRuns(ctx, store.SweepRunsParams{Before: ago(keepRuns), Most: most})
		},
		func(most int32) (int64, error) {
			return q.SweepSessions(ctx, store.SweepSessionsParams{SeenAfter: ago(sessionIdle), StartedAfter: ago(sessionLife), Most: most})
		},
	)
}
