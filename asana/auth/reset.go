package auth

import (
	"net/http"

	"jirabridge/asana/kit/page"
)

// resetForm is what auth/reset shows.
type resetForm struct {
	Token, Name, Email string
	problem
}

// showReset is GET /-/reset?token=…. Looking at it does not use the link.
func (a *Auth) showReset(w http.ResponseWriter, r *http.Request) error {
	return a.renderReset(w, r, http.StatusOK, resetForm{Token: r.FormValue("token")})
}

// reset is POST /-/reset: the person has a new password, is signed in here and nowhere else.
func (a *Auth) reset(w http.ResponseWriter, r *http.Request) error {
	f := resetForm{Token: r.PostFormValue("token")}
	person, err := a.platform.ResetPassword(r.Context(), f.Token, r.PostFormValue("password"))
	if wrong, ok := a.wrongInput(r, err); ok {
		f.problem = wrong
		return a.renderReset(w, r, http.StatusBadRequest, f)
	}
	if err != nil {
		return linkOver(err)
	}
	if err := a.start(r, person, r.PostFormValue("time_zone")); err != nil {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

func (a *Auth) renderReset(w http.ResponseWriter, r *http.Request, status int, f resetForm) error {
	person, err := a.platform.ResetFor(r.Context(), f.Token)
	if err != nil {
		return linkOver(err)
	}
	f.Name, f.Email = person.Name, person.Email
	return a.frame.Render(w, r, status, "auth/reset", page.View{Title: "auth.reset", Data: f})
}
