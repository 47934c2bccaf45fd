package jiratest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/jira/jiratest"
)

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is a listening Jira and what a test does with it.
type world struct {
	*jiratest.Running
	t       *testing.T
	clock   *clock
	version string // for let, when a test has named one
}

func start(t *testing.T) *world { return startWith(t, jiratest.Config{}) }

func startWith(t *testing.T, c jiratest.Config) *world {
	t.Helper()
	w := &world{t: t, clock: newClock()}
	c.Now = w.clock.Now
	jira, err := jiratest.Listen("127.0.0.1:0", c)
	if err != nil {
		t.Fatal(err)
	}
	w.Running = jira
	t.Cleanup(w.stop)
	return w
}

// run is a subtest in the same world.
func (w *world) run(name string, f func(*world)) {
	w.t.Run(name, func(t *testing.T) {
		inner := *w
		inner.t = t
		f(&inner)
	})
}

func (w *world) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := w.Close(ctx); err != nil {
		w.t.Error("close:", err)
	}
}

// reply is an answer, read.
type reply struct {
	*http.Response
	t    *testing.T
	body []byte
}

// caller asks with the same headers every time.
type caller struct {
	*world
	header http.Header
}

// as asks with a person's access token.
func (w *world) as(name string) *caller { return w.bearing(w.Token(name)) }

func (w *world) bearing(token string) *caller {
	return w.with("Authorization", "Bearer "+token)
}

func (w *world) anonymous() *caller { return &caller{world: w, header: http.Header{}} }

func (w *world) with(name, value string) *caller { return w.anonymous().with(name, value) }

func (c *caller) with(name, value string) *caller {
	h := c.header.Clone()
	h.Set(name, value)
	return &caller{world: c.world, header: h}
}

func (c *caller) get(path string) *reply { return c.do("GET", path, nil) }

func (c *caller) post(path string, body any) *reply { return c.do("POST", path, body) }

func (c *caller) put(path string, body any) *reply { return c.do("PUT", path, body) }

// do sends a body as JSON, or as it is when it is a string. A path that does
// not begin with / is below REST API 2.
func (c *caller) do(method, path string, body any) *reply {
	c.t.Helper()
	if !strings.HasPrefix(path, "/") {
		path = "/rest/api/2/" + path
	}
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			c.t.Fatal(err)
		}
		r = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, c.URL+path, r)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header = c.header.Clone()
	if body != nil && req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return c.send(req)
}

func (c *caller) send(req *http.Request) *reply {
	c.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	return readReply(c.t, res)
}

func readReply(t *testing.T, res *http.Response) *reply {
	t.Helper()
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return &reply{Response: res, t: t, body: b}
}

// want checks the status and that the body holds each text.
func (r *reply) want(status int, texts ...string) *reply {
	r.t.Helper()
	if r.StatusCode != status {
		r.t.Fatalf("%s %s: status %d, want %d\n%s", r.Request.Method, r.Request.URL, r.StatusCode, status, r.body)
	}
	for _, text := range texts {
		if !strings.Contains(string(r.body), text) && !strings.Contains(html.UnescapeString(string(r.body)), text) {
			r.t.Fatalf("%s %s: no %q in\n%s", r.Request.Method, r.Request.URL, text, r.body)
		}
	}
	return r
}

// at follows a path like "fields.status.name" or "values.0.id" into the JSON.
func (r *reply) at(path string) any {
	r.t.Helper()
	var v any
	if err := json.Unmarshal(r.body, &v); err != nil {
		r.t.Fatalf("not JSON: %v\n%s", err, r.body)
	}
	if path == "" {
		return v
	}
	for _, step := range strings.Split(path, ".") {
		switch node := v.(type) {
		case map[string]any:
			v = node[step]
		case []any:
			var n int
			if _, err := fmt.Sscan(step, &n); err != nil || n >= len(node) {
				r.t.Fatalf("no element %s of %s in\n%s", step, path, r.body)
			}
			v = node[n]
		default:
			r.t.Fatalf("no %s in\n%s", path, r.body)
		}
	}
	return v
}

func (r *reply) str(path string) string {
	r.t.Helper()
	text, isText := r.at(path).(string)
	if !isText {
		r.t.Fatalf("%s is no text in\n%s", path, r.body)
	}
	return text
}

func (r *reply) num(path string) int {
	r.t.Helper()
	n, isNumber := r.at(path).(float64)
	if !isNumber {
		r.t.Fatalf("%s is no number in\n%s", path, r.body)
	}
	return int(n)
}

func (r *reply) list(path string) []any {
	r.t.Helper()
	list, isList := r.at(path).([]any)
	if !isList {
		r.t.Fatalf("%s is no list in\n%s", path, r.body)
	}
	return list
}

// wantAt compares a text or a number in the JSON.
func (r *reply) wantAt(path string, want any) *reply {
	r.t.Helper()
	got := r.at(path)
	if n, isInt := want.(int); isInt {
		want = float64(n)
	}
	if got != want {
		r.t.Fatalf("%s = %v, want %v in\n%s", path, got, want, r.body)
	}
	return r
}

type object = map[string]any

// task is the body of a new task in project IT.
func task(summary string) object {
	return issueIn("IT", "Task", summary)
}

func issueIn(project, kind, summary string) object {
	return object{"fields": object{"project": object{"key": project}, "issuetype": object{"name": kind}, "summary": summary}}
}

// newTask creates a task in project IT and tells its key.
func (c *caller) newTask(summary string) string {
	c.t.Helper()
	return c.post("issue", task(summary)).want(201).str("key")
}

func (c *caller) search(jql string) *reply {
	c.t.Helper()
	return c.get("search?fields=summary&jql=" + url.QueryEscape(jql))
}

// keys are those of the issues a search found.
func (r *reply) keys() string {
	r.t.Helper()
	var keys []string
	for i := range r.want(200).list("issues") {
		keys = append(keys, r.str(fmt.Sprintf("issues.%d.key", i)))
	}
	return strings.Join(keys, " ")
}
