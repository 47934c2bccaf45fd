package ui

import (
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/auth"
	"jirabridge/asana/kit/page"
)

// myAppsURL is where a person sees which apps may act in the person's name.
const myAppsURL = "/0/my-settings/apps"

// showMyApps is GET /0/my-settings/apps: the apps the person has authorized.
func (u *UI) showMyApps(v visit) error {
	list, err := u.auth.Authorizations(v.r.Context(), v.person.GID)
	if err != nil {
		return err
	}
	return u.render(v, http.StatusOK, "ui/myapps", page.View{
		Title: "ui.my_settings", Layout: "app", Data: struct{ Authorized []auth.Authorization }{list},
	})
}

// deauthorize is POST /0/my-settings/apps/{app}/deauthorize. An app that has
// been deauthorized already is no error: what the person wants is so.
func (u *UI) deauthorize(v visit) error {
	err := u.auth.Deauthorize(v.r.Context(), v.person.GID, v.path("app"))
	if err != nil && !asana.IsKind(err, asana.NotFound) {
		return err
	}
	return u.done(v, myAppsURL)
}
