package rules

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// How often due dates are looked at, and how long a rule still takes up what was due while nobody looked.
const (
	scanEvery = time.Minute
	scanBack  = 24 * time.Hour
)

// scan starts the rules that due dates start, now and then.
func (e *Engine) scan(ctx context.Context) error {
	now := e.now()
	if now.Sub(e.scanned) < scanEvery && !now.Before(e.scanned) {
		return nil
	}
	e.scanned = now
	triggers, err := store.New(e.db.Reader()).DueTriggers(ctx)
	if err != nil {
		return fmt.Errorf("find the rules that due dates start: %w", err)
	}
	for _, t := range triggers {
		if err := e.scanFor(ctx, t, now); err != nil {
			return fmt.Errorf("find the tasks that are due: %w", err)
		}
	}
	return nil
}

// scanFor starts a rule for the open tasks of its project that are due so many minutes from now, once for each due
// date they get. A day is due when it begins where the rule's owner lives.
func (e *Engine) scanFor(ctx context.Context, t store.DueTriggersRow, now time.Time) error {
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
		return err
	}
	for _, task := range tasks {
		due, value := sqldb.Time(task.DueAt), task.DueOn
		if task.DueAt == 0 {
			if due, err = time.ParseInLocation(time.DateOnly, task.DueOn, zone); err != nil {
				return err
			}
		} else {
			value = due.Format(time.RFC3339Nano)
		}
		if due.Before(from) || due.Add(-ahead).After(now) {
			continue
		}
		if err := e.startDue(ctx, t, task.Gid, value); err != nil {
			return err
		}
	}
	return nil
}

// startDue writes the run for a due date, unless it has one.
func (e *Engine) startDue(ctx context.Context, t store.DueTriggersRow, task, value string) error {
	origin := fmt.Sprintf("%s:due:%s:%s:%d", t.Rule, task, value, t.Minutes)
	has, err := store.New(e.db.Reader()).HasOrigin(ctx, origin)
	if err != nil || has {
		return err
	}
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
