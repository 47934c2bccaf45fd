package jira_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"jirabridge/jira"
)

func TestRecordedErrors(t *testing.T) {
	var samples []struct {
		Case   string
		Status int
		Body   json.RawMessage
	}
	if err := json.Unmarshal([]byte(recorded(t, "errors.json")), &samples); err != nil {
		t.Fatal(err)
	}
	kinds := map[int]jira.Kind{400: jira.BadRequest, 401: jira.Unauthorized, 403: jira.Forbidden, 404: jira.NotFound}
	for _, sample := range samples {
		t.Run(sample.Case, func(t *testing.T) {
			_, err := serve(t, always(sample.Status, string(sample.Body))).client(t).CreateIssue(t.Context(), jira.NewIssue{})
			e := asError(t, err)
			if e.Kind != kinds[sample.Status] || e.Status != sample.Status || e.RequestID != "1x2x3" {
				t.Errorf("got %+v", e)
			}
			if len(e.Messages)+len(e.Fields) == 0 || !strings.Contains(string(sample.Body), e.Text()[:20]) {
				t.Errorf("%q has nothing of %s", e.Text(), sample.Body)
			}
		})
	}
}

func TestErrorBodies(t *testing.T) {
	for _, test := range []struct {
		name, body string
		messages   []string
		fields     map[string]string
	}{
		{"both shapes", `{"errorMessages":["a","b"],"errors":{"summary":"c"}}`, []string{"a", "b"}, map[string]string{"summary": "c"}},
		{"message only", `{"message":"a","status-code":401}`, []string{"a"}, nil},
		{"a recorded field", recorded(t, "error-field.json"), nil, map[string]string{"invalid": "Field 'invalid' is not valid for this operation."}},
		{"a recorded message", recorded(t, "error-message.json"), []string{"one of 'fields' or 'update' required"}, nil},
		{"lists and objects of add-ons", `{"errorMessages":"a","errors":{"x":["b","c"],"y":{"z":"d"},"n":7}}`, []string{"a"}, map[string]string{"x": "b c", "y": "d"}},
		{"errors that are no object", `{"errorMessages":["a"],"errors":[]}`, []string{"a"}, nil},
		{"empty", ``, nil, nil},
		{"null", `null`, nil, nil},
		{"a list", `["a"]`, nil, nil},
		{"cut off", `{"errorMessages":["a`, nil, nil},
		{"a page", `<html><body>XSRF check failed</body></html>`, nil, nil},
		{"a page in a message", `{"message":"<html><body>secret</body></html>"}`, nil, nil},
		{"several lines", `{"message":" a\n\n b "}`, []string{"a b"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := serve(t, always(400, test.body)).client(t).Myself(t.Context())
			e := asError(t, err)
			if !slices.Equal(e.Messages, test.messages) || !maps.Equal(e.Fields, test.fields) {
				t.Errorf("got %q and %q, want %q and %q", e.Messages, e.Fields, test.messages, test.fields)
			}
			if strings.Contains(err.Error(), "<") {
				t.Errorf("a page is in the error: %v", err)
			}
		})
	}
	t.Run("long", func(t *testing.T) {
		_, err := serve(t, always(400, `{"message":"`+strings.Repeat("ä", 10_000)+`"}`)).client(t).Myself(t.Context())
		if n := len([]rune(asError(t, err).Text())); n > 500 {
			t.Errorf("%d characters are kept", n)
		}
	})
}

func TestKinds(t *testing.T) {
	page := func(status int, headers ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html;charset=UTF-8")
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "<!doctype html><html><title>Log in</title></html>")
		}
	}
	as := func(user string, status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-AUSERNAME", user)
			answer(w, status, body)
		}
	}
	for _, test := range []struct {
		name                  string
		handler               http.HandlerFunc
		authorized, anonymous jira.Kind
	}{
		{"good", always(201, `{"id":"7","key":"IT-1"}`), "", ""},
		{"anonymous with 200", as("anonymous", 200, `{"id":"7","key":"IT-1"}`), jira.Unauthorized, ""},
		{"anonymous with 404", as("anonymous", 404, `{}`), jira.Unauthorized, jira.NotFound},
		{"anonymous and too fast", as("anonymous", 429, `{}`), jira.RateLimited, jira.RateLimited},
		{"a login page with 200", page(200), jira.Unauthorized, jira.NotJSON},
		{"a login page with 401", page(401), jira.Unauthorized, jira.Unauthorized},
		{"a page with 403", page(403), jira.Forbidden, jira.Forbidden},
		{"a page with 404", page(404), jira.NotJSON, jira.NotJSON},
		{"a proxy's 413", page(413), jira.TooLarge, jira.TooLarge},
		{"a proxy's 502", page(502), jira.Unavailable, jira.Unavailable},
		{"to the login", page(302, "Location", "/jira/login.jsp?permissionViolation=true"), jira.Unauthorized, jira.NotJSON},
		{"to a sign-on elsewhere", page(302, "Location", "https://sso.example.com/saml?SAMLRequest=secret"), jira.Unauthorized, jira.NotJSON},
		{"to https", page(301, "Location", "https://jira.example.com/jira/rest/api/2/issue"), jira.Moved, jira.Moved},
		{"to nowhere", page(302), jira.Unauthorized, jira.NotJSON},
		{"failed login with 200", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")
			w.WriteHeader(200)
		}, jira.Unauthorized, jira.NotJSON},
		{"nothing with 200", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }, jira.NotJSON, jira.NotJSON},
		{"half an answer", always(200, `{"key":`), jira.NotJSON, jira.NotJSON},
		{"another type", always(200, `{"key":7}`), jira.NotJSON, jira.NotJSON},
		{"gone", always(410, `{}`), jira.BadRequest, jira.BadRequest},
		{"conflict", always(409, `{}`), jira.BadRequest, jira.BadRequest},
		{"broken", always(500, `{}`), jira.Unavailable, jira.Unavailable},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, test.handler)
			for want, client := range map[*jira.Kind]*jira.Client{&test.authorized: s.client(t), &test.anonymous: s.anonymous(t)} {
				_, err := client.CreateIssue(t.Context(), jira.NewIssue{})
				if *want == "" {
					if err != nil {
						t.Error(err)
					}
					continue
				}
				e := asError(t, err)
				if e.Kind != *want {
					t.Errorf("got %s, want %s", e.Kind, *want)
				}
				if strings.Contains(err.Error()+e.Location, "secret") || strings.Contains(err.Error(), "<") {
					t.Errorf("the error shows too much: %v, %s", err, e.Location)
				}
			}
		})
	}
}

func TestAnAnonymousSearchIsNoAnswer(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-AUSERNAME", "anonymous")
		answer(w, 200, `{"startAt":0,"maxResults":50,"total":0,"issues":[]}`)
	})
	_, err := s.client(t).Search(t.Context(), "project = IT", nil, 50)
	if e := asError(t, err); e.Kind != jira.Unauthorized {
		t.Errorf("got %s", e.Kind)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the redirect was followed")
	}))
	defer elsewhere.Close()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+"/x", http.StatusTemporaryRedirect)
	})
	for name, call := range calls {
		if e := asError(t, call(t.Context(), s.client(t))); e.Kind != jira.Unauthorized || e.Location != elsewhere.URL+"/x" {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestCallsCanBeCanceled(t *testing.T) {
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				cancel()
				<-r.Context().Done()
			})
			e := asError(t, call(ctx, s.client(t)))
			if e.Kind != jira.Canceled || !errors.Is(e, context.Canceled) {
				t.Errorf("got %v", e)
			}
			if !e.Uncertain() {
				t.Error("a canceled write may have happened")
			}
		})
	}
}

// late is a context whose deadline is when over is closed.
type late struct {
	context.Context
	over chan struct{}
}

func (l late) Done() <-chan struct{} { return l.over }

func (l late) Err() error {
	select {
	case <-l.over:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

func TestCallsEndWithTheirDeadline(t *testing.T) {
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			ctx := late{t.Context(), make(chan struct{})}
			end := sync.OnceFunc(func() { close(ctx.over) })
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				w.WriteHeader(200) // the head comes, the body does not
				w.(http.Flusher).Flush()
				end()
				<-r.Context().Done()
			})
			e := asError(t, call(ctx, s.client(t)))
			if e.Kind != jira.Timeout || !errors.Is(e, context.DeadlineExceeded) || !e.Uncertain() {
				t.Errorf("got %v", e)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	nobody := server{url: "http://127.0.0.1:1/jira", http: &http.Transport{}}
	for name, call := range calls {
		e := asError(t, call(t.Context(), nobody.client(t)))
		if e.Kind != jira.Unreachable || e.Uncertain() {
			t.Errorf("%s: %v, uncertain %v", name, e, e.Uncertain())
		}
	}
}

func TestAnswersCutOff(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Length", "100")
		w.WriteHeader(201)
		_, _ = io.WriteString(w, `{"id":`)
		panic(http.ErrAbortHandler)
	})
	for name, call := range calls {
		e := asError(t, call(t.Context(), s.client(t)))
		if e.Kind != jira.Unreachable || !e.Uncertain() {
			t.Errorf("%s: %v, uncertain %v", name, e, e.Uncertain())
		}
	}
}

func TestCertainRefusals(t *testing.T) {
	for status, uncertain := range map[int]bool{400: false, 401: false, 403: false, 404: false, 413: false, 429: false, 500: true, 502: true, 503: true, 504: true} {
		_, err := serve(t, always(status, "{}")).client(t).CreateIssue(t.Context(), jira.NewIssue{})
		if e := asError(t, err); e.Uncertain() != uncertain {
			t.Errorf("%d: uncertain is %v", status, e.Uncertain())
		}
	}
	for status, uncertain := range map[int]bool{201: true, 404: false} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
		})
		_, err := s.anonymous(t).CreateIssue(t.Context(), jira.NewIssue{})
		if e := asError(t, err); e.Kind != jira.NotJSON || e.Uncertain() != uncertain {
			t.Errorf("a page with %d: %v, uncertain %v", status, e, e.Uncertain())
		}
	}
}

func TestAnswersAreCapped(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(200)
		for range 200 {
			if _, err := io.WriteString(w, strings.Repeat(" ", 1<<20)); err != nil {
				return
			}
		}
		t.Error("200 MB were read")
	})
	_, err := s.client(t).Myself(t.Context())
	if e := asError(t, err); e.Kind != jira.NotJSON || !strings.Contains(e.Error(), "too long") {
		t.Errorf("got %v", e)
	}
}

// What is logged of a failure names nobody: neither what was asked for, nor what
// Jira said, which is for whoever asked.
func TestErrorsNameNobody(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-AREQUESTID", "1x2x3")
		w.WriteHeader(400)
		_, _ = io.WriteString(w, `{"errorMessages":["User 'bob' cannot be assigned."],"errors":{"reporter":"Ann Li is not active."}}`)
	})
	_, err := s.client(t).AssignableUsers(t.Context(), "IT", "find-me")
	if text := err.Error(); text != "jira: GET /jira/rest/api/2/user/assignable/search: 400 Bad Request: bad_request: Jira's request 1x2x3" {
		t.Error(text)
	}
	if text := asError(t, err).Text(); text != "User 'bob' cannot be assigned. Ann Li is not active." {
		t.Error(text)
	}
}
