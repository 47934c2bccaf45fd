// Package bridgetest is a whole world for tests of the bridge: a platform and a
// simulated Jira, both over sockets, a bridge between them, a clock, and people
// with browsers. Only the bridge's own pages are missing: a browser stops where
// it would be sent to them, and the test goes on with what it would bring.
package bridgetest

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/bridge"
	"jirabridge/jira/jiratest"
)

// Addresses at the bridge that platform and Jira return to.
const (
	SetupCallback   = "/setup/callback/asana"
	ConnectCallback = "/connect/callback/asana"
	JiraCallback    = "/setup/callback/jira"
)

// Person is somebody of the platform.
type Person = asanatest.Person

// World is a platform with its people and everything else a test of the bridge
// needs. The bridge is registered there as an app and installed in Project.
type World struct {
	*asanatest.World
	Bridge *bridge.Bridge
	Jira   *jiratest.Running
	App    asana.App
	Clock  *Clock // of the bridge and of Jira
	Log    *Log   // of the bridge
	Home   string // address of the bridge

	t        *testing.T
	config   bridge.Config
	browsers int
}

// New makes a world on an empty database. Nobody is signed in and no workspace
// is connected; jobs are not worked before StartJobs.
func New(t *testing.T, db *sqldb.DB) *World { return With(t, db, jiratest.Config{}) }

// With is New with another Jira.
func With(t *testing.T, db *sqldb.DB, jira jiratest.Config) *World {
	t.Helper()
	w := &World{World: asanatest.Start(t, db), t: t, Clock: &Clock{}, Log: &Log{}, Home: "http://bridge.test"}
	var err error
	jira.Now = w.Clock.Now
	w.Jira, err = jiratest.Listen("127.0.0.1:0", jira)
	must(t, err)
	t.Cleanup(func() { _ = w.Jira.Close(context.Background()) })
	w.register()
	w.config = w.bridgeConfig()
	w.Bridge = w.Another()
	must(t, w.Bridge.Migrate(t.Context()))
	w.Bridge.RegisterJobs(w.Queue)
	return w
}

// register does what boot does: it makes the bridge an app of the platform.
func (w *World) register() {
	w.t.Helper()
	var err error
	w.App, err = w.Platform.RegisterApp(w.t.Context(), asana.NewApp{
		Name: "Jira Server", Scopes: []string{"default"}, RedirectURIs: []string{w.Home + SetupCallback, w.Home + ConnectCallback},
		Components: asana.Components{WidgetMetadataURL: w.Home + "/app/v1/widget", MatchURLPattern: ".*/browse/.*"},
	})
	must(w.t, err)
	must(w.t, w.Platform.InstallApp(w.t.Context(), w.Owner.Actor, w.Project.GID, w.App.GID))
}

// Each runs a test in a world of its own on either database.
func Each(t *testing.T, f func(t *testing.T, w *World)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { f(t, New(t, db)) })
}

// Connected runs a test in a world where Owner has connected the workspace as
// Jira's admin, and Member has authorized as ann.
func Connected(t *testing.T, f func(t *testing.T, w *World)) {
	t.Helper()
	Each(t, func(t *testing.T, w *World) {
		w.Connect(w.Owner, "admin")
		w.Authorize(w.Member, "ann")
		f(t, w)
	})
}

func (w *World) bridgeConfig() bridge.Config {
	out := outside{w.t, httpkit.NewOutbound(httpkit.OutboundConfig{AllowLoopback: true, Patient: true})}
	return bridge.Config{
		DB: w.DB, Queue: w.Queue, Keys: w.Keys, BaseURL: w.Home, PlatformURL: w.URL, Outbound: out, Platform: out,
		App: bridge.AppCredentials{ClientID: w.App.ClientID, ClientSecret: w.App.ClientSecret},
		Now: w.Clock.Now, Logger: w.Log.logger(),
	}
}

// outside fails the test when a request is made inside a transaction.
type outside struct {
	t    *testing.T
	next http.RoundTripper
}

// RoundTrip passes the request on.
func (o outside) RoundTrip(r *http.Request) (*http.Response, error) {
	if sqldb.InTx(r.Context()) {
		o.t.Errorf("%s %s inside a transaction", r.Method, r.URL)
	}
	return o.next.RoundTrip(r)
}

// Another is one more bridge on the same database, as another process would
// have it.
func (w *World) Another() *bridge.Bridge {
	w.t.Helper()
	b, err := bridge.New(w.config)
	must(w.t, err)
	w.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := b.Stop(ctx); err != nil {
			w.t.Errorf("work did not end: %v", err)
		}
	})
	return b
}

// Guarded is a bridge that may only reach public addresses, as installed.
func (w *World) Guarded() *bridge.Bridge {
	w.t.Helper()
	usual := w.config.Outbound
	defer func() { w.config.Outbound = usual }()
	w.config.Outbound = httpkit.NewOutbound(httpkit.OutboundConfig{})
	return w.Another()
}

// LimitRules makes the bridge anew, with a ceiling for what rules create.
func (w *World) LimitRules(issues int) {
	w.t.Helper()
	w.config.RuleIssues = issues
	w.Bridge = w.Another()
}

// StartJobs works jobs, and settles links, until the test ends.
func (w *World) StartJobs() {
	w.t.Helper()
	must(w.t, w.Queue.Start(w.t.Context()))
	running := make(chan struct{})
	go func() {
		defer close(running)
		w.Bridge.Run(w.t.Context()) // ends just before the cleanups
	}()
	w.t.Cleanup(func() {
		<-running
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		must(w.t, w.Queue.Stop(ctx))
	})
}

// Caller is a person as a signed request names him.
func (w *World) Caller(p Person) bridge.Caller {
	return bridge.Caller{Workspace: w.Workspace.GID, Person: p.GID}
}

// JiraCalls are the requests Jira has seen since ClearRequests whose path
// contains part: "METHOD path".
func (w *World) JiraCalls(part string) []string {
	var calls []string
	for _, r := range w.Jira.Requests() {
		if strings.Contains(r.Path, part) {
			calls = append(calls, r.Method+" "+r.Path)
		}
	}
	return calls
}

// Eventually waits until ok says so.
func (w *World) Eventually(what string, ok func() bool) {
	w.t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("did not happen: %s", what)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
