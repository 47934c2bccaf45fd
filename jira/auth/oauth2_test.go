package auth_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"jirabridge/jira/auth"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	redirect = "https://bridge.example.com/setup/callback/jira"
	secret   = "s3cret-of-the-link"
	verifier = "a-verifier-of-forty-three-characters-at-least"
)

// now is the clock of the tests.
var now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// link is an OAuth2 against a token endpoint, under a context path.
func link(t *testing.T, endpoint http.HandlerFunc) auth.OAuth2 {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /jira/rest/oauth2/latest/token", endpoint)
	server := httptest.NewServer(mux)
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	return auth.OAuth2{
		BaseURL: server.URL + "/jira/", ClientID: "0123abcd", ClientSecret: secret, RedirectURL: redirect,
		HTTP: transport, Version: "1.2.3", Now: func() time.Time { return now },
	}
}

func TestAuthCodeURL(t *testing.T) {
	o := auth.OAuth2{BaseURL: "https://jira.example.com/jira/", ClientID: "0123abcd", ClientSecret: secret, RedirectURL: redirect}
	u, err := url.Parse(o.AuthCodeURL("the state", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
	if err != nil {
		t.Fatal(err)
	}
	if got := u.Scheme + "://" + u.Host + u.Path; got != "https://jira.example.com/jira/rest/oauth2/latest/authorize" {
		t.Errorf("it leads to %s", got)
	}
	want := url.Values{
		"client_id": {"0123abcd"}, "redirect_uri": {redirect}, "response_type": {"code"}, "scope": {"WRITE"},
		"state": {"the state"}, "code_challenge_method": {"S256"},
		"code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, // RFC 7636, appendix B
	}
	if got := u.Query(); got.Encode() != want.Encode() {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNewVerifier(t *testing.T) {
	a, b := auth.NewVerifier(), auth.NewVerifier()
	if a == b || len(a) < 43 || len(a) > 127 || strings.Trim(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") != "" {
		t.Errorf("got %q and %q", a, b)
	}
}

// calls are both ways to get a token and the form each sends.
var calls = map[string]struct {
	do   func(context.Context, auth.OAuth2) (auth.Token, error)
	form url.Values
}{
	"exchange": {
		func(ctx context.Context, o auth.OAuth2) (auth.Token, error) {
			return o.Exchange(ctx, "the code", verifier)
		},
		url.Values{
			"grant_type": {"authorization_code"}, "code": {"the code"}, "code_verifier": {verifier},
			"client_id": {"0123abcd"}, "client_secret": {secret}, "redirect_uri": {redirect},
		},
	},
	"refresh": {
		func(ctx context.Context, o auth.OAuth2) (auth.Token, error) { return o.Refresh(ctx, "r3fresh") },
		url.Values{
			"grant_type": {"refresh_token"}, "refresh_token": {"r3fresh"},
			"client_id": {"0123abcd"}, "client_secret": {secret}, "redirect_uri": {redirect},
		},
	},
}

func TestTokenRequests(t *testing.T) {
	answer, err := os.ReadFile("../testdata/oauth2-token-response.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			o := link(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				form, err := url.ParseQuery(string(body))
				if err != nil || form.Encode() != call.form.Encode() {
					t.Errorf("sent %v, want %v", form, call.form)
				}
				for header, want := range map[string]string{
					"Authorization": "", "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
					"User-Agent": "jirabridge/1.2.3", "X-Atlassian-Token": "no-check",
				} {
					if got := r.Header.Get(header); got != want {
						t.Errorf("%s is %q, want %q", header, got, want)
					}
				}
				if r.URL.RawQuery != "" {
					t.Errorf("the address has %s", r.URL.RawQuery)
				}
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write(answer)
			})
			token, err := call.do(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(token.Access, "C98vi98b2c") && !strings.HasPrefix(token.Access, "eyJ") || token.Refresh == token.Access || token.Refresh == "" {
				t.Error("the tokens are not those of the answer")
			}
			if want := now.Add(2 * time.Hour); !token.Expiry.Equal(want) {
				t.Errorf("the token ends %v, want %v", token.Expiry, want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	jsonType := "application/json;charset=UTF-8"
	for _, test := range []struct {
		name, kind, body string
		status           int
		want             auth.Kind
		code             string
	}{
		{"a used code", jsonType, `{"error":"invalid_grant","error_description":"gone"}`, 400, auth.InvalidGrant, "invalid_grant"},
		{"a used code, with 200", jsonType, `{"error":"invalid_grant"}`, 200, auth.InvalidGrant, "invalid_grant"},
		{"a wrong secret", jsonType, `{"error":"invalid_client"}`, 401, auth.InvalidClient, "invalid_client"},
		{"a wrong secret without a word", jsonType, `{}`, 401, auth.InvalidClient, ""},
		{"a wrong secret as a page", "text/html", `<html>no</html>`, 401, auth.InvalidClient, ""},
		{"a scope", jsonType, `{"error":"invalid_scope"}`, 400, auth.Refused, "invalid_scope"},
		{"https demanded, as a page", "text/html", "<html>Please ensure that your server is using HTTPS</html>", 400, auth.Refused, ""},
		{"broken", jsonType, `{"message":"@FormParam"}`, 500, auth.Unavailable, ""},
		{"away", "text/html", `<html>Bad gateway</html>`, 502, auth.Unavailable, ""},
		{"too fast", jsonType, `{}`, 429, auth.Unavailable, ""},
		{"away, in JSON", jsonType, `{"error":"temporarily_unavailable"}`, 503, auth.Unavailable, "temporarily_unavailable"},
		{"too fast, in JSON", jsonType, `{"error":"too_many_requests"}`, 429, auth.Unavailable, "too_many_requests"},
		{"no provider", "text/html", `<html>Not found</html>`, 404, auth.NotJSON, ""},
		{"a login page", "text/html", `<html>Log in</html>`, 200, auth.NotJSON, ""},
		{"nothing", "", ``, 200, auth.NotJSON, ""},
		{"no token", jsonType, `{"token_type":"bearer"}`, 200, auth.NotJSON, ""},
		{"no lifetime", jsonType, `{"access_token":"t0ken","refresh_token":"t0ken"}`, 200, auth.NotJSON, ""},
		{"half an answer", jsonType, `{"access_token":"t0k`, 200, auth.NotJSON, ""},
	} {
		for name, call := range calls {
			t.Run(test.name+"/"+name, func(t *testing.T) {
				o := link(t, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", test.kind)
					w.WriteHeader(test.status)
					_, _ = io.WriteString(w, test.body)
				})
				token, err := call.do(t.Context(), o)
				var e *auth.Error
				if !errors.As(err, &e) || token != (auth.Token{}) {
					t.Fatalf("got %v (%T)", err, err)
				}
				if e.Kind != test.want || e.Code != test.code || e.Status != test.status && e.Kind != auth.NotJSON {
					t.Errorf("got %+v, want %s %s", e, test.want, test.code)
				}
				for _, hidden := range []string{"<html", secret, "t0k", "the code", "r3fresh", verifier} {
					if strings.Contains(err.Error(), hidden) {
						t.Errorf("the error shows %s: %v", hidden, err)
					}
				}
			})
		}
	}
}

func TestARefreshKeepsTheOldTokenWhenNoneIsSent(t *testing.T) {
	o := link(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"a","expires_in":"3600","token_type":"bearer"}`)
	})
	token, err := o.Refresh(t.Context(), "r3fresh")
	if err != nil || token.Refresh != "r3fresh" || !token.Expiry.Equal(now.Add(time.Hour)) {
		t.Errorf("got %v, %v", token, err)
	}
	if _, err := o.Exchange(t.Context(), "c", verifier); err == nil {
		t.Error("a token that cannot be refreshed was taken")
	}
}

func TestSecretsDoNotFollowARedirect(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the secret went elsewhere") }))
	defer elsewhere.Close()
	o := link(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	})
	for name, call := range calls {
		_, err := call.do(t.Context(), o)
		var e *auth.Error
		if !errors.As(err, &e) || e.Kind != auth.NotJSON {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNoAnswer(t *testing.T) {
	hang := func(flush bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			if flush {
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, `{"access`)
				w.(http.Flusher).Flush()
			}
			<-r.Context().Done()
		}
	}
	nobody := auth.OAuth2{BaseURL: "http://127.0.0.1:1", RedirectURL: redirect, HTTP: &http.Transport{}}
	for name, call := range calls {
		for _, test := range []struct {
			name     string
			o        auth.OAuth2
			deadline bool
			want     auth.Kind
		}{
			{"unreachable", nobody, false, auth.Unreachable},
			{"canceled", link(t, hang(false)), false, auth.Canceled},
			{"canceled in the middle", link(t, hang(true)), false, auth.Canceled},
			{"too slow", link(t, hang(false)), true, auth.Timeout},
			{"too slow in the middle", link(t, hang(true)), true, auth.Timeout},
		} {
			t.Run(name+"/"+test.name, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				if test.deadline {
					ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
				} else if test.want == auth.Canceled {
					time.AfterFunc(50*time.Millisecond, cancel)
				}
				defer cancel()
				_, err := call.do(ctx, test.o)
				var e *auth.Error
				if !errors.As(err, &e) || e.Kind != test.want {
					t.Errorf("got %v, want %s", err, test.want)
				}
			})
		}
	}
}

func TestATokenRequestEndsByItself(t *testing.T) {
	for name, call := range calls {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			_, err := call.do(t.Context(), auth.OAuth2{BaseURL: "https://jira.example.com", RedirectURL: redirect, HTTP: silent{}})
			var e *auth.Error
			if !errors.As(err, &e) || e.Kind != auth.Timeout || time.Since(start) != 30*time.Second {
				t.Errorf("%s: got %v after %v", name, err, time.Since(start))
			}
		})
	}
}

// silent never answers.
type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestSecretsStayOutOfLogs(t *testing.T) {
	o := auth.OAuth2{BaseURL: "https://jira.example.com", ClientID: "0123abcd", ClientSecret: secret}
	token := auth.Token{Access: secret, Refresh: secret, Expiry: now}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "link", o, "token", token)
	asJSON, err := json.Marshal(token)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{o, token, []any{o, token}} {
		fmt.Fprintf(&log, "%v %+v %#v %s", v, v, v, v)
	}
	if text := log.String() + string(asJSON); strings.Contains(text, secret) || !strings.Contains(text, "0123abcd") {
		t.Errorf("a secret shows, or nothing: %s", text)
	}
}
