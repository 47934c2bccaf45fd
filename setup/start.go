package setup

import (
	"net/http"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
)

// startView is the page on which the way over OAuth 1.0a begins, for somebody
// who has not signed in.
type startView struct {
	Workspace string // gid, where one was named
	Edit      bool   // the form was asked for, connected or not
}

// isStart tells whether a page is where the way over OAuth 1.0a begins. Over
// OAuth 2.0 it begins with signing in, at once.
func (s *Setup) isStart(r *http.Request) bool {
	_, known := s.person(r.Context())
	return !known && kindOf(r.FormValue("kind")) == bridge.OAuth1
}

// showStart says what is to come, and has the button that leads on.
func (s *Setup) showStart(w http.ResponseWriter, r *http.Request) error {
	return s.frame.Render(w, r, http.StatusOK, "setup/start", page.View{
		Title: "setup.title", Data: startView{Workspace: r.FormValue("workspace"), Edit: r.FormValue("edit") != ""},
	})
}

// start answers the button: it leads to Asana's consent, and from there to the
// form.
func (s *Setup) start(w http.ResponseWriter, r *http.Request) error {
	if err := httpkit.ParseForm(r, "setup.unreadable"); err != nil {
		return err
	}
	return s.signIn(w, r)
}
