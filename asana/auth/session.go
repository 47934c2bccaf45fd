package auth

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
)

// sessionPerson is the key of the signed-in person's gid in a session.
const sessionPerson = "person"

type personKey struct{}

// Person is who is signed in, by the session cookie.
func (a *Auth) Person(r *http.Request) (asana.Person, bool) {
	if p, ok := r.Context().Value(personKey{}).(asana.Person); ok {
		return p, true
	}
	p, err := a.sessionPerson(r)
	return p, err == nil && p.GID != ""
}

// sessionPerson is the signed-in person; the zero Person is nobody.
func (a *Auth) sessionPerson(r *http.Request) (asana.Person, error) {
	var token string
	if c, err := r.Cookie(a.sessions.Cookie.Name); err == nil {
		token = c.Value
	}
	ctx, err := a.sessions.Load(r.Context(), token) // a session loaded already stays
	if err != nil {
		return asana.Person{}, err
	}
	gid := a.sessions.GetString(ctx, sessionPerson)
	if gid == "" {
		return asana.Person{}, nil
	}
	httpkit.Note(r.Context(), "person", gid)
	p, err := a.platform.Person(r.Context(), gid)
	if isKind(err, asana.NotFound) {
		return asana.Person{}, nil // the account is gone
	}
	return p, err
}

// RequirePerson lets only signed-in people through, and leads others to sign in and back. What a script of a
// page asks for is answered 401 instead: a redirect would hand it the sign-in page.
func (a *Auth) RequirePerson(next http.Handler) http.Handler {
	guard := func(w http.ResponseWriter, r *http.Request) error {
		p, err := a.sessionPerson(r)
		if err != nil {
			return err
		}
		if p.GID != "" {
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), personKey{}, p)))
			return nil
		}
		if !isNavigation(r) {
			return httpkit.Fail(http.StatusUnauthorized, "auth.signed_out", nil)
		}
		http.Redirect(w, r, signInURL(r.URL.RequestURI()), http.StatusSeeOther)
		return nil
	}
	return a.sessions.LoadAndSave(httpkit.Wrap(guard, a.frame.RenderError, a.log))
}

// isNavigation tells whether the browser will show the answer as a page. Browsers say so over https and on
// localhost; elsewhere a GET is taken for one.
func isNavigation(r *http.Request) bool {
	mode := r.Header.Get("Sec-Fetch-Mode")
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && (mode == "" || mode == "navigate")
}

// signInURL is the sign-in page that leads on to next, a local path.
func signInURL(next string) string {
	return "/-/login?next=" + url.QueryEscape(next)
}

// isKind tells whether err is the domain's error of a kind.
func isKind(err error, kind asana.ErrKind) bool {
	var e *asana.Error
	return errors.As(err, &e) && e.Kind == kind
}
