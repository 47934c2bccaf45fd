package pagetest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Follow takes a step and, when that makes the page leave for another one,
// waits until the other has loaded: what the test does next must not meet the
// old page. It waits for no page where the answer is a file or nothing, or the
// window closes. It ends with ctx.
func Follow(ctx context.Context, step func() error) error {
	return follow(ctx, func(*trip) error { return step() })
}

func follow(ctx context.Context, step func(*trip) error) error {
	listening, stop := context.WithCancel(ctx)
	defer stop()
	t := &trip{}
	if err := chromedp.Listen(listening, t.hear); err != nil {
		return err
	}
	if err := step(t); err != nil && !left(err) {
		return err
	}
	// A form is not sent at once: the browser puts that in the queue.
	_, err := chromedp.Run(ctx, chromedp.Evaluate[any](turn, chromedp.EvalAwaitPromise))
	if err != nil && !left(err) {
		return err
	}
	return t.end(ctx)
}

// turn waits for what was put in the queue before it. Without scripts there is
// nothing to wait with.
const turn = `matchMedia("(scripting: none)").matches || new Promise(done => setTimeout(() => setTimeout(done)))`

// trip is the way from one page to the next, as the browser tells it.
type trip struct {
	mu    sync.Mutex
	stage stage
}

type stage int

const (
	staying   stage = iota
	requested       // the page wants to leave
	leaving         // the browser has asked for the next page
)

func (t *trip) request() { t.move(requested, staying) }

// hear takes the events in their order. The end of the old page's own loading
// may come after the request for the next.
func (t *trip) hear(event any) {
	switch e := event.(type) {
	case *page.EventFrameRequestedNavigation:
		if e.Disposition == page.ClientNavigationDispositionCurrentTab {
			t.move(requested, staying)
		}
	case *page.EventFrameStartedNavigating:
		t.move(leaving, requested)
	case *page.EventFrameStoppedLoading:
		t.move(staying, leaving)
	}
}

func (t *trip) move(to, from stage) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stage == from {
		t.stage = to
	}
}

func (t *trip) over() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stage == staying
}

// end waits for the end of the trip.
func (t *trip) end(ctx context.Context) error {
	closed, err := chromedp.Detached(ctx)
	if err != nil {
		return err
	}
	for !t.over() {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-closed:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("the next page never came: %w", ctx.Err())
		}
	}
	return nil
}
