package auth_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// asked is what a request for authorization leads to: "page", "login", "code", or an error sent to the app.
func (b *browser) asked(extra url.Values) string {
	b.w.t.Helper()
	a := b.get(authorizePath(b.w.app, extra))
	switch {
	case a.status == http.StatusOK && strings.Contains(a.body, `data-test="consent"`):
		return "page"
	case a.status != http.StatusSeeOther:
		b.w.t.Fatalf("%d %s", a.status, a.body)
	case a.location.Path == "/-/login":
		return "login"
	case a.location.Query().Get("code") != "":
		return "code"
	}
	if a.location.Query().Get("state") != state || !strings.HasPrefix(a.location.String(), callback) {
		b.w.t.Errorf("%v", a.location)
	}
	return a.location.Query().Get("error")
}

func TestPrompts(t *testing.T) {
	each(t, func(w *world) {
		prompt := func(p string) url.Values { return url.Values{"prompt": {p}} }
		stranger, ada := w.browser(), w.signedIn(w.ada)
		check := func(when string, b *browser, extra url.Values, want string) {
			w.t.Helper()
			if got := b.asked(extra); got != want {
				w.t.Errorf("%s, %v: %s, want %s", when, extra, got, want)
			}
		}
		check("stranger", stranger, prompt("none"), "login_required")
		check("not consented", ada, prompt("none"), "consent_required")
		ada.allow(authorizePath(w.app, nil))
		check("consented", ada, prompt("none"), "code")
		check("consented", ada, prompt("consent"), "page")
		check("consented", ada, prompt("login"), "login")
		check("consented", ada, prompt("select_account consent"), "login")
		check("consented", ada, prompt("none login"), "invalid_request")
		check("consented", ada, prompt("dance"), "code")
		check("just signed in", ada, url.Values{"max_age": {"60"}}, "code")
		check("just signed in", ada, url.Values{"max_age": {"0"}}, "login")
		w.clock.pass(61 * time.Second)
		check("signed in a minute ago", ada, url.Values{"max_age": {"60"}}, "login")
		check("signed in a minute ago", ada, url.Values{"max_age": {"60"}, "prompt": {"none"}}, "login_required")
		for _, wrong := range []string{"x", "-1", "99999999999999999999"} {
			check("wrong", ada, url.Values{"max_age": {wrong}}, "invalid_request")
		}
		check("object", ada, url.Values{"request": {"e30"}}, "request_not_supported")
		check("object", ada, url.Values{"request_uri": {"https://app.example/r"}}, "request_uri_not_supported")
		check("nonce", ada, url.Values{"nonce": {"a\x00b"}}, "invalid_request")
		check("nonce", ada, url.Values{"nonce": {"\xff"}}, "invalid_request")
		check("repeated", ada, url.Values{"nonce": {"a", "b"}}, "invalid_request")
		check("repeated", ada, url.Values{"scope": {"openid", "default"}}, "invalid_request")
	})
}

// A demanded sign-in is asked for once, with a form even for who is signed in, and then goes on.
func TestSigningInAgain(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		b.allow(authorizePath(w.app, nil))
		for _, extra := range []url.Values{{"prompt": {"login"}}, {"max_age": {"0"}}, {"max_age": {"30"}}} {
			w.clock.pass(time.Minute)
			to := b.get(authorizePath(w.app, extra)).location
			form := b.get(to.RequestURI())
			if form.status != http.StatusOK || !strings.Contains(form.body, `name="password"`) {
				w.t.Fatalf("%v: %d %v", extra, form.status, form.location)
			}
			next := b.post("/-/login", url.Values{"email": {w.ada.Email}, "password": {password}, "next": {to.Query().Get("next")}}).location
			if got := b.get(next.RequestURI()); got.location == nil || got.location.Query().Get("code") == "" {
				w.t.Errorf("%v: %d %v", extra, got.status, got.location)
			}
		}
	})
}
