package auth

import (
	"embed"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gorilla/mux"
	"github.com/ory/fosite"

	"jirabridge/asana"
	"jirabridge/asana/budget"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
)

//go:embed templates/*.html messages/*.toml assets/*.js
var files embed.FS

// Pages is what this package contributes to the frame.
func Pages() page.Source {
	return page.Source{Name: "auth", Templates: files, Messages: files, Assets: files}
}

// Config is what an Auth is made of. Everything but Product, Now and Logger is required.
type Config struct {
	Platform *asana.Platform
	DB       *sqldb.DB
	Keys     *seal.Keyset        // seals what ID tokens are signed with
	Frame    *page.Frame         // made with Pages
	Sessions *scs.SessionManager // from httpkit.NewSessions, on the table "platform_sessions"
	BaseURL  string              // of the platform, without a slash at the end
	Product  string              // name that the sign-in page shows, "" for none
	Now      func() time.Time    // nil is time.Now
	Logger   *slog.Logger        // nil is slog.Default()
}

// Auth knows who is calling. It is safe for concurrent use.
type Auth struct {
	platform *asana.Platform
	db       *sqldb.DB
	frame    *page.Frame
	sessions *scs.SessionManager
	baseURL  string
	product  string
	now      func() time.Time
	log      *slog.Logger
	grants   *grantStore
	oauth    *fosite.Fosite
	keyring  *keyring
	budget   *budget.Budget
	known    *knownTokens
}

// New returns an Auth. It fails when the configuration lacks something that is required.
func New(c Config) (*Auth, error) {
	if c.Platform == nil || c.DB == nil || c.Keys == nil || c.Frame == nil || c.Sessions == nil || c.BaseURL == "" {
		return nil, errors.New("auth: Platform, DB, Keys, Frame, Sessions and BaseURL are required")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	grants := &grantStore{db: c.DB, platform: c.Platform, now: c.Now}
	return &Auth{
		platform: c.Platform, db: c.DB, frame: c.Frame, sessions: c.Sessions, baseURL: c.BaseURL,
		product: c.Product, now: c.Now, log: c.Logger, grants: grants, oauth: newProvider(grants),
		keyring: &keyring{c.DB, c.Keys, c.Now}, budget: budget.New(c.DB, c.Now), known: newKnownTokens(c.Platform.Writes, c.Now),
	}, nil
}

// Routes mounts the pages and endpoints under /-/.
func (a *Auth) Routes(r *mux.Router) {
	r.Handle("/-/login", a.page(a.showSignIn)).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/-/login", a.page(a.signIn)).Methods(http.MethodPost)
	r.Handle("/-/logout", a.page(a.signOut)).Methods(http.MethodPost)
	r.Handle("/-/welcome", a.page(a.showWelcome)).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/-/welcome", a.page(a.welcome)).Methods(http.MethodPost)
	r.Handle("/-/join", a.page(a.showJoin)).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/-/join", a.page(a.join)).Methods(http.MethodPost)
	r.Handle("/-/forgot", a.page(a.showForgot)).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/-/forgot", a.page(a.forgot)).Methods(http.MethodPost)
	r.Handle("/-/reset", a.page(a.showReset)).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/-/reset", a.page(a.reset)).Methods(http.MethodPost)
	r.Handle("/-/revoke_token", a.page(a.showLeaked)).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/-/revoke_token", a.page(a.revokeLeaked)).Methods(http.MethodPost)
	r.Handle("/-/oauth_authorize", a.page(a.authorize)).Methods(http.MethodGet, http.MethodPost) // no HEAD: it could issue a code
	for _, i := range issuers() {
		r.Handle(i.tokens, a.endpoint(a.exchange(i))).Methods(http.MethodPost)
	}
	r.Handle("/-/oauth_revoke", a.endpoint(a.revoke)).Methods(http.MethodPost)
}

// formLimit bounds the bodies read here, in bytes: forms with a handful of short fields.
const formLimit = 64 << 10

// page wraps the handler of a page. All of them may stand in an app's popup, which must keep its opener.
func (a *Auth) page(h httpkit.Handler) http.Handler {
	wrapped := httpkit.Wrap(h, a.frame.RenderError, a.log)
	return httpkit.SecurityHeaders(true)(httpkit.CSRF(a.baseURL)(a.sessions.LoadAndSave(httpkit.LimitBody(formLimit)(wrapped))))
}

// endpoint wraps the handler of an address that programs call. It has no session, so nothing to forge.
func (a *Auth) endpoint(h httpkit.Handler) http.Handler {
	return a.endpointWith(h, a.writeProtocolError)
}

func (a *Auth) endpointWith(h httpkit.Handler, render httpkit.Render) http.Handler {
	wrapped := httpkit.LimitBody(formLimit)(httpkit.Wrap(h, render, a.log))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Pragma", "no-cache")
		wrapped.ServeHTTP(w, r)
	})
}
