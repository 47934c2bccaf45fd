package widget_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gorilla/mux"

	"jirabridge/asana/appcomponents/wiretest"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/bridge"
	"jirabridge/jira/jiratest"
	"jirabridge/widget"
)

// secret is the one Asana's signature examples are made with.
const secret = "6572195638271537892521"

// world is the widget over HTTP on a real bridge, between a platform that knows
// maps only and a simulated Jira.
type world struct {
	t        *testing.T
	url      string
	bridge   *bridge.Bridge
	queue    *jobs.Queue
	platform *platform
	jira     *jiratest.Running
	host     wiretest.Host
	spec     *wiretest.Spec
	ahead    atomic.Int64 // how far the bridge's clock is
	logged   logged
}

// logged is what the widget's operator reads, a line each: level and message.
type logged chan string

func (l logged) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }
func (l logged) WithAttrs([]slog.Attr) slog.Handler               { return l }
func (l logged) WithGroup(string) slog.Handler                    { return l }
func (l logged) Handle(_ context.Context, r slog.Record) error {
	l <- r.Level.String() + " " + r.Message
	return nil
}

// advance moves the bridge's clock.
func (w *world) advance(d time.Duration) { w.ahead.Add(int64(d)) }

func each(t *testing.T, f func(t *testing.T, w *world)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { f(t, newWorld(t, db)) })
}

func one(t *testing.T) *world { return newWorld(t, sqldbtest.Open(t, sqldbtest.SQLite(t))) }

func newWorld(t *testing.T, db *sqldb.DB) *world {
	w := &world{t: t, platform: newPlatform(t), spec: wiretest.LoadSpec(t), logged: make(logged, 1000)}
	server := httptest.NewUnstartedServer(nil)
	w.url = "http://" + server.Listener.Addr().String()
	var err error
	w.jira, err = jiratest.Listen("127.0.0.1:0", jiratest.Config{Version: "9.12.2"})
	check(t, err)
	t.Cleanup(func() { _ = w.jira.Close(context.Background()) })
	w.host = wiretest.Host{Secret: secret, Origin: w.platform.URL}
	server.Config.Handler = w.routes(db)
	server.Start()
	t.Cleanup(server.Close)
	return w
}

func (w *world) routes(db *sqldb.DB) http.Handler {
	t, log := w.t, slog.New(slog.DiscardHandler)
	queue, err := jobs.New(jobs.Config{DB: db, Logger: log})
	check(t, err)
	w.queue = queue
	keys, err := seal.Generate()
	check(t, err)
	out := httpkit.NewOutbound(httpkit.OutboundConfig{AllowLoopback: true, Timeout: 30 * time.Second})
	w.bridge, err = bridge.New(bridge.Config{
		DB: db, Queue: queue, Keys: keys, BaseURL: w.url, PlatformURL: w.platform.URL, Outbound: out, Platform: out,
		App: bridge.AppCredentials{ClientID: "app", ClientSecret: secret}, Logger: log,
		Now: func() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) },
	})
	check(t, err)
	w.bridge.RegisterJobs(queue)
	check(t, queue.Migrate(t.Context()))
	check(t, w.bridge.Migrate(t.Context()))
	frame, err := page.New(widget.Pages(), bridge.Pages())
	check(t, err)
	sessions, err := httpkit.NewSessions(httpkit.SessionConfig{DB: db, Table: "bridge_sessions", Cookie: "bridge", BaseURL: w.url})
	check(t, err)
	app, err := widget.New(widget.Config{
		Bridge: w.bridge, Frame: frame, Sessions: sessions, BaseURL: w.url + "/", PlatformURL: w.platform.URL + "/",
		AppSecret: secret, Logger: slog.New(w.logged),
	})
	check(t, err)
	r := mux.NewRouter()
	app.Routes(r)
	r.PathPrefix("/assets/").Handler(frame.Assets())
	r.Handle("/setup/callback/jira", sessions.LoadAndSave(w.jiraReturns(sessions)))
	r.Handle("/setup/callback/jira1", sessions.LoadAndSave(w.olderJiraReturns(sessions)))
	return r
}

// jiraReturns does what the setup pages do when Jira returns.
func (w *world) jiraReturns(sessions *scs.SessionManager) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		a, err := w.bridge.Authorize(r.Context(), bridge.Callback{
			Session: httpkit.Browser(r.Context(), sessions), State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error"),
		})
		if err != nil {
			a.ReturnPath += "&error=bridge.jira_denied"
		}
		http.Redirect(rw, r, a.ReturnPath, http.StatusSeeOther)
	}
}

// olderJiraReturns is jiraReturns over OAuth 1.0.
func (w *world) olderJiraReturns(sessions *scs.SessionManager) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		a, err := w.bridge.Authorize(r.Context(), bridge.Callback{
			Kind: bridge.OAuth1, Session: httpkit.Browser(r.Context(), sessions), State: q.Get("state"), Token: q.Get("oauth_token"), Code: q.Get("oauth_verifier"),
		})
		if failure := new(bridge.Error); errors.As(err, &failure) {
			kept, _ := json.Marshal(failure.Text)
			sessions.Put(r.Context(), "consent.problem", string(kept))
			a.ReturnPath += "&error=" + failure.Text.ID
		}
		http.Redirect(rw, r, a.ReturnPath, http.StatusSeeOther)
	}
}

// connectWorkspace connects a workspace as person 10, by hand instead of over
// the setup pages.
func (w *world) connectWorkspace(gid string) {
	w.t.Helper()
	p := w.visitor("10")
	p.open("/connect?domainId=" + gid)
	id, secret := w.link()
	to, err := w.bridge.Connect(w.t.Context(), bridge.ConnectRequest{
		Person: "10", Session: "setup", Workspace: gid, JiraDomain: w.jira.URL,
		ClientID: id, ClientSecret: seal.Secret(secret), ReturnPath: "/setup/done",
	})
	check(w.t, err)
	p.stopBefore(w.url + "/setup/callback/jira")
	p.open(to).allow("admin")
	back := p.location()
	_, err = w.bridge.Authorize(w.t.Context(), bridge.Callback{
		Session: "setup", State: back.Query().Get("state"), Code: back.Query().Get("code"),
	})
	check(w.t, err)
}

// link registers an application link in Jira as its administrator does.
func (w *world) link() (id, secret string) {
	w.t.Helper()
	reply := postJSON(w.t, w.jira.URL+"/rest/sim/1.0/links", map[string]string{
		"name": "Northwind", "redirect_uri": w.url + "/setup/callback/jira", "scope": "WRITE",
	})
	return reply["client_id"].(string), reply["client_secret"].(string)
}

// connectPerson takes a person of the platform through the window to an account
// in Jira.
func (w *world) connectPerson(gid, jiraName string) {
	w.t.Helper()
	p := w.visitor(gid).open("/connect?domainId=1")
	p.allow(jiraName)
	if p.outcome() != "success" {
		w.t.Fatalf("connecting ended at %s: %s", p.at, p.text())
	}
}

// ready is a world with a connected workspace and a member, 11, who is ann.
func ready(t *testing.T, w *world) *world {
	w.connectWorkspace("1")
	w.connectPerson("11", "ann")
	w.platform.tasks["501"] = task{name: "Replace the printer", html: "<body>It <strong>jams</strong></body>"}
	w.jira.ClearRequests()
	w.platform.requests.Store(0)
	return w
}

// app is an address of the app.
func (w *world) app(path string) string { return w.url + "/app/v1" + path }

// of are the parameters of a message of person 11 about task 501.
func of(more map[string]string) map[string]string {
	params := map[string]string{"user": "11", "workspace": "1", "task": "501"}
	for name, value := range more {
		params[name] = value
	}
	return params
}

func data(more map[string]any) map[string]any {
	all := map[string]any{"user": "11", "workspace": "1", "task": "501"}
	for name, value := range more {
		all[name] = value
	}
	return all
}

// work counts the requests the bridge has made to either side.
func (w *world) work() int { return len(w.jira.Requests()) + int(w.platform.requests.Load()) }

// writes lists the requests to Jira that were no reads.
func (w *world) writes() []string {
	var list []string
	for _, r := range w.jira.Requests() {
		if r.Method != http.MethodGet && !strings.Contains(r.Path, "/oauth2/") {
			list = append(list, r.Method+" "+r.Path)
		}
	}
	return list
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func query(address, name string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Query().Get(name)
}
