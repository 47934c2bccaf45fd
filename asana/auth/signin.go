package auth

import (
	"errors"
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
)

// signInForm is what auth/login shows.
type signInForm struct {
	Next, Email string
	Wrong       bool
}

// showSignIn is GET /-/login. Who is signed in already goes on.
func (a *Auth) showSignIn(w http.ResponseWriter, r *http.Request) error {
	next := httpkit.LocalPath(r.FormValue("next"))
	if _, ok := a.Person(r); ok {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	return a.renderSignIn(w, r, http.StatusOK, signInForm{Next: next})
}

// signIn is POST /-/login. It never tells whether the address or the password was wrong.
func (a *Auth) signIn(w http.ResponseWriter, r *http.Request) error {
	next, email := httpkit.LocalPath(r.FormValue("next")), r.PostFormValue("email")
	p, err := a.platform.CheckPassword(r.Context(), email, r.PostFormValue("password"))
	var refused *asana.Error
	if errors.As(err, &refused) {
		return a.renderSignIn(w, r, http.StatusUnauthorized, signInForm{Next: next, Email: email, Wrong: true})
	}
	if err != nil {
		return err
	}
	if err := httpkit.SignIn(r.Context(), a.sessions, sessionPerson, p.GID); err != nil {
		return err
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

func (a *Auth) renderSignIn(w http.ResponseWriter, r *http.Request, status int, f signInForm) error {
	return a.frame.Render(w, r, status, "auth/login", page.View{Title: "auth.sign_in", Data: f})
}

// signOut is POST /-/logout. It ends at the sign-in page, which leads on to next.
func (a *Auth) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := a.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, signInURL(httpkit.LocalPath(r.FormValue("next"))), http.StatusSeeOther)
	return nil
}
