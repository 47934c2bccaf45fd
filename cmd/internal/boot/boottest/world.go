// Package boottest drives the built binaries from outside: over HTTP, in a
// real browser, with the simulated Jira as another process. Its tests are the
// checklist and the main job's path.
package boottest

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // creates the test's own PostgreSQL database

	"jirabridge/cmd/internal/demo"
)

// Options says which world to start.
type Options struct {
	Database string   // "sqlite" or "postgres"
	Connect  string   // "oauth2", or "none" to do the setup oneself
	Version  string   // of the simulated Jira; its usual one when empty
	Args     []string // further flags of `jirabridge demo`
	Sim      []string // further flags of jirasim
}

// World is a running demo and, as another process, its simulated Jira.
type World struct {
	demo.Document
	Demo *Process
	Sim  *Process
	Data string

	Database string   // URL of PostgreSQL, or ""
	Version  string   // of Jira
	flags    []string // further ones of the demo, for every start
}

// Start builds the binaries, starts jirasim and `jirabridge demo` on free
// ports and an empty folder, and waits until both serve.
func Start(t testing.TB, o Options) *World {
	t.Helper()
	bin, err := Build()
	if err != nil {
		t.Fatal(err)
	}
	w := &World{Data: t.TempDir(), Version: o.version()}
	w.Sim = StartProcess(t, "listening on", bin.Jirasim, append([]string{"--listen", freeAddress(t), "--version", w.Version}, o.Sim...)...)
	words := strings.Fields(w.Sim.Ready())
	jira := words[len(words)-1]
	args := []string{"demo", "--listen", freeAddress(t), "--jira", jira, "--data", w.Data, "--connect", w.kindOf(o.Connect)}
	if o.Database == "postgres" {
		w.Database = freshPostgres(t)
		args = append(args, "--database", w.Database)
	}
	if w.flags = o.Args; !slices.Contains(o.Args, "--requests-per-minute") {
		w.flags = append([]string{"--requests-per-minute", "1000000"}, o.Args...)
	}
	w.Demo = StartProcess(t, "Ctrl-C", bin.Jirabridge, append(args, w.flags...)...)
	if w.Document, err = demo.Read(w.Data); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.onlyListed(t) })
	return w
}

// freshPostgres creates a database for one test and drops it afterwards.
func freshPostgres(t testing.TB) string {
	t.Helper()
	admin := os.Getenv("JIRABRIDGE_TEST_POSTGRES")
	if admin == "" {
		t.Fatal("run make test, or set JIRABRIDGE_TEST_POSTGRES to a PostgreSQL that may create databases")
	}
	db, err := sql.Open("pgx", admin)
	if err != nil {
		t.Fatal(err)
	}
	name := "boottest_" + strings.ToLower(rand.Text()[:12])
	if _, err := db.Exec("create database " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec("drop database " + name + " with (force)"); err != nil {
			t.Errorf("drop %s: %v", name, err)
		}
		db.Close()
	})
	u, err := url.Parse(admin)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// Role is the first person of the demo with a role; connected says whether
// the person has authorized a Jira account.
func (w *World) Role(t testing.TB, role string, connected bool) demo.Person {
	t.Helper()
	for _, p := range w.People {
		if p.Role == role && p.JiraConnected == connected {
			return p
		}
	}
	t.Fatalf("the demo has no %s with jira_connected %v", role, connected)
	return demo.Person{}
}

// JiraPerson is the account of a name in the simulated Jira.
func (w *World) JiraPerson(t testing.TB, name string) demo.JiraPerson {
	t.Helper()
	for _, p := range w.JiraPeople {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("the simulated Jira has no %q", name)
	return demo.JiraPerson{}
}

// Response is an answer, read to its end.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// JSON decodes the body into a map, for looking at as a script would.
func (r Response) JSON(t testing.TB) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(r.Body, &v); err != nil {
		t.Fatalf("not JSON (%d): %s", r.Status, r.Body)
	}
	return v
}

// Do sends a request and reads the answer; redirects are not followed.
func Do(t testing.TB, req *http.Request) Response {
	t.Helper()
	client := &http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return Response{resp.StatusCode, resp.Header, body}
}

// API calls the platform's REST API with a token. A body other than nil is
// sent as {"data": body}.
func (w *World) API(t testing.TB, token, method, path string, body any) Response {
	t.Helper()
	var text io.Reader
	if body != nil {
		b, err := json.Marshal(map[string]any{"data": body})
		if err != nil {
			t.Fatal(err)
		}
		text = bytes.NewReader(b)
	}
	req := request(t, method, w.APIURL+path, text)
	req.Header.Set("Authorization", "Bearer "+token)
	return Do(t, req)
}

// Jira calls the simulated Jira's REST API as one of its people.
func (w *World) Jira(t testing.TB, who demo.JiraPerson, method, path string, body any) Response {
	t.Helper()
	var text io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		text = bytes.NewReader(b)
	}
	req := request(t, method, w.JiraURL+path, text)
	w.signAs(req, who)
	req.Header.Set("X-Atlassian-Token", "no-check")
	return Do(t, req)
}

func request(t testing.TB, method, address string, body io.Reader) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

// Seen is a request that the simulated Jira has seen.
type Seen struct {
	Time   time.Time `json:"time"`
	Method string    `json:"method"`
	Path   string    `json:"path"`
	Query  string    `json:"query"`
	User   string    `json:"user"`
	Agent  string    `json:"agent"`
	Status int       `json:"status"`
}

// Seen lists the REST requests the simulated Jira has answered, its own
// control addresses left out.
func (w *World) Seen(t testing.TB) []Seen {
	t.Helper()
	var rest []Seen
	for _, s := range w.requests(t) {
		if strings.Contains(s.Path, "/rest/") {
			rest = append(rest, s)
		}
	}
	return rest
}

// requests are all, those of browsers included.
func (w *World) requests(t testing.TB) (all []Seen) {
	t.Helper()
	r := Do(t, request(t, http.MethodGet, w.JiraURL+"/rest/sim/1.0/requests", nil))
	if err := json.Unmarshal(r.Body, &all); err != nil {
		t.Fatalf("%v: %s", err, r.Body)
	}
	return all
}

// Fault tells the simulated Jira to misbehave; see the README for the keys.
func (w *World) Fault(t testing.TB, fault map[string]any) {
	t.Helper()
	b, err := json.Marshal(fault)
	if err != nil {
		t.Fatal(err)
	}
	if r := Do(t, request(t, http.MethodPost, w.JiraURL+"/rest/sim/1.0/faults", bytes.NewReader(b))); r.Status >= 300 {
		t.Fatalf("set a fault: %d %s", r.Status, r.Body)
	}
	t.Cleanup(func() { Do(t, request(t, http.MethodDelete, w.JiraURL+"/rest/sim/1.0/faults", nil)) })
}

// NewTask makes a task in the demo's project over REST and returns its gid.
func (w *World) NewTask(t testing.TB, token string, fields map[string]any) string {
	t.Helper()
	fields["projects"] = []string{w.ProjectGID}
	r := w.API(t, token, http.MethodPost, "/tasks", fields)
	if r.Status != http.StatusCreated {
		t.Fatalf("create a task: %d %s", r.Status, r.Body)
	}
	return fmt.Sprint(r.JSON(t)["data"].(map[string]any)["gid"])
}

// TaskURL is the task's page.
func (w *World) TaskURL(task string) string {
	return w.PlatformURL + "/0/" + w.ProjectGID + "/" + task
}
