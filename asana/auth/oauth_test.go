package auth_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"jirabridge/asana"
	"jirabridge/asana/kit/seal"
)

const (
	oob   = "urn:ietf:wg:oauth:2.0:oob"
	state = "c527dd5e-4fa5-4626-a064-f81218d8c856"
)

// authorizePath is the address an app sends people to; extra replaces parameters, nil values remove them.
func authorizePath(app asana.App, extra url.Values) string {
	q := url.Values{
		"client_id": {app.ClientID}, "redirect_uri": {callback}, "response_type": {"code"}, "state": {state}, "scope": {"default"},
	}
	for name, v := range extra {
		if v == nil {
			q.Del(name)
		} else {
			q[name] = v
		}
	}
	return "/-/oauth_authorize?" + q.Encode()
}

// allow walks through consent and returns where the app is redirected to.
func (b *browser) allow(path string) *url.URL {
	b.w.t.Helper()
	a := b.get(path)
	if a.status == http.StatusOK {
		a = b.post(path, url.Values{"decision": {"allow"}, "person": {a.person(b.w.t)}})
	}
	if a.status != http.StatusSeeOther || a.location == nil {
		b.w.t.Fatalf("allowing answered %d %s", a.status, a.body)
	}
	return a.location
}

// code is a code for the app.
func (w *world) code(extra url.Values) string {
	w.t.Helper()
	to := w.signedIn(w.ada).allow(authorizePath(w.app, extra))
	if to.Query().Get("code") == "" {
		w.t.Fatalf("no code in %v", to)
	}
	return to.Query().Get("code")
}

// tokens is the answer of the token endpoint, good or bad.
type tokens struct {
	status       int
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
	Data         struct{ ID, GID, Name, Email string }
	Error        string
	Description  string `json:"error_description"`
	URI          string `json:"error_uri"`
}

// token asks the token endpoint as the app, with the credentials in the body.
func (w *world) token(form url.Values) tokens {
	w.t.Helper()
	return w.tokenAs(w.app, form)
}

func (w *world) tokenAs(app asana.App, form url.Values) tokens {
	w.t.Helper()
	form.Set("client_id", app.ClientID)
	form.Set("client_secret", app.ClientSecret.Reveal())
	return w.postToken(form, nil)
}

func (w *world) postToken(form url.Values, header http.Header) tokens {
	w.t.Helper()
	a := w.browser().do(http.MethodPost, "/-/oauth_token", form, header)
	return readTokens(w.t, a)
}

func readTokens(t *testing.T, a answer) tokens {
	t.Helper()
	got := tokens{status: a.status}
	if err := json.Unmarshal([]byte(a.body), &got); err != nil {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	if a.header.Get("Cache-Control") != "no-store" {
		t.Error("the answer may be cached")
	}
	return got
}

func exchange(code string) url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback}}
}

func refresh(token string) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
}

func (w *world) want(got tokens, status int, code string) {
	w.t.Helper()
	if got.status != status || got.Error != code {
		w.t.Errorf("got %d %s (%s), want %d %s", got.status, got.Error, got.Description, status, code)
	}
	if code != "" && (got.Description == "" || got.URI == "" || got.AccessToken != "") {
		w.t.Errorf("incomplete error: %+v", got)
	}
}

func (w *world) wantGrantError(got tokens) {
	w.t.Helper()
	w.want(got, http.StatusBadRequest, "invalid_grant")
}

func TestConsentPage(t *testing.T) {
	each(t, func(w *world) {
		b, path := w.browser(), authorizePath(w.app, nil)
		a := b.get(path)
		if a.status != http.StatusSeeOther || a.location.Path != "/-/login" || a.location.Query().Get("next") != path {
			w.t.Fatalf("a stranger got %d %v", a.status, a.location)
		}
		a = w.signedIn(w.ada).get(path)
		for _, text := range []string{
			"Grant Permission", "<strong>Tidy Reports</strong> is requesting permission to use Asana Connect to access your Asana account.",
			"Access your name and email address.", "Access your tasks, projects, and workspaces.",
			"Create and modify tasks, projects, and comments on your behalf.",
			"You can deauthorize the app completely from the Apps tab under My Settings.",
			"Logged in as Ada Lovelace", "Not you?", `data-test="consent-allow"`, `data-test="consent-deny"`,
		} {
			if !strings.Contains(a.body, text) {
				w.t.Errorf("%q is missing", text)
			}
		}
	})
}

func TestConsentNamesEachPermission(t *testing.T) {
	each(t, func(w *world) {
		a := w.signedIn(w.ada).get(authorizePath(w.app, url.Values{"scope": {"tasks:read tasks:write projects:read email"}}))
		for _, text := range []string{"Read: tasks.", "Create and change: tasks.", "Read: projects.", "Access your name and email address."} {
			if !strings.Contains(a.body, text) {
				w.t.Errorf("%q is missing in %s", text, a.body)
			}
		}
		if strings.Contains(a.body, "on your behalf") {
			w.t.Error("it promises more than was asked for")
		}
	})
}

func TestStandardClient(t *testing.T) {
	each(t, func(w *world) {
		for _, style := range []oauth2.AuthStyle{oauth2.AuthStyleAutoDetect, oauth2.AuthStyleInHeader, oauth2.AuthStyleInParams} {
			c := oauth2.Config{
				ClientID: w.app.ClientID, ClientSecret: w.app.ClientSecret.Reveal(), RedirectURL: callback, Scopes: []string{"default"},
				Endpoint: oauth2.Endpoint{AuthURL: w.url + "/-/oauth_authorize", TokenURL: w.url + "/-/oauth_token", AuthStyle: style},
			}
			verifier := oauth2.GenerateVerifier()
			address := c.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
			to := w.signedIn(w.ada).allow(strings.TrimPrefix(address, w.url))
			if to.Query().Get("state") != state {
				w.t.Errorf("state in %v", to)
			}
			token, err := c.Exchange(w.t.Context(), to.Query().Get("code"), oauth2.VerifierOption(verifier))
			if err != nil {
				w.t.Fatalf("style %d: %v", style, err)
			}
			data, _ := token.Extra("data").(map[string]any)
			if data["gid"] != w.ada.GID || data["id"] != w.ada.GID || data["name"] != w.ada.Name || data["email"] != w.ada.Email {
				w.t.Errorf("data: %v", data)
			}
			if left := time.Until(token.Expiry); token.Type() != "Bearer" || left < 59*time.Minute || left > time.Hour {
				w.t.Errorf("%s token for %v", token.Type(), left)
			}
			w.wantMe(token.AccessToken, http.StatusOK)
			token.Expiry = time.Now().Add(-time.Minute)
			again, err := c.TokenSource(w.t.Context(), token).Token()
			if err != nil || again.AccessToken == token.AccessToken || again.RefreshToken == token.RefreshToken {
				w.t.Fatalf("refresh: %v, %v", again, err)
			}
			w.wantMe(again.AccessToken, http.StatusOK)
		}
	})
}

func TestActorOfAnApp(t *testing.T) {
	each(t, func(w *world) {
		got := w.token(exchange(w.code(url.Values{"scope": {"tasks:read email"}})))
		if got.TokenType != "bearer" || got.ExpiresIn != 3600 || got.Data.GID != w.ada.GID {
			w.t.Errorf("answer: %+v", got)
		}
		var actor asana.Actor
		if err := json.Unmarshal([]byte(w.me(got.AccessToken).body), &actor); err != nil {
			w.t.Fatal(err)
		}
		if actor.Person != w.ada.GID || actor.App != w.app.GID || strings.Join(actor.Scopes, " ") != "tasks:read email" {
			w.t.Errorf("actor: %+v", actor)
		}
	})
}

func TestMultipart(t *testing.T) {
	each(t, func(w *world) {
		form := exchange(w.code(nil))
		form.Set("client_id", w.app.ClientID)
		form.Set("client_secret", w.app.ClientSecret.Reveal())
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		for name := range form {
			if err := m.WriteField(name, form.Get(name)); err != nil {
				w.t.Fatal(err)
			}
		}
		_ = m.Close()
		req := must(http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+"/-/oauth_token", &body))(w.t)
		req.Header.Set("Content-Type", m.FormDataContentType())
		got := readTokens(w.t, send(w.t, w.server.Client(), req))
		w.wantMe(got.AccessToken, http.StatusOK)
	})
}

func TestFailedClientAuthenticationKeepsTheCode(t *testing.T) {
	each(t, func(w *world) {
		form := exchange(w.code(nil))
		other := w.registerApp("Other", callback, "default")
		basic := func(id, secret string) http.Header {
			r := &http.Request{Header: http.Header{}}
			r.SetBasicAuth(id, secret)
			return r.Header
		}
		for name, header := range map[string]http.Header{
			"wrong secret": basic(w.app.ClientID, "wrong"), "empty secret": basic(w.app.ClientID, ""),
			"unknown client": basic("nobody", "x"), "another app's secret": basic(w.app.ClientID, other.ClientSecret.Reveal()),
		} {
			w.t.Log(name)
			w.want(w.postToken(form, header), http.StatusUnauthorized, "invalid_client")
		}
		body := url.Values{"client_id": {w.app.ClientID}, "client_secret": {"wrong"}}
		for k, v := range form {
			body[k] = v
		}
		w.want(w.postToken(body, nil), http.StatusUnauthorized, "invalid_client")
		w.want(w.postToken(form, nil), http.StatusBadRequest, "invalid_request") // no credentials at all
		w.wantGrantError(w.tokenAs(other, form))
		w.want(w.token(form), http.StatusOK, "")
	})
}

func TestProofKey(t *testing.T) {
	each(t, func(w *world) {
		verifier := oauth2.GenerateVerifier()
		code := w.code(url.Values{"code_challenge": {oauth2.S256ChallengeFromVerifier(verifier)}, "code_challenge_method": {"S256"}})
		with := func(v string) url.Values {
			form := exchange(code)
			form.Set("code_verifier", v)
			return form
		}
		w.wantGrantError(w.token(exchange(code)))
		w.wantGrantError(w.token(with(oauth2.GenerateVerifier())))
		w.wantGrantError(w.token(exchange(code))) // a failed attempt does not take the challenge away
		w.wantGrantError(w.token(with("short")))
		w.want(w.token(with(verifier)), http.StatusOK, "")

		plain := exchange(w.code(nil))
		plain.Set("code_verifier", verifier)
		w.wantGrantError(w.token(plain)) // a verifier without a challenge
	})
}

func TestPlainProofKeyIsRefused(t *testing.T) {
	each(t, func(w *world) {
		for _, method := range []string{"plain", "", "S512"} {
			a := w.signedIn(w.ada)
			to := a.allow(authorizePath(w.app, url.Values{"code_challenge": {oauth2.GenerateVerifier()}, "code_challenge_method": {method}}))
			if to.Query().Get("error") != "invalid_request" || to.Query().Get("code") != "" || to.Query().Get("state") != state {
				w.t.Errorf("%q: %v", method, to)
			}
		}
	})
}

func TestCodeReplayRevokes(t *testing.T) {
	each(t, func(w *world) {
		code := w.code(nil)
		first := w.token(exchange(code))
		w.want(first, http.StatusOK, "")
		renewed := w.token(refresh(first.RefreshToken))
		w.wantGrantError(w.token(exchange(code)))
		w.wantMe(first.AccessToken, http.StatusUnauthorized)
		w.wantMe(renewed.AccessToken, http.StatusUnauthorized)
		w.wantGrantError(w.token(refresh(renewed.RefreshToken)))
	})
}

func TestCodeExpires(t *testing.T) {
	each(t, func(w *world) {
		code := w.code(nil)
		w.clock.pass(10 * time.Minute)
		w.wantGrantError(w.token(exchange(code)))
		got := w.token(exchange("nonsense"))
		w.wantGrantError(got)
		if got.Description != "The `code` provided was invalid." {
			w.t.Error(got.Description)
		}
	})
}

func TestRotation(t *testing.T) {
	each(t, func(w *world) {
		first := w.token(exchange(w.code(nil)))
		second := w.token(refresh(first.RefreshToken))
		w.want(second, http.StatusOK, "")
		if second.RefreshToken == first.RefreshToken || second.AccessToken == first.AccessToken {
			w.t.Error("nothing was rotated")
		}
		w.wantMe(first.AccessToken, http.StatusOK) // requests may be under way with it
		third := w.token(refresh(second.RefreshToken))
		if third.Data.GID != w.ada.GID || third.ExpiresIn != 3600 {
			w.t.Errorf("third: %+v", third)
		}
		w.wantMe(third.AccessToken, http.StatusOK)
	})
}

func TestRefreshTokenReuseRevokesTheFamily(t *testing.T) {
	each(t, func(w *world) {
		first := w.token(exchange(w.code(nil)))
		other := w.token(exchange(w.code(nil))) // a family of its own
		second := w.token(refresh(first.RefreshToken))
		w.wantGrantError(w.token(refresh(first.RefreshToken)))
		w.wantMe(first.AccessToken, http.StatusUnauthorized)
		w.wantMe(second.AccessToken, http.StatusUnauthorized)
		w.wantGrantError(w.token(refresh(second.RefreshToken)))
		w.wantMe(other.AccessToken, http.StatusOK)
		w.want(w.token(refresh(other.RefreshToken)), http.StatusOK, "")
	})
}

func TestRefreshErrors(t *testing.T) {
	each(t, func(w *world) {
		first := w.token(exchange(w.code(nil)))
		got := w.token(refresh("nonsense"))
		w.wantGrantError(got)
		if got.Description != "The `refresh_token` provided was invalid." {
			w.t.Error(got.Description)
		}
		w.wantGrantError(w.token(refresh(first.AccessToken)))
		w.wantGrantError(w.token(refresh("")))
		other := w.registerApp("Other", callback, "default")
		w.wantGrantError(w.tokenAs(other, refresh(first.RefreshToken)))
		w.want(w.token(url.Values{"grant_type": {"password"}, "username": {"x"}}), http.StatusBadRequest, "unsupported_grant_type")
		w.want(w.token(url.Values{}), http.StatusBadRequest, "invalid_request")
		w.want(w.token(refresh(first.RefreshToken)), http.StatusOK, "")
	})
}

func TestConcurrentUse(t *testing.T) {
	each(t, func(w *world) {
		for name, form := range map[string]func() url.Values{
			"code":    func() url.Values { return exchange(w.code(nil)) },
			"refresh": func() url.Values { return refresh(w.token(exchange(w.code(nil))).RefreshToken) },
		} {
			var good atomic.Int32
			var access atomic.Value
			shared := form()
			shared.Set("client_id", w.app.ClientID)
			shared.Set("client_secret", w.app.ClientSecret.Reveal())
			wait(w.t, 8, func(context.Context, int) {
				got := w.postToken(shared, nil)
				switch {
				case got.status == http.StatusOK:
					good.Add(1)
					access.Store(got.AccessToken)
				case got.status != http.StatusBadRequest || got.Error != "invalid_grant":
					w.t.Errorf("%s: %+v", name, got)
				}
			})
			if good.Load() != 1 {
				w.t.Errorf("%s: %d got tokens", name, good.Load())
			}
			w.wantMe(access.Load().(string), http.StatusUnauthorized) // it was used twice, by whomever
		}
	})
}

func TestAccessTokenExpires(t *testing.T) {
	each(t, func(w *world) {
		got := w.token(exchange(w.code(nil)))
		w.clock.pass(time.Hour)
		a := w.me(got.AccessToken)
		want := "The bearer token has expired. If you have a refresh token, please use it to request a new bearer token, otherwise allow the user to re-authenticate."
		if a.status != http.StatusUnauthorized || strings.TrimSpace(a.body) != want {
			w.t.Errorf("%d %s", a.status, a.body)
		}
		w.clock.pass(365 * 24 * time.Hour)
		w.want(w.token(refresh(got.RefreshToken)), http.StatusOK, "") // refresh tokens do not expire
	})
}

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

func TestConsentIsNotGivenByALink(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		path := authorizePath(w.app, url.Values{"decision": {"allow"}, "person": {w.ada.GID}})
		if a := b.get(path); a.status != http.StatusOK {
			w.t.Errorf("a link allowed the app: %d %v", a.status, a.location)
		}
		if a := b.post(path, url.Values{}); a.status != http.StatusOK {
			w.t.Errorf("the query allowed the app: %d %v", a.status, a.location)
		}
	})
}

func TestConsentIsGivenByWhoWasAsked(t *testing.T) {
	each(t, func(w *world) {
		b, path := w.signedIn(w.ada), authorizePath(w.app, nil)
		asked := b.get(path).person(w.t)
		b.post("/-/login", url.Values{"email": {w.bo.Email}, "password": {password}})
		a := b.post(path, url.Values{"decision": {"allow"}, "person": {asked}})
		if a.status != http.StatusOK || a.person(w.t) != w.bo.GID {
			w.t.Errorf("Bo answered for Ada: %d %v", a.status, a.location)
		}
	})
}

func TestConsentIsRemembered(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		asks := func(b *browser, app asana.App, scope string) bool {
			return b.get(authorizePath(app, url.Values{"scope": {scope}})).status == http.StatusOK
		}
		b.allow(authorizePath(w.app, url.Values{"scope": {"tasks:read projects:read"}}))
		for scope, want := range map[string]bool{
			"tasks:read": false, "projects:read tasks:read": false, "tasks:read tasks:write": true, "default": true, "email": true,
		} {
			if asks(b, w.app, scope) != want {
				w.t.Errorf("%s: asks = %v", scope, !want)
			}
		}
		if !asks(w.signedIn(w.bo), w.app, "tasks:read") {
			w.t.Error("Ada's consent counts for Bo")
		}
		other := w.registerApp("Other", callback, "tasks:read")
		if !asks(b, other, "tasks:read") {
			w.t.Error("consent to one app counts for another")
		}
		b.allow(authorizePath(w.app, url.Values{"scope": {"default"}}))
		if asks(b, w.app, "tasks:write") || asks(b, w.app, "email") {
			w.t.Error("everything does not cover a part")
		}
	})
}

func TestScopeLeftOut(t *testing.T) {
	each(t, func(w *world) {
		scopes := func() string {
			var actor asana.Actor
			got := w.token(exchange(w.code(url.Values{"scope": nil})))
			if err := json.Unmarshal([]byte(w.me(got.AccessToken).body), &actor); err != nil {
				w.t.Fatal(err)
			}
			return strings.Join(actor.Scopes, " ")
		}
		if got := scopes(); got != "default" {
			w.t.Errorf("full app: %q", got)
		}
		w.app = w.registerApp("Granular", callback, "tasks:read", "users:read")
		if got := scopes(); got != "tasks:read users:read" {
			w.t.Errorf("granular app: %q", got)
		}
	})
}

func TestDeauthorize(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.t.Context()
		got := w.token(exchange(w.code(nil)))
		w.wantMe(got.AccessToken, http.StatusOK)
		pending := w.code(nil)
		list := must(w.auth.Authorizations(ctx, w.ada.GID))(w.t)
		if len(list) != 1 || list[0].App != w.app.GID || list[0].Name != "Tidy Reports" || list[0].GrantedAt.IsZero() || list[0].LastUsedAt.IsZero() {
			w.t.Errorf("authorizations: %+v", list)
		}
		if err := w.auth.Deauthorize(ctx, w.ada.GID, w.app.GID); err != nil {
			w.t.Fatal(err)
		}
		if list := must(w.auth.Authorizations(ctx, w.ada.GID))(w.t); len(list) != 0 {
			w.t.Errorf("still listed: %+v", list)
		}
		w.wantMe(got.AccessToken, http.StatusUnauthorized)
		w.wantGrantError(w.token(refresh(got.RefreshToken)))
		w.wantGrantError(w.token(exchange(pending)))
		var refused *asana.Error
		if err := w.auth.Deauthorize(ctx, w.ada.GID, w.app.GID); !errors.As(err, &refused) || refused.Kind != asana.NotFound {
			w.t.Errorf("twice: %v", err)
		}
		w.signedIn(w.ada).get(authorizePath(w.app, nil)).person(w.t) // asked again
		again := w.token(exchange(w.code(nil)))
		w.wantMe(again.AccessToken, http.StatusOK)
	})
}

func TestRevoke(t *testing.T) {
	each(t, func(w *world) {
		revoke := func(app asana.App, token string) answer {
			return w.browser().do(http.MethodPost, "/-/oauth_revoke", url.Values{
				"client_id": {app.ClientID}, "client_secret": {app.ClientSecret.Reveal()}, "token": {token},
			}, nil)
		}
		got := w.token(exchange(w.code(nil)))
		other := w.registerApp("Other", callback, "default")
		for want, a := range map[string]answer{
			"unknown 200":        revoke(w.app, "nonsense"),
			"another app's 200":  revoke(other, got.RefreshToken),
			"access token 400":   revoke(w.app, got.AccessToken),
			"no token 400":       revoke(w.app, ""),
			"wrong secret 401":   revoke(asana.App{ClientID: w.app.ClientID, ClientSecret: seal.Secret("x")}, got.RefreshToken),
			"no credentials 400": w.browser().do(http.MethodPost, "/-/oauth_revoke", url.Values{"token": {got.RefreshToken}}, nil),
			"nothing at all 400": w.browser().do(http.MethodPost, "/-/oauth_revoke", nil, nil),
		} {
			if !strings.HasSuffix(want, strconv.Itoa(a.status)) {
				w.t.Errorf("%s: %d %s", want, a.status, a.body)
			}
		}
		w.wantMe(got.AccessToken, http.StatusOK)
		if a := revoke(w.app, got.RefreshToken); a.status != http.StatusOK {
			w.t.Errorf("revoke: %d %s", a.status, a.body)
		}
		w.wantMe(got.AccessToken, http.StatusUnauthorized)
		w.wantGrantError(w.token(refresh(got.RefreshToken)))
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

func TestNoSecretIsKept(t *testing.T) {
	each(t, func(w *world) {
		code := w.code(nil)
		got := w.token(exchange(code))
		pat, _, err := w.auth.CreateToken(w.t.Context(), w.ada.GID, "x")
		if err != nil {
			w.t.Fatal(err)
		}
		for _, query := range []string{
			"select count(*) from oauth_codes where hash = $1", "select count(*) from oauth_tokens where hash = $1",
			"select count(*) from personal_access_tokens where hash = $1",
		} {
			for _, secret := range []string{code, got.AccessToken, got.RefreshToken, pat.Reveal()} {
				var n int
				if err := w.db.Reader().QueryRow(query, secret).Scan(&n); err != nil || n != 0 {
					w.t.Errorf("%s: %d, %v", query, n, err)
				}
			}
		}
	})
}

func TestLargeBodiesAreRefused(t *testing.T) {
	each(t, func(w *world) {
		form := exchange(strings.Repeat("x", 1<<20))
		got := w.token(form)
		w.want(got, http.StatusBadRequest, "invalid_request")
	})
}
