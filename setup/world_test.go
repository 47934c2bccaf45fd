package setup_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/mux"
	"golang.org/x/net/html"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/bridge"
	"jirabridge/bridge/doctor"
	"jirabridge/jira/jiratest"
	"jirabridge/setup"
)

// world is the setup pages over HTTP on a real bridge, between a platform that
// knows nothing but Asana Connect and memberships, and a simulated Jira.
type world struct {
	t        *testing.T
	url      string
	bridge   *bridge.Bridge
	platform *platform
	jira     *jiratest.Running
	log      *record

	mu  sync.Mutex
	now time.Time
}

func newWorld(t *testing.T, db *sqldb.DB) *world {
	t.Helper()
	w := &world{t: t, now: time.Now(), log: &record{}, platform: newPlatform(t)}
	server := httptest.NewUnstartedServer(nil)
	w.url = "http://" + server.Listener.Addr().String()
	w.jira = must(jiratest.Listen("127.0.0.1:0", jiratest.Config{Version: "9.12.2"}))(t)
	t.Cleanup(func() { _ = w.jira.Close(context.Background()) })
	server.Config.Handler = w.routes(db)
	server.Start()
	t.Cleanup(server.Close)
	return w
}

func (w *world) routes(db *sqldb.DB) http.Handler {
	t := w.t
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	out := httpkit.NewOutbound(httpkit.OutboundConfig{AllowLoopback: true, Timeout: 30 * time.Second})
	keys := must(seal.Generate())(t)
	w.bridge = must(bridge.New(bridge.Config{
		DB: db, Queue: must(jobs.New(jobs.Config{DB: db, Logger: log}))(t), Keys: keys, BaseURL: w.url,
		PlatformURL: w.platform.URL, Outbound: out, Platform: out, App: bridge.AppCredentials{ClientID: "app", ClientSecret: "s"},
		Now: w.clock, Logger: log,
	}))(t)
	check(t, w.bridge.Migrate(t.Context()))
	_, err := db.Writer().Exec("create table if not exists test_sessions (token text primary key, data bytea not null, expires_at bigint not null)")
	check(t, err)
	sessions := must(httpkit.NewSessions(httpkit.SessionConfig{DB: db, Table: "test_sessions", Cookie: "bridge", BaseURL: w.url}))(t)
	frame := must(page.New(setup.Pages(), bridge.Pages(), doctor.Pages()))(t)
	s := must(setup.New(setup.Config{
		Bridge: w.bridge, Frame: frame, Sessions: sessions,
		BaseURL: w.url, PlatformURL: w.platform.URL + "/", Egress: "203.0.113.7", About: []doctor.File{{Name: "versions.txt", Text: "of a test"}}, Log: logged, Keys: keys, Now: w.clock, Logger: log,
	}))(t)
	r := mux.NewRouter()
	s.Routes(r)
	r.PathPrefix("/assets/").Handler(frame.Assets())
	// What the widget does when a member has to consent, and where it ends.
	r.Handle("/connect", sessions.LoadAndSave(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		to, err := w.bridge.StartAuthorization(r.Context(), "11", httpkit.Browser(r.Context(), sessions), "1", "/connect/done?workspace=1")
		if err != nil {
			http.Error(rw, err.Error(), http.StatusBadRequest)
			return
		}
		http.Redirect(rw, r, to, http.StatusSeeOther)
	})))
	r.Handle("/connect/done", sessions.LoadAndSave(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(rw, r.URL.RawQuery+" "+sessions.GetString(r.Context(), "consent.problem"))
	})))
	return r
}

// record is a log that is written and read at once.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// link registers an application link in Jira as its admin does.
func (w *world) link(redirect string) url.Values {
	w.t.Helper()
	body := must(json.Marshal(map[string]string{"name": "Northwind", "redirect_uri": redirect, "scope": "WRITE"}))(w.t)
	res := must(http.Post(w.jira.URL+"/rest/sim/1.0/links", "application/json", bytes.NewReader(body)))(w.t)
	defer func() { _ = res.Body.Close() }()
	var link struct {
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
	}
	check(w.t, json.NewDecoder(res.Body).Decode(&link))
	return url.Values{"workspace": {"1"}, "jira_domain": {w.jira.URL}, "client_id": {link.ClientID}, "client_secret": {link.ClientSecret}}
}

// serverInfo makes Jira call itself something else, once.
func (w *world) serverInfo(version, numbers, deployment string) {
	w.t.Helper()
	body := must(json.Marshal(map[string]any{
		"match": "GET /rest/api/2/serverInfo", "times": 1, "status": 200,
		"body": `{"baseUrl":"` + w.jira.URL + `","version":"` + version + `","versionNumbers":[` + numbers + `],"deploymentType":"` + deployment + `"}`,
	}))(w.t)
	res := must(http.Post(w.jira.URL+"/rest/sim/1.0/faults", "application/json", bytes.NewReader(body)))(w.t)
	check(w.t, res.Body.Close())
}

// connected tells whether the workspace has a connection.
func (w *world) connected(workspace string) bool {
	w.t.Helper()
	_, err := w.bridge.Connection(w.t.Context(), workspace)
	if err != nil && bridge.KindOf(err) != bridge.NotConnected {
		w.t.Fatal(err)
	}
	return err == nil
}

// platform is an Asana that allows everything at once, in the name of Person.
type platform struct {
	*httptest.Server
	Person  string              // gid of who is signed in there
	Deny    bool                // the person clicks Deny
	Revoked bool                // tokens are refused
	Members map[string][]member // by gid of the person
	Asked   atomic.Int64        // how often for somebody's rights
}

type member struct {
	Workspace     [2]string // gid and name
	Admin, Guest  bool
	NoLongerThere bool
}

// logged is a log with what should not be in one.
func logged() string {
	return `{"level":"WARN","msg":"Jira does not work","error":"https://ann:sesame@jira.test/?code=4711 for ann@example.com","token":"0/abc"}` + "\n"
}

func newPlatform(t *testing.T) *platform {
	p := &platform{Person: "10", Members: map[string][]member{
		"10": {{Workspace: [2]string{"1", "Northwind"}, Admin: true}, {Workspace: [2]string{"2", "Acme & Söner"}}},
		"11": {{Workspace: [2]string{"1", "Northwind"}}},
		"12": {{Workspace: [2]string{"1", "Northwind"}, Guest: true}},
	}}
	r := mux.NewRouter()
	r.HandleFunc("/-/oauth_authorize", p.authorize)
	r.HandleFunc("/-/oauth_token", p.token)
	r.HandleFunc("/api/1.0/users/me/workspace_memberships", p.memberships)
	p.Server = httptest.NewServer(r)
	t.Cleanup(p.Close)
	return p
}

func (p *platform) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back := url.Values{"state": {q.Get("state")}, "code": {p.Person}}
	if p.Deny {
		back = url.Values{"state": {q.Get("state")}, "error": {"access_denied"}}
	}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

func (p *platform) token(w http.ResponseWriter, r *http.Request) {
	who := r.FormValue("code")
	if r.FormValue("grant_type") != "authorization_code" || p.Members[who] == nil {
		_ = httpkit.WriteJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	_ = httpkit.WriteJSON(w, http.StatusOK, map[string]any{
		"access_token": "token-" + who, "refresh_token": "refresh-" + who, "token_type": "bearer", "expires_in": 86400,
		"data": map[string]string{"id": who, "gid": who, "name": "Person " + who, "email": who + "@example.com"},
	})
}

func (p *platform) memberships(w http.ResponseWriter, r *http.Request) {
	p.Asked.Add(1)
	who := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer token-")
	if p.Revoked || p.Members[who] == nil {
		_ = httpkit.WriteJSON(w, http.StatusUnauthorized, map[string]any{"errors": []map[string]string{{"message": "Not Authorized"}}})
		return
	}
	list := []map[string]any{}
	for i, m := range p.Members[who] {
		list = append(list, map[string]any{
			"gid": fmt.Sprint(i), "user": map[string]string{"gid": who}, "workspace": map[string]string{"gid": m.Workspace[0], "name": m.Workspace[1]},
			"is_active": !m.NoLongerThere, "is_admin": m.Admin, "is_guest": m.Guest,
		})
	}
	_ = httpkit.WriteJSON(w, http.StatusOK, map[string]any{"data": list})
}

// person is a browser without scripts.
type person struct {
	t      *testing.T
	w      *world
	client *http.Client
	status int
	header http.Header
	at     *url.URL
	doc    *html.Node
	lang   string
}

func (w *world) visitor() *person {
	return &person{t: w.t, w: w, client: &http.Client{Jar: must(cookiejar.New(nil))(w.t)}}
}

// stopBefore makes the browser not follow redirects to addresses that begin so.
func (p *person) stopBefore(prefix string) {
	p.client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), prefix) || len(via) > 15 {
			return http.ErrUseLastResponse
		}
		return nil
	}
}

func (p *person) open(address string) *person {
	p.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = p.w.url + address
	}
	return p.load(must(http.NewRequest(http.MethodGet, address, nil))(p.t))
}

func (p *person) post(path string, form url.Values) *person {
	p.t.Helper()
	r := must(http.NewRequest(http.MethodPost, p.w.url+path, strings.NewReader(form.Encode())))(p.t)
	r.Header.Set("Origin", p.w.url)
	return p.load(r)
}

func (p *person) load(r *http.Request) *person {
	p.t.Helper()
	if r.Method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Accept-Language", p.lang)
	res := must(p.client.Do(r))(p.t)
	defer func() { _ = res.Body.Close() }()
	p.doc = must(html.Parse(res.Body))(p.t)
	p.status, p.header, p.at = res.StatusCode, res.Header, res.Request.URL
	return p
}

// submit sends the form of the page that has a control named marker.
func (p *person) submit(marker string, values url.Values) *person {
	p.t.Helper()
	form := p.form(marker)
	if form == nil {
		p.t.Fatalf("no form with %s at %s: %s", marker, p.at, p.text())
	}
	all := url.Values{}
	for n := range form.Descendants() {
		if n.Data == "input" && attribute(n, "type") != "submit" && attribute(n, "name") != "" {
			all.Set(attribute(n, "name"), attribute(n, "value"))
		}
	}
	for name, v := range values {
		all[name] = v
	}
	to := must(p.at.Parse(attribute(form, "action")))(p.t)
	return p.load(must(http.NewRequest(http.MethodPost, to.String(), strings.NewReader(all.Encode())))(p.t))
}

// form is the first form with a control named marker.
func (p *person) form(marker string) *html.Node {
	for form := range p.doc.Descendants() {
		if form.Data != "form" {
			continue
		}
		for n := range form.Descendants() {
			if attribute(n, "name") == marker {
				return form
			}
		}
	}
	return nil
}

// asks fails unless the button that acts is shown only when another one has been
// pressed.
func (p *person) asks(first, button string) {
	p.t.Helper()
	for n := p.hook(button); n != nil; n = n.Parent {
		if n.Data != "details" {
			continue
		}
		for summary := range n.Descendants() {
			if attribute(summary, "data-test") == first && summary.Data == "summary" && !has(n, "open") {
				return
			}
		}
	}
	p.t.Errorf("%s acts without asking", button)
}

// allow signs in to Jira and allows what is asked.
func (p *person) allow(name string) *person {
	p.t.Helper()
	p.signInToJira(name)
	return p.submit("approve", url.Values{"approve": {"Allow"}})
}

func (p *person) signInToJira(name string) {
	p.t.Helper()
	if p.find("name", "os_username") != nil {
		p.submit("os_username", url.Values{"os_username": {name}, "os_password": {name}})
	}
}

func (p *person) find(attr, value string) *html.Node {
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && attribute(n, attr) == value {
			return n
		}
	}
	return nil
}

func (p *person) hook(name string) *html.Node { return p.find("data-test", name) }

func (p *person) text() string { return text(p.doc) }

// says fails unless the page contains the words, in this order.
func (p *person) says(words ...string) {
	p.t.Helper()
	rest := p.text()
	for _, w := range words {
		_, after, ok := strings.Cut(rest, w)
		if !ok {
			p.t.Errorf("%s (%d) does not say %q in its place: %s", p.at.Path, p.status, w, p.text())
			return
		}
		rest = after
	}
}

func text(of *html.Node) string {
	var words []string
	for n := range of.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" {
			words = append(words, strings.Fields(n.Data)...)
		}
	}
	return strings.Join(words, " ")
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// must(f())(t) is the value of f, or the end of the test.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		check(t, err)
		return v
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// each runs f in a world with a Jira 9.12 on both databases.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { f(t, newWorld(t, db)) })
}

// one is a world on SQLite, for what has nothing to do with the database.
func one(t *testing.T) *world {
	return newWorld(t, sqldbtest.Open(t, sqldbtest.SQLite(t)))
}
