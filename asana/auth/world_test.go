package auth_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/gorilla/mux"

	"jirabridge/asana"
	"jirabridge/asana/auth"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/store"
)

// world is a platform with sign-in and Asana Connect over HTTP, two people and one app.
type world struct {
	t        *testing.T
	db       *sqldb.DB
	keys     *seal.Keyset
	platform *asana.Platform
	auth     *auth.Auth
	server   *httptest.Server
	url      string
	clock    *clock
	log      *journal
	ada, bo  asana.Person
	app      asana.App
}

const password = "correct horse battery"

// callback is the app's registered redirect address. Nothing listens there; tests read the redirect.
const callback = "http://127.0.0.1:9/callback"

// each runs f in a world on either database.
func each(t *testing.T, f func(w *world)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { f(newWorld(t, db)) })
}

func newWorld(t *testing.T, db *sqldb.DB) *world {
	t.Helper()
	w := newEmptyWorld(t, db)
	w.ada = w.person("Ada Lovelace", "ada@example.com")
	w.bo = w.person("Bo Ek", "bo@example.com")
	w.app = w.registerApp("Tidy Reports", callback, "default", "openid", "email", "profile", "tasks:read", "tasks:write", "projects:read")
	return w
}

// newEmptyWorld is a world without people and apps.
func newEmptyWorld(t *testing.T, db *sqldb.DB) *world {
	t.Helper()
	w := &world{t: t, db: db, clock: &clock{now: time.Now()}, log: &journal{}}
	var handler http.Handler
	w.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { handler.ServeHTTP(rw, r) }))
	t.Cleanup(w.server.Close)
	w.url = w.server.URL
	w.keys = must(seal.Generate())(t)
	w.platform = newPlatform(t, w)
	w.auth = newAuth(t, w)
	handler = w.routes()
	return w
}

func newPlatform(t *testing.T, w *world) *asana.Platform {
	t.Helper()
	queue := must(jobs.New(jobs.Config{DB: w.db, Logger: slog.New(slog.DiscardHandler)}))(t)
	cheap := &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	p := must(asana.New(asana.Config{
		DB: w.db, Queue: queue, Blobs: noFiles{}, Keys: w.keys,
		BaseURL: w.url, Now: w.clock.Now, Passwords: cheap,
	}))(t)
	if err := queue.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

func newAuth(t *testing.T, w *world) *auth.Auth {
	t.Helper()
	sessions := must(httpkit.NewSessions(httpkit.SessionConfig{
		DB: w.db, Table: "platform_sessions", Cookie: "platform", BaseURL: w.url, Now: w.clock.Now,
	}))(t)
	return must(auth.New(auth.Config{
		Platform: w.platform, DB: w.db, Keys: w.keys, Frame: must(page.New(page.Source{Name: "asana", Messages: asana.Messages()}, auth.Pages()))(t), Sessions: sessions, BaseURL: w.url,
		Now: w.clock.Now, Logger: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}))(t)
}

// routes adds to the package's own a page for signed-in people and an API that tells who is calling.
func (w *world) routes() http.Handler {
	r := mux.NewRouter()
	w.auth.Routes(r)
	w.auth.OpenIDRoutes(r)
	r.Handle("/0/home", w.auth.RequirePerson(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		p, ok := w.auth.Person(r)
		if !ok {
			rw.WriteHeader(http.StatusTeapot)
		}
		_, _ = io.WriteString(rw, "home of "+p.Name)
	})))
	r.HandleFunc("/api/1.0/users/me", func(rw http.ResponseWriter, r *http.Request) {
		actor, err := w.auth.Authenticate(r)
		if err != nil {
			http.Error(rw, httpkit.Text(err), httpkit.Status(err))
			return
		}
		_ = httpkit.WriteJSON(rw, http.StatusOK, actor)
	})
	return r
}

func (w *world) person(name, email string) asana.Person {
	w.t.Helper()
	return must(w.platform.CreatePerson(w.t.Context(), asana.NewPerson{Name: name, Email: email, Password: password}))(w.t)
}

// personalToken makes a token. Who has no API access becomes an owner somewhere first.
func (w *world) personalToken(p asana.Person, description string) (seal.Secret, asana.Token) {
	w.t.Helper()
	ctx, actor := w.t.Context(), asana.Actor{Person: p.GID}
	if !must(w.platform.MayUseAPI(ctx, p.GID))(w.t) {
		must(w.platform.CreateWorkspace(ctx, actor, "Of "+p.Name))(w.t)
	}
	secret, token, err := w.platform.CreateToken(ctx, actor, asana.NewToken{Description: description})
	if err != nil {
		w.t.Fatal(err)
	}
	return secret, token
}

func (w *world) registerApp(name, redirect string, scopes ...string) asana.App {
	w.t.Helper()
	n := asana.NewApp{Name: name, RedirectURIs: []string{redirect}, Scopes: scopes}
	return must(w.platform.RegisterApp(w.t.Context(), n))(w.t)
}

// clock is a clock tests can put forward.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

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

// journal keeps what is logged.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// browser is a browser of one person: it keeps cookies and does not follow redirects by itself.
type browser struct {
	w      *world
	client *http.Client
}

func (w *world) browser() *browser {
	jar := must(cookiejar.New(nil))(w.t)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{w: w, client: &http.Client{Jar: jar, CheckRedirect: stay}}
}

// signedIn is a browser with a person signed in.
func (w *world) signedIn(p asana.Person) *browser {
	w.t.Helper()
	b := w.browser()
	a := b.post("/-/login", url.Values{"email": {p.Email}, "password": {password}})
	if a.status != http.StatusSeeOther {
		w.t.Fatalf("sign-in answered %d", a.status)
	}
	return b
}

// answer is what came back.
type answer struct {
	status   int
	header   http.Header
	body     string
	location *url.URL
}

func (b *browser) get(path string) answer {
	b.w.t.Helper()
	return b.do(http.MethodGet, path, nil, nil)
}

// post sends a form as a page of ours does.
func (b *browser) post(path string, form url.Values) answer {
	b.w.t.Helper()
	return b.do(http.MethodPost, path, form, http.Header{"Origin": {b.w.url}})
}

func (b *browser) do(method, path string, form url.Values, header http.Header) answer {
	b.w.t.Helper()
	req := must(http.NewRequestWithContext(b.w.t.Context(), method, b.w.url+path, strings.NewReader(form.Encode())))(b.w.t)
	for name, values := range header {
		req.Header[name] = values
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return send(b.w.t, b.client, req)
}

func send(t *testing.T, c *http.Client, req *http.Request) answer {
	t.Helper()
	resp := must(c.Do(req))(t)
	defer func() { _ = resp.Body.Close() }()
	body := must(io.ReadAll(resp.Body))(t)
	location, err := resp.Location()
	if err != nil && !errors.Is(err, http.ErrNoLocation) {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body), location}
}

// me is what the API answers to a bearer token.
func (w *world) me(token string) answer {
	w.t.Helper()
	req := must(http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.url+"/api/1.0/users/me", nil))(w.t)
	req.Header.Set("Authorization", "Bearer "+token)
	return send(w.t, w.server.Client(), req)
}

func (w *world) wantMe(token string, status int) {
	w.t.Helper()
	if got := w.me(token); got.status != status {
		w.t.Errorf("the API answered %d %s, want %d", got.status, got.body, status)
	}
}

var hidden = regexp.MustCompile(`name="person" value="([^"]*)"`)

// field is the person the consent page was shown to.
func (a answer) person(t *testing.T) string {
	t.Helper()
	found := hidden.FindStringSubmatch(a.body)
	if found == nil {
		t.Fatalf("no consent page, but %d %s", a.status, a.body)
	}
	return found[1]
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wait(t *testing.T, n int, f func(ctx context.Context, i int)) {
	t.Helper()
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { f(t.Context(), i) })
	}
	group.Wait()
}

// noFiles is where the files of these tests are kept: there are none.
type noFiles struct{ store.Blobs }
