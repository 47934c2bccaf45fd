package bridge

import (
	"context"
	"sync"
	"time"
)

// workers runs work that outlives the request it came with: from a claim on,
// and refreshing values after the reader has got older ones. Every piece has a
// time limit and is waited for at shutdown.
type workers struct {
	root   context.Context
	cancel context.CancelFunc
	group  sync.WaitGroup
}

func newWorkers() *workers {
	root, cancel := context.WithCancel(context.Background())
	return &workers{root: root, cancel: cancel}
}

// start runs f on a context of its own that ends after limit or with the
// program, and keeps the values of ctx.
func (w *workers) start(ctx context.Context, limit time.Duration, f func(ctx context.Context)) {
	w.group.Add(1)
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	stop := context.AfterFunc(w.root, cancel)
	go func() {
		defer w.group.Done()
		defer stop()
		defer cancel()
		f(own)
	}()
}

// Stop waits for work under way until ctx ends, then cuts it off and waits for
// it to notice.
func (b *Bridge) Stop(ctx context.Context) error {
	done := make(chan struct{})
	go func() { b.work.group.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		b.work.cancel()
		<-done
		return ctx.Err()
	}
}
