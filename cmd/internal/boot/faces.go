package boot

import (
	"context"
	"net/http"
	"slices"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
	"jirabridge/asana/auth"
	"jirabridge/asana/hooks"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/rest"
	"jirabridge/asana/rules"
	"jirabridge/asana/ui"
	"jirabridge/bridge"
	"jirabridge/bridge/doctor"
	"jirabridge/setup"
	"jirabridge/widget"
)

// product is the name on the sign-in page: the platform itself knows none.
const product = "Jirabridge"

// buildFrame reads the pages and words of all packages.
func (a *App) buildFrame(context.Context) (err error) {
	a.frame, err = page.New(words(), page.Source{Name: "asana", Messages: asana.Messages()},
		auth.Pages(), rules.Pages(), ui.Pages(), bridge.Pages(), doctor.Pages(), setup.Pages(), widget.Pages())
	return err
}

// buildFaces makes what people, scripts and apps see.
func (a *App) buildFaces(context.Context) error {
	frame := a.frame
	api, pages, err := a.platformFaces(frame)
	if err != nil {
		return err
	}
	admin, app, err := a.bridgeFaces(frame)
	if err != nil {
		return err
	}
	a.watchState()
	a.handler = a.route(frame, api, a.Auth, admin, app, pages)
	return nil
}

// platformFaces makes the platform's sign-in, REST API and pages.
func (a *App) platformFaces(frame *page.Frame) (http.Handler, surface, error) {
	c := a.config
	sessions, err := a.sessions(platformSessions, "platform")
	if err != nil {
		return nil, nil, err
	}
	a.Auth, err = auth.New(auth.Config{Product: product, Platform: a.Platform, DB: a.db, Keys: a.keys, Frame: frame, Sessions: sessions, BaseURL: c.BaseURL, Logger: c.Logger})
	if err != nil {
		return nil, nil, err
	}
	host, err := apphost.New(apphost.Config{Platform: a.Platform, Transport: a.local, BaseURL: c.BaseURL, Logger: c.Logger})
	if err != nil {
		return nil, nil, err
	}
	a.hooks, err = hooks.New(hooks.Config{Platform: a.Platform, DB: a.db, Transport: c.outbound(c.WebhookNetworks), Logger: c.Logger})
	if err != nil {
		return nil, nil, err
	}
	a.rules, err = rules.New(rules.Config{Platform: a.Platform, DB: a.db, Host: host, Wait: c.RuleWait, Logger: c.Logger})
	if err != nil {
		return nil, nil, err
	}
	api, err := rest.New(rest.Config{Platform: a.Platform, Auth: a.Auth, Hooks: a.hooks, Host: host, Rules: a.rules, BaseURL: c.BaseURL, Logger: c.Logger})
	if err != nil {
		return nil, nil, err
	}
	pages, err := ui.New(ui.Config{Platform: a.Platform, Auth: a.Auth, Host: host, Frame: frame, Keys: a.keys, Outbound: a.pictures(), Rules: a.rules, BaseURL: c.BaseURL, Logger: c.Logger})
	return api, pages, err
}

// pictures is the transport that fetches the pictures apps show: of issue types
// and people, they lie at Jira.
func (a *App) pictures() http.RoundTripper {
	return a.config.outbound(slices.Concat(a.config.Networks, a.config.WebhookNetworks))
}

// bridgeFaces makes the setup page and the app server. They share a session.
func (a *App) bridgeFaces(frame *page.Frame) (admin, app surface, err error) {
	c := a.config
	sessions, err := a.sessions(bridgeSessions, "bridge")
	if err != nil {
		return nil, nil, err
	}
	admin, err = setup.New(setup.Config{Bridge: a.Bridge, Frame: frame, Sessions: sessions, BaseURL: c.BaseURL, PlatformURL: c.BaseURL, Egress: c.Egress, About: About(c.Redacted, a.databaseName()), Log: a.recent.String, Keys: a.keys, Logger: c.Logger})
	if err != nil {
		return nil, nil, err
	}
	app, err = widget.New(widget.Config{Bridge: a.Bridge, Frame: frame, Sessions: sessions, BaseURL: c.BaseURL, PlatformURL: c.BaseURL, AppSecret: a.BuiltIn.ClientSecret, Logger: c.Logger})
	return admin, app, err
}

// databaseName is for support bundles.
func (a *App) databaseName() string {
	if a.db.Kind() == sqldb.Postgres {
		return "PostgreSQL"
	}
	return "SQLite"
}
