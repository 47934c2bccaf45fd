package client_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"jirabridge/asana/client"
)

func wantKind(t *testing.T, name string, err error, kind client.Kind) *client.Error {
	t.Helper()
	var failure *client.Error
	if !errors.As(err, &failure) || failure.Kind != kind {
		t.Errorf("%s: %v, want %v", name, err, kind)
		return &client.Error{}
	}
	if strings.Contains(err.Error(), token) {
		t.Errorf("%s: the token is in the error", name)
	}
	return failure
}

func TestRefusals(t *testing.T) {
	for status, want := range map[int]client.Kind{
		400: client.Invalid, 401: client.Unauthorized, 402: client.Forbidden, 403: client.Forbidden, 404: client.NotFound,
		412: client.Invalid, 413: client.Invalid, 429: client.RateLimited, 451: client.Forbidden, 500: client.Unavailable,
		503: client.Unavailable, 302: client.BadAnswer, 304: client.BadAnswer,
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "17")
			says(status, object{"errors": []object{{"message": "task: Unknown object: 7", "help": "…"}, {"message": "Not Authorized"}}})(w, r)
		})
		_, err := s.client(t).Task(t.Context(), "7")
		failure := wantKind(t, http.StatusText(status), err, want)
		if failure.Status != status || failure.RetryAfter != 17*time.Second || failure.Method != "GET" || failure.Path != "/api/1.0/tasks/7" {
			t.Errorf("%d: %+v", status, failure)
		}
		if status != 304 && !slices.Equal(failure.Messages, []string{"task: Unknown object: 7", "Not Authorized"}) {
			t.Errorf("%d says %q", status, failure.Messages)
		}
		if text := failure.Error(); !strings.Contains(text, "/api/1.0/tasks/7") || !strings.Contains(text, want.String()) {
			t.Errorf("error = %s", text)
		}
		if n := len(s.requests()); n != 1 {
			t.Errorf("%d was asked %d times", status, n)
		}
	}
}

func TestBadAnswers(t *testing.T) {
	other := serve(t, says(200, object{"data": object{"gid": "7"}}))
	for name, answer := range map[string]http.HandlerFunc{
		"HTML": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("<!doctype html><title>Hi</title>"))
		},
		"empty":      func(http.ResponseWriter, *http.Request) {},
		"no data":    says(200, object{"task": object{}}),
		"wrong type": says(200, object{"data": []object{}}),
		"huge":       says(200, object{"data": object{"gid": "7", "name": strings.Repeat("x", 4<<20)}}),
		"redirect":   func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) },
	} {
		s := serve(t, answer)
		_, err := s.client(t).Task(t.Context(), "7")
		wantKind(t, name, err, client.BadAnswer)
	}
	if len(other.requests()) != 0 {
		t.Error("a redirect was followed, with the token")
	}
	odd := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "Wed, 21 Oct 2035 07:28:00 GMT")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html>"))
	})
	_, err := odd.client(t).Me(t.Context())
	if failure := wantKind(t, "a proxy's page", err, client.Unavailable); len(failure.Messages) != 0 || failure.RetryAfter != 0 {
		t.Errorf("%+v", failure)
	}
}

func TestUnreachable(t *testing.T) {
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, err := s.client(t).Me(ctx)
	wantKind(t, "slow", err, client.Unreachable)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the cause is hidden: %v", err)
	}
	cut := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte(`{"data":`))
	})
	_, err = cut.client(t).Me(t.Context())
	wantKind(t, "cut off", err, client.Unreachable)
	down := serve(t, nil)
	c := down.client(t)
	down.Close()
	_, err = c.Me(t.Context())
	wantKind(t, "down", err, client.Unreachable)
}

// A call ends by itself, also where its context has no end.
func TestCallsEndByThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silent := &http.Client{Transport: silent{}}
		c, err := client.New(client.Config{
			BaseURL: "https://app.asana.com", HTTP: silent, Token: func(context.Context) (string, error) { return token, nil },
		})
		check(t, err)
		connect := client.Connect{BaseURL: "https://app.asana.com", HTTP: silent}
		for name, call := range map[string]func() error{
			"read":   func() error { _, err := c.Me(t.Context()); return err },
			"write":  func() error { _, err := c.AttachExternal(t.Context(), "501", "n", "https://x.y/z"); return err },
			"code":   func() error { _, err := connect.Exchange(t.Context(), "code", "verifier"); return err },
			"renew":  func() error { _, err := connect.Refresh(t.Context(), "refresh"); return err },
			"revoke": func() error { return connect.Revoke(t.Context(), "refresh") },
		} {
			start := time.Now()
			wantKind(t, name, call(), client.Unreachable)
			if took := time.Since(start); took != 10*time.Second {
				t.Errorf("%s ended after %v", name, took)
			}
		}
	})
}

// silent never answers.
type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// Without a token nothing is sent, and the reason is the caller's own.
func TestTokenFailure(t *testing.T) {
	s := serve(t, says(200, object{}))
	reason := errors.New("sign in first")
	c, err := client.New(client.Config{BaseURL: s.URL, Token: func(context.Context) (string, error) { return "", reason }})
	check(t, err)
	if _, err := c.Me(t.Context()); !errors.Is(err, reason) {
		t.Errorf("err = %v", err)
	}
	if len(s.requests()) != 0 {
		t.Error("a request was made")
	}
}
