package pace

import (
	"net/http"
	"strconv"
	"time"
)

// kept is the part of a bucket that work in the background leaves to people.
const kept = 1. / 3

// budget is what is left of a person's requests, as Jira's last answer and the
// time since tell. Zero is a Jira that does not limit them.
type budget struct {
	limit float64 // 0: not known
	rate  float64 // per second
	left  float64 // at the time at; less than none when more are under way
	at    time.Time
	out   int // requests whose answers have not come
}

// hold says how long a request has to wait, at most the longest wait that is
// believed; nil when it may go.
func (b *budget) hold(now time.Time, background bool) *Held {
	if b.limit == 0 {
		return nil
	}
	need := 1.
	if background {
		need = min(need+float64(int(b.limit*kept)), b.limit)
	}
	lack := need - b.have(now)
	if lack <= 0 {
		return nil
	}
	seconds := min(lack/b.rate, longest.Seconds()) // more may be too much for a Duration
	return &Held{Refused, now, now.Add(time.Duration(seconds * float64(time.Second)))}
}

func (b *budget) have(now time.Time) float64 {
	return min(b.left+now.Sub(b.at).Seconds()*b.rate, b.limit)
}

func (b *budget) take(now time.Time) {
	b.left, b.at = b.have(now)-1, now
	b.out++
}

func (b *budget) leave() { b.out-- }

// learn believes an answer. Those under way may not have been counted in it.
// What has no rate would never fill, and cannot be counted on.
func (b *budget) learn(h http.Header, now time.Time) {
	limit, remaining := number(h, "X-RateLimit-Limit"), number(h, "X-RateLimit-Remaining")
	fill, every := number(h, "X-RateLimit-FillRate"), number(h, "X-RateLimit-Interval-Seconds")
	switch {
	case limit < 0 || remaining < 0: // exempt: nothing was said
	case limit < 1 || fill <= 0 || every <= 0:
		b.limit = 0
	default:
		b.limit, b.rate = limit, fill/every
		b.left, b.at = min(remaining, limit)-float64(b.out), now
	}
}

// number is a header's, -1 when there is none.
func number(h http.Header, name string) float64 {
	n, err := strconv.ParseUint(h.Get(name), 10, 32)
	if err != nil {
		return -1
	}
	return float64(n)
}
