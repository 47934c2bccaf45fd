package auth_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/oauth2"
)

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

func TestLargeBodiesAreRefused(t *testing.T) {
	each(t, func(w *world) {
		form := exchange(strings.Repeat("x", 1<<20))
		got := w.token(form)
		w.want(got, http.StatusBadRequest, "invalid_request")
	})
}

// An app that is told its secret or token is wrong may throw them away, so it must not be told so when it is
// the database that failed.
func TestOurFailureIsNotTheAppsFault(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		got := w.token(exchange(w.code(nil)))
		_ = w.db.Close()
		w.want(w.token(refresh(got.RefreshToken)), http.StatusInternalServerError, "server_error")
		w.wantMe(got.AccessToken, http.StatusInternalServerError)
		if a := b.get(authorizePath(w.app, nil)); a.status != http.StatusInternalServerError || a.location != nil {
			w.t.Errorf("authorize: %d %v", a.status, a.location)
		}
		if a := b.get("/0/home"); a.status != http.StatusInternalServerError {
			w.t.Errorf("home: %d", a.status)
		}
	})
}
