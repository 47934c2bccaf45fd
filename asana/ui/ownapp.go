package ui

import (
	"net/http"
	"slices"
	"strings"

	"jirabridge/asana"
	"jirabridge/asana/auth"
	"jirabridge/asana/kit/page"
)

// ownAppsURL is where the apps that a person has registered are, below the
// console that lists them.
const ownAppsURL = consoleURL + "/apps"

// What the choice between full and single permissions is sent as.
const (
	fullPermissions   = "full"
	singlePermissions = "single"
)

// ownAppData is what ui/ownapp shows: the form of a new app, or of one there is.
type ownAppData struct {
	App         asana.App // its GID is "" for a new one
	Name        string
	Redirects   string // one a line
	Permissions string // full or single
	Scopes      []scopeChoice
	Components  asana.Components // without the actions
	Actions     []actionForm
	Secret      string // just made, shown this once
	Problem     string
	Field       string
}

// scopeChoice is a single permission that an app may ask for.
type scopeChoice struct {
	Scope  string
	Means  auth.Permission
	Chosen bool
}

// actionForm is one action for rules, or the lines for another one.
type actionForm struct {
	asana.RuleAction
	Number int    // from 1
	Part   string // what its parts are called in errors, with a dot behind it
}

// InComponents tells whether what was wrong stands below the heading for
// components, which is closed otherwise.
func (d ownAppData) InComponents() bool {
	c := d.Components
	return len(d.Actions) > 1 || c.AuthenticationURL+c.WidgetMetadataURL+c.MatchURLPattern != "" ||
		strings.HasPrefix(d.Field, "rule_actions") || strings.HasSuffix(d.Field, "_url") || d.Field == "match_url_pattern"
}

// MaxActions is how many actions for rules an app may have.
func (ownAppData) MaxActions() int { return asana.MaxRuleActions }

// showNewApp is GET /0/my-apps/apps/new.
func (u *UI) showNewApp(v visit) error {
	return u.renderOwnApp(v, http.StatusOK, ownAppData{Permissions: fullPermissions}, nil)
}

// registerApp is POST /0/my-apps/apps. The client secret is in the answer and
// nowhere else.
func (u *UI) registerApp(v visit) error {
	input, form := readOwnApp(v)
	app, err := u.platform.RegisterOwnApp(v.r.Context(), v.actor, input)
	if err != nil {
		return u.afterOwnApp(v, form, input.Scopes, err)
	}
	return u.showAppSecret(v, app)
}

// showOwnApp is GET /0/my-apps/apps/{app}.
func (u *UI) showOwnApp(v visit) error {
	app, err := u.platform.OwnApp(v.r.Context(), v.actor, v.path("app"))
	if err != nil {
		return err
	}
	return u.renderOwnApp(v, http.StatusOK, formOf(app), app.Scopes)
}

// editOwnApp is POST /0/my-apps/apps/{app}.
func (u *UI) editOwnApp(v visit) error {
	ctx, gid := v.r.Context(), v.path("app")
	app, err := u.platform.OwnApp(ctx, v.actor, gid)
	if err != nil {
		return err
	}
	input, form := readOwnApp(v)
	form.App = app
	if err := u.platform.EditOwnApp(ctx, v.actor, gid, input); err != nil {
		return u.afterOwnApp(v, form, input.Scopes, err)
	}
	return u.done(v, consoleURL)
}

// resetAppSecret is POST /0/my-apps/apps/{app}/reset.
func (u *UI) resetAppSecret(v visit) error {
	ctx, gid := v.r.Context(), v.path("app")
	secret, err := u.platform.ResetAppSecret(ctx, v.actor, gid)
	if err != nil {
		return err
	}
	app, err := u.platform.OwnApp(ctx, v.actor, gid)
	if err != nil {
		return err
	}
	app.ClientSecret = secret
	return u.showAppSecret(v, app)
}

// deleteOwnApp is POST /0/my-apps/apps/{app}/delete.
func (u *UI) deleteOwnApp(v visit) error {
	if err := u.platform.DeleteOwnApp(v.r.Context(), v.actor, v.path("app")); err != nil {
		return err
	}
	return u.done(v, consoleURL)
}

// readOwnApp is what a person entered, for the platform and for the form. Of
// the scopes only those count that there are.
func readOwnApp(v visit) (asana.OwnApp, ownAppData) {
	form := ownAppData{Name: v.form("name"), Redirects: v.form("redirect_uris"), Permissions: singlePermissions}
	input := asana.OwnApp{Name: form.Name, RedirectURIs: strings.Split(form.Redirects, "\n"), Components: readComponents(v)}
	form.Components = input.Components
	if v.form("permissions") == fullPermissions {
		form.Permissions, input.Scopes = fullPermissions, auth.FullPermissions()
		return input, form
	}
	input.Scopes = slices.DeleteFunc(auth.SingleScopes(), func(scope string) bool {
		return !slices.Contains(v.r.PostForm["scope"], scope)
	})
	return input, form
}

// readComponents is what a person entered about the app's part of the platform.
// Lines left empty are no actions.
func readComponents(v visit) asana.Components {
	c := asana.Components{
		AuthenticationURL: v.form("authentication_url"), WidgetMetadataURL: v.form("widget_metadata_url"),
		MatchURLPattern: v.form("match_url_pattern"),
	}
	for i := range v.r.PostForm["action_type"] {
		at := func(name string) string {
			if lines := v.r.PostForm[name]; i < len(lines) {
				return lines[i]
			}
			return ""
		}
		action := asana.RuleAction{
			DisplayName: at("action_name"), ActionType: at("action_type"), MetadataURL: at("action_metadata_url"),
			RunActionURL: at("action_run_url"), PreviewURL: at("action_preview_url"),
		}
		if !action.Empty() && len(c.RuleActions) <= asana.MaxRuleActions {
			c.RuleActions = append(c.RuleActions, action)
		}
	}
	return c
}

// actionForms are the actions there are, and the lines for another one.
func actionForms(actions []asana.RuleAction) []actionForm {
	if len(actions) < asana.MaxRuleActions {
		actions = append(slices.Clip(actions), asana.RuleAction{})
	}
	forms := make([]actionForm, len(actions))
	for i, action := range actions {
		forms[i] = actionForm{action, i + 1, asana.RuleActionPart(i)}
	}
	return forms
}

// formOf is the form that changes an app.
func formOf(app asana.App) ownAppData {
	form := ownAppData{
		App: app, Name: app.Name, Redirects: strings.Join(app.RedirectURIs, "\n"), Permissions: singlePermissions,
		Components: app.Components,
	}
	if slices.Contains(app.Scopes, auth.FullPermissions()[0]) {
		form.Permissions = fullPermissions
	}
	return form
}

// showAppSecret shows an app with the secret that was just made.
func (u *UI) showAppSecret(v visit, app asana.App) error {
	form := formOf(app)
	form.Secret = app.ClientSecret.Reveal()
	return u.renderOwnApp(v, http.StatusOK, form, app.Scopes)
}

// afterOwnApp shows the form again with what was wrong.
func (u *UI) afterOwnApp(v visit, form ownAppData, scopes []string, err error) error {
	problem, ok := invalid(err)
	if !ok {
		return err
	}
	form.Field, form.Problem = problem.Field, u.say(v, problem)
	return u.renderOwnApp(v, http.StatusBadRequest, form, scopes)
}

func (u *UI) renderOwnApp(v visit, status int, form ownAppData, chosen []string) error {
	if err := u.needAPIAccess(v); err != nil {
		return err
	}
	for _, scope := range auth.SingleScopes() {
		ticked := form.Permissions == singlePermissions && slices.Contains(chosen, scope)
		form.Scopes = append(form.Scopes, scopeChoice{scope, auth.Permissions([]string{scope})[0], ticked})
	}
	form.Actions = actionForms(form.Components.RuleActions)
	title := form.App.Name
	if form.App.GID == "" {
		title = "ui.ownapp_creating"
	}
	return u.render(v, status, "ui/ownapp", page.View{Title: title, Layout: "app", Data: form})
}
