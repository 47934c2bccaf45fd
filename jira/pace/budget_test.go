package pace_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"jirabridge/jira/pace"
)

// bucket answers as Data Center does: so many requests for each person, filled
// so fast, and "Retry-After: 0" on what is healthy.
func bucket(limit, rate float64) func(*http.Request) (*http.Response, error) {
	var mu sync.Mutex
	used, at := map[string]float64{}, time.Now()
	return func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		defer mu.Unlock()
		for who := range used {
			used[who] = max(0, used[who]-time.Since(at).Seconds()*rate)
		}
		at = time.Now()
		status, left := 429, limit-used[r.URL.Host]
		if left >= 1 {
			used[r.URL.Host]++
			left, status = left-1, 200
		}
		return says(status, "X-RateLimit-Limit: "+strconv.Itoa(int(limit))+"\nX-RateLimit-Remaining: "+strconv.Itoa(int(left))+
			"\nX-RateLimit-FillRate: "+strconv.Itoa(int(rate))+"\nX-RateLimit-Interval-Seconds: 1\nRetry-After: 0")(r)
	}
}

// A company lets everybody ask once a second: nobody is ever refused.
func TestRequestsArePaced(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(bucket(1, 1))
		for i := range 8 {
			if err := s.ask(t.Context(), "ann"); err != nil || s.sent[i] != time.Duration(i)*time.Second {
				t.Fatalf("request %d: %v, at %v", i, err, s.sent)
			}
		}
		if err := s.ask(t.Context(), "bob"); err != nil || s.sent[8] != s.sent[7] {
			t.Errorf("somebody else's bucket: %v, at %v", err, s.sent)
		}
	})
}

// What fills in centuries is said to be looked at again in an hour.
func TestBucketThatHardlyFills(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(says(200, "X-RateLimit-Limit: 1000\nX-RateLimit-Remaining: 0\nX-RateLimit-FillRate: 1\nX-RateLimit-Interval-Seconds: 4000000000"))
		_ = s.ask(t.Context(), "ann")
		var held *pace.Held
		if err := s.ask(pace.Background(t.Context()), "ann"); !errors.As(err, &held) || time.Until(held.Until) != time.Hour {
			t.Errorf("%v: %+v", err, held)
		}
	})
}

func TestTenAtOnceArePaced(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(bucket(2, 1))
		_ = s.ask(t.Context(), "ann")
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if err := s.ask(t.Context(), "ann"); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if end := time.Since(s.start); end != 9*time.Second {
			t.Errorf("all were served after %v", end)
		}
	})
}

func TestTheBackgroundLeavesAThird(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(bucket(9, 1))
		background := pace.Background(t.Context())
		for range 6 {
			if err := s.ask(background, "ann"); err != nil || time.Since(s.start) != 0 {
				t.Fatalf("%v after %v", err, time.Since(s.start))
			}
		}
		for range 3 { // what is left is for people
			if err := s.ask(t.Context(), "ann"); err != nil || time.Since(s.start) != 0 {
				t.Fatalf("%v after %v", err, time.Since(s.start))
			}
		}
		if err := s.ask(background, "ann"); err != nil || time.Since(s.start) != 4*time.Second {
			t.Errorf("the background: %v after %v", err, time.Since(s.start))
		}
		if err := s.ask(t.Context(), "ann"); err != nil || time.Since(s.start) != 4*time.Second {
			t.Errorf("people: %v after %v", err, time.Since(s.start))
		}
	})
}

func TestPeopleGoFirst(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(bucket(1, 1))
		_ = s.ask(t.Context(), "ann")
		var order []string
		var group sync.WaitGroup
		asks := func(name string, ctx context.Context) {
			group.Go(func() {
				err := s.ask(ctx, "ann")
				s.mu.Lock()
				defer s.mu.Unlock()
				if err == nil {
					order = append(order, name)
				}
			})
			time.Sleep(time.Millisecond)
		}
		asks("background", pace.Background(t.Context()))
		asks("person", t.Context())
		asks("person", t.Context())
		group.Wait()
		if len(order) != 3 || order[0] != "person" || order[1] != "person" {
			t.Errorf("served in the order %v", order)
		}
	})
}

func TestHeadersThatSayNothing(t *testing.T) {
	for name, headers := range map[string]string{
		"none":              "",
		"no filling":        "X-RateLimit-Limit: 5\nX-RateLimit-Remaining: 0\nX-RateLimit-FillRate: 0\nX-RateLimit-Interval-Seconds: 1",
		"no interval":       "X-RateLimit-Limit: 5\nX-RateLimit-Remaining: 0\nX-RateLimit-FillRate: 5",
		"no limit":          "X-RateLimit-Limit: 0\nX-RateLimit-Remaining: 0\nX-RateLimit-FillRate: 5\nX-RateLimit-Interval-Seconds: 1",
		"no number":         "X-RateLimit-Limit: many\nX-RateLimit-Remaining: some",
		"retry after zero":  "Retry-After: 0",
		"retry after a day": "Retry-After: 86400",
	} {
		t.Run(name, func(t *testing.T) {
			world(t, func(t *testing.T, s *sim) {
				s.now(says(200, headers))
				for range 50 {
					if err := s.ask(pace.Background(t.Context()), "ann"); err != nil || time.Since(s.start) != 0 {
						t.Fatalf("%v after %v", err, time.Since(s.start))
					}
				}
			})
		})
	}
}
