package ui

import (
	"errors"
	"net/http"
	"net/url"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
)

// Where super admins manage the service accounts of a workspace: the tab Apps of the admin console.
const (
	adminAppsURL = "/0/admin/apps"
	servicesURL  = adminAppsURL + "/service-accounts"
)

// inWorkspace is an address of the admin console.
func inWorkspace(path, workspace string) string {
	return path + "?workspace=" + url.QueryEscape(workspace)
}

// servicesData is what ui/adminapps and ui/services show.
type servicesData struct {
	Workspace asana.Workspace
	Services  []asana.Service
	BelowPlan bool
	Docs      bool   // whether the documentation opens to the visitor
	Token     string // just made, shown this once
	Of        string // whose token it is
}

// serviceData is what ui/service shows: the form of a new service account, or of one there is.
type serviceData struct {
	Workspace asana.Workspace
	Service   asana.Service // its GID is "" for a new one
	Name      string
	Scoped    bool
	Choices   []permissionChoice
	Problem   string
	Field     string
}

type permissionChoice struct {
	asana.Permission
	Ticked bool
}

// showAdminApps is GET /0/admin/apps?workspace=….
func (u *UI) showAdminApps(v visit) error {
	data, err := u.services(v, v.r.FormValue("workspace"))
	if err != nil {
		return err
	}
	return u.render(v, http.StatusOK, "ui/adminapps", page.View{Title: "ui.admin_console", Layout: "app", Data: data})
}

// showServices is GET /0/admin/apps/service-accounts?workspace=….
func (u *UI) showServices(v visit) error {
	return u.renderServices(v, v.r.FormValue("workspace"), "", "")
}

// services reads the list. On a plan without service accounts it has none and says so.
func (u *UI) services(v visit, workspace string) (data servicesData, err error) {
	ctx := v.r.Context()
	data.Services, err = u.platform.Services(ctx, v.actor, workspace)
	if data.BelowPlan = asana.IsKind(err, asana.PlanTooLow); err != nil && !data.BelowPlan {
		return data, err
	}
	if data.Docs, err = u.platform.MayUseAPI(ctx, v.person.GID); err != nil {
		return data, err
	}
	data.Workspace, err = u.platform.Workspace(ctx, v.actor, workspace)
	return data, err
}

func (u *UI) renderServices(v visit, workspace string, token seal.Secret, of string) error {
	data, err := u.services(v, workspace)
	if err != nil {
		return err
	}
	data.Token, data.Of = token.Reveal(), of
	return u.render(v, http.StatusOK, "ui/services", page.View{Title: "ui.services", Layout: "app", Data: data})
}

// showNewService is GET /0/admin/apps/service-accounts/new?workspace=….
func (u *UI) showNewService(v visit) error {
	return u.renderService(v, http.StatusOK, v.r.FormValue("workspace"), serviceData{}, nil)
}

// enteredService is what the form says.
func enteredService(v visit) (asana.NewService, bool) {
	n, scoped := asana.NewService{Name: v.form("name")}, v.form("access") == "scoped"
	for _, p := range v.r.PostForm["permission"] {
		if scoped {
			n.Permissions = append(n.Permissions, asana.Permission(p))
		}
	}
	return n, scoped
}

// errNoPermission is what is wrong with a limited scope that has nothing in it.
var errNoPermission = errors.New("no permission is ticked")

// createService is POST /0/admin/apps/service-accounts. The token is in the answer and nowhere else.
func (u *UI) createService(v visit) error {
	workspace := v.form("workspace")
	n, scoped := enteredService(v)
	data := serviceData{Name: n.Name, Scoped: scoped}
	if scoped && len(n.Permissions) == 0 {
		return u.renderService(v, http.StatusBadRequest, workspace, data, errNoPermission)
	}
	token, _, err := u.platform.CreateService(v.r.Context(), v.actor, workspace, n)
	if err != nil {
		data.Service.Permissions = n.Permissions
		return u.afterService(v, workspace, data, err)
	}
	return u.renderServices(v, workspace, token, n.Name)
}

// showService is GET /0/admin/apps/service-accounts/{service}?workspace=….
func (u *UI) showService(v visit) error {
	workspace := v.r.FormValue("workspace")
	s, err := u.platform.ServiceByGID(v.r.Context(), v.actor, workspace, v.path("service"))
	if err != nil {
		return err
	}
	return u.renderService(v, http.StatusOK, workspace, serviceData{Service: s, Name: s.Name, Scoped: len(s.Permissions) > 0}, nil)
}

// editService is POST /0/admin/apps/service-accounts/{service}.
func (u *UI) editService(v visit) error {
	ctx, workspace, gid := v.r.Context(), v.form("workspace"), v.path("service")
	n, scoped := enteredService(v)
	s, err := u.platform.ServiceByGID(ctx, v.actor, workspace, gid)
	if err != nil {
		return err
	}
	data := serviceData{Service: s, Name: n.Name, Scoped: scoped}
	if scoped && len(n.Permissions) == 0 {
		return u.renderService(v, http.StatusBadRequest, workspace, data, errNoPermission)
	}
	if err := u.platform.EditService(ctx, v.actor, workspace, gid, n); err != nil {
		return u.afterService(v, workspace, data, err)
	}
	return u.done(v, inWorkspace(servicesURL, workspace))
}

// resetService is POST /0/admin/apps/service-accounts/{service}/reset. The new token is in the answer and nowhere
// else.
func (u *UI) resetService(v visit) error {
	ctx, workspace, gid := v.r.Context(), v.form("workspace"), v.path("service")
	token, err := u.platform.ResetService(ctx, v.actor, workspace, gid)
	if err != nil {
		return err
	}
	s, err := u.platform.ServiceByGID(ctx, v.actor, workspace, gid)
	if err != nil {
		return err
	}
	return u.renderServices(v, workspace, token, s.Name)
}

// deauthorizeService is POST /0/admin/apps/service-accounts/{service}/deauthorize.
func (u *UI) deauthorizeService(v visit) error {
	workspace := v.form("workspace")
	if err := u.platform.DeauthorizeService(v.r.Context(), v.actor, workspace, v.path("service")); err != nil {
		return err
	}
	return u.done(v, inWorkspace(servicesURL, workspace))
}

// removeService is POST /0/admin/apps/service-accounts/{service}/remove. One that is gone already is no error.
func (u *UI) removeService(v visit) error {
	workspace := v.form("workspace")
	err := u.platform.RemoveService(v.r.Context(), v.actor, workspace, v.path("service"))
	if err != nil && !asana.IsKind(err, asana.NotFound) {
		return err
	}
	return u.done(v, inWorkspace(servicesURL, workspace))
}

// afterService shows the form again with what was wrong.
func (u *UI) afterService(v visit, workspace string, data serviceData, err error) error {
	if _, ok := invalid(err); !ok {
		return err
	}
	return u.renderService(v, http.StatusBadRequest, workspace, data, err)
}

func (u *UI) renderService(v visit, status int, workspace string, data serviceData, problem error) (err error) {
	if _, err = u.platform.Services(v.r.Context(), v.actor, workspace); err != nil {
		return err // also of who is no super admin
	}
	if data.Workspace, err = u.platform.Workspace(v.r.Context(), v.actor, workspace); err != nil {
		return err
	}
	if wrong, ok := invalid(problem); ok {
		data.Field, data.Problem = wrong.Field, u.say(v, wrong)
	} else if errors.Is(problem, errNoPermission) {
		data.Field, data.Problem = "permission", u.t(v, "ui.service_no_permission")
	}
	for _, p := range asana.Permissions() {
		data.Choices = append(data.Choices, permissionChoice{p, data.Service.May(p)})
	}
	title := "ui.service_add"
	if data.Service.GID != "" {
		title = "ui.service_edit"
	}
	return u.render(v, status, "ui/service", page.View{Title: title, Layout: "app", Data: data})
}
