package rules

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"jirabridge/asana"
	"jirabridge/asana/store"
)

// eventsAtOnce is how many events of the log are looked at in one transaction: few, for each may write a run, and
// whoever else writes waits meanwhile.
const eventsAtOnce = 100

// follow starts the rules that the events at the end of the log start. Copies of the program that do it at the same
// time do not do it twice.
func (e *Engine) follow(ctx context.Context, done, last int64) error {
	for moved := true; moved && done < last; {
		events, err := e.platform.Events(ctx, done, eventsAtOnce)
		if err != nil {
			return err
		}
		before := done
		if done = last; len(events) > 0 { // else they are forgotten
			done = events[len(events)-1].Seq
		}
		if moved, err = e.followTo(ctx, events, before, done); err != nil {
			return fmt.Errorf("find the rules of events: %w", err)
		}
		if slices.ContainsFunc(events, movesDue) {
			e.scanBy(e.now())
		}
	}
	return nil
}

// followTo moves the cursor and writes the runs of the events, unless somebody else has.
func (e *Engine) followTo(ctx context.Context, events []asana.Event, before, target int64) (moved bool, err error) {
	err = e.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		n, err := q.AdvanceRuleCursor(ctx, store.AdvanceRuleCursorParams{Before: before, Target: target})
		moved = n > 0
		if err != nil || !moved {
			return err
		}
		m := &matcher{Engine: e, q: q, starts: map[start][]rule{}, rules: map[string]rule{}, homes: map[string]string{}}
		for i, event := range events {
			if i > 0 && sameDue(events[i-1], event) {
				continue
			}
			if err := m.match(ctx, event); err != nil {
				return fmt.Errorf("event %d: %w", event.Seq, err)
			}
		}
		return nil
	})
	return moved, err
}

// sameDue tells whether the second event tells of the change the first has told of: that of a day and its moment.
func sameDue(a, b asana.Event) bool {
	return a.Field == "due_on" && b.Field == "due_at" && a.Resource == b.Resource && a.CreatedAt.Equal(b.CreatedAt)
}
