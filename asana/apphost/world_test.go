package apphost_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents/wiretest"
	"jirabridge/asana/apphost"
	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/store"
)

// object is a message as somebody without our types sees it.
type object = map[string]any

// asked is one message the app received and found properly signed.
type asked struct {
	Method, Path string
	Params       object // of the query, or of data
	Header       http.Header
}

// app is an app server that knows maps only.
type app struct {
	t      *testing.T
	url    string
	secret string
	mu     sync.Mutex
	asked  []asked
	answer map[string]http.HandlerFunc // by path; 404 otherwise
}

func startApp(t *testing.T) *app {
	a := &app{t: t, answer: map[string]http.HandlerFunc{}}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	a.url = server.URL
	return a
}

// ServeHTTP checks the signature with its own code, notes the message and
// gives the prepared answer.
func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, params := r.URL.RawQuery, object{}
	for name, values := range r.URL.Query() {
		params[name] = values[0]
	}
	if r.Method == http.MethodPost {
		var body struct{ Data string }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			a.t.Errorf("the body of %s cannot be read: %v", r.URL.Path, err)
		}
		text, params = body.Data, object{}
		if err := json.Unmarshal([]byte(text), &params); err != nil {
			a.t.Errorf("the data of %s cannot be read: %v", r.URL.Path, err)
		}
	}
	if got := r.Header.Get("X-Asana-Request-Signature"); got != wiretest.Sign(a.secret, text) {
		a.t.Errorf("%s %s is signed %q", r.Method, r.URL.Path, got)
	}
	a.mu.Lock()
	a.asked = append(a.asked, asked{r.Method, r.URL.Path, params, r.Header})
	answer := a.answer[r.URL.Path]
	a.mu.Unlock()
	if answer == nil {
		http.NotFound(w, r)
		return
	}
	answer(w, r)
}

func (a *app) on(path string, answer http.HandlerFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answer[path] = answer
}

// seen returns the messages so far and forgets them.
func (a *app) seen() []asked {
	a.mu.Lock()
	defer a.mu.Unlock()
	list := a.asked
	a.asked = nil
	return list
}

func says(status int, body any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body)
	}
}

// world is a platform with an app on one of its projects.
type world struct {
	*asana.Platform
	host            *apphost.Host
	app             *app
	registered      asana.App
	owner, stranger asana.Actor
	workspace       asana.Workspace
	project         asana.Project
	task            asana.Task
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { f(t, start(t, db)) })
}

func sqlite(t *testing.T) *world { return start(t, sqldbtest.Open(t, sqldbtest.SQLite(t))) }

func start(t *testing.T, db *sqldb.DB) *world {
	w := &world{Platform: platform(t, db), app: startApp(t)}
	w.people(t)
	w.register(t)
	w.host = w.newHost(t, apphost.Config{})
	return w
}

func platform(t *testing.T, db *sqldb.DB) *asana.Platform {
	queue, err := jobs.New(jobs.Config{DB: db, Logger: slog.New(slog.DiscardHandler)})
	must(t, err)
	keys, err := seal.Generate()
	must(t, err)
	blobs, err := store.NewFolderBlobs(t.TempDir())
	must(t, err)
	p, err := asana.New(asana.Config{
		DB: db, Queue: queue, Blobs: blobs, Keys: keys, BaseURL: "http://platform.test",
		Passwords: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
	must(t, err)
	p.RegisterJobs(queue)
	must(t, queue.Migrate(t.Context()))
	must(t, p.Migrate(t.Context()))
	return p
}

func (w *world) people(t *testing.T) {
	ctx := t.Context()
	person := func(name string) asana.Actor {
		p, err := w.CreatePerson(ctx, asana.NewPerson{Name: name, Email: name + "@example.com", Password: "correct horse"})
		must(t, err)
		return asana.Actor{Person: p.GID}
	}
	w.owner, w.stranger = person("ann"), person("zed")
	var err error
	w.workspace, err = w.CreateWorkspace(ctx, w.owner, "Acme")
	must(t, err)
	team, err := w.CreateTeam(ctx, w.owner, w.workspace.GID, "Crew")
	must(t, err)
	w.project, err = w.CreateProject(ctx, w.owner, asana.NewProject{Workspace: w.workspace.GID, Team: team.GID, Name: "Rockets"})
	must(t, err)
	w.task, err = w.CreateTask(ctx, w.owner, asana.NewTask{Projects: []string{w.project.GID}, Name: "Fly"})
	must(t, err)
}

func (w *world) register(t *testing.T) {
	registered, err := w.RegisterApp(t.Context(), asana.NewApp{Name: "Tracker", Components: asana.Components{
		AuthenticationURL: w.app.url + "/auth", WidgetMetadataURL: w.app.url + "/widget",
		MatchURLPattern: `https:\/\/tracker\.example\.com\/browse\/.*`, FormMetadataURL: w.app.url + "/form",
		ResourceAttachURL: w.app.url + "/attach", ResourceTypeaheadURL: w.app.url + "/typeahead",
		RuleActions: []asana.RuleAction{
			{ActionType: "make", DisplayName: "Create an issue", MetadataURL: w.app.url + "/action",
				RunActionURL: w.app.url + "/run?tenant=7", PreviewURL: w.app.url + "/preview"},
			{ActionType: "ping", DisplayName: "Ping", MetadataURL: w.app.url + "/action", RunActionURL: w.app.url + "/run"},
		},
	}})
	must(t, err)
	w.registered, w.app.secret = registered, registered.ClientSecret.Reveal()
	must(t, w.InstallApp(t.Context(), w.owner, w.project.GID, registered.GID))
}

// newHost fills in what a test leaves open.
func (w *world) newHost(t *testing.T, c apphost.Config) *apphost.Host {
	c.BaseURL = "http://Platform.test/"
	if c.Platform == nil {
		c.Platform = w.Platform
	}
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	host, err := apphost.New(c)
	must(t, err)
	return host
}

// attach attaches a link connected to the app without asking it.
func (w *world) attach(t *testing.T, task, address, app string) asana.Attachment {
	made, err := w.AttachExternal(t.Context(), w.owner, task, asana.NewExternal{Name: "CP-1", URL: address, App: app})
	must(t, err)
	return made
}

func (w *world) attachments(t *testing.T) []asana.Attachment {
	list, _, err := w.Attachments(t.Context(), w.owner, w.task.GID, asana.Page{})
	must(t, err)
	return list
}

// calls are all ways to have the host send something about a task.
func (w *world) calls(task, app string) map[string]func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
	return map[string]func(context.Context, *apphost.Host, asana.Actor) error{
		"form": func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
			_, err := h.Form(ctx, a, task, app)
			return err
		},
		"change": func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
			_, err := h.ChangeForm(ctx, a, task, app, w.app.url+"/change", nil, "type")
			return err
		},
		"submit": func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
			_, err := h.SubmitForm(ctx, a, task, app, w.app.url+"/submit", w.ReserveGID(), nil)
			return err
		},
		"typeahead": func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
			_, err := h.Typeahead(ctx, a, task, app, "", "word")
			return err
		},
		"attach": func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
			_, err := h.Attach(ctx, a, task, app, w.ReserveGID(), "CP-1")
			return err
		},
	}
}

// paths are where the app answers those calls, and the widget.
var paths = map[string]string{
	"form": "/form", "change": "/change", "submit": "/submit", "typeahead": "/typeahead", "attach": "/attach", "widget": "/widget",
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// expiry reads expires_at of a message.
func (m asked) expiry(t *testing.T) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02T15:04:05.000Z", m.Params["expires_at"].(string))
	must(t, err)
	return at
}

func hostOf(t *testing.T, address string) string {
	u, err := url.Parse(address)
	must(t, err)
	return u.Host
}
