package pace

import (
	"net/http"
	"time"
)

// ticket is the leave to send one request. It is given back once.
type ticket struct {
	jira               *Jira
	who                *person
	stream             bool
	trialAll, trialWho bool
	sent               time.Time
	left               bool
}

// isTrial tells whether others wait for the outcome.
func (t *ticket) isTrial() bool { return t.trialAll || t.trialWho }

// verdict is what became of a request: for everybody, and for its person.
type verdict struct {
	all, who outcome
	wait     time.Duration
	header   http.Header // nil without an answer
}

// leave gives the ticket back. Only the first time counts.
func (t *ticket) leave(v verdict) {
	j := t.jira
	j.mu.Lock()
	defer j.mu.Unlock()
	if t.left {
		return
	}
	t.left = true
	now := j.config.Now()
	t.who.budget.leave()
	if v.header != nil {
		t.who.budget.learn(v.header, now)
	}
	if t.stream { // it was not counted, and proves nothing but a refusal
		j.all.flying++
		t.who.gate.flying++
		if v.wait == 0 && v.all != refused && v.who != refused {
			v.all, v.who = unknown, unknown
		}
	}
	j.all.leave(now, t.trialAll, v.all, v.wait)
	t.who.gate.leave(now, t.trialWho, v.who, v.wait)
	j.tell()
}
