package asana

import (
	"context"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// PauseRule makes a rule wait, and with it what it was to do, unless it waits already. It is
// part of the transaction of whoever found the reason.
func PauseRule(ctx context.Context, q *store.Queries, gid string, pause Pause) (paused bool, err error) {
	n, err := q.PauseRule(ctx, store.PauseRuleParams{
		Gid: gid, Pause: string(pause.Reason), PauseText: pause.Text, PausedAt: sqldb.Micros(pause.Since),
	})
	if err != nil {
		return false, err
	}
	return n > 0, q.HoldRuns(ctx, gid)
}

// RulePaused tells whether a rule waits by itself, and keeps that so until the transaction ends.
func RulePaused(ctx context.Context, q *store.Queries, gid string) (bool, error) {
	if err := q.LockRule(ctx, gid); err != nil {
		return false, err
	}
	row, err := q.Rule(ctx, gid)
	return row.Pause != "", err
}

// ResumeRule lets a rule go on that waits by itself; what it was to do it does now.
func (p *Platform) ResumeRule(ctx context.Context, a Actor, gid string) (Rule, error) {
	return p.resumeRule(ctx, a, gid, func(context.Context, *change) error { return nil })
}

// TakeRule makes the actor a rule's owner, in whose name it acts from now on, and lets it go on.
func (p *Platform) TakeRule(ctx context.Context, a Actor, gid string) (Rule, error) {
	return p.resumeRule(ctx, a, gid, func(ctx context.Context, c *change) error {
		return c.q.SetRuleOwner(ctx, store.SetRuleOwnerParams{Gid: gid, Owner: a.Person, ModifiedAt: c.nowMicros()})
	})
}

func (p *Platform) resumeRule(ctx context.Context, a Actor, gid string, first func(context.Context, *change) error) (Rule, error) {
	err := p.changeRule(ctx, a, gid, func(ctx context.Context, c *change, _ store.RuleRow) error {
		if err := first(ctx, c); err != nil {
			return err
		}
		if err := c.q.UnpauseRule(ctx, store.UnpauseRuleParams{Gid: gid, Now: c.nowMicros()}); err != nil {
			return err
		}
		_, err := c.q.ResumeRuns(ctx, store.ResumeRunsParams{Rule: gid, Now: c.nowMicros()})
		return err
	})
	if err != nil {
		return Rule{}, err
	}
	return p.Rule(ctx, a, gid)
}

// DropHeldRuns gives up what a rule was to do and waits with, and tells how much that was.
func (p *Platform) DropHeldRuns(ctx context.Context, a Actor, gid string) (int, error) {
	var dropped int64
	err := p.changeRule(ctx, a, gid, func(ctx context.Context, c *change, _ store.RuleRow) (err error) {
		dropped, err = c.q.DropRuns(ctx, store.DropRunsParams{Rule: gid, Reason: "rules.dropped", Now: c.nowMicros()})
		return err
	})
	return int(dropped), err
}
