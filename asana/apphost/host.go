// Package apphost is the host's side of App Components: it signs a message for
// an app, sends it, waits ten seconds at most and makes sense of the answer.
//
// Who may ask is settled before anything is sent: the actor must see the task,
// and the app must be installed in one of the task's projects. Anything else is
// an asana error of kind NotFound, the same for a task that does not exist. What
// the app answers becomes a form, a widget, a list or an attachment; every
// refusal and every failure of the app is an *Error whose Text may be shown.
//
//	200, valid body            the result
//	400 with a form            Error with Form (a change or a submission)
//	400, 403, 404 with a text  Error with the app's text
//	401, 418                   Error; NeedsAuthorization is true
//	anything else              Error "Something went wrong. Try again later."
//
// A submission, once sent, is finished even when the person stops listening:
// the app may have made something that belongs on the task.
//
// A rule's action belongs to a project instead of a task. Its form is asked for,
// changed and submitted like the other form, and RunAction has it carried out:
// whoever runs rules learns from the Error whether to try again (Retry), to wait
// for the rule's owner (NeedsAuthorization) or to give up for good (Gone).
package apphost

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
)

const (
	defaultTimeout = 10 * time.Second // Asana documents it for change and submit
	validity       = 5 * time.Minute  // of a signed message
)

// Platform is what the host needs of the platform: *asana.Platform.
type Platform interface {
	Person(ctx context.Context, gid string) (asana.Person, error)
	Task(ctx context.Context, a asana.Actor, gid string) (asana.Task, error)
	Project(ctx context.Context, a asana.Actor, gid string) (asana.Project, error)
	InstalledApps(ctx context.Context, a asana.Actor, project string) ([]asana.App, error)
	InstalledAppsForTask(ctx context.Context, a asana.Actor, task string) ([]asana.App, error)
	RuleOfAction(ctx context.Context, action string) (asana.Rule, error)
	Attachment(ctx context.Context, a asana.Actor, gid string) (asana.Attachment, error)
	Attachments(ctx context.Context, a asana.Actor, task string, page asana.Page) ([]asana.Attachment, string, error)
	AttachExternal(ctx context.Context, a asana.Actor, task string, n asana.NewExternal) (asana.Attachment, error)
}

// Config is what a Host is made of. Platform, Transport and BaseURL are
// required. BaseURL is the platform's own address, sent to apps as the origin
// of their caller. Timeout is 10 s when 0.
type Config struct {
	Platform  Platform
	Transport http.RoundTripper
	BaseURL   string
	Timeout   time.Duration
	Now       func() time.Time
	Logger    *slog.Logger
}

// Host calls apps. It is safe for concurrent use.
type Host struct {
	platform Platform
	client   *http.Client
	origin   string
	timeout  time.Duration
	now      func() time.Time
	logger   *slog.Logger
}

// New returns a Host. It fails when the configuration lacks something that is required.
func New(c Config) (*Host, error) {
	if c.Platform == nil || c.Transport == nil || c.BaseURL == "" {
		return nil, errors.New("apphost: Platform, Transport and BaseURL are required")
	}
	h := &Host{
		platform: c.Platform, origin: originOf(c.BaseURL), timeout: c.Timeout, now: c.Now, logger: c.Logger,
		client: &http.Client{
			Transport:     c.Transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if h.timeout == 0 {
		h.timeout = defaultTimeout
	}
	if h.now == nil {
		h.now = time.Now
	}
	if h.logger == nil {
		h.logger = slog.New(slog.DiscardHandler)
	}
	return h, nil
}

// visit is one actor's business with one app, on a task or about a rule of a
// project.
type visit struct {
	actor     asana.Actor
	workspace string
	task      asana.Task // the zero one when it is about a rule
	app       asana.App
}

// enter makes sure that the actor may see the task and that the app belongs to
// it. Nothing is sent without a visit.
func (h *Host) enter(ctx context.Context, a asana.Actor, task, app string) (visit, error) {
	seen, err := h.platform.Task(ctx, a, task)
	if err != nil {
		return visit{}, err
	}
	apps, err := h.platform.InstalledAppsForTask(ctx, a, task)
	if err != nil {
		return visit{}, err
	}
	installed, err := among(apps, app)
	return visit{actor: a, workspace: seen.Workspace.GID, task: seen, app: installed}, err
}

// among returns the app with the gid, if it is installed.
func among(installed []asana.App, gid string) (asana.App, error) {
	for _, app := range installed {
		if app.GID == gid {
			return app, nil
		}
	}
	return asana.App{}, notFound("app")
}

// request starts a message of this visit with what every message says.
func (v visit) request(now time.Time) appcomponents.Request {
	return appcomponents.Request{
		ExpiresAt: now.Add(validity), User: v.actor.Person, Workspace: v.workspace, Task: v.task.GID,
	}
}

func notFound(what string) error {
	return &asana.Error{Kind: asana.NotFound, Field: what, Text: "Not found"}
}
