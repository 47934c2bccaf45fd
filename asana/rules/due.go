package rules

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// How often due dates are looked at: every so often, or when the next one is reached, or when one may have been
// changed, but not without a pause; and how long a rule still takes up what was due while nobody looked.
const (
	scanEvery = time.Minute
	scanApart = 5 * time.Second
	scanBack  = 24 * time.Hour
)

// scan starts the rules that due dates start, now and then.
func (e *Engine) scan(ctx context.Context) error {
	now := e.now()
	if now.Before(e.scanAt) && !now.Before(e.scanned) {
		return nil
	}
	e.scanned, e.scanAt = now, now.Add(scanEvery)
	triggers, err := store.New(e.db.Reader()).DueTriggers(ctx)
	if err != nil {
		return fmt.Errorf("find the rules that due dates start: %w", err)
	}
	for _, t := range triggers {
		next, err := e.scanFor(ctx, t, now)
		if err != nil {
			return fmt.Errorf("find the tasks that are due: %w", err)
		}
		e.scanBy(next)
	}
	return nil
}

// scanBy has due dates looked at by a moment, as soon as that can be.
func (e *Engine) scanBy(moment time.Time) {
	if soonest := e.scanned.Add(scanApart); moment.Before(soonest) {
		moment = soonest
	}
	if moment.Before(e.scanAt) {
		e.scanAt = moment
	}
}

// movesDue tells whether an event may have made a task due at another time for a rule.
func movesDue(e asana.Event) bool {
	switch e.ResourceType {
	case "rule":
		return true
	case "task":
		return e.Action == asana.ActionAdded || e.Field == "due_on" || e.Field == "due_at" || e.Field == "completed"
	}
	return false
}

// scanFor starts a rule for the open tasks of its project that are due so many minutes from now, once for each due
// date they get, and tells when the next one is due so, which is within a minute or does not matter. A day is due when
// it begins where the rule's owner lives.
func (e *Engine) scanFor(ctx context.Context, t store.DueTriggersRow, now time.Time) (next time.Time, err error) {
	next = now.Add(scanEvery)
	zone, ahead := asana.Location(t.TimeZone), time.Duration(t.Minutes)*time.Minute
	from := now.Add(ahead - scanBack)
	if made := sqldb.Time(t.CreatedAt).Add(ahead); made.After(from) {
		from = made
	}
	tasks, err := store.New(e.db.Reader()).TasksDue(ctx, store.TasksDueParams{
		Project: t.Project,
		FromDay: from.Add(-24 * time.Hour).UTC().Format(time.DateOnly), ToDay: now.Add(ahead + 24*time.Hour).UTC().Format(time.DateOnly),
	})
	if err != nil {
		return next, err
	}
	var starts []dueStart
	for _, task := range tasks {
		due, value := sqldb.Time(task.DueAt), task.DueOn
		if task.DueAt == 0 {
			if due, err = time.ParseInLocation(time.DateOnly, task.DueOn, zone); err != nil {
				return next, err
			}
		} else {
			value = due.Format(time.RFC3339Nano)
		}
		switch begins := due.Add(-ahead); {
		case due.Before(from):
		case !begins.After(now):
			starts = append(starts, dueStart{task.Gid, fmt.Sprintf("%s:due:%s:%s:%d", t.Rule, task.Gid, value, t.Minutes)})
		case begins.Before(next):
			next = begins
		}
	}
	return next, e.startAllDue(ctx, t, starts)
}

// dueStart is a task that starts a rule, and the origin of its run.
type dueStart struct{ task, origin string }

// startsAtOnce is how many tasks are asked about in one question.
const startsAtOnce = 1000

// startAllDue writes the runs for due dates that have none.
func (e *Engine) startAllDue(ctx context.Context, t store.DueTriggersRow, starts []dueStart) error {
	for some := range slices.Chunk(starts, startsAtOnce) {
		var origins []string
		for _, s := range some {
			origins = append(origins, s.origin)
		}
		had, err := store.New(e.db.Reader()).Origins(ctx, origins)
		if err != nil {
			return err
		}
		slices.Sort(had)
		for _, s := range some {
			if _, has := slices.BinarySearch(had, s.origin); has {
				continue
			}
			if err := e.startDue(ctx, t, s.task, s.origin); err != nil {
				return err
			}
		}
	}
	return nil
}

// startDue writes the run for a due date.
func (e *Engine) startDue(ctx context.Context, t store.DueTriggersRow, task, origin string) error {
	return e.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		r, err := ruleOf(ctx, q, t.Rule)
		if err != nil {
			return err
		}
		_, err = asana.StartRun(ctx, q, asana.RunStart{Rule: r.row, Task: task, Origin: origin, Now: e.now(), DueAt: e.now(),
			Cause: asana.Trigger{GID: t.Gid, Kind: asana.TriggerDueSoon, Minutes: int(t.Minutes)}})
		return err
	})
}
