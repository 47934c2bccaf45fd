package client_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana/client"
	"jirabridge/asana/kit/seal"
)

const clientSecret = "client secret"

func (s *server) connect() client.Connect {
	return client.Connect{BaseURL: s.URL + "/", ClientID: "app", ClientSecret: clientSecret, RedirectURL: "http://x.y/connect/callback/asana"}
}

func TestAuthCodeURL(t *testing.T) {
	s := serve(t, nil)
	u, err := url.Parse(s.connect().AuthCodeURL("state&1", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "default", "email"))
	check(t, err)
	if u.Scheme+"://"+u.Host+u.Path != s.URL+"/-/oauth_authorize" {
		t.Errorf("address = %s", u)
	}
	want := url.Values{
		"client_id": {"app"}, "redirect_uri": {"http://x.y/connect/callback/asana"}, "response_type": {"code"}, "scope": {"default email"},
		"state": {"state&1"}, "code_challenge_method": {"S256"},
		"code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, // RFC 7636, appendix B
	}
	if diff := cmp.Diff(want, u.Query()); diff != "" {
		t.Error(diff)
	}
}

func TestExchangeAndRefresh(t *testing.T) {
	var forms []url.Values
	answer := object{
		"access_token": "access", "refresh_token": "refresh", "token_type": "bearer", "expires_in": 3600,
		"data": object{"id": "11", "gid": "11", "name": "Ann", "email": "ann@example.com"},
	}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		forms = append(forms, r.PostForm)
		says(200, answer)(w, r)
	})
	got, err := s.connect().Exchange(t.Context(), "code", "verifier")
	check(t, err)
	if got.Access != "access" || got.Refresh != "refresh" || got.User != (client.Person{GID: "11", Name: "Ann", Email: "ann@example.com"}) {
		t.Errorf("token = %+v", got)
	}
	if left := time.Until(got.Expiry); left < 59*time.Minute || left > time.Hour {
		t.Errorf("valid for %s", left)
	}
	// As Asana documents it: id only, and no new refresh token.
	answer = object{"access_token": "second", "token_type": "bearer", "expires_in": 3600, "data": object{"id": "11"}}
	got, err = s.connect().Refresh(t.Context(), "refresh")
	check(t, err)
	if got.Access != "second" || got.Refresh != "refresh" || got.User.GID != "11" {
		t.Errorf("token = %+v", got)
	}
	want := []url.Values{
		{
			"grant_type": {"authorization_code"}, "code": {"code"}, "code_verifier": {"verifier"}, "client_id": {"app"},
			"client_secret": {clientSecret}, "redirect_uri": {"http://x.y/connect/callback/asana"},
		},
		{"grant_type": {"refresh_token"}, "refresh_token": {"refresh"}, "client_id": {"app"}, "client_secret": {clientSecret}},
	}
	if diff := cmp.Diff(want, forms); diff != "" {
		t.Error(diff)
	}
}

// A refusal is sorted, and neither secret nor code is in the error.
func TestConnectRefusals(t *testing.T) {
	for name, try := range map[string]struct {
		answer http.HandlerFunc
		want   client.Kind
	}{
		"spent code":   {says(400, object{"error": "invalid_grant", "error_description": "The `code` provided was invalid."}), client.InvalidGrant},
		"wrong secret": {says(400, object{"error": "invalid_client"}), client.InvalidClient},
		"401":          {says(401, object{"error": "unauthorized_client"}), client.InvalidClient},
		"other 400":    {says(400, object{"error": "invalid_request"}), client.Invalid},
		"429":          {says(429, object{}), client.RateLimited},
		"500":          {says(500, clientSecret), client.Unavailable},
		"HTML":         {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }, client.BadAnswer},
		"no token":     {says(200, object{"token_type": "bearer"}), client.BadAnswer},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, client.BadAnswer},
		"hangs up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, client.Unreachable},
	} {
		s := serve(t, try.answer)
		_, err := s.connect().Exchange(t.Context(), "the code", "the verifier")
		checkConnect(t, name+", exchange", err, try.want)
		_, err = s.connect().Refresh(t.Context(), "the refresh token")
		checkConnect(t, name+", refresh", err, try.want)
	}
}

func checkConnect(t *testing.T, name string, err error, want client.Kind) {
	t.Helper()
	failure := wantKind(t, name, err, want)
	if want == client.InvalidGrant && (len(failure.Messages) != 1 || failure.Status != 400) {
		t.Errorf("%s: %+v", name, failure)
	}
	for _, secret := range []string{clientSecret, "the code", "the verifier", "the refresh token"} {
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %q is in the error", name, secret)
		}
	}
}

func TestRevoke(t *testing.T) {
	var form url.Values
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		form = r.PostForm
	})
	check(t, s.connect().Revoke(t.Context(), "refresh"))
	want := url.Values{"client_id": {"app"}, "client_secret": {clientSecret}, "token": {"refresh"}}
	if diff := cmp.Diff(want, form); diff != "" || s.requests()[0].URL.Path != "/-/oauth_revoke" {
		t.Error(diff)
	}
	refusing := serve(t, says(400, object{"error": "invalid_request"}))
	wantKind(t, "a bearer token", refusing.connect().Revoke(t.Context(), seal.Secret("refresh")), client.Invalid)
	refusing.Close()
	wantKind(t, "down", refusing.connect().Revoke(t.Context(), seal.Secret("refresh")), client.Unreachable)
}
