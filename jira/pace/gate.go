package pace

import "time"

const (
	// silentAfter is how many requests in a row go unanswered before no more are
	// sent, and silentFor the time over which: one call is tried several times.
	silentAfter = 5
	silentFor   = 10 * time.Second
	// firstPause is the wait before a silent Jira is sent something again; each
	// further one is twice as long, up to lastPause. What people change waits
	// personPause at most, and their questions need not wait: who tries again
	// finds out, one at a time.
	firstPause  = 2 * time.Second
	lastPause   = 30 * time.Second
	personPause = 5 * time.Second
	// firstWait and lastWait are the same for a refusal that does not say how long.
	firstWait = time.Second
	lastWait  = time.Minute
	// trialTime is how long the one request of a shut gate keeps others back,
	// should nobody learn what became of it.
	trialTime = time.Minute
	// lookAgain is when somebody who waits for another request looks again, should
	// nobody tell him.
	lookAgain = time.Second
	// wide is how many requests at once end the caution after a refusal.
	wide = 16
)

// outcome is what became of a request, as far as a gate is concerned.
type outcome int

const (
	unknown  outcome = iota // the caller has gone
	answered                // in whatever way
	refused
	away
	unanswered
)

// gate is open, or shut, or lets one request through to find out. It is the
// drawing of the package comment.
type gate struct {
	cause  Cause // "" while it is open
	since  time.Time
	until  time.Time
	rounds int       // how often in a row it was shut
	trial  time.Time // until when the one request keeps others back

	flying int // requests under way
	width  int // how many may be, 0 any number

	failures int       // unanswered in a row
	silent   time.Time // the first of them
	missed   time.Time // the last of them
}

// hold says why a request may not go now; nil when it may.
func (g *gate) hold(now time.Time, r request) *Held {
	switch {
	case g.cause == "" && (g.width == 0 || g.flying < g.width):
		return nil
	case g.cause == "":
		return &Held{Refused, g.since, now.Add(lookAgain)}
	case now.Before(g.untilFor(r)):
		return &Held{g.cause, g.since, g.untilFor(r)}
	case now.Before(g.trial):
		return &Held{g.cause, g.since, now.Add(lookAgain)}
	}
	return nil
}

// untilFor is when a shut gate lets a request through to find out.
func (g *gate) untilFor(r request) time.Time {
	switch soon := g.missed.Add(personPause); {
	case g.cause != Silent || r.background:
		return g.until
	case r.question:
		return time.Time{}
	case soon.Before(g.until):
		return soon
	}
	return g.until
}

// take lets a request through, which is the trial of a shut gate.
func (g *gate) take(now time.Time) (trial bool) {
	g.flying++
	if g.cause == "" {
		return false
	}
	g.trial = now.Add(trialTime)
	return true
}

// leave tells what became of a request; wait is what a refusal asked for. While
// the gate is shut only the trial can open it: what was sent before says
// nothing about now.
func (g *gate) leave(now time.Time, trial bool, what outcome, wait time.Duration) {
	g.flying--
	if trial {
		g.trial = time.Time{}
	}
	switch what {
	case answered:
		if trial || g.cause == "" {
			g.open(trial)
		}
	case refused:
		g.shut(now, trial, Refused, wait)
	case away:
		g.shut(now, trial, Away, wait)
	case unanswered:
		g.miss(now, trial)
	}
}

func (g *gate) open(trial bool) {
	g.cause, g.rounds, g.failures = "", 0, 0
	switch {
	case trial:
		g.width = 2
	case g.width > 0:
		g.width = (g.width + 1) % wide
	}
}

func (g *gate) shut(now time.Time, trial bool, cause Cause, wait time.Duration) {
	if g.cause != "" && !trial { // sent before it was shut
		if until := now.Add(wait); until.After(g.until) {
			g.until = until
		}
		return
	}
	if wait == 0 {
		wait = doubled(firstWait, g.rounds, lastWait)
	}
	if g.cause != cause {
		g.cause, g.since = cause, now
	}
	g.until, g.failures = now.Add(wait), 0
	g.rounds++
}

func (g *gate) miss(now time.Time, trial bool) {
	if g.failures == 0 {
		g.silent = now
	}
	g.failures++
	g.missed = now
	if g.cause != "" && !trial {
		return
	}
	if g.failures >= silentAfter && now.Sub(g.silent) >= silentFor {
		g.cause, g.since = Silent, g.silent
	}
	if g.cause != "" {
		g.until = now.Add(doubled(firstPause, g.rounds, lastPause))
		g.rounds++
	}
}

// doubled is first, doubled so many times, and at most last.
func doubled(first time.Duration, times int, last time.Duration) time.Duration {
	for range times {
		if first >= last {
			return last
		}
		first *= 2
	}
	return min(first, last)
}
