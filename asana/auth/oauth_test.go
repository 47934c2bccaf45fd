package auth_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
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

func TestNoSecretIsKept(t *testing.T) {
	each(t, func(w *world) {
		code := w.code(nil)
		got := w.token(exchange(code))
		pat, _ := w.personalToken(w.ada, "x")
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
