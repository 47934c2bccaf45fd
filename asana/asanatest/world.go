// Package asanatest is a running platform for tests: database, domain, sign-in, Asana Connect and REST over
// HTTP, with people of every role, a workspace, a project with tasks, and a token for everybody.
package asanatest

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/gorilla/mux"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
	"jirabridge/asana/auth"
	"jirabridge/asana/hooks"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/rest"
	"jirabridge/asana/rules"
	"jirabridge/asana/store"
)

// Password is everybody's.
const Password = "correct horse battery"

// Person is somebody with an account, and what is needed to act as him.
type Person struct {
	asana.Person
	Actor asana.Actor
	Token seal.Secret // personal access token; of Guest and Outsider an app's
}

// World is a running platform. Everybody but Outsider is in the workspace, in the role the name says;
// Colleague is a second member. The project is public, Secret is private to Owner and Member.
type World struct {
	URL      string // of the platform, without a slash at the end
	DB       *sqldb.DB
	Platform *asana.Platform
	Auth     *auth.Auth
	Hooks    *hooks.Hooks  // call only this machine, and nobody until they run
	Host     *apphost.Host // calls apps on this machine, too
	Rules    *rules.Engine // starts nothing until it runs
	Queue    *jobs.Queue   // migrated, not started
	Keys     *seal.Keyset
	Blobs    store.Blobs
	Router   *mux.Router // what answers at URL; more may be added
	now      func() time.Time
	app      asana.App // through which Guest and Outsider call the API

	Owner, SuperAdmin, Member, Colleague, Guest, Outsider Person

	Workspace       asana.Workspace
	Team            asana.Team
	Project, Secret asana.Project
	Tasks           []asana.Task // three, in Project, made by Member
}

// Start starts a platform on an empty database. Changes, when given, are made to its configuration first.
func Start(t testing.TB, db *sqldb.DB, changes ...func(*asana.Config)) *World {
	t.Helper()
	w := &World{DB: db, Router: mux.NewRouter()}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.Router.ServeHTTP(rw, r) }))
	t.Cleanup(server.Close)
	w.URL = server.URL
	w.startPlatform(t, changes)
	w.startSurfaces(t)
	w.populate(t)
	return w
}

func (w *World) startPlatform(t testing.TB, changes []func(*asana.Config)) {
	t.Helper()
	var err error
	w.Queue, err = jobs.New(jobs.Config{DB: w.DB, Logger: quiet()})
	check(t, err)
	w.Keys, err = seal.Generate()
	check(t, err)
	w.Blobs, err = store.NewFolderBlobs(t.TempDir())
	check(t, err)
	c := asana.Config{
		DB: w.DB, Queue: w.Queue, Blobs: w.Blobs, Keys: w.Keys, BaseURL: w.URL,
		Passwords: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	}
	for _, change := range changes {
		change(&c)
	}
	w.Blobs, w.now = c.Blobs, c.Now
	w.Platform, err = asana.New(c)
	check(t, err)
	w.Platform.RegisterJobs(w.Queue)
	check(t, w.Queue.Migrate(t.Context()))
	check(t, w.Platform.Migrate(t.Context()))
}

func (w *World) startSurfaces(t testing.TB) {
	t.Helper()
	frame, err := page.New(page.Source{Name: "asana", Messages: asana.Messages()}, auth.Pages())
	check(t, err)
	sessions, err := httpkit.NewSessions(httpkit.SessionConfig{DB: w.DB, Table: "platform_sessions", Cookie: "platform", BaseURL: w.URL})
	check(t, err)
	w.Auth, err = auth.New(auth.Config{Platform: w.Platform, DB: w.DB, Keys: w.Keys, Frame: frame, Sessions: sessions, BaseURL: w.URL, Logger: quiet()})
	check(t, err)
	w.Auth.Routes(w.Router)
	w.Auth.OpenIDRoutes(w.Router)
	outbound := httpkit.NewOutbound(httpkit.OutboundConfig{AllowLoopback: true})
	w.Hooks, err = hooks.New(hooks.Config{Platform: w.Platform, DB: w.DB, Transport: outbound, Now: w.now})
	check(t, err)
	w.Host, err = apphost.New(apphost.Config{Platform: w.Platform, Transport: outbound, BaseURL: w.URL, Now: w.now})
	check(t, err)
	w.Rules, err = rules.New(rules.Config{Platform: w.Platform, DB: w.DB, Host: w.Host, Now: w.now})
	check(t, err)
	api, err := rest.New(rest.Config{Platform: w.Platform, Auth: w.Auth, Hooks: w.Hooks, Host: w.Host, Rules: w.Rules, BaseURL: w.URL, Logger: quiet()})
	check(t, err)
	w.Router.PathPrefix("/api/1.0").Handler(api)
	w.Router.PathPrefix(rest.TriggerPath).Handler(api)
}

// quiet is a logger for what tests provoke on purpose.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
