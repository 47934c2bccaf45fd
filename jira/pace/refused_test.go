package pace_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"jirabridge/jira/pace"
)

// A storm: a hundred people ask again and again, and Jira refuses them all.
func TestAStormMakesOneRequestPerRetryAfter(t *testing.T) {
	for name, headers := range map[string]string{"for everybody": "", "for a person": "X-RateLimit-Limit: 5\nX-RateLimit-Remaining: 0\nX-RateLimit-FillRate: 1\nX-RateLimit-Interval-Seconds: 1\n"} {
		t.Run(name, func(t *testing.T) {
			world(t, func(t *testing.T, s *sim) {
				s.now(says(429, headers+"Retry-After: 3"))
				if err := s.ask(t.Context(), "ann"); err == nil {
					t.Fatal("nothing was refused")
				}
				var group sync.WaitGroup
				for range 100 {
					group.Go(func() {
						for range 5 {
							_ = s.ask(t.Context(), "ann")
						}
					})
				}
				group.Wait()
				for i := 1; i < len(s.sent); i++ {
					if wait := s.sent[i] - s.sent[i-1]; wait < 3*time.Second {
						t.Errorf("asked again after %v", wait)
					}
				}
				if len(s.sent) < 5 {
					t.Errorf("gave up after %d requests", len(s.sent))
				}
			})
		})
	}
}

func TestHowLongARefusalLasts(t *testing.T) {
	for _, test := range []struct {
		name, header string
		status       int
		waits        []time.Duration // between the refusals
	}{
		{"seconds", "Retry-After: 7", 429, []time.Duration{7, 7, 7}},
		{"seconds of a 503", "Retry-After: 7", 503, []time.Duration{7, 7, 7}},
		{"an hour of a 503", "Retry-After: 3600", 503, []time.Duration{60, 60}},
		{"none", "", 429, []time.Duration{1, 2, 4, 8, 16, 32, 60, 60}},
		{"zero", "Retry-After: 0", 429, []time.Duration{1, 2, 4}},
		{"nonsense", "Retry-After: soon", 429, []time.Duration{1, 2, 4}},
		{"less than nothing", "Retry-After: -5", 429, []time.Duration{1, 2, 4}},
		{"the past", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT", 429, []time.Duration{1, 2, 4}},
		{"a day", "Retry-After: 86400", 429, []time.Duration{3600, 3600}},
		{"more than a number holds", "Retry-After: 99999999999999999", 429, []time.Duration{3600, 3600}},
		{"all is blocked", "X-RateLimit-Limit: 0\nX-RateLimit-Remaining: 0\nRetry-After: 0", 429, []time.Duration{1, 2, 4}},
	} {
		t.Run(test.name, func(t *testing.T) {
			world(t, func(t *testing.T, s *sim) {
				s.now(says(test.status, test.header))
				_ = s.ask(t.Context(), "ann")
				for i, wait := range test.waits {
					wait *= time.Second
					time.Sleep(wait - time.Millisecond)
					h := held(t, s.ask(canceled(t), "bob"), map[int]pace.Cause{429: pace.Refused, 503: pace.Away}[test.status])
					if h.Until.After(time.Now().Add(time.Millisecond)) || s.count() != i+1 {
						t.Fatalf("round %d: %d requests were sent, the next one would be in %v", i, s.count(), time.Until(h.Until))
					}
					time.Sleep(time.Millisecond)
					_ = s.ask(t.Context(), "ann")
				}
				if s.count() != len(test.waits)+1 {
					t.Errorf("%d requests", s.count())
				}
			})
		})
	}
}

// canceled is the context of somebody who does not wait.
func canceled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func TestRetryAfterAsADate(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(says(429, "Retry-After: "+time.Now().Add(5*time.Second).UTC().Format(http.TimeFormat)))
		_ = s.ask(t.Context(), "ann")
		s.now(says(200, ""))
		if err := s.ask(t.Context(), "ann"); err != nil || s.sent[1] != 5*time.Second {
			t.Errorf("%v, asked at %v", err, s.sent)
		}
	})
}

func TestWhoIsRefused(t *testing.T) {
	for _, test := range []struct {
		name, headers string
		bobWaits      bool
	}{
		{"by something in front of Jira", "Retry-After: 5", true},
		{"by his own bucket", "Retry-After: 5\nX-RateLimit-Limit: 70\nX-RateLimit-Remaining: 0\nX-RateLimit-FillRate: 5\nX-RateLimit-Interval-Seconds: 1", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			world(t, func(t *testing.T, s *sim) {
				s.now(says(429, test.headers))
				_ = s.ask(t.Context(), "ann")
				s.now(says(200, ""))
				if err := s.ask(t.Context(), "bob"); err != nil || s.sent[1] == 0 == test.bobWaits {
					t.Errorf("bob: %v, at %v", err, s.sent[1])
				}
				if err := s.ask(t.Context(), "ann"); err != nil || s.sent[2] != 5*time.Second {
					t.Errorf("ann: %v, at %v", err, s.sent[2])
				}
			})
		})
	}
}

func TestNobodyWaitsInVain(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(says(429, "Retry-After: 9"))
		_ = s.ask(t.Context(), "ann")
		ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
		defer cancel()
		if h := held(t, s.ask(ctx, "ann"), "refused"); time.Since(s.start) != 0 || h.Until.Sub(s.start) != 9*time.Second || h.Since != s.start {
			t.Errorf("told after %v: %+v", time.Since(s.start), h)
		}
	})
}

// What was sent before the refusal and comes back well opens nothing, and what
// comes back refused as well is not one more refusal.
func TestAnswersFromBefore(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(func(r *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return says(200, "")(r)
		})
		var group sync.WaitGroup
		group.Go(func() { _ = s.ask(t.Context(), "bob") })
		time.Sleep(time.Millisecond)
		s.now(says(429, "Retry-After: 5"))
		_ = s.ask(t.Context(), "ann")
		group.Wait()
		if h := held(t, s.ask(canceled(t), "ann"), "refused"); h.Until.Sub(s.start) != 5*time.Second+time.Millisecond {
			t.Errorf("held until %v", h.Until.Sub(s.start))
		}
	})
}

// After a refusal requests come back one by one.
func TestTheWayBackIsSlow(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(says(429, "Retry-After: 3"))
		_ = s.ask(t.Context(), "ann")
		flying, most := 0, map[time.Duration]int{}
		s.now(func(r *http.Request) (*http.Response, error) {
			s.mu.Lock()
			flying++
			at := time.Since(s.start)
			most[at] = max(most[at], flying)
			s.mu.Unlock()
			time.Sleep(time.Second)
			s.mu.Lock()
			flying--
			s.mu.Unlock()
			return says(200, "")(r)
		})
		var group sync.WaitGroup
		for range 30 {
			group.Go(func() {
				if err := s.ask(t.Context(), "ann"); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		for i, want := range []int{1, 2, 4, 8} {
			if got := most[time.Duration(3+i)*time.Second]; got != want {
				t.Errorf("%d requests at once in round %d, want %d", got, i, want)
			}
		}
	})
}
