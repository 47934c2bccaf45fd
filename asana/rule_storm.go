package asana

import (
	"context"
	"database/sql"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// stormSpan is the time in which a rule may act for no more tasks than its Ceiling.
const stormSpan = time.Hour

// LetRunAct lets a run begin its actions, unless the rule waits, or has acted for Ceiling other tasks within the hour:
// then the rule pauses. It is the first of the transaction in which the run is noted to act, or to be held; so many
// may try at the same time, and no more are let than may. sql.ErrNoRows says that the rule is gone.
func (p *Platform) LetRunAct(ctx context.Context, tx *sql.Tx, rule, run, task string) (let bool, err error) {
	q := store.New(tx)
	if err := q.LockRule(ctx, rule); err != nil {
		return false, err
	}
	row, err := q.RuleUncounted(ctx, rule)
	if err != nil || row.Pause != "" {
		return false, err
	}
	acted, err := q.RunActedAt(ctx, run)
	if err != nil || acted >= row.CountedFrom {
		return err == nil, err // it goes on
	}
	now := p.now()
	count, err := q.TasksActedFor(ctx, store.TasksActedForParams{
		Rule: rule, Task: task, Since: max(row.CountedFrom, sqldb.Micros(now.Add(-stormSpan))),
	})
	if err != nil {
		return false, err
	}
	if count.Tasks >= row.Ceiling && count.Known == 0 {
		_, err := p.PauseRule(ctx, tx, rule, Pause{Reason: PausedStorm, Since: now})
		return false, err
	}
	return true, q.NoteRunActs(ctx, store.NoteRunActsParams{Gid: run, Now: max(sqldb.Micros(now), row.CountedFrom)})
}

// RunsOnRetry tells how many runs of a rule wait for an app that was busy or away, and when the first of them goes on.
func (p *Platform) RunsOnRetry(ctx context.Context, a Actor, rule string) (runs int, next time.Time, err error) {
	g := p.gate(a)
	if _, _, err := g.rule(ctx, rule); err != nil {
		return 0, time.Time{}, err
	}
	row, err := g.q.RunsOnRetry(ctx, rule)
	return int(row.Runs), sqldb.Time(row.Next), err
}
