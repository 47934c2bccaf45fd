package rules

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// leaseLife is how long nobody else takes a run that is carried out: an action takes less.
const leaseLife = 30 * time.Second

// errLost says that somebody else has the run now.
var errLost = errors.New("the lease is over")

// turn is a run that is carried out, by whoever has its lease.
type turn struct {
	*Engine
	row     store.RuleRun
	rule    rule
	owner   asana.Actor
	checked []asana.CheckedCondition
	results []asana.ActionResult
}

// turn carries out a run if it is still due. With an error it is tried again later: when the lease is over, if not even
// that could be noted.
func (e *Engine) turn(ctx context.Context, gid string) error {
	now := e.now()
	row, err := store.New(e.db.Writer()).LeaseRun(ctx, store.LeaseRunParams{
		Gid: gid, Lease: rand.Text(), Now: sqldb.Micros(now), LeaseUntil: sqldb.Micros(now.Add(leaseLife)),
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	t := &turn{Engine: e, row: row}
	err = t.safely(ctx)
	switch {
	case err == nil, errors.Is(err, errLost):
		return nil // whoever has it knows better
	case ctx.Err() != nil:
		return errors.Join(err, t.release(ctx))
	case sqldb.IsUnavailable(err):
		return err // nothing can be noted either
	}
	return errors.Join(err, t.stumble(ctx))
}

// safely is take that lets a panic end the run alone.
func (t *turn) safely(ctx context.Context) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return t.take(ctx)
}

// take looks whether the rule still wants this, and does it.
func (t *turn) take(ctx context.Context) (err error) {
	if t.rule, err = ruleOf(ctx, store.New(t.db.Reader()), t.row.Rule); errors.Is(err, sql.ErrNoRows) {
		return t.end(ctx, asana.RunSkipped, ReasonDeleted)
	}
	if err != nil {
		return err
	}
	if err := t.read(); err != nil {
		return err
	}
	t.owner = asana.Actor{Person: t.rule.Owner.GID, Run: t.row.Gid}
	switch {
	case !t.rule.Enabled:
		return t.end(ctx, asana.RunSkipped, ReasonOff)
	case t.rule.Pause.Reason != "":
		return t.hold(ctx)
	}
	acts, err := t.platform.RuleOwnerActs(ctx, t.owner, t.rule.Project.GID)
	if err != nil {
		return err
	}
	if !acts {
		return t.pause(ctx, asana.PausedOwnerGone, "")
	}
	return t.carryOut(ctx)
}

// read takes up what was noted before.
func (t *turn) read() error {
	if err := json.Unmarshal([]byte(t.row.Conditions), &t.checked); err != nil {
		return err
	}
	return json.Unmarshal([]byte(t.row.Actions), &t.results)
}

// carryOut checks the conditions, unless that was done, and does what is to be done.
func (t *turn) carryOut(ctx context.Context) error {
	place := store.TaskPlaceParams{Task: t.row.Task, Project: t.rule.Project.GID}
	if _, err := store.New(t.db.Reader()).TaskPlace(ctx, place); errors.Is(err, sql.ErrNoRows) {
		return t.end(ctx, asana.RunSkipped, ReasonElsewhere)
	} else if err != nil {
		return err
	}
	if len(t.results) == 0 {
		holds, err := t.check(ctx)
		if asana.IsKind(err, asana.NotFound) {
			return t.end(ctx, asana.RunFailed, ReasonHidden)
		}
		if err != nil {
			return err
		}
		if !holds {
			return t.end(ctx, asana.RunSkipped, ReasonConditions)
		}
	}
	if let, err := t.begin(ctx); err != nil || !let {
		return err
	}
	for i := range t.results {
		if t.results[i].State != "" {
			continue
		}
		if more, err := t.do(ctx, i); err != nil || !more {
			return err
		}
	}
	return t.end(ctx, asana.RunDone, "")
}

// planned are the actions of a run: what was done stays, and what is to be done is what the rule says now.
func planned(before []asana.ActionResult, actions []asana.Action) (list []asana.ActionResult) {
	done := map[string]bool{}
	for _, r := range before {
		if r.State != "" {
			list, done[r.GID] = append(list, r), true
		}
	}
	for _, a := range actions {
		if done[a.GID] {
			continue
		}
		list = append(list, asana.ActionResult{Action: a, Tries: triesOf(before, a.GID)})
	}
	return list
}

// triesOf is how often an action has been tried.
func triesOf(before []asana.ActionResult, gid string) int {
	for _, r := range before {
		if r.GID == gid {
			return r.Tries
		}
	}
	return 0
}
