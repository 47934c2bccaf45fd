package hooks

import (
	"context"
	"fmt"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// every is how often the log is looked at.
const every = 500 * time.Millisecond

// Run calls receivers until ctx ends. Calls under way are cut off then, and made again after the next start.
func (h *Hooks) Run(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	defer h.working.Wait()
	for ctx.Err() == nil {
		if err := h.round(ctx); err != nil && ctx.Err() == nil {
			h.log.WarnContext(ctx, "webhooks wait", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// Tell calls everybody who is due now, and returns when they have been.
func (h *Hooks) Tell(ctx context.Context) error {
	err := h.round(ctx)
	h.working.Wait()
	return err
}

// round finds out who is to be called, and begins.
func (h *Hooks) round(ctx context.Context) error {
	if err := h.wake(ctx); err != nil {
		return err
	}
	for _, failing := range []bool{false, true} {
		if err := h.begin(ctx, failing); err != nil {
			return fmt.Errorf("find the webhooks that are due: %w", err)
		}
	}
	return nil
}

// begin calls as many receivers as there are places.
func (h *Hooks) begin(ctx context.Context, failing bool) error {
	places := h.calls[failing]
	free := cap(places) - len(places)
	if free == 0 {
		return nil
	}
	due, err := store.New(h.db.Reader()).DueWebhooks(ctx, store.DueWebhooksParams{Now: sqldb.Micros(h.now()), Failing: failing, N: int32(free)})
	for _, gid := range due {
		places <- struct{}{} // there is room: nobody else fills it
		h.working.Go(func() {
			defer func() { <-places }()
			h.serve(ctx, gid)
		})
	}
	return err
}

// serve calls one receiver until it has been told everything or does not want it.
func (h *Hooks) serve(ctx context.Context, gid string) {
	for more := true; more; {
		var err error
		if more, err = h.turn(ctx, gid); err != nil && ctx.Err() == nil {
			h.log.WarnContext(ctx, "a webhook waits", "webhook", gid, "error", err)
		}
	}
}
