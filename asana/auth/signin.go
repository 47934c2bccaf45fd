package auth

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
)

// signInForm is what auth/login shows.
type signInForm struct {
	Next, Email string
	Wrong       bool
	Wait        int    // minutes until the next attempt is looked at
	Product     string // what one signs in to, if it has a name
}

// showSignIn is GET /-/login. Who is signed in already goes on, unless the person has to sign in again.
func (a *Auth) showSignIn(w http.ResponseWriter, r *http.Request) error {
	next := httpkit.LocalPath(r.FormValue("next"))
	p, ok := a.Person(r)
	if ok && r.FormValue("again") == "" {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	return a.renderSignIn(w, r, http.StatusOK, signInForm{Next: next, Email: p.Email})
}

// signIn is POST /-/login. It never tells whether the address or the password was wrong.
func (a *Auth) signIn(w http.ResponseWriter, r *http.Request) error {
	next, email := httpkit.LocalPath(r.FormValue("next")), r.PostFormValue("email")
	p, err := a.platform.SignIn(r.Context(), asana.Attempt{
		Email: email, Password: r.PostFormValue("password"), Address: httpkit.ClientIP(r),
	})
	if wait := a.mustWait(w, err); wait > 0 {
		return a.renderSignIn(w, r, http.StatusTooManyRequests, signInForm{Next: next, Email: email, Wait: wait})
	}
	var refused *asana.Error
	if errors.As(err, &refused) {
		return a.renderSignIn(w, r, http.StatusUnauthorized, signInForm{Next: next, Email: email, Wrong: true})
	}
	if err != nil {
		return err
	}
	if err := a.start(r, p, r.PostFormValue("time_zone")); err != nil {
		return err
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// mustWait tells for how many minutes err refuses attempts, 0 when it does not, and says so to programs.
func (a *Auth) mustWait(w http.ResponseWriter, err error) int {
	var refused *asana.TooManyAttempts
	if !errors.As(err, &refused) {
		return 0
	}
	wait := max(refused.Until.Sub(a.now()), time.Second)
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	return int(math.Ceil(wait.Minutes()))
}

func (a *Auth) renderSignIn(w http.ResponseWriter, r *http.Request, status int, f signInForm) error {
	f.Product = a.product
	return a.frame.Render(w, r, status, "auth/login", page.View{Title: "auth.sign_in", Data: f})
}

// signOut is POST /-/logout. It ends at the sign-in page, which leads on to next.
func (a *Auth) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := a.end(r); err != nil {
		return err
	}
	if err := a.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, signInURL(httpkit.LocalPath(r.FormValue("next"))), http.StatusSeeOther)
	return nil
}
