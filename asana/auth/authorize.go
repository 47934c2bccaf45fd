package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ory/fosite"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
)

// authorizeRequest is a request to /-/oauth_authorize. Its app and redirect address are good: from here on,
// errors can be sent there.
type authorizeRequest struct {
	app      asana.App
	redirect string // as registered
	state    string // the app's, which may have sent none
	form     url.Values
	demands  demands
	request  fosite.AuthorizeRequester

	authenticatedAt time.Time // when the person signed in; zero for nobody
}

// authorize is GET and POST /-/oauth_authorize: GET asks the person, unless the person allowed as much before,
// and POST brings the answer.
func (a *Auth) authorize(w http.ResponseWriter, r *http.Request) error {
	z, err := a.checkApp(r)
	if err != nil {
		return err
	}
	if err := a.checkRequest(r, z); err != nil {
		return a.refuse(w, r, z, err)
	}
	person, err := a.sessionPerson(r)
	if err == nil && person.GID != "" {
		z.authenticatedAt, err = a.signedInAt(r)
	}
	switch {
	case err != nil:
		return err
	case z.demands.metBy(z.authenticatedAt, a.now()):
		return a.decide(w, r, z, person)
	case z.demands.silent:
		return a.refuse(w, r, z, &protocolError{code: "login_required"})
	}
	http.Redirect(w, r, z.demands.signInURL(r.URL), http.StatusSeeOther)
	return nil
}

// signedInAt is when the request's person signed in; zero when the session has just been ended from elsewhere.
func (a *Auth) signedInAt(r *http.Request) (time.Time, error) {
	at, err := a.platform.SessionStart(r.Context(), a.Session(r))
	if isKind(err, asana.NotFound) {
		return time.Time{}, nil
	}
	return at, err
}

// decide goes by what the person has just answered, or answered earlier.
func (a *Auth) decide(w http.ResponseWriter, r *http.Request, z *authorizeRequest, person asana.Person) error {
	decision := r.PostForm.Get("decision")
	if r.PostForm.Get("person") != person.GID {
		decision = "" // somebody else has signed in since the page was shown
	}
	switch decision {
	case "allow":
		return a.allow(w, r, z, person)
	case "deny":
		return a.refuse(w, r, z, &protocolError{code: "access_denied"})
	}
	remembered, err := a.remembered(r.Context(), person.GID, z)
	switch {
	case err != nil:
		return err
	case remembered && !z.demands.consent:
		return a.allow(w, r, z, person)
	case z.demands.silent:
		return a.refuse(w, r, z, &protocolError{code: "consent_required"})
	}
	return a.askConsent(w, r, z, person)
}

// checkApp finds the app and checks the redirect address, character by character. Both come before anything
// else: without them there is nowhere to send an answer, so the person gets an error page.
func (a *Auth) checkApp(r *http.Request) (*authorizeRequest, error) {
	if err := readAuthorizeForm(r); err != nil {
		return nil, httpkit.Fail(http.StatusBadRequest, "auth.bad_request", err)
	}
	app, err := a.platform.AppByClientID(r.Context(), r.Form.Get("client_id"))
	if isKind(err, asana.NotFound) {
		return nil, httpkit.Fail(http.StatusBadRequest, "auth.bad_client", err)
	}
	if err != nil {
		return nil, err
	}
	redirect := r.Form.Get("redirect_uri")
	if redirect == "" && len(app.RedirectURIs) == 1 {
		redirect = app.RedirectURIs[0]
	}
	if !slices.Contains(app.RedirectURIs, redirect) {
		return nil, httpkit.Fail(http.StatusBadRequest, "auth.bad_redirect", nil)
	}
	return &authorizeRequest{app: app, redirect: redirect, state: r.Form.Get("state"), form: r.Form}, nil
}

// checkRequest looks at all the app asks for, before the person is asked anything.
func (a *Auth) checkRequest(r *http.Request, z *authorizeRequest) (err error) {
	if err := checkRepeated(z.form); err != nil {
		return err
	}
	if err := checkScopes(z.app.Scopes, z.scopes()); err != nil {
		return err
	}
	if err := checkChallenge(z.form.Get("code_challenge")); err != nil {
		return err
	}
	if z.demands, err = readDemands(z.form); err != nil {
		return err
	}
	z.request, err = a.oauth.NewAuthorizeRequest(r.Context(), z.strictRequest(r))
	return protocolErrorOf(err)
}

// scopes are what the app asks for.
func (z *authorizeRequest) scopes() []string {
	if asked := strings.Fields(z.form.Get("scope")); len(asked) > 0 {
		return asked
	}
	return defaultScope(z.app.Scopes)
}

// strictRequest is what fosite is shown of the request: only the parameters we know, and a state, which it
// insists on and Asana's own clients omit. The app's own state never passes through it.
func (z *authorizeRequest) strictRequest(r *http.Request) *http.Request {
	form := url.Values{"state": {"kept elsewhere"}}
	for _, name := range []string{"client_id", "redirect_uri", "response_type", "code_challenge", "code_challenge_method", "nonce"} {
		if v := z.form.Get(name); v != "" {
			form.Set(name, v)
		}
	}
	form.Set("scope", strings.Join(z.scopes(), " "))
	strict := r.Clone(r.Context())
	strict.Method, strict.Body, strict.Header = http.MethodGet, http.NoBody, http.Header{}
	strict.Form, strict.PostForm = form, url.Values{}
	return strict
}

// checkChallenge refuses a challenge of PKCE that S256 cannot have made (RFC 7636 §4.2); "" is none.
func checkChallenge(challenge string) error {
	_, err := base64.RawURLEncoding.DecodeString(challenge)
	if challenge == "" || (err == nil && len(challenge) == base64.RawURLEncoding.EncodedLen(sha256.Size)) {
		return nil
	}
	return &protocolError{code: "invalid_request", description: "The `code_challenge` is not one of the method S256.", cause: err}
}

// refuse sends the app an error, or shows it where the app cannot be redirected to. What is our fault is an
// error page instead.
func (a *Auth) refuse(w http.ResponseWriter, r *http.Request, z *authorizeRequest, err error) error {
	var e *protocolError
	if !errors.As(err, &e) {
		return err
	}
	if z.redirect == oob {
		return a.showOutcome(w, r, outcome{App: z.app.Name, Denied: e.code == "access_denied", Text: e.description})
	}
	answer := url.Values{"error": {e.code}}
	if e.description != "" {
		answer.Set("error_description", e.description)
	}
	z.sendBack(w, r, answer)
	return nil
}

// sendBack redirects to the app with an answer and the app's state.
func (z *authorizeRequest) sendBack(w http.ResponseWriter, r *http.Request, answer url.Values) {
	if z.state != "" {
		answer.Set("state", z.state)
	}
	target, query := z.redirect, answer.Encode()
	if u, err := url.Parse(target); err == nil && (u.RawQuery != "" || u.ForceQuery) {
		target += "&" + query
	} else {
		target += "?" + query
	}
	w.Header().Set("Location", target)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusSeeOther)
}

// outcome is what auth/outcome shows: the code to copy, or why there is none.
type outcome struct {
	App, Code, Text string
	Denied          bool
}

func (a *Auth) showOutcome(w http.ResponseWriter, r *http.Request, o outcome) error {
	return a.frame.Render(w, r, http.StatusOK, "auth/outcome", page.View{Title: "auth.grant_permission", Layout: "popup", Data: o})
}
