package doctor

import (
	"context"
	"net/http"
	"strconv"
	"sync"
)

// The headers in which Jira tells its limit, since 8.6 and where one is set
// (https://confluence.atlassian.com/adminjiraserver/improving-instance-stability-with-rate-limiting-983794911.html).
const (
	rateLimit    = "X-RateLimit-Limit"
	rateFill     = "X-RateLimit-FillRate"
	rateInterval = "X-RateLimit-Interval-Seconds"
)

// tight is a limit, in requests, under which people would feel it: opening the
// form for an issue takes several.
const tight = 10

// watcher remembers what Jira said last of its limits.
type watcher struct {
	mu   sync.Mutex
	last http.Header // of an answer that had them
}

// watch looks at what passes through.
func (w *watcher) watch(next http.RoundTripper) http.RoundTripper { return watched{w, next} }

type watched struct {
	*watcher
	next http.RoundTripper
}

// RoundTrip passes the request on.
func (w watched) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := w.next.RoundTrip(r)
	if err == nil && res.Header.Get(rateLimit) != "" {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.last = res.Header
	}
	return res, err
}

// limits is about how many requests a person may make.
func (e *examination) limits(context.Context) Step {
	if e.As == nil {
		return notReached(e.NoOne)
	}
	e.rate.mu.Lock()
	told := e.rate.last
	e.rate.mu.Unlock()
	if told == nil {
		return saw().noting("rate_none")
	}
	s := saw(header(rateLimit, told), header(rateFill, told), header(rateInterval, told))
	limit, err := strconv.Atoi(told.Get(rateLimit))
	switch {
	case err != nil:
		return s
	case limit == 0:
		return s.but(Fail, "rate_blocked")
	case limit < tight || perSecond(told) < 1:
		return s.but(Hint, "rate_tight")
	}
	return s
}

// perSecond is how many requests come in anew each second; 1 when that cannot
// be read.
func perSecond(h http.Header) float64 {
	fill, err := strconv.ParseFloat(h.Get(rateFill), 64)
	interval, err2 := strconv.ParseFloat(h.Get(rateInterval), 64)
	if err != nil || err2 != nil || interval <= 0 {
		return 1
	}
	return fill / interval
}
