package jira_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"jirabridge/jira"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server is a Jira of one handler under a context path, so that an address
// joined wrongly is noticed at once.
type server struct {
	url  string
	http *http.Transport
}

func serve(t *testing.T, handler http.HandlerFunc) server {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/jira/", http.StripPrefix("/jira", handler))
	mux.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s leaves the context path", r.Method, r.URL.Path)
	})
	s := httptest.NewServer(mux)
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		s.Close()
	})
	return server{url: s.URL + "/jira", http: transport}
}

// client asks as somebody, anonymous as nobody.
func (s server) client(t *testing.T) *jira.Client    { return s.new(t, bearer) }
func (s server) anonymous(t *testing.T) *jira.Client { return s.new(t, nil) }

func (s server) new(t *testing.T, authorize func(*http.Request) error) *jira.Client {
	t.Helper()
	client, err := jira.New(jira.Config{BaseURL: s.url, HTTP: s.http, Authorize: authorize, Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func bearer(r *http.Request) error {
	r.Header.Set("Authorization", "Bearer secret-token")
	return nil
}

// answer writes a JSON answer as Jira does to a person it knows.
func answer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	if w.Header().Get("X-AUSERNAME") == "" {
		w.Header().Set("X-AUSERNAME", "alice")
	}
	w.Header().Set("X-AREQUESTID", "1x2x3")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func always(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { answer(w, status, body) }
}

func recorded(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func asError(t *testing.T, err error) *jira.Error {
	t.Helper()
	var e *jira.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v (%T), want a *jira.Error", err, err)
	}
	return e
}

// calls are one call of every kind.
var calls = map[string]func(context.Context, *jira.Client) error{
	"read": func(ctx context.Context, c *jira.Client) error {
		_, err := c.Myself(ctx)
		return err
	},
	"pages": func(ctx context.Context, c *jira.Client) error {
		_, err := c.IssueTypes(ctx, "IT")
		return err
	},
	"search": func(ctx context.Context, c *jira.Client) error {
		_, err := c.Search(ctx, "project = IT", nil, 10)
		return err
	},
	"create": func(ctx context.Context, c *jira.Client) error {
		_, err := c.CreateIssue(ctx, jira.NewIssue{})
		return err
	},
	"upload": func(ctx context.Context, c *jira.Client) error {
		_, err := c.AttachFile(ctx, "IT-1", "a.txt", 1, strings.NewReader("x"))
		return err
	},
}

func TestEveryRequestIsDressed(t *testing.T) {
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			var got http.Header
			var method string
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				got, method = r.Header.Clone(), r.Method
				w.Header().Set("Set-Cookie", "JSESSIONID=1")
				answer(w, http.StatusTeapot, "{}")
			})
			client := s.client(t)
			_ = call(t.Context(), client)
			_ = call(t.Context(), client)
			for header, want := range map[string]string{
				"User-Agent": "jirabridge/1.2.3", "Accept": "application/json", "Authorization": "Bearer secret-token", "Cookie": "",
			} {
				if got.Get(header) != want {
					t.Errorf("%s is %q, want %q", header, got.Get(header), want)
				}
			}
			if token := got.Get("X-Atlassian-Token"); (token == "no-check") != (method == http.MethodPost) {
				t.Errorf("%s has X-Atlassian-Token %q", method, token)
			}
		})
	}
}

func TestNewRefusesAddresses(t *testing.T) {
	for _, address := range []string{
		"", "jira.example.com", "ftp://jira.example.com", "https://", "https://user:pw@jira.example.com",
		"https://jira.example.com/?x=1", "https://jira.example.com/#x", "://", "https://a b",
	} {
		_, err := jira.New(jira.Config{BaseURL: address, HTTP: http.DefaultTransport})
		if err == nil {
			t.Errorf("%q is taken", address)
		} else if strings.Contains(err.Error(), "pw") {
			t.Errorf("the error shows a password: %v", err)
		}
	}
	if _, err := jira.New(jira.Config{BaseURL: "https://jira.example.com"}); err == nil {
		t.Error("a client without a transport is made")
	}
}

func TestErrorsOfAuthorizeComeBackAsTheyAre(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	refused := errors.New("no token")
	client := s.new(t, func(*http.Request) error { return refused })
	for name, call := range calls {
		if err := call(t.Context(), client); !errors.Is(err, refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a form or a link names becomes part of an address, and never another
// address.
func TestNamesStayInTheirPlace(t *testing.T) {
	asked := func(name string) (paths []string, errs []error) {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			paths = append(paths, r.URL.EscapedPath())
			answer(w, 404, `{}`)
		})
		client := s.client(t)
		_, issue := client.Issue(t.Context(), name, nil, nil)
		_, types := client.IssueTypes(t.Context(), name)
		_, fields := client.CreateFields(t.Context(), "IT", name)
		_, file := client.AttachFile(t.Context(), name, "a.txt", 1, strings.NewReader("x"))
		return paths, []error{issue, types, fields, file}
	}
	for _, name := range []string{"", ".", ".."} {
		paths, errs := asked(name)
		for _, err := range errs {
			if e := asError(t, err); e.Kind != jira.NotFound || len(paths) > 0 {
				t.Errorf("%q: %v, asked %v", name, e, paths)
			}
		}
	}
	paths, _ := asked("../a?b#c;d%2e e")
	want := "/rest/api/2/issue/..%2Fa%3Fb%23c%3Bd%252e%20e"
	if len(paths) < 4 || paths[0] != want {
		t.Errorf("asked %v, want %s first", paths, want)
	}
}

func TestBrowseURL(t *testing.T) {
	client, err := jira.New(jira.Config{
		BaseURL: "https://10.0.0.1:8443/jira/", BrowseURL: "https://jira.example.com/j/", HTTP: http.DefaultTransport,
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := client.BrowseURL("IT-1"), "https://jira.example.com/j/browse/IT-1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// sent is the JSON body of a request.
func sent(t *testing.T, r *http.Request) map[string]any {
	t.Helper()
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		t.Error(err)
	}
	return body
}
