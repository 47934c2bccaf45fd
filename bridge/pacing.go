package bridge

import (
	"errors"
	"math"
	"net/http"
	"sync"
	"time"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/jira"
	"jirabridge/jira/auth"
	"jirabridge/jira/pace"
)

// paces hold, for each Jira by its address, how many requests it gets. There
// are as many as Jiras that workspaces were connected to.
type paces struct {
	config pace.Config
	mu     sync.Mutex
	of     map[string]*pace.Jira
}

func newPaces(now func() time.Time) *paces {
	return &paces{config: pace.Config{Now: now, Ours: saysNothing}, of: map[string]*pace.Jira{}}
}

// saysNothing tells of an error of sending that does not mean that Jira was silent:
// what we did not send, and what it answered to a signature.
func saysNothing(err error) bool {
	var problem *auth.Error
	return httpkit.IsGuarded(err) || errors.Is(err, httpkit.ErrInTx) || errors.As(err, &problem)
}

func (p *paces) to(base string) *pace.Jira {
	p.mu.Lock()
	defer p.mu.Unlock()
	j, ok := p.of[base]
	if !ok {
		j = pace.New(p.config)
		p.of[base] = j
	}
	return j
}

// paced has requests in a person's name wait their turn.
func (b *Bridge) paced(conn Connection, person string) between {
	return func(next http.RoundTripper) http.RoundTripper { return b.paces.to(conn.JiraURL).For(person, next) }
}

// heldFor says how long a request that failed without being sent would have to
// wait.
func (b *Bridge) heldFor(err error) (wait time.Duration, held bool) {
	var h *pace.Held
	if !errors.As(err, &h) {
		return 0, false
	}
	return max(h.Until.Sub(b.now()), time.Second), true
}

// saySince tells, instead of what was wrong with one request, since when Jira
// does not answer, once that was noticed.
func (b *Bridge) saySince(conn Connection, err error) error {
	since, silent := b.paces.to(conn.JiraURL).Silent()
	if !silent || !isSilence(err) {
		return err
	}
	d := b.now().Sub(since)
	if d > 2*time.Hour {
		return fail(Unreachable, err, "jira_silent_hours", "Count", int(d.Hours()))
	}
	return fail(Unreachable, err, "jira_silent", "Count", up(d, time.Minute))
}

// isSilence tells whether Jira was not heard of, rather than heard to say
// something odd.
func isSilence(err error) bool {
	if e := new(auth.Error); errors.As(err, &e) {
		return e.Kind == auth.Unavailable || e.Kind == auth.Unreachable || e.Kind == auth.Timeout
	}
	switch jiraKind(err) {
	case jira.Unavailable, jira.Unreachable, jira.Timeout:
		return true
	}
	return false
}

// busy is a Jira that takes no more requests for now.
func busy(e *jira.Error) error {
	switch wait := e.RetryAfter; {
	case wait == 0:
		return fail(Busy, e, "jira_busy")
	case wait > 2*time.Minute:
		return fail(Busy, e, "jira_wait_minutes", "Count", up(wait, time.Minute)).later(wait)
	default:
		return fail(Busy, e, "jira_wait", "Count", up(wait, time.Second)).later(wait)
	}
}

// up is a time in whole units, at least one.
func up(d, unit time.Duration) int {
	return max(1, int(math.Ceil(float64(d)/float64(unit))))
}
