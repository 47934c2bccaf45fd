package auth

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// The keys of a session: the gid of the signed-in person, and that of the platform's note of the session,
// which is what can be listed and ended from elsewhere.
const (
	sessionPerson = "person"
	sessionGID    = "session"
)

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
	session := a.sessions.GetString(ctx, sessionGID)
	if session == "" {
		return asana.Person{}, nil
	}
	p, seen, err := a.platform.SessionPerson(r.Context(), session)
	if isKind(err, asana.NotFound) {
		return asana.Person{}, nil // it was ended, or the account is gone
	}
	if err != nil {
		return asana.Person{}, err
	}
	httpkit.Note(r.Context(), "person", p.GID)
	a.touch(r.Context(), sqldb.Micros(seen), func(q *store.Queries, now int64) error {
		err := q.TouchSession(r.Context(), store.TouchSessionParams{Gid: session, SeenAt: now})
		return errors.Join(err, a.platform.HasLanguage(r.Context(), p, a.frame.Lang(r)))
	})
	return p, nil
}

// Session is the gid of the session of a request that RequirePerson let through.
func (a *Auth) Session(r *http.Request) string { return a.sessions.GetString(r.Context(), sessionGID) }

// start signs the person in: under a new token, and in place of whoever was signed in before. zone is the time
// zone the browser is in, "" when it does not tell.
func (a *Auth) start(r *http.Request, p asana.Person, zone string) error {
	ctx := r.Context()
	if err := a.end(r); err != nil {
		return err
	}
	if err := httpkit.SignIn(ctx, a.sessions, sessionPerson, p.GID); err != nil {
		return err
	}
	session, err := a.platform.StartSession(ctx, p.GID, r.UserAgent())
	if err != nil {
		return err
	}
	a.sessions.Put(ctx, sessionGID, session)
	if err := a.platform.HasLanguage(ctx, p, a.frame.Lang(r)); err != nil {
		return err
	}
	return a.platform.HasTimeZone(ctx, p, zone)
}

// end ends the platform's note of the request's session, if there is one.
func (a *Auth) end(r *http.Request) error {
	ctx := r.Context()
	actor := asana.Actor{Person: a.sessions.GetString(ctx, sessionPerson)}
	return a.platform.EndSession(ctx, actor, a.sessions.GetString(ctx, sessionGID))
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
