// Package ui is the platform's web pages: home, projects, tasks, rules, the apps
// that can be added to a project, people's settings and the admins', and the
// host's side of App Components in the browser.
//
// Pages are plain forms that answer with a redirect. Scripts make them quicker
// and are needed for one thing only: what an app shows on a task (its widget,
// its lookup, its form), which the page asks for as JSON under /0/apps/.
//
// Somebody who may not see a task or a project is answered exactly as if it
// did not exist. What apps and people wrote reaches the browser as text, or as
// rich text through one policy (richtext.go); pictures of apps come through a
// proxy of ours (icon.go), because pages load nothing from elsewhere.
package ui

import (
	"embed"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/microcosm-cc/bluemonday"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
	"jirabridge/asana/auth"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
)

//go:embed templates/*.html messages/*.toml assets
var files embed.FS

// Pages is what this package contributes to the frame.
func Pages() page.Source {
	return page.Source{Name: "ui", Templates: files, Messages: files, Assets: files}
}

// Config is what a UI is made of. Everything but Now and Logger is required.
type Config struct {
	Platform *asana.Platform
	Auth     *auth.Auth
	Host     *apphost.Host
	Frame    *page.Frame // made with Pages

	// Keys seals the addresses of apps' pictures, which our proxy fetches
	// through Outbound: the transport that apps are called with.
	Keys     *seal.Keyset
	Outbound http.RoundTripper

	Rules DryRunner // asana/rules.Engine

	BaseURL string
	Now     func() time.Time // nil is time.Now
	Logger  *slog.Logger     // nil is slog.Default()
}

// UI serves the pages. It is safe for concurrent use.
type UI struct {
	platform  *asana.Platform
	auth      *auth.Auth
	host      *apphost.Host
	frame     *page.Frame
	icons     *iconProxy
	dryRunner DryRunner
	policy    *bluemonday.Policy
	baseURL   string
	now       func() time.Time
	log       *slog.Logger
}

// New returns a UI. It fails when the configuration lacks something that is required.
func New(c Config) (*UI, error) {
	if c.Platform == nil || c.Auth == nil || c.Host == nil || c.Frame == nil || c.Keys == nil || c.Outbound == nil || c.Rules == nil || c.BaseURL == "" {
		return nil, errors.New("ui: Platform, Auth, Host, Frame, Keys, Outbound, Rules and BaseURL are required")
	}
	icons, err := newIconProxy(c.Keys, c.Outbound)
	if err != nil {
		return nil, err
	}
	u := &UI{
		platform: c.Platform, auth: c.Auth, host: c.Host, frame: c.Frame, icons: icons, policy: richTextPolicy(), dryRunner: c.Rules,
		baseURL: strings.TrimSuffix(c.BaseURL, "/"), now: c.Now, log: c.Logger,
	}
	if u.now == nil {
		u.now = time.Now
	}
	if u.log == nil {
		u.log = slog.Default()
	}
	return u, nil
}

// refuse answers for every address, or way to ask for one, that nobody else
// claims.
func (u *UI) refuse(status int) http.Handler {
	handler := func(http.ResponseWriter, *http.Request) error { return httpkit.Fail(status, "", nil) }
	return u.guard(httpkit.Wrap(handler, u.frame.RenderError, u.log))
}
