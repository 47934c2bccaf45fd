package bridge

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"jirabridge/jira"
)

// Times of a way.
const (
	stallTime = 30 * time.Second // without movement a way ends
	takeTime  = 10 * time.Minute // how long Jira may work on a file that it has got all of
)

// way is the passage of one file. It has no time limit while it moves: a large
// file over a slow line may take hours.
type way struct {
	stop  context.CancelFunc
	timer *time.Timer
	left  atomic.Int64  // bytes that have not been read
	kept  chan struct{} // closed when nobody gives signs of life any more
}

// setOut begins a way. Its context ends with it.
func setOut(ctx context.Context) (context.Context, *way) {
	ctx, stop := context.WithCancel(ctx)
	w := &way{stop: stop, timer: time.AfterFunc(stallTime, stop), kept: make(chan struct{})}
	w.left.Store(1)
	return ctx, w
}

// end may be called twice.
func (w *way) end() {
	w.timer.Stop()
	w.stop()
	<-w.kept
}

// of is content of a known size, with its movement noticed.
func (w *way) of(content io.Reader, size int64) io.Reader {
	w.left.Store(size)
	w.moved()
	return &moving{content, w}
}

func (w *way) moved() {
	if w.left.Load() <= 0 {
		w.timer.Reset(takeTime)
		return
	}
	w.timer.Reset(stallTime)
}

// inDoubt is how long Jira may still be taking in what this way brought, after
// it has failed: an answer ends all doubt, and of a part Jira makes no file.
func (w *way) inDoubt(err error) time.Duration {
	var e *jira.Error
	answered := errors.As(err, &e) && e.Status != 0 && e.Status != http.StatusBadGateway && e.Status != http.StatusGatewayTimeout
	if w.left.Load() > 0 || answered {
		return 0
	}
	return doubtTime
}

type moving struct {
	content io.Reader
	way     *way
}

// Read notices that something moves.
func (m *moving) Read(p []byte) (int, error) {
	n, err := m.content.Read(p)
	m.way.left.Add(-int64(n))
	m.way.moved()
	return n, err
}
