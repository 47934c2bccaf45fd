package jobs

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// giveBack makes jobs that our own stopping cut short available again at once,
// without counting the attempt. River would count it and wait. A worker that
// says itself when to go on is believed.
type giveBack struct {
	river.MiddlewareDefaults
	stopping *atomic.Bool
}

// Work is called around every job.
func (g *giveBack) Work(ctx context.Context, _ *rivertype.JobRow, next func(context.Context) error) error {
	err := next(ctx)
	var snooze *river.JobSnoozeError
	if err != nil && ctx.Err() != nil && g.stopping.Load() && !errors.As(err, &snooze) {
		return river.JobSnooze(0)
	}
	return err
}
