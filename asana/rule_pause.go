package asana

import (
	"context"
	"database/sql"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// PauseRule makes a rule wait, and with it what it was to do, and tells the people who can help. A rule that waits
// already goes on waiting for the reason it has, unless its owner is gone: then nothing else helps. It is part of the
// transaction of whoever found the reason.
func (p *Platform) PauseRule(ctx context.Context, tx *sql.Tx, gid string, pause Pause) (paused bool, err error) {
	q := store.New(tx)
	n, err := q.PauseRule(ctx, store.PauseRuleParams{
		Gid: gid, Pause: string(pause.Reason), PauseText: pause.Text, PausedAt: sqldb.Micros(pause.Since),
	})
	if err != nil {
		return false, err
	}
	if err := q.HoldRuns(ctx, gid); err != nil || n == 0 {
		return false, err
	}
	return true, p.tellPaused(ctx, tx, gid, pause)
}

// RulePaused tells whether a rule waits by itself, and keeps that so until the transaction ends.
func RulePaused(ctx context.Context, q *store.Queries, gid string) (bool, error) {
	if err := q.LockRule(ctx, gid); err != nil {
		return false, err
	}
	row, err := q.RuleUncounted(ctx, gid)
	return row.Pause != "", err
}

// ResumeRule lets a rule go on that waits by itself; what it was to do it does now, and its ceiling counts anew. It is
// a Conflict as long as the owner may not act, or an app of the rule's is not in the project.
func (p *Platform) ResumeRule(ctx context.Context, a Actor, gid string) (Rule, error) {
	return p.changedRule(ctx, a, gid, func(ctx context.Context, c *change, row store.RuleRow) error {
		if err := c.mayGoOn(ctx, row); err != nil {
			return err
		}
		return c.resume(ctx, gid)
	})
}

// TakeRule makes the actor a rule's owner, in whose name it acts from now on. If it has waited for its owner, it
// goes on. Its triggers by web request get other secrets: whoever knows those it had would act in the new owner's name.
func (p *Platform) TakeRule(ctx context.Context, a Actor, gid string) (Rule, error) {
	return p.changedRule(ctx, a, gid, func(ctx context.Context, c *change, row store.RuleRow) error {
		if row.Owner != a.Person {
			if err := p.renewSecrets(ctx, c, gid); err != nil {
				return err
			}
		}
		if err := c.q.SetRuleOwner(ctx, store.SetRuleOwnerParams{Gid: gid, Owner: a.Person, ModifiedAt: c.nowMicros()}); err != nil {
			return err
		}
		if err := c.q.EndNotices(ctx, store.EndNoticesParams{Rule: gid, Cause: string(NoticeFailed)}); err != nil {
			return err
		}
		if reason := PauseReason(row.Pause); reason != PausedOwnerGone && reason != PausedUnauthorized {
			return nil
		}
		return c.resume(ctx, gid)
	})
}

func (p *Platform) changedRule(ctx context.Context, a Actor, gid string, f func(context.Context, *change, store.RuleRow) error) (Rule, error) {
	if err := p.changeRule(ctx, a, gid, f); err != nil {
		return Rule{}, err
	}
	return p.Rule(ctx, a, gid)
}

// resume lets a rule go on. What it did so far does not count any more, whatever the clocks of several copies of the
// program say.
func (c *change) resume(ctx context.Context, gid string) error {
	last, err := c.q.LastActed(ctx, gid)
	if err != nil {
		return err
	}
	if err := c.q.UnpauseRule(ctx, store.UnpauseRuleParams{Gid: gid, CountedFrom: max(c.nowMicros(), last+1)}); err != nil {
		return err
	}
	if err := c.q.EndNoticesOfPause(ctx, gid); err != nil {
		return err
	}
	_, err = c.q.ResumeRuns(ctx, store.ResumeRunsParams{Rule: gid, Now: c.nowMicros()})
	return err
}

// mayGoOn refuses what would wait again at once.
func (c *change) mayGoOn(ctx context.Context, row store.RuleRow) error {
	acts, err := c.ownerActs(ctx, row)
	if err != nil {
		return err
	}
	if !acts {
		return conflict("", "rule_owner_gone", "The rule's owner may not act in this project any more. Take the rule over.")
	}
	missing, err := c.appMissing(ctx, row)
	if err == nil && missing {
		err = conflict("", "rule_app_missing", "An app of the rule's is not in this project. Add it first.")
	}
	return err
}

// DropHeldRuns gives up what a rule was to do and waits with, which the history says, and tells how much that was.
func (p *Platform) DropHeldRuns(ctx context.Context, a Actor, gid string) (int, error) {
	var dropped int64
	err := p.changeRule(ctx, a, gid, func(ctx context.Context, c *change, _ store.RuleRow) (err error) {
		dropped, err = c.q.DropRuns(ctx, store.DropRunsParams{Rule: gid, Reason: "rules.dropped", EndedBy: a.Person, Now: c.nowMicros()})
		return err
	})
	return int(dropped), err
}
