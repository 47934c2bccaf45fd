package rules

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// How long an app may be busy or away until a run is given up: as long as patience without saying for how long, and
// longestLife in all. A wait that it asked for itself, and that is longer than ours, does not count as the first.
const (
	patience    = time.Hour
	longestLife = 7 * 24 * time.Hour
)

// longestWished is how long our own wait is at most for an app that says when to come again.
const longestWished = 30 * time.Second

// waitAfter is how long to wait after so many tries have failed.
func waitAfter(failed int64) time.Duration {
	waits := []time.Duration{time.Second, 10 * time.Second, time.Minute, 5 * time.Minute}
	return waits[min(int(failed), len(waits))-1]
}

// settled is the run as it has come so far.
func (t *turn) settled(state asana.RunState, reason string) store.SettleRunParams {
	return store.SettleRunParams{
		Gid: t.row.Gid, Lease: t.row.Lease, State: string(state), Reason: reason,
		Conditions: text(t.checked), Actions: text(t.results), Tries: t.row.Tries, RetrySince: t.row.RetrySince, DueAt: t.row.DueAt,
	}
}

// text is a list as JSON, '[]' for none. What it holds cannot fail to encode.
func text[T any](list []T) string {
	if list == nil {
		list = []T{}
	}
	encoded, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// end is the end of a run.
func (t *turn) end(ctx context.Context, state asana.RunState, reason string) error {
	s := t.settled(state, reason)
	s.FinishedAt = sqldb.Micros(t.now())
	return t.settle(ctx, s)
}

// fail ends a run with an action that was refused.
func (t *turn) fail(ctx context.Context, r *asana.ActionResult) error {
	r.State = stateFailed
	return t.end(ctx, asana.RunFailed, ReasonFailed)
}

// again has an app asked again later, at its own wish not before a while, unless that has gone on for too long.
func (t *turn) again(ctx context.Context, atLeast time.Duration) error {
	now := t.now()
	if !t.hasTime(now) {
		for i := range t.results {
			if t.results[i].State == "" {
				t.results[i].State = stateFailed
				break
			}
		}
		return t.end(ctx, asana.RunFailed, ReasonGaveUp)
	}
	wait := waitAfter(t.row.Tries)
	switch {
	case atLeast > wait:
		wait = atLeast
		t.row.RetrySince = sqldb.Micros(now.Add(wait))
	case atLeast > 0: // the app knows when it will be ready
		wait = max(atLeast, min(wait, longestWished))
	}
	s := t.settled(asana.RunWaiting, ReasonRetry)
	s.DueAt = sqldb.Micros(now.Add(wait))
	s.NextAt = s.DueAt
	return t.settle(ctx, s)
}

// hasTime counts a try that failed, and tells whether there may be another.
func (t *turn) hasTime(now time.Time) bool {
	t.row.Tries++
	if t.row.RetrySince == 0 {
		t.row.RetrySince = sqldb.Micros(now)
	}
	return now.Sub(sqldb.Time(t.row.RetrySince)) < patience && now.Sub(sqldb.Time(t.row.CreatedAt)) < longestLife
}

// stumble has the run tried again after a failure of our own, for as long as an app is. What it has done so far stays
// noted as it is.
func (t *turn) stumble(ctx context.Context) error {
	now, ctx := t.now(), context.WithoutCancel(ctx)
	s := store.PutOffRunParams{Gid: t.row.Gid, Lease: t.row.Lease, State: string(asana.RunWaiting), Reason: ReasonBroken}
	again := t.hasTime(now)
	s.Tries, s.RetrySince, s.DueAt = t.row.Tries, t.row.RetrySince, sqldb.Micros(now)
	if again {
		s.DueAt = sqldb.Micros(now.Add(waitAfter(t.row.Tries)))
		s.NextAt = s.DueAt
	} else {
		s.State, s.Reason, s.FinishedAt = string(asana.RunFailed), ReasonStuck, sqldb.Micros(now)
	}
	return t.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		err := lost(store.New(tx).PutOffRun(ctx, s))
		if errors.Is(err, errLost) {
			return nil
		}
		if err != nil || again {
			return err
		}
		return t.platform.RuleFailed(ctx, tx, t.row.Rule, ReasonStuck, "asana.notice_stuck")
	})
}

// hold has a run wait until its rule goes on, unless that has happened just now.
func (t *turn) hold(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	return t.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		paused, err := asana.RulePaused(ctx, q, t.row.Rule)
		if err != nil {
			return err
		}
		if !paused {
			return t.letGo(ctx, q)
		}
		return lost(q.SettleRun(ctx, t.settled(asana.RunHeld, "")))
	})
}

// pause has the rule wait, with all its runs, unless somebody has taken it over or changed it meanwhile: then what was
// found is no reason any more, and the run is taken up again.
func (t *turn) pause(ctx context.Context, reason asana.PauseReason, said string) error {
	ctx = context.WithoutCancel(ctx)
	return t.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		if err := q.LockRule(ctx, t.rule.GID); err != nil {
			return err
		}
		now, err := q.RuleUncounted(ctx, t.rule.GID)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return errLost // its runs are over
		case err != nil:
			return err
		case now.Owner != t.rule.row.Owner || now.Actions != t.rule.row.Actions:
			return t.letGo(ctx, q)
		}
		if _, err := t.platform.PauseRule(ctx, tx, t.rule.GID, asana.Pause{Reason: reason, Since: t.now(), Text: said}); err != nil {
			return err
		}
		return lost(q.SettleRun(ctx, t.settled(asana.RunHeld, "")))
	})
}

// settle gives the lease back.
func (t *turn) settle(ctx context.Context, s store.SettleRunParams) error {
	ctx = context.WithoutCancel(ctx)
	return t.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		if err := lost(q.SettleRun(ctx, s)); err != nil {
			return err
		}
		if err := t.tell(ctx, tx, s); err != nil {
			return err
		}
		return q.NoteRuleRan(ctx, store.NoteRuleRanParams{Gid: t.row.Rule, Now: sqldb.Micros(t.now())})
	})
}

// tell tells the rule's owner that it does not work, or stops telling so.
func (t *turn) tell(ctx context.Context, tx *sql.Tx, s store.SettleRunParams) error {
	switch asana.RunState(s.State) {
	case asana.RunDone:
		return t.platform.RuleWorked(ctx, tx, t.row.Rule)
	case asana.RunFailed:
		detail, text := t.failure(s.Reason)
		return t.platform.RuleFailed(ctx, tx, t.row.Rule, detail, text)
	}
	return nil
}

// failure is what tells a kind of failure from others, and the words for it.
func (t *turn) failure(reason string) (detail, text string) {
	switch reason {
	case ReasonGaveUp:
		return reason, "asana.notice_gave_up"
	case ReasonHidden:
		return reason, "asana.notice_task_hidden"
	}
	for _, r := range t.results {
		if r.State == stateFailed {
			return reason + " " + r.GID + " " + r.Said, r.Said
		}
	}
	return reason, ""
}

// begin lets the run act and notes so, unless its rule waits, or begins to because it has acted for too many tasks.
func (t *turn) begin(ctx context.Context) (let bool, err error) {
	err = t.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var err error
		let, err = t.platform.LetRunAct(ctx, tx, t.row.Rule, t.row.Gid, t.row.Task)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return errLost // the rule is deleted, and its runs are over
		case err != nil:
			return err
		case !let:
			return lost(store.New(tx).SettleRun(ctx, t.settled(asana.RunHeld, "")))
		}
		t.results = planned(t.results, t.rule.Actions)
		return t.note(ctx, store.New(tx))
	})
	return let, err
}

// note writes how far the run has come.
func (t *turn) note(ctx context.Context, q *store.Queries) error {
	return lost(q.NoteRun(ctx, store.NoteRunParams{
		Gid: t.row.Gid, Lease: t.row.Lease, RuleName: t.rule.Name, Person: t.rule.Owner.GID,
		Conditions: text(t.checked), Actions: text(t.results), Tries: t.row.Tries, RetrySince: t.row.RetrySince,
	}))
}

// renew has the lease begin anew.
func (t *turn) renew(ctx context.Context) error {
	return lost(store.New(t.db.Writer()).RenewRun(ctx, store.RenewRunParams{
		Gid: t.row.Gid, Lease: t.row.Lease, LeaseUntil: sqldb.Micros(t.now().Add(leaseLife)),
	}))
}

// release gives the lease back with everything as it was noted, while the program stops.
func (t *turn) release(ctx context.Context) error {
	return t.letGo(context.WithoutCancel(ctx), store.New(t.db.Writer()))
}

// letGo has the run taken up again at once, by whoever comes.
func (t *turn) letGo(ctx context.Context, q *store.Queries) error {
	return q.ReleaseRun(ctx, store.ReleaseRunParams{Gid: t.row.Gid, Lease: t.row.Lease, Now: sqldb.Micros(t.now())})
}

// lost is errLost when a statement under the lease found no row.
func lost(n int64, err error) error {
	if err == nil && n == 0 {
		return errLost
	}
	return err
}
