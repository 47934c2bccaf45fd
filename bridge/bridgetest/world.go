// Package bridgetest is a whole world for tests of the bridge: a platform and a
// simulated Jira, both over sockets, a bridge between them, a clock, and people
// with browsers. Only the bridge's own pages are missing: a browser stops where
// it would be sent to them, and the test goes on with what it would bring.
package bridgetest

import (
	"context"
	"database/sql"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/seal"
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
func New(t *testing.T, db *sqldb.DB) *World {
	t.Helper()
	w := &World{World: asanatest.Start(t, db), t: t, Clock: &Clock{}, Log: &Log{}, Home: "http://bridge.test"}
	var err error
	w.Jira, err = jiratest.Listen("127.0.0.1:0", jiratest.Config{Now: w.Clock.Now})
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
	out := outside{w.t, httpkit.NewOutbound(httpkit.OutboundConfig{AllowLoopback: true})}
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
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
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

// StartJobs works jobs until the test ends.
func (w *World) StartJobs() {
	w.t.Helper()
	must(w.t, w.Queue.Start(w.t.Context()))
	w.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		must(w.t, w.Queue.Stop(ctx))
	})
}

// SignIn takes a person through Asana Connect.
func (w *World) SignIn(p Person) *Browser {
	w.t.Helper()
	b, ctx := w.Browser(), w.t.Context()
	to, err := w.Bridge.StartSignIn(ctx, b.Session, SetupCallback, "/setup")
	must(w.t, err)
	q := b.PlatformConsent(to, p, true)
	in, err := w.Bridge.FinishSignIn(ctx, b.Session, SetupCallback, q.Get("state"), q.Get("code"), q.Get("error"))
	must(w.t, err)
	if in.Person.GID != p.GID || in.ReturnPath != "/setup" {
		w.t.Fatalf("signed in as %+v", in)
	}
	return b
}

// Connect makes a person connect the workspace to Jira as a user of Jira.
func (w *World) Connect(p Person, jiraUser string) {
	w.t.Helper()
	b := w.SignIn(p)
	to, err := w.Bridge.Connect(w.t.Context(), w.ConnectRequest(p, b))
	must(w.t, err)
	_, err = w.Return(b, b.JiraConsent(to, jiraUser, true))
	must(w.t, err)
}

// ConnectRequest is what a person enters on the setup page, with a link that
// has just been registered in Jira.
func (w *World) ConnectRequest(p Person, b *Browser) bridge.ConnectRequest {
	id, secret := w.Jira.RegisterLink("Northwind", w.Home+JiraCallback)
	return bridge.ConnectRequest{
		Person: p.GID, Session: b.Session, Workspace: w.Workspace.GID, JiraDomain: w.Jira.URL,
		ClientID: id, ClientSecret: seal.Secret(secret), ReturnPath: "/setup/done",
	}
}

// Authorize makes a member let the bridge act as a user of Jira.
func (w *World) Authorize(p Person, jiraUser string) {
	w.t.Helper()
	b := w.SignIn(p)
	to, err := w.Bridge.StartAuthorization(w.t.Context(), p.GID, b.Session, w.Workspace.GID, "/connect/done")
	must(w.t, err)
	out, err := w.Return(b, b.JiraConsent(to, jiraUser, true))
	must(w.t, err)
	if out.Purpose != bridge.PurposeAuthorize || out.ReturnPath != "/connect/done" {
		w.t.Fatalf("authorized %+v", out)
	}
}

// Return brings the parameters of Jira's answer back to the bridge.
func (w *World) Return(b *Browser, q url.Values) (bridge.Authorized, error) {
	return w.Bridge.Authorize(w.t.Context(), bridge.Callback{
		Session: b.Session, State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error"),
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

// Values are all values of all columns of the tables whose names begin so.
func (w *World) Values(prefix string) [][]byte {
	w.t.Helper()
	var all [][]byte
	for _, table := range w.tables(prefix) {
		rows, err := w.DB.Reader().QueryContext(w.t.Context(), "select * from "+table)
		must(w.t, err)
		all = append(all, values(w.t, rows)...)
	}
	return all
}

func (w *World) tables(prefix string) []string {
	query := "select name from sqlite_master where type = 'table' and name like $1"
	if w.DB.Kind() == sqldb.Postgres {
		query = "select table_name from information_schema.tables where table_schema = current_schema() and table_name like $1"
	}
	rows, err := w.DB.Reader().QueryContext(w.t.Context(), query, prefix+"%")
	must(w.t, err)
	var names []string
	for _, name := range values(w.t, rows) {
		names = append(names, string(name))
	}
	return names
}

func values(t *testing.T, rows *sql.Rows) [][]byte {
	defer rows.Close()
	columns, err := rows.Columns()
	must(t, err)
	var all [][]byte
	for rows.Next() {
		row, into := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		must(t, rows.Scan(into...))
		for _, value := range row {
			all = append(all, append([]byte(nil), value...))
		}
	}
	must(t, rows.Err())
	return all
}

// Eventually waits until ok says so.
func (w *World) Eventually(what string, ok func() bool) {
	w.t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
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
