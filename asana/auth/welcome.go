package auth

import (
	"errors"
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
)

// welcomeForm is what auth/welcome shows: the first page of an empty platform.
type welcomeForm struct {
	Token                           string
	Name, Email, Workspace, Project string
	problem
}

// problem is what is wrong with a form: a text, and the field it is about.
type problem struct {
	Problem, Field string
}

// Banner is the problem when no field of the form is to blame.
func (p problem) Banner() string {
	switch p.Field {
	case "name", "email", "password", "workspace", "project":
		return ""
	}
	return p.Problem
}

// wrongInput is what err says of a form; false when the form is not to blame.
func (a *Auth) wrongInput(r *http.Request, err error) (problem, bool) {
	var e *asana.Error
	if !errors.As(err, &e) || e.Kind != asana.Invalid && e.Kind != asana.Conflict && e.Kind != asana.Forbidden {
		return problem{}, false
	}
	return problem{a.frame.T(r, e.ID, e.Args), e.Field}, true
}

// linkOver is the answer for a link that cannot be used (any more).
func linkOver(err error) error {
	if isKind(err, asana.NotFound) {
		return httpkit.Fail(http.StatusGone, "auth.link_over", err)
	}
	return err
}

// showWelcome is GET /-/welcome?token=…. Looking at it does not use the link.
func (a *Auth) showWelcome(w http.ResponseWriter, r *http.Request) error {
	token := r.FormValue("token")
	if err := a.platform.CheckFirstRunLink(r.Context(), token); err != nil {
		return linkOver(err)
	}
	return a.renderWelcome(w, r, http.StatusOK, welcomeForm{Token: token})
}

// welcome is POST /-/welcome: the first person becomes the owner and is signed in.
func (a *Auth) welcome(w http.ResponseWriter, r *http.Request) error {
	f := welcomeForm{
		Token: r.PostFormValue("token"), Name: r.PostFormValue("name"), Email: r.PostFormValue("email"),
		Workspace: r.PostFormValue("workspace"), Project: r.PostFormValue("project"),
	}
	owner := asana.NewPerson{Name: f.Name, Email: f.Email, Password: r.PostFormValue("password")}
	person, project, err := a.platform.Begin(r.Context(), f.Token, asana.FirstRun{Owner: owner, Workspace: f.Workspace, Project: f.Project})
	if wrong, ok := a.wrongInput(r, err); ok {
		f.problem = wrong
		return a.renderWelcome(w, r, http.StatusBadRequest, f)
	}
	if err != nil {
		return linkOver(err)
	}
	if err := a.start(r, person, r.PostFormValue("time_zone")); err != nil {
		return err
	}
	http.Redirect(w, r, "/0/"+project.GID, http.StatusSeeOther)
	return nil
}

func (a *Auth) renderWelcome(w http.ResponseWriter, r *http.Request, status int, f welcomeForm) error {
	return a.frame.Render(w, r, status, "auth/welcome", page.View{Title: "auth.welcome", Data: f})
}
