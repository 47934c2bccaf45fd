// Package ui is the platform's web pages: home, projects, tasks, the apps that
// can be added to a project, and the host's side of App Components in the
// browser.
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

	"github.com/gorilla/mux"
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

	BaseURL string
	Now     func() time.Time // nil is time.Now
	Logger  *slog.Logger     // nil is slog.Default()
}

// UI serves the pages. It is safe for concurrent use.
type UI struct {
	platform *asana.Platform
	auth     *auth.Auth
	host     *apphost.Host
	frame    *page.Frame
	icons    *iconProxy
	policy   *bluemonday.Policy
	baseURL  string
	now      func() time.Time
	log      *slog.Logger
}

// New returns a UI.
func New(c Config) (*UI, error) {
	if c.Platform == nil || c.Auth == nil || c.Host == nil || c.Frame == nil || c.Keys == nil || c.Outbound == nil || c.BaseURL == "" {
		return nil, errors.New("ui: Platform, Auth, Host, Frame, Keys, Outbound and BaseURL are required")
	}
	icons, err := newIconProxy(c.Keys, c.Outbound)
	if err != nil {
		return nil, err
	}
	u := &UI{
		platform: c.Platform, auth: c.Auth, host: c.Host, frame: c.Frame, icons: icons, policy: richTextPolicy(),
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

// Routes mounts every page. It belongs last on the router: the address of a
// page that does not exist is answered here too.
func (u *UI) Routes(r *mux.Router) {
	const project, task, app, gid = "/0/{project:[0-9]+}", "/{task:[0-9]+}", "/apps/{app:[0-9]+}", "/{attachment:[0-9]+}"
	get := func(path string, h handler) { r.Handle(path, u.page(h)).Methods(http.MethodGet, http.MethodHead) }
	post := func(path string, h handler) { r.Handle(path, u.page(h)).Methods(http.MethodPost) }
	ask := func(method, path string, h handler) {
		r.Handle("/0"+app+"/tasks"+task+path, u.json(h)).Methods(method)
	}

	get("/", u.home)
	get("/0/projects/new", u.showNewProject)
	post("/0/projects/new", u.createProject)
	get(newWorkspaceURL, u.showNewWorkspace)
	post(newWorkspaceURL, u.createWorkspace)

	get(mySettingsURL, u.showProfile)
	post(mySettingsURL, u.updateProfile)
	post(mySettingsURL+"/email", u.changeEmail)
	post(mySettingsURL+"/password", u.changePassword)
	post(mySettingsURL+"/sessions/end-others", u.endOtherSessions)
	post(mySettingsURL+"/sessions/{session:[0-9]+}/end", u.endSession)
	get(myAppsURL, u.showMyApps)
	post(myAppsURL+"/{app:[0-9]+}/deauthorize", u.deauthorize)

	get("/0/members", u.showMembers)
	post("/0/members/invite", u.invite)
	post("/0/members/invitations/{invitation:[0-9]+}/withdraw", u.withdrawInvitation)
	post("/0/members/{person:[0-9]+}/reset", u.resetPassword)
	post("/0/members/{person:[0-9]+}/role", u.changeRole)
	get("/0/members/{person:[0-9]+}/remove", u.showRemoval)
	post("/0/members/{person:[0-9]+}/remove", u.removeMember)

	get(project, u.showProject)
	post(project, u.updateProject)
	post(project+"/tasks", u.createTask)
	post(project+"/sections", u.createSection)
	post(project+"/fields", u.createField)
	post(project+"/members", u.changeMembers)
	get(project+"/customize", u.showCustomize)

	get(project+"/apps", u.showGallery)
	get(project+app, u.showApp)
	get(project+app+"/add", u.showWizard)
	get(project+app+"/added", u.showAdded)
	post(project+app+"/install", u.installApp)
	post(project+app+"/uninstall", u.uninstallApp)

	get(project+task, u.showTask)
	post(project+task, u.updateTask)
	post(project+task+"/delete", u.deleteTask)
	post(project+task+"/fields/{field:[0-9]+}", u.setField)
	post(project+task+"/comments", u.addComment)
	r.Handle(project+task+"/attachments", u.stream(u.upload)).Methods(http.MethodPost)
	post(project+task+"/attachments"+gid+"/delete", u.deleteAttachment)
	get("/0/attachments"+gid, u.download)
	get("/1/{workspace:[0-9]+}/task"+task, u.movedTask)

	ask(http.MethodGet, "/form", u.openForm)
	ask(http.MethodPost, "/form/change", u.changeForm)
	ask(http.MethodPost, "/form/submit", u.submitForm)
	ask(http.MethodGet, "/lookup", u.openLookup)
	ask(http.MethodGet, "/typeahead", u.typeahead)
	ask(http.MethodPost, "/attach", u.attachResource)
	ask(http.MethodGet, "/widgets", u.widgets)
	ask(http.MethodGet, "/attachments"+gid+"/widget", u.widget)
	get("/0/apps/icon", u.icon)

	r.NotFoundHandler = u.refuse(http.StatusNotFound)
	r.MethodNotAllowedHandler = u.refuse(http.StatusMethodNotAllowed)
}

// refuse answers for every address, or way to ask for one, that nobody else
// claims.
func (u *UI) refuse(status int) http.Handler {
	handler := func(http.ResponseWriter, *http.Request) error { return httpkit.Fail(status, "", nil) }
	return u.guard(httpkit.Wrap(handler, u.frame.RenderError, u.log))
}
