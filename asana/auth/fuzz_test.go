package auth_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/store"
)

// FuzzTokenForm sends anything to the endpoints apps exchange and give back tokens at. {id}, {secret} and {refresh}
// stand for what is an app's.
func FuzzTokenForm(f *testing.F) {
	const form, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
	w := asanatest.Start(f, sqldbtest.Open(f, sqldbtest.SQLite(f)))
	names := appWithTokens(f, w)
	for i := range endpoints() {
		for _, body := range []string{
			"grant_type=refresh_token&client_id={id}&client_secret={secret}&refresh_token={refresh}", "grant_type=x&client_id={id}&client_secret={secret}",
			"grant_type=authorization_code&client_id={id}&client_secret={secret}&code=x&redirect_uri=http://127.0.0.1:9/callback&code_verifier=" + strings.Repeat("v", 43),
			"client_id={id}&client_secret=%zz", "token={refresh}&client_id={id}&client_secret={secret}", "grant_type=password&grant_type=refresh_token&scope=openid",
		} {
			f.Add(uint8(i), form, "", body)
			f.Add(uint8(i), form, "{id}:{secret}", body)
		}
		f.Add(uint8(i), parts, "a:%zz", "--x\r\nContent-Disposition: form-data; name=\"client_id\"\r\n\r\n{id}\r\n--x--\r\n")
		f.Add(uint8(i), parts, "", "--x\r\nContent-Disposition: form-data; name=\"client_id\"\r\n\r\n")
		f.Add(uint8(i), "application/json", "", `{"grant_type":"refresh_token"}`)
	}
	f.Fuzz(func(t *testing.T, which uint8, contentType, basic, body string) {
		path, before := endpoints()[int(which)%len(endpoints())], issued(t, w)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(names.Replace(body)))
		r.Header.Set("Content-Type", contentType)
		if user, pass, ok := strings.Cut(names.Replace(basic), ":"); ok {
			r.SetBasicAuth(user, pass)
		}
		got := httptest.NewRecorder()
		w.Router.ServeHTTP(got, r)
		answer := got.Body.Bytes()
		if got.Code >= 500 || len(answer) > 64<<10 || len(answer) > 0 && !json.Valid(answer) {
			t.Fatalf("%s %q: %d %.500q", path, body, got.Code, answer)
		}
		if got.Code >= 400 && issued(t, w) != before {
			t.Fatalf("%s %q: %d, and tokens were written", path, body, got.Code)
		}
	})
}

func endpoints() []string {
	return []string{"/-/oauth_token", "/-/openid_token", "/-/oauth_revoke"}
}

// appWithTokens is an app with a refresh token, as names for both.
func appWithTokens(f *testing.F, w *asanatest.World) *strings.Replacer {
	f.Helper()
	app, err := w.Platform.RegisterApp(f.Context(), asana.NewApp{Name: "Tidy Reports", RedirectURIs: []string{callback}, Scopes: []string{"default"}})
	if err != nil {
		f.Fatal(err)
	}
	refresh, now, q := seal.NewToken("").Reveal(), sqldb.Micros(time.Now()), store.New(w.DB.Writer())
	for _, err := range []error{
		q.SaveConsent(f.Context(), store.SaveConsentParams{Person: w.Member.GID, App: app.GID, Scopes: "default", CreatedAt: now}),
		q.InsertGrant(f.Context(), store.InsertGrantParams{ID: "grant", Person: w.Member.GID, App: app.GID, Scopes: "default", CreatedAt: now}),
		q.InsertGrantToken(f.Context(), store.InsertGrantTokenParams{
			Hash: seal.Hash(refresh), GrantID: "grant", Kind: "refresh", CreatedAt: now, ExpiresAt: sqldb.Micros(time.Now().AddDate(1, 0, 0)),
		}),
	} {
		if err != nil {
			f.Fatal(err)
		}
	}
	return strings.NewReplacer("{id}", app.ClientID, "{secret}", app.ClientSecret.Reveal(), "{refresh}", refresh)
}

// issued is how many tokens there are.
func issued(t *testing.T, w *asanatest.World) (n int) {
	t.Helper()
	if err := w.DB.Reader().QueryRowContext(t.Context(), "select count(*) from oauth_tokens").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
