package bridgetest

import (
	"context"
	"time"
)

// Patience is a context that ends as with a deadline once over says so: the
// moment at which somebody stops waiting, at any speed of the machine.
func (w *World) Patience(over func() bool) context.Context {
	w.t.Helper()
	p := patience{w.t.Context(), make(chan struct{})}
	go func() {
		for !over() && w.t.Context().Err() == nil {
			time.Sleep(time.Millisecond)
		}
		close(p.over)
	}()
	return p
}

type patience struct {
	context.Context
	over chan struct{}
}

// Done is closed when it is over.
func (p patience) Done() <-chan struct{} { return p.over }

// Err is that of a deadline.
func (p patience) Err() error {
	select {
	case <-p.over:
		return context.DeadlineExceeded
	default:
		return nil
	}
}
