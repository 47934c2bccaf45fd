// Package rest is the Asana-compatible REST interface, under /api/1.0.
//
// One table, operations, is the source of the routes, of the scopes an app needs, and of the types of bodies
// and answers. A request goes through the same steps whatever it is: route, token, scope, body, values,
// access to the object; the first that fails answers, as on asana.com. Handlers return records; which of
// their fields are answered is decided in one place from opt_fields and from the tags of the record.
package rest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/gorilla/mux"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
	"jirabridge/asana/hooks"
	"jirabridge/asana/kit/httpkit"
)

// prefix is where the interface is mounted, as on asana.com.
const prefix = "/api/1.0"

// Authenticator tells who makes a request, by its token. Its errors are *httpkit.Error of status 401.
type Authenticator interface {
	Authenticate(r *http.Request) (asana.Actor, error)
	SpendSearch(ctx context.Context, a asana.Actor) error          // searches have a limit of their own, of status 429
	SpendMore(ctx context.Context, a asana.Actor, n int) error     // requests that are made by one, all or none
	SpendTrigger(ctx context.Context, trigger, owner string) error // the secret address of a rule has a limit of its own
}

// Config is what the interface is made of. All but Logger is required.
type Config struct {
	Platform *asana.Platform
	Auth     Authenticator
	Hooks    *hooks.Hooks
	Host     *apphost.Host // asks apps about the actions they have for rules
	Rules    Rules
	BaseURL  string       // of the platform, without a slash at the end
	Logger   *slog.Logger // nil is slog.Default()
}

type server struct {
	platform *asana.Platform
	auth     Authenticator
	hooks    *hooks.Hooks
	host     *apphost.Host
	rules    Rules
	baseURL  string
	log      *slog.Logger
	routes   http.Handler
	shapes   sync.Map // the fields of types of records, by type
}

// New returns the handler for everything under /api/1.0, and below TriggerPath.
func New(c Config) (http.Handler, error) {
	if c.Platform == nil || c.Auth == nil || c.Hooks == nil || c.Host == nil || c.Rules == nil || c.BaseURL == "" {
		return nil, errors.New("rest: Platform, Auth, Hooks, Host, Rules and BaseURL are required")
	}
	s := &server{platform: c.Platform, auth: c.Auth, hooks: c.Hooks, host: c.Host, rules: c.Rules,
		baseURL: strings.TrimSuffix(c.BaseURL, "/"), log: c.Logger}
	r := mux.NewRouter()
	s.routes = r
	r.Handle(prefix+documentPath, s.wrap(s.describe())).Methods(http.MethodGet)
	for _, op := range operations() {
		r.Handle(prefix+op.Path, s.wrap(s.serve(op))).Methods(op.Method)
	}
	r.Handle(prefix+downloadPath, s.wrap(s.download)).Methods(http.MethodGet)
	r.Handle(prefix+exportPath, s.wrap(s.downloadExport)).Methods(http.MethodGet)
	r.Handle(TriggerPath+"{secret}", withoutSecret(s.wrap(s.runSecretTrigger))).Methods(http.MethodPost)
	unknown := s.wrap(func(http.ResponseWriter, *http.Request) error { return errNoRoute })
	r.NotFoundHandler, r.MethodNotAllowedHandler = unknown, unknown
	return r, nil
}

func (s *server) wrap(h httpkit.Handler) http.Handler {
	inner := httpkit.Wrap(h, renderError, s.log)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Asana-Api-Version", "1.1")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		inner.ServeHTTP(w, r)
		httpkit.ReadRest(w, r)
	})
}

// serve runs an operation's steps in their order.
func (s *server) serve(op operation) httpkit.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		actor, err := s.caller(r)
		if err != nil {
			return err
		}
		if err := op.allows(actor); err != nil {
			return err
		}
		if op.Search {
			if err := s.auth.SpendSearch(r.Context(), actor); err != nil {
				return err
			}
		}
		c := &call{server: s, op: op, r: r, w: w, actor: actor, path: mux.Vars(r), query: r.URL.Query()}
		if err := c.readBody(); err != nil {
			return err
		}
		if err := c.readOptions(); err != nil {
			return err
		}
		result, err := op.Do(c)
		if err == nil {
			err = c.answer(result)
		}
		return c.translate(err)
	}
}

// caller is who calls: an action of a batch is its person's, who is known and whose request is counted.
func (s *server) caller(r *http.Request) (asana.Actor, error) {
	if actor, known := r.Context().Value(batchActor{}).(asana.Actor); known {
		return actor, nil
	}
	return s.auth.Authenticate(r)
}

// allows tells whether who calls may do the operation at all.
func (op operation) allows(a asana.Actor) error {
	if a.Service && op.Service != "" && slices.Contains(a.Scopes, string(op.Service)) {
		return nil
	}
	if err := checkScope(a, op.Scope); err != nil {
		return err
	}
	if op.Only && !a.Service {
		return httpkit.Fail(http.StatusForbidden, "Only service accounts may do this.", errBeyondScope)
	}
	return nil
}

// checkScope lets a person's own token do everything, an app's what the person allowed it, and a service account's
// what it was made for.
func checkScope(a asana.Actor, needed string) error {
	if needed == "" {
		needed = fullScope
	}
	if a.App == "" && !a.Service || slices.Contains(a.Scopes, needed) || slices.Contains(a.Scopes, fullScope) {
		return nil
	}
	if a.Service {
		return httpkit.Fail(http.StatusForbidden, "This service account has a limited scope, which does not include this.", errBeyondScope)
	}
	return httpkit.Fail(http.StatusForbidden, "This app was not granted the scope this needs: "+needed, errBeyondScope)
}

var errBeyondScope = errors.New("beyond the app's scopes")

// fullScope is everything the person may do. Operations without a scope of their own need it.
const fullScope = "default"
