package bridge

import (
	"context"
	"errors"
	"sync"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// How long a claim is held without a word of its worker, and how often that
// says it is alive.
const (
	holdTime  = 15 * time.Second
	holdEvery = 5 * time.Second
)

var errWorkerDied = errors.New("the process that was creating the issue has ended")

// hold keeps a claim from falling due while it is worked on. The work is over
// when done is called.
func (b *Bridge) hold(ctx context.Context, claim string) (done func()) {
	ctx, cancel := context.WithCancel(ctx)
	var beat sync.WaitGroup
	beat.Go(func() {
		tick := time.NewTicker(holdEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				b.stillHere(ctx, claim)
			}
		}
	})
	return func() {
		cancel()
		beat.Wait()
	}
}

func (b *Bridge) stillHere(ctx context.Context, claim string) {
	_, err := store.New(b.db.Writer()).HoldClaim(ctx, store.HoldClaimParams{DueAt: b.due(holdTime), ID: claim})
	if err != nil && ctx.Err() == nil {
		b.log.WarnContext(ctx, "claim could not be held", "claim", claim, "error", err)
	}
}

// send notes that the creation is about to be sent. A claim that was taken for
// dead meanwhile has no right to create any more.
func (b *Bridge) send(ctx context.Context, claim string) error {
	n, err := store.New(b.db.Writer()).SendClaim(ctx, store.SendClaimParams{
		Now: sqldb.Micros(b.now()), DueAt: b.due(holdTime), ID: claim,
	})
	if err == nil && n == 0 {
		return fail(Busy, nil, "cut_off")
	}
	return err
}

// due is a point in time from now, as it is stored.
func (b *Bridge) due(in time.Duration) int64 { return sqldb.Micros(b.now().Add(in)) }
