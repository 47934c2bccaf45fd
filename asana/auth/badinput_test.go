package auth_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"jirabridge/asana"
)

// A parameter that stands twice means two things at once. What it came with stays good.
func TestParametersStandOnce(t *testing.T) {
	each(t, func(w *world) {
		form := exchange(w.code(nil))
		for _, name := range []string{"code", "redirect_uri", "grant_type", "client_id", "client_secret"} {
			twice := url.Values{"client_id": {w.app.ClientID}, "client_secret": {w.app.ClientSecret.Reveal()}}
			for k, v := range form {
				twice[k] = v
			}
			twice[name] = append([]string{"other"}, twice[name]...)
			w.want(w.postToken(twice, nil), http.StatusBadRequest, "invalid_request")
		}
		w.want(w.token(form), http.StatusOK, "")

		b := w.signedIn(w.ada)
		for _, name := range []string{"client_id", "redirect_uri"} {
			q, _ := url.ParseQuery(strings.TrimPrefix(authorizePath(w.app, nil), "/-/oauth_authorize?"))
			q.Add(name, "https://evil.example")
			if a := b.get("/-/oauth_authorize?" + q.Encode()); a.status != http.StatusBadRequest || a.location != nil {
				w.t.Errorf("two of %s: %d %v", name, a.status, a.location)
			}
		}
	})
}

// A form that can be read in part only is not read at all.
func TestBrokenForms(t *testing.T) {
	each(t, func(w *world) {
		form := exchange(w.code(nil))
		form.Set("client_id", w.app.ClientID)
		form.Set("client_secret", w.app.ClientSecret.Reveal())
		for _, body := range []string{form.Encode() + "&scope=%zz", form.Encode() + "&scope=" + strings.Repeat("x", 64<<10)} {
			r := must(http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+"/-/oauth_token", strings.NewReader(body)))(w.t)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			got := readTokens(w.t, send(w.t, w.server.Client(), r))
			w.want(got, http.StatusBadRequest, "invalid_request")
			if !strings.HasPrefix(got.Description, "Could not parse request data") {
				w.t.Error(got.Description)
			}
		}
		w.want(w.postToken(form, nil), http.StatusOK, "")
	})
}

// Addresses end up in logs and histories, so nothing secret is read from them.
func TestSecretsInTheQueryCountForNothing(t *testing.T) {
	each(t, func(w *world) {
		form := exchange(w.code(nil))
		q := url.Values{"client_id": {w.app.ClientID}, "client_secret": {w.app.ClientSecret.Reveal()}}
		a := w.browser().do(http.MethodPost, "/-/oauth_token?"+q.Encode(), form, nil)
		w.want(readTokens(w.t, a), http.StatusBadRequest, "invalid_request")
		a = w.browser().do(http.MethodPost, "/-/oauth_token?"+form.Encode(), q, nil)
		w.want(readTokens(w.t, a), http.StatusBadRequest, "invalid_request")
		w.want(w.token(form), http.StatusOK, "")
	})
}

func TestHugeParameters(t *testing.T) {
	each(t, func(w *world) {
		b, huge := w.signedIn(w.ada), strings.Repeat("x", 5000)
		for _, name := range []string{"state", "nonce", "scope", "client_id", "redirect_uri", "code_challenge", "prompt", "unheard_of"} {
			if a := b.get(authorizePath(w.app, url.Values{name: {huge}})); a.status != http.StatusBadRequest || a.location != nil {
				w.t.Errorf("%s: %d %v", name, a.status, a.location)
			}
		}
		var grants int
		if err := w.db.Reader().QueryRow("select count(*) from oauth_grants").Scan(&grants); err != nil || grants != 0 {
			w.t.Errorf("%d grants were written, %v", grants, err)
		}
	})
}

// What an app is registered for bounds what it can ask for, and what its tokens are renewed for.
func TestRegisteredScopesBound(t *testing.T) {
	each(t, func(w *world) {
		w.app = w.registerApp("Granular", callback, "tasks:read", "users:read", "openid")
		b := w.signedIn(w.ada)
		for scope, want := range map[string]string{
			"tasks:read":                     "",
			"tasks:read projects:read email": "Your app is not allowed to request user authorization for `projects:read email` scopes.",
			"default":                        "Your app is not allowed to request user authorization for `default` scopes.",
		} {
			to := b.allow(authorizePath(w.app, url.Values{"scope": {scope}})).Query()
			if (want == "" && to.Get("code") == "") || (want != "" && (to.Get("error") != "forbidden_scopes" || to.Get("error_description") != want)) {
				w.t.Errorf("%s: %v", scope, to)
			}
		}
		got := w.token(exchange(w.code(url.Values{"scope": {"tasks:read users:read"}})))
		if _, err := w.platform.UpdateApp(w.t.Context(), w.app.GID, asana.AppChange{Scopes: []string{"users:read"}}); err != nil {
			w.t.Fatal(err)
		}
		w.want(w.token(refresh(got.RefreshToken)), http.StatusBadRequest, "invalid_scope")

		nothing := w.registerApp("Nothing", callback)
		if to := b.allow(authorizePath(nothing, url.Values{"scope": nil})); to.Query().Get("error") != "forbidden_scopes" {
			w.t.Errorf("an app registered for nothing: %v", to)
		}
	})
}

func TestRevokeWithBasicAuthentication(t *testing.T) {
	each(t, func(w *world) {
		got := w.token(exchange(w.code(nil)))
		r := &http.Request{Header: http.Header{}}
		r.SetBasicAuth(w.app.ClientID, w.app.ClientSecret.Reveal())
		a := w.browser().do(http.MethodPost, "/-/oauth_revoke", url.Values{"token": {got.RefreshToken}, "token_type_hint": {"refresh_token"}}, r.Header)
		if a.status != http.StatusOK {
			w.t.Errorf("%d %s", a.status, a.body)
		}
		w.wantMe(got.AccessToken, http.StatusUnauthorized)
	})
}

// Whatever goes well or wrong, the log has no code, token, secret, verifier or password.
func TestLogsHoldNoSecrets(t *testing.T) {
	each(t, func(w *world) {
		verifier, other := oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
		code := w.code(url.Values{
			"code_challenge": {oauth2.S256ChallengeFromVerifier(verifier)}, "code_challenge_method": {"S256"}, "scope": {"openid default"},
		})
		with := func(v string) url.Values {
			form := exchange(code)
			form.Set("code_verifier", v)
			return form
		}
		stranger := w.app
		stranger.ClientSecret = "a wrong secret of a client"
		w.tokenAs(stranger, with(verifier))
		w.token(with(other))
		got := w.token(with(verifier))
		w.want(got, http.StatusOK, "")
		renewed := w.token(refresh(got.RefreshToken))
		w.token(refresh(got.RefreshToken))
		w.token(with(verifier))
		w.me(renewed.AccessToken)
		w.browser().post("/-/login", url.Values{"email": {w.ada.Email}, "password": {"a wrong password of Ada"}})
		if err := w.db.Close(); err != nil {
			w.t.Fatal(err)
		}
		w.token(refresh(renewed.RefreshToken)) // fails for a reason that is logged
		w.me(renewed.AccessToken)
		log := w.log.String()
		if !strings.Contains(log, "level=ERROR") {
			w.t.Errorf("the failure of the database is not in the log: %q", log)
		}
		for name, secret := range map[string]string{
			"code": code, "verifier": verifier, "wrong verifier": other, "access token": got.AccessToken, "refresh token": got.RefreshToken,
			"renewed access token": renewed.AccessToken, "renewed refresh token": renewed.RefreshToken,
			"client secret": w.app.ClientSecret.Reveal(), "wrong client secret": stranger.ClientSecret.Reveal(),
			"password": password, "wrong password": "a wrong password of Ada",
		} {
			if secret == "" || strings.Contains(log, secret) {
				w.t.Errorf("the log has the %s", name)
			}
		}
	})
}
