// Package setup is the page on which an admin connects a workspace to a Jira
// Server or Data Center, and the one address Jira's consent returns to.
//
//	GET  /setup                 sign in through Asana Connect, then the form, or
//	                            the connection when there is one (with edit=1
//	                            the form to renew it); over OAuth 1.0a
//	                            (kind=oauth1) first what is to come
//	POST /setup/start           from there to Asana Connect
//	POST /setup                 check the Jira, go to its consent
//	GET  /setup/callback/asana  back from Asana Connect
//	GET  /setup/callback/jira   back from Jira, of admins and of members
//	GET  /setup/callback/jira1  the same, of OAuth 1.0a links
//	GET  /setup/done            the success page
//	GET  /setup/failed          why a consent has connected nothing
//	GET  /setup/requirements    the addresses of Jira that are asked for
//	POST /setup/remove          end the connection
//	GET  /setup/connection      its settings, a section each, to those who may
//	                            change them
//	POST /setup/connection/...  change the settings of a section
//	GET  /setup/doctor          what the look at a Jira step by step is about
//	POST /setup/doctor          take the steps: those of a connection, or with
//	                            what was typed into the form
//	POST /setup/doctor/bundle   the same, as a zip to pass on
//	GET  /setup/coverage        the projects, and below it
//	GET  /setup/coverage/project  whether issues can be created in one
//	GET  /setup/coverage.csv    the same of all, as a file
//	POST /setup/logout
//
// Nothing is connected before Jira's consent has come back and its giver has
// proved to be a Jira administrator. Until then what was typed lives in the
// session, so that a browser which goes back, an error and another language
// all find it again. The secret is sealed there for an hour and never sent
// back to a page; one that Jira has refused has to be entered again.
//
// A member's consent, which begins in the widget's connect popup, comes back
// here too and is passed on to where it began; a failure as ?error=<message
// id>. States are bound to httpkit.Browser, so both faces must use one session
// manager.
package setup

import (
	"embed"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gorilla/mux"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
	"jirabridge/bridge"
	"jirabridge/bridge/doctor"
)

//go:embed templates/*.html messages/*.toml assets
var files embed.FS

// Pages are the templates, texts and assets of this package.
func Pages() page.Source {
	return page.Source{Name: "setup", Templates: files, Messages: files, Assets: files}
}

// Config is what a Setup needs. Logger may be left out.
type Config struct {
	Bridge      *bridge.Bridge
	Frame       *page.Frame         // with Pages() and the bridge's
	Sessions    *scs.SessionManager // shared with the widget
	BaseURL     string              // ours, without a trailing slash
	PlatformURL string              // of the page that may have opened us as a popup
	Egress      string              // where requests to Jira come from, told to admins; may be left out
	About       []doctor.File       // versions and settings, for support bundles
	Log         func() string       // the last warnings and errors, for support bundles of super admins; may be left out
	Keys        *seal.Keyset        // seals a secret that was entered
	Now         func() time.Time    // may be left out
	Logger      *slog.Logger
}

// Setup serves the pages.
type Setup struct {
	bridge   *bridge.Bridge
	frame    *page.Frame
	sessions *scs.SessionManager
	base     string
	platform string // an origin
	egress   string
	about    []doctor.File
	lately   func() string
	keys     *seal.Keyset
	now      func() time.Time
	log      *slog.Logger
}

// The addresses, all local.
const (
	homePath      = "/setup"
	asanaCallback = "/setup/callback/asana"
	jiraCallback  = "/setup/callback/jira"
	jiraSigned    = "/setup/callback/jira1"
	donePath      = "/setup/done"
	settingsPath  = "/setup/connection"
	failedPath    = "/setup/failed"
	doctorPath    = "/setup/doctor"
	coveragePath  = "/setup/coverage"
	needsPath     = "/setup/requirements"
)

// New returns a Setup. It fails when the configuration lacks something that is required.
func New(c Config) (*Setup, error) {
	if c.Bridge == nil || c.Frame == nil || c.Sessions == nil || c.Keys == nil {
		return nil, errors.New("setup: Bridge, Frame, Sessions and Keys are required")
	}
	platform, err := url.Parse(c.PlatformURL)
	if err != nil || platform.Host == "" || c.BaseURL == "" {
		return nil, errors.New("setup: BaseURL and PlatformURL must be addresses")
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = func() string { return "" }
	}
	return &Setup{
		bridge: c.Bridge, frame: c.Frame, sessions: c.Sessions, base: strings.TrimRight(c.BaseURL, "/"),
		platform: platform.Scheme + "://" + platform.Host, egress: c.Egress, about: c.About, lately: c.Log, keys: c.Keys, now: c.Now, log: c.Logger,
	}, nil
}

// Routes mounts everything under /setup.
func (s *Setup) Routes(r *mux.Router) {
	r.Handle(homePath, s.page(s.show)).Methods(http.MethodGet, http.MethodHead)
	r.Handle(homePath, s.page(s.save)).Methods(http.MethodPost)
	r.Handle("/setup/start", s.page(s.start)).Methods(http.MethodPost)
	r.Handle(donePath, s.page(s.done)).Methods(http.MethodGet, http.MethodHead)
	r.Handle(failedPath, s.page(s.failed)).Methods(http.MethodGet, http.MethodHead)
	r.Handle(needsPath, s.page(s.requirements)).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/setup/remove", s.page(s.remove)).Methods(http.MethodPost)
	r.Handle(settingsPath, s.page(s.settings)).Methods(http.MethodGet, http.MethodHead)
	r.Handle(settingsPath+"/reading", s.page(s.change("reading", s.setReading))).Methods(http.MethodPost)
	r.Handle(settingsPath+"/browser", s.page(s.change("browser", s.setBrowser))).Methods(http.MethodPost)
	r.Handle(settingsPath+"/backlinks", s.page(s.change("backlinks", s.setBacklinks))).Methods(http.MethodPost)
	r.Handle(settingsPath+"/hooks", s.page(s.change("hooks", s.renewHook))).Methods(http.MethodPost)
	r.Handle(settingsPath+"/former", s.page(s.change("former", s.retire))).Methods(http.MethodPost)
	r.Handle(doctorPath, s.page(s.explainDoctor)).Methods(http.MethodGet, http.MethodHead)
	r.Handle(doctorPath, s.page(s.examine)).Methods(http.MethodPost)
	r.Handle(doctorPath+"/bundle", s.page(s.bundle)).Methods(http.MethodPost)
	r.Handle(coveragePath, s.page(s.coverage)).Methods(http.MethodGet, http.MethodHead)
	r.Handle(coveragePath+"/project", s.page(s.coverageOf)).Methods(http.MethodGet, http.MethodHead)
	r.Handle(coveragePath+".csv", s.page(s.coverageCSV)).Methods(http.MethodGet)
	r.Handle("/setup/logout", s.page(s.logout)).Methods(http.MethodPost)
	r.Handle(asanaCallback, s.callback(s.fromAsana)).Methods(http.MethodGet)
	r.Handle(jiraCallback, s.callback(s.fromJira(readOAuth2))).Methods(http.MethodGet)
	r.Handle(jiraSigned, s.callback(s.fromJira(readOAuth1))).Methods(http.MethodGet)
}

// formLimit bounds what is read of a form, in bytes.
const formLimit = 64 << 10

// page wraps the handler of a page. It may stand in a popup, which must keep
// its opener.
func (s *Setup) page(h httpkit.Handler) http.Handler {
	return httpkit.SecurityHeaders(true)(s.guard(h))
}

// callback wraps a handler whose address carries a code and a state.
func (s *Setup) callback(h httpkit.Handler) http.Handler {
	return httpkit.SecurityHeaders(true)(httpkit.NoReferrer(s.guard(h)))
}

func (s *Setup) guard(h httpkit.Handler) http.Handler {
	wrapped := httpkit.Wrap(h, s.renderError, s.log)
	return httpkit.CSRF(s.base)(s.sessions.LoadAndSave(httpkit.LimitBody(formLimit)(wrapped)))
}
