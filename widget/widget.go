// Package widget is the face of the bridge towards the platform: an App
// Components app server, and the window in which a person connects an account.
//
//	GET  /app/v1/widget                   the summary of a linked issue
//	GET  /app/v1/form                     the form that creates an issue
//	POST /app/v1/form/change              its next state
//	POST /app/v1/form/submit              the issue is created
//	GET  /app/v1/typeahead/project        for the form
//	GET  /app/v1/typeahead/user/{project} for the form
//	GET  /app/v1/typeahead/resource       for the lookup
//	POST /app/v1/attach                   an existing issue is linked
//	GET  /app/v1/rule                     the form of a rule's action
//	POST /app/v1/rule/change              its next state
//	POST /app/v1/rule/submit              the action is saved
//	POST /app/v1/rule/run                 a rule runs: the issue is created
//	POST /app/v1/rule/preview             what a run would do
//	POST /app/hooks/jira/{secret}         a webhook of Jira
//	GET  /connect, /connect/callback/asana, /connect/done
//	GET  /app/links                       a person's links that need a look
//	GET  /app/links?task={gid}            leads to the link of a task
//	GET  /app/links/{id}                  state and steps of a link
//	POST /app/links/{id}/retry, /app/links/{id}/choose
//
// Every address below /app/v1 takes signed messages only (see
// asana/appcomponents) and answers anything else 400 without doing a thing;
// nobody is asked for a cookie there, and the signed user is who is acting. The
// widget can only be read. What bridge answers becomes JSON with the status
// Asana documents for it; a 401 makes the platform open /connect.
//
// The pages about links are for people who have signed in by Asana Connect; a
// person sees a link if the platform lets him see its task. Asana's widgets
// carry no address of ours: forms that only say how far an issue is name the
// page, and a platform that knows Addresses.DetailsURL leads there itself.
package widget

import (
	"embed"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gorilla/mux"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
	"jirabridge/bridge"
)

//go:embed templates messages assets
var files embed.FS

// Pages are the templates, texts and scripts of this package.
func Pages() page.Source {
	return page.Source{Name: "widget", Templates: files, Messages: files, Assets: files}
}

// Config is what a Widget is made of; all but Now and Logger are required.
// Sessions are the bridge's, shared with package setup.
type Config struct {
	Bridge      *bridge.Bridge
	Frame       *page.Frame
	Sessions    *scs.SessionManager
	BaseURL     string // where we are reached
	PlatformURL string // where Asana or the embedded platform is
	AppSecret   seal.Secret
	Now         func() time.Time
	Logger      *slog.Logger
}

// Widget answers the platform and the people it sends to us.
type Widget struct {
	bridge   *bridge.Bridge
	frame    *page.Frame
	sessions *scs.SessionManager
	base     string
	platform string // origin of the platform
	secret   seal.Secret
	now      func() time.Time
	log      *slog.Logger
}

// New returns a Widget. It fails when the configuration lacks something that is required.
func New(c Config) (*Widget, error) {
	if c.Bridge == nil || c.Frame == nil || c.Sessions == nil || c.AppSecret == "" {
		return nil, errors.New("widget: Bridge, Frame, Sessions and AppSecret are needed")
	}
	platform, err := url.Parse(c.PlatformURL)
	if err != nil || platform.Host == "" || c.BaseURL == "" {
		return nil, errors.New("widget: BaseURL and PlatformURL are needed")
	}
	w := &Widget{
		bridge: c.Bridge, frame: c.Frame, sessions: c.Sessions,
		base: strings.TrimRight(c.BaseURL, "/"), platform: platform.Scheme + "://" + platform.Host,
		secret: c.AppSecret, now: c.Now, log: c.Logger,
	}
	if w.now == nil {
		w.now = time.Now
	}
	if w.log == nil {
		w.log = slog.New(slog.DiscardHandler)
	}
	return w, nil
}

// Routes mounts everything this package answers.
func (w *Widget) Routes(r *mux.Router) {
	w.appRoutes(r.PathPrefix(appPath).Subrouter())
	w.hookRoutes(r)
	popup := r.PathPrefix("/connect").Methods("GET").Subrouter()
	popup.Use(httpkit.SecurityHeaders(true), w.sessions.LoadAndSave)
	popup.Handle("", w.page(w.connect))
	popup.Handle(asanaCallback, httpkit.NoReferrer(w.page(w.signedIn)))
	popup.Handle("/done", w.page(w.done))
	w.linkRoutes(r)
}
