package pace_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"jirabridge/jira/pace"
)

// sim is a Jira that needs no network, so that a test can hold its clock.
type sim struct {
	pace  *pace.Jira
	start time.Time

	mu     sync.Mutex
	answer func(*http.Request) (*http.Response, error)
	sent   []time.Duration // when
	who    []string
}

// world runs a test with a Jira that answers well.
func world(t *testing.T, test func(t *testing.T, s *sim)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &sim{start: time.Now(), answer: says(200, "")}
		s.pace = pace.New(pace.Config{Now: time.Now, Ours: func(err error) bool { return errors.Is(err, errOurs) }})
		test(t, s)
	})
}

var (
	errOurs = errors.New("our own mistake")
	errCut  = errors.New("connection reset")
)

// says answers with a status and headers, "Name: value" each on its line.
func says(status int, headers string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) {
		h := http.Header{"Content-Type": {"application/json"}}
		for line := range strings.Lines(headers) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			h.Set(name, value)
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader("{}"))}, nil
	}
}

func breaks(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// now is the way Jira answers from here on.
func (s *sim) now(answer func(*http.Request) (*http.Response, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

func (s *sim) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.sent, s.who = append(s.sent, time.Since(s.start)), append(s.who, r.URL.Host)
	answer := s.answer
	s.mu.Unlock()
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	return answer(r)
}

func (s *sim) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sent)
}

// ask sends a request of somebody and reads the answer.
func (s *sim) ask(ctx context.Context, who string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+who, nil)
	if err != nil {
		return err
	}
	return s.do(r)
}

func (s *sim) do(r *http.Request) error {
	resp, err := s.pace.For(r.URL.Host, s).RoundTrip(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err = io.ReadAll(resp.Body); err == nil && resp.StatusCode >= 400 {
		err = errors.New(http.StatusText(resp.StatusCode))
	}
	return err
}

// fail asks as often, and over as long a time, as makes Jira silent.
func (s *sim) fail(t *testing.T) {
	t.Helper()
	for i := range 5 {
		time.Sleep(time.Duration(i) * time.Second)
		if err := s.ask(t.Context(), "ann"); err == nil {
			t.Fatal("Jira answers")
		}
	}
}

func held(t *testing.T, err error, cause pace.Cause) *pace.Held {
	t.Helper()
	var h *pace.Held
	if !errors.As(err, &h) || h.Cause != cause {
		t.Fatalf("got %v, want it held because %s", err, cause)
	}
	return h
}
