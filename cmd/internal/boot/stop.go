package boot

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"
)

// Times of a stop.
const (
	grace      = 20 * time.Second // for requests and for the bridge's own work
	jobGrace   = 15 * time.Second // for jobs, which then are cut off and given back
	watched    = time.Minute      // a monitor asks /readyz at least this often
	noticeTime = 3 * time.Second  // for such a monitor to notice
)

// readiness is what /readyz answers by.
type readiness struct {
	stopping atomic.Bool
	asked    atomic.Int64 // when, in Unix nanoseconds
}

// ready answers 503 while the program is stopping, and when the database does
// not answer.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	a.readiness.asked.Store(time.Now().UnixNano())
	if a.readiness.stopping.Load() {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := a.db.Reader().PingContext(ctx); err != nil {
		a.config.Logger.WarnContext(ctx, "not ready", "error", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
	}
}

// stop ends in order: jobs begin no more and finish beside the requests; then
// what the bridge has under way; then what all of them stand on.
func (a *App) stop(ctx context.Context, server *http.Server) error {
	ctx, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	a.readiness.stopping.Store(true)
	server.SetKeepAlivesEnabled(false)
	jobs := make(chan error, 1)
	go func() { jobs <- a.stopJobs(ctx) }()
	a.letNotice(ctx)
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	return errors.Join(err, <-jobs, a.release(ctx))
}

func (a *App) stopJobs(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, jobGrace)
	defer cancel()
	return a.queue.Stop(ctx)
}

// letNotice still takes requests until a proxy that asks /readyz had time to
// send them elsewhere. Where nobody asks, nobody is waited for.
func (a *App) letNotice(ctx context.Context) {
	if !a.config.Noticed || time.Since(time.Unix(0, a.readiness.asked.Load())) > watched {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(noticeTime):
	}
}
