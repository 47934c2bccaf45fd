package rules

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// every is how often the log is looked at.
const every = 250 * time.Millisecond

// Run carries out rules until ctx ends. What is under way is cut off then, and goes on after the next start.
func (e *Engine) Run(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	defer e.working.Wait()
	for ctx.Err() == nil {
		if _, err := e.round(ctx); err != nil && ctx.Err() == nil {
			e.log.WarnContext(ctx, "rules wait", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// Settle carries out everything that is due now, what comes of it included, and returns when it has been. It is for
// those who do not Run.
func (e *Engine) Settle(ctx context.Context) error {
	e.scanAt = time.Time{}
	for {
		busy, err := e.round(ctx)
		e.working.Wait()
		if err != nil || !busy {
			return err
		}
	}
}

// round finds out what is to be carried out, and begins. busy tells whether there was anything.
func (e *Engine) round(ctx context.Context) (busy bool, err error) {
	if err := e.scan(ctx); err != nil {
		return false, err
	}
	at, err := store.New(e.db.Reader()).RuleCursor(ctx)
	if err != nil {
		return false, fmt.Errorf("read the cursor of rules: %w", err)
	}
	if at.Done < at.Last {
		if err := e.follow(ctx, at.Done, at.Last); err != nil {
			return false, err
		}
	} else if at.Next == 0 || at.Next > sqldb.Micros(e.now()) {
		return false, nil
	}
	begun := false
	for _, failing := range []bool{false, true} {
		some, err := e.begin(ctx, failing)
		if err != nil {
			return false, fmt.Errorf("find the runs that are due: %w", err)
		}
		begun = begun || some
	}
	return begun || at.Done < at.Last, nil
}

// begin carries out as many runs as there are places.
func (e *Engine) begin(ctx context.Context, failing bool) (begun bool, err error) {
	places := e.places[failing]
	free := cap(places) - len(places)
	if free == 0 {
		return false, nil
	}
	due, err := e.due(ctx, failing, free)
	for _, gid := range due {
		places <- struct{}{} // there is room: nobody else fills it
		e.working.Go(func() {
			defer func() { <-places }()
			e.serve(ctx, gid, failing)
		})
	}
	return len(due) > 0, err
}

func (e *Engine) due(ctx context.Context, failing bool, most int) ([]string, error) {
	q, now := store.New(e.db.Reader()), sqldb.Micros(e.now())
	if failing {
		return q.DueRetries(ctx, store.DueRetriesParams{Now: now, N: int32(most)})
	}
	return q.DueRuns(ctx, store.DueRunsParams{Now: now, N: int32(most)})
}

// serve carries out one run, and then another as long as one is due.
func (e *Engine) serve(ctx context.Context, gid string, failing bool) {
	for ctx.Err() == nil {
		if err := e.turn(ctx, gid); err != nil && ctx.Err() == nil {
			e.log.WarnContext(ctx, "a run of a rule waits", "run", gid, "error", err)
			return
		}
		due, err := e.due(ctx, failing, 2*runsAtOnce)
		if err != nil || len(due) == 0 {
			return // the next round says why
		}
		gid = due[rand.N(len(due))] // others choose, too
	}
}
