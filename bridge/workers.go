package bridge

import (
	"context"
	"sync"
	"time"
)

// workers runs work that outlives the request it came with: from a claim on,
// renewing tokens, and reading values after the reader has got older ones.
// Every piece has a time limit and is waited for at shutdown.
type workers struct {
	root  context.Context
	end   context.CancelFunc
	group sync.WaitGroup
}

func newWorkers() *workers {
	root, end := context.WithCancel(context.Background())
	return &workers{root: root, end: end}
}

// context returns a context for one piece of work: it has the values of ctx,
// and ends after limit or when Stop loses patience. The work is over when done
// is called.
func (w *workers) context(ctx context.Context, limit time.Duration) (own context.Context, done func()) {
	w.group.Add(1)
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	unhook := context.AfterFunc(w.root, cancel)
	return own, func() {
		unhook()
		cancel()
		w.group.Done()
	}
}

// start runs f beside the caller.
func (w *workers) start(ctx context.Context, limit time.Duration, f func(ctx context.Context)) {
	own, done := w.context(ctx, limit)
	go func() {
		defer done()
		f(own)
	}()
}

// Stop waits for work under way until ctx ends, then cuts it off and waits for
// it to notice. Nothing may be asked of the Bridge any more.
func (b *Bridge) Stop(ctx context.Context) error {
	defer b.metadata.stop()
	defer b.shown.StopAllGoroutines()
	defer b.sprints.known.StopAllGoroutines()
	idle := make(chan struct{})
	go func() {
		b.work.group.Wait()
		close(idle)
	}()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		b.work.end()
		<-idle
		return ctx.Err()
	}
}
