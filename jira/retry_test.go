package jira_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"jirabridge/jira"
)

// script is a Jira that needs no network, so that a test can hold its clock. It
// answers one response after the other and notes when, and which bodies were
// left open.
type script struct {
	answers []reply
	start   time.Time
	asked   []time.Duration
	open    int
}

type reply struct {
	status     int
	retryAfter string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	next := s.answers[min(len(s.asked), len(s.answers)-1)]
	s.asked = append(s.asked, time.Since(s.start))
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		r.Body.Close()
	}
	s.open++
	resp := &http.Response{
		StatusCode: next.status, Request: r, Header: http.Header{},
		Body: &watched{Reader: strings.NewReader(`{"key":"JIRAUSER1"}`), script: s},
	}
	resp.Header.Set("Content-Type", "application/json")
	if next.retryAfter != "" {
		resp.Header.Set("Retry-After", next.retryAfter)
	}
	return resp, nil
}

type watched struct {
	io.Reader
	script *script
}

func (w *watched) Close() error {
	w.script.open--
	return nil
}

func (s *script) client(t *testing.T) *jira.Client {
	t.Helper()
	s.start = time.Now()
	client, err := jira.New(jira.Config{BaseURL: "https://jira.example.com", HTTP: s})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestReadsAreRepeatedWhenJiraIsBusy(t *testing.T) {
	for _, test := range []struct {
		name    string
		answers []reply
		asked   []time.Duration
		kind    jira.Kind
	}{
		{"once too fast", []reply{{429, "2"}, {200, ""}}, []time.Duration{0, 2 * time.Second}, ""},
		{"no time named", []reply{{429, ""}, {503, ""}, {200, ""}}, []time.Duration{0, time.Second, 3 * time.Second}, ""},
		{"the bogus zero", []reply{{429, "0"}, {200, "0"}}, []time.Duration{0, time.Second}, ""},
		{"nonsense", []reply{{429, "soon"}, {200, ""}}, []time.Duration{0, time.Second}, ""},
		{"a negative time", []reply{{503, "-5"}, {200, ""}}, []time.Duration{0, time.Second}, ""},
		{"always", []reply{{503, "1"}}, []time.Duration{0, time.Second, 3 * time.Second}, jira.Unavailable},
		{"too long a wait", []reply{{429, "15"}}, []time.Duration{0}, jira.RateLimited},
		{"broken is not busy", []reply{{500, ""}}, []time.Duration{0}, jira.Unavailable},
		{"a proxy without Jira", []reply{{502, "1"}}, []time.Duration{0}, jira.Unavailable},
		{"refused is not busy", []reply{{403, "1"}}, []time.Duration{0}, jira.Forbidden},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &script{answers: test.answers}
				_, err := s.client(t).Myself(t.Context())
				if test.kind != "" {
					if e := asError(t, err); e.Kind != test.kind {
						t.Errorf("got %v", e)
					}
				} else if err != nil {
					t.Error(err)
				}
				if !equalTimes(s.asked, test.asked) || s.open != 0 {
					t.Errorf("asked at %v, want %v; %d bodies are open", s.asked, test.asked, s.open)
				}
			})
		})
	}
}

func equalTimes(a, b []time.Duration) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Round(10*time.Millisecond) != b[i] {
			return false
		}
	}
	return true
}

func TestRetryAfterAsDate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		date := time.Now().Add(4 * time.Second).UTC().Format(http.TimeFormat)
		s := &script{answers: []reply{{429, date}, {200, ""}}}
		if _, err := s.client(t).Myself(t.Context()); err != nil {
			t.Error(err)
		}
		if !equalTimes(s.asked, []time.Duration{0, 4 * time.Second}) {
			t.Errorf("asked at %v", s.asked)
		}
	})
}

func TestTheCallerLearnsHowLongToWait(t *testing.T) {
	s := &script{answers: []reply{{429, "300"}}}
	_, err := s.client(t).Myself(t.Context())
	if e := asError(t, err); e.RetryAfter != 5*time.Minute {
		t.Errorf("got %v", e.RetryAfter)
	}
}

func TestNoWaitBeyondTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		s := &script{answers: []reply{{429, "2"}}}
		_, err := s.client(t).Myself(ctx)
		if e := asError(t, err); e.Kind != jira.RateLimited || len(s.asked) != 1 || time.Since(s.start) != 0 {
			t.Errorf("got %v after %d tries and %v", e, len(s.asked), time.Since(s.start))
		}
	})
}

func TestCanceledWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(500*time.Millisecond, cancel)
		s := &script{answers: []reply{{429, "5"}}}
		_, err := s.client(t).Myself(ctx)
		if e := asError(t, err); e.Kind != jira.Canceled || time.Since(s.start) != 500*time.Millisecond {
			t.Errorf("got %v after %v", e, time.Since(s.start))
		}
	})
}

func TestWritesAreSentOnce(t *testing.T) {
	for _, name := range []string{"create", "upload"} {
		for _, status := range []int{429, 503, 500} {
			synctest.Test(t, func(t *testing.T) {
				s := &script{answers: []reply{{status, "1"}}}
				if err := calls[name](t.Context(), s.client(t)); err == nil {
					t.Errorf("%s: %d is no error", name, status)
				}
				if len(s.asked) != 1 || s.open != 0 {
					t.Errorf("%s after %d: sent %d times, %d bodies are open", name, status, len(s.asked), s.open)
				}
			})
		}
	}
}

func TestACallEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		client, err := jira.New(jira.Config{BaseURL: "https://jira.example.com", HTTP: silent{}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.CreateIssue(t.Context(), jira.NewIssue{})
		if e := asError(t, err); e.Kind != jira.Timeout || time.Since(start) != 30*time.Second {
			t.Errorf("got %v after %v", e, time.Since(start))
		}
	})
}

// silent never answers.
type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}
