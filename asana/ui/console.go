package ui

import (
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// showConsole is GET /0/my-apps, the developer console: a person's own apps and
// tokens.
func (u *UI) showConsole(v visit) error { return u.renderTokens(v, tokensData{}) }

// toConsole is GET /developer, the address that is easier to remember.
func (u *UI) toConsole(v visit) error {
	http.Redirect(v.w, v.r, consoleURL, http.StatusSeeOther)
	return nil
}

// consoleData is what ui/console shows.
type consoleData struct {
	Apps   []asana.App
	Tokens tokensData
}

func (u *UI) renderConsole(v visit, tokens tokensData) error {
	apps, err := u.platform.OwnApps(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	data := consoleData{apps, tokens}
	return u.render(v, http.StatusOK, "ui/console", page.View{Title: "ui.developer_apps", Layout: "app", Data: data})
}
