package pace

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// patience is the longest wait before a request is sent. Who would have to wait
// longer is told at once.
const patience = 10 * time.Second

// Config is what a Jira needs.
type Config struct {
	Now func() time.Time
	// Ours tells of an error of sending that Jira has no part in. Nil is none.
	Ours func(error) bool
}

// Jira paces the requests to one Jira. It is safe for concurrent use.
type Jira struct {
	config Config

	mu      sync.Mutex
	all     gate
	people  map[string]*person
	waiting int           // people who wait
	news    chan struct{} // closed when who waits should look again
}

// person is what concerns one account alone.
type person struct {
	gate   gate
	budget budget
}

// New makes the pace of a Jira of which nothing is known yet.
func New(c Config) *Jira {
	if c.Ours == nil {
		c.Ours = func(error) bool { return false }
	}
	return &Jira{config: c, people: map[string]*person{}, news: make(chan struct{})}
}

// For paces what a person sends through next. The person is any word that is
// always the same for an account.
func (j *Jira) For(who string, next http.RoundTripper) http.RoundTripper {
	return transport{j, who, next}
}

// Silent tells since when requests go unanswered, once so many have that no more
// are sent.
func (j *Jira) Silent() (since time.Time, silent bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.all.since, j.all.cause == Silent
}

// request is one that wants to be sent.
type request struct {
	who        string
	background bool
	question   bool // changes nothing, so that one that is not answered has done nothing
	stream     bool // takes as long as it takes, so nothing may depend on it
}

// enter waits until the request may be sent. The error is a *Held.
func (j *Jira) enter(ctx context.Context, r request) (*ticket, error) {
	t, held, news := j.try(r)
	if t != nil {
		return t, nil
	}
	if !r.background {
		j.count(+1)
		defer j.count(-1)
	}
	for end := j.config.Now().Add(patience); j.isWorthIt(ctx, held, end); {
		await(ctx, held.Until.Sub(j.config.Now()), news)
		if t, held, news = j.try(r); t != nil {
			return t, nil
		}
	}
	return nil, held
}

func (j *Jira) try(r request) (*ticket, *Held, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	who, ok := j.people[r.who]
	if !ok {
		who = &person{}
		j.people[r.who] = who
	}
	now := j.config.Now()
	if held := j.hold(now, who, r); held != nil {
		return nil, held, j.news
	}
	t := &ticket{jira: j, who: who, stream: r.stream, sent: now}
	who.budget.take(now)
	if !r.stream {
		t.trialAll, t.trialWho = j.all.take(now), who.gate.take(now)
	}
	return t, nil, nil
}

func (j *Jira) hold(now time.Time, who *person, r request) *Held {
	for _, g := range []*gate{&j.all, &who.gate} {
		if held := g.hold(now, r); held != nil {
			return held
		}
		if r.stream && g.cause != "" {
			return &Held{g.cause, g.since, now.Add(lookAgain)}
		}
	}
	if r.background && j.waiting > 0 {
		return &Held{Refused, now, now.Add(lookAgain)}
	}
	return who.budget.hold(now, r.background)
}

// isWorthIt tells whether a wait ends in time.
func (j *Jira) isWorthIt(ctx context.Context, held *Held, end time.Time) bool {
	if held.Cause == Silent || held.Until.After(end) || ctx.Err() != nil {
		return false
	}
	deadline, limited := ctx.Deadline()
	return !limited || time.Until(deadline) > held.Until.Sub(j.config.Now())
}

// await waits for a time, for news, or for the context to end.
func await(ctx context.Context, wait time.Duration, news <-chan struct{}) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-news:
	case <-ctx.Done():
	}
}

// count counts people who wait. The last one to go tells the others.
func (j *Jira) count(n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.waiting += n
	if j.waiting == 0 {
		j.tell()
	}
}

// tell has everybody who waits look again.
func (j *Jira) tell() {
	close(j.news)
	j.news = make(chan struct{})
}
