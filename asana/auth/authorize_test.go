package auth_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/oauth2"
)

func TestRedirectAddressIsExact(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		for _, address := range []string{
			callback + "/", callback + "?x=1", "http://127.0.0.1:10/callback", "http://127.0.0.1/callback", "https://127.0.0.1:9/callback",
			"http://localhost:9/callback", "HTTP://127.0.0.1:9/callback", callback + "/../callback", callback + "#x", "https://evil.example", "javascript:alert(1)", oob, "//evil.example",
		} {
			a := b.get(authorizePath(w.app, url.Values{"redirect_uri": {address}}))
			if a.status != http.StatusBadRequest || a.location != nil || !strings.Contains(a.body, "redirect_uri") {
				w.t.Errorf("%s: %d %v", address, a.status, a.location)
			}
		}
		a := b.get(authorizePath(w.app, url.Values{"client_id": {"nobody"}}))
		if a.status != http.StatusBadRequest || a.location != nil {
			w.t.Errorf("unknown client: %d %v", a.status, a.location)
		}
		form := exchange(w.code(nil))
		form.Set("redirect_uri", callback+"/")
		w.wantGrantError(w.token(form))
		form.Del("redirect_uri")
		w.wantGrantError(w.token(form))
	})
}

func TestRedirectAddressMayBeLeftOut(t *testing.T) {
	each(t, func(w *world) {
		form := exchange(w.code(url.Values{"redirect_uri": nil}))
		form.Del("redirect_uri")
		w.want(w.token(form), http.StatusOK, "")
	})
}

func TestRedirectAddressWithAQuery(t *testing.T) {
	each(t, func(w *world) {
		w.app = w.registerApp("Query", "https://app.example/cb?tenant=7", "default")
		to := w.signedIn(w.ada).allow(authorizePath(w.app, url.Values{"redirect_uri": {"https://app.example/cb?tenant=7"}}))
		if to.Query().Get("tenant") != "7" || to.Query().Get("code") == "" || to.Query().Get("state") != state {
			w.t.Errorf("%v", to)
		}
	})
}

func TestErrorsGoToTheApp(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		for want, extra := range map[string]url.Values{
			"invalid_scope":             {"scope": {"default launch:missiles"}},
			"unsupported_response_type": {"response_type": {"token"}},
		} {
			to := b.allow(authorizePath(w.app, extra))
			if !strings.HasPrefix(to.String(), callback+"?") || to.Query().Get("error") != want || to.Query().Get("state") != state || to.Query().Has("code") {
				w.t.Errorf("%v: %v", extra, to)
			}
		}
		to := b.allow(authorizePath(w.app, url.Values{"response_type": nil}))
		if to.Query().Get("error") != "unsupported_response_type" {
			w.t.Errorf("no response type: %v", to)
		}
	})
}

func TestDeny(t *testing.T) {
	each(t, func(w *world) {
		b, path := w.signedIn(w.ada), authorizePath(w.app, nil)
		a := b.post(path, url.Values{"decision": {"deny"}, "person": {b.get(path).person(w.t)}})
		if a.status != http.StatusSeeOther || a.header.Get("Location") != callback+"?error=access_denied&state="+state {
			w.t.Errorf("%d %s", a.status, a.header.Get("Location"))
		}
		if a := b.get(path); a.status != http.StatusOK {
			w.t.Errorf("asked again: %d", a.status)
		}
	})
}

func TestStateIsOptional(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		to := b.allow(authorizePath(w.app, url.Values{"state": nil}))
		if to.Query().Has("state") || to.Query().Get("code") == "" {
			w.t.Errorf("%v", to)
		}
		for _, s := range []string{"x", "a b&c=d#ü", strings.Repeat("s", 2000)} {
			if to := b.allow(authorizePath(w.app, url.Values{"state": {s}})); to.Query().Get("state") != s {
				w.t.Errorf("state %q came back as %q", s, to.Query().Get("state"))
			}
		}
	})
}

func TestProofKeyIsRefused(t *testing.T) {
	each(t, func(w *world) {
		good := oauth2.S256ChallengeFromVerifier(oauth2.GenerateVerifier())
		for _, c := range []struct{ challenge, method string }{
			{good, "plain"}, {good, ""}, {good, "S512"},
			{good[1:], "S256"}, {good + "A", "S256"}, {"\x00" + good[1:], "S256"}, {"\xff" + good[1:], "S256"}, {"+" + good[1:], "S256"},
		} {
			a := w.signedIn(w.ada)
			to := a.allow(authorizePath(w.app, url.Values{"code_challenge": {c.challenge}, "code_challenge_method": {c.method}}))
			if to.Query().Get("error") != "invalid_request" || to.Query().Get("code") != "" || to.Query().Get("state") != state {
				w.t.Errorf("%q: %v", c, to)
			}
		}
	})
}

func TestOutOfBand(t *testing.T) {
	each(t, func(w *world) {
		w.app = w.registerApp("Command Line", oob, "default")
		b, path := w.signedIn(w.ada), authorizePath(w.app, url.Values{"redirect_uri": {oob}})
		denied := b.post(path, url.Values{"decision": {"deny"}, "person": {w.ada.GID}})
		if denied.status != http.StatusOK || !strings.Contains(denied.body, "You have not given Command Line access.") {
			w.t.Errorf("deny: %d %s", denied.status, denied.body)
		}
		a := b.post(path, url.Values{"decision": {"allow"}, "person": {w.ada.GID}})
		_, rest, _ := strings.Cut(a.body, `<code class="wrap-anywhere" data-test="code">`)
		code, _, found := strings.Cut(rest, "</code>")
		if a.status != http.StatusOK || !found {
			w.t.Fatalf("allow: %d %s", a.status, a.body)
		}
		form := exchange(code)
		form.Set("redirect_uri", oob)
		w.want(w.token(form), http.StatusOK, "")
		bad := b.get(authorizePath(w.app, url.Values{"redirect_uri": {oob}, "scope": {"nonsense"}}))
		if bad.status != http.StatusOK || !strings.Contains(bad.body, "cannot be given") {
			w.t.Errorf("error: %d %s", bad.status, bad.body)
		}
	})
}
