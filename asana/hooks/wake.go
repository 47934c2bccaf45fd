package hooks

import (
	"context"
	"database/sql"
	"fmt"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// eventsAtOnce is how many events of the log are looked at in one transaction.
const eventsAtOnce = 500

// wake marks the webhooks that the events at the end of the log may concern. Copies of the program that do it at
// the same time do not do it twice.
func (h *Hooks) wake(ctx context.Context) error {
	at, err := store.New(h.db.Reader()).WebhookCursor(ctx)
	if err != nil {
		return fmt.Errorf("read the cursor of webhooks: %w", err)
	}
	for moved := true; moved && at.Done < at.Last; {
		events, err := h.platform.Events(ctx, at.Done, eventsAtOnce)
		if err != nil {
			return err
		}
		before := at.Done
		if at.Done = at.Last; len(events) > 0 { // else they are forgotten
			at.Done = events[len(events)-1].Seq
		}
		if moved, err = h.wakeFor(ctx, events, before, at.Done); err != nil {
			return fmt.Errorf("find the webhooks of events: %w", err)
		}
	}
	return nil
}

// wakeFor moves the cursor and marks what the events concern, unless somebody else has.
func (h *Hooks) wakeFor(ctx context.Context, events []asana.Event, before, target int64) (moved bool, err error) {
	err = h.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		n, err := q.AdvanceWebhookCursor(ctx, store.AdvanceWebhookCursorParams{Before: before, Target: target})
		moved = n > 0
		if err != nil || !moved || len(events) == 0 {
			return err
		}
		return asana.WakeWebhooks(ctx, q, events, sqldb.Micros(h.now()))
	})
	return moved, err
}
