package auth_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/jira/auth"
	"jirabridge/jira/jiratest"
)

const signedBack = "https://bridge.example.com/setup/callback/jira1"

var newKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// signing is a Jira that lets us in with a key.
func signing(t *testing.T, version string) (*jiratest.Running, auth.OAuth1) {
	t.Helper()
	jira, err := jiratest.Listen("127.0.0.1:0", jiratest.Config{Version: version})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = jira.Close(context.WithoutCancel(t.Context())) })
	key, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	if err := jira.RegisterConsumer("jirabridge-1", "Northwind", string(public)); err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return jira, auth.OAuth1{BaseURL: jira.URL, ConsumerKey: "jirabridge-1", Key: key, CallbackURL: signedBack, HTTP: transport}
}

// approve plays the person in the browser and returns the verifier.
func approve(t *testing.T, jira *jiratest.Running, o auth.OAuth1, asked auth.SignedToken, button string) string {
	t.Helper()
	s := &simulation{Running: jira, OAuth2: auth.OAuth2{HTTP: o.HTTP}}
	back := s.consent(t, o.ApprovalURL(asked), button)
	if back.Get("oauth_token") != asked.Token {
		t.Errorf("sent back with %v", back)
	}
	return back.Get("oauth_verifier")
}

func granted(t *testing.T, jira *jiratest.Running, o auth.OAuth1) auth.SignedToken {
	t.Helper()
	asked, err := o.Ask(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	token, err := o.Trade(t.Context(), asked, approve(t, jira, o, asked, "approve"))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func get(t *testing.T, o auth.OAuth1, token auth.SignedToken, path string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, o.BaseURL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := o.Sign(token).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, body
}

func TestOAuth1(t *testing.T) {
	for _, version := range []string{"7.13.5", "8.13.1", "9.12.2", "11.0.0"} {
		t.Run(version, func(t *testing.T) {
			jira, o := signing(t, version)
			token := granted(t, jira, o)
			if years := time.Until(token.Expiry).Hours() / 24 / 365; years < 4.9 || years > 5.1 {
				t.Errorf("the token lives %.1f years", years)
			}
			for range 2 { // each one signed afresh
				path := "/rest/api/2/search?" + url.Values{"jql": {`summary ~ "å & ż*" OR key = IT-1`}, "fields": {"summary,status"}}.Encode()
				if res, body := get(t, o, token, path); res.StatusCode != 200 {
					t.Errorf("%d %s", res.StatusCode, body)
				}
			}
		})
	}
}

func wantKind(t *testing.T, err error, kind auth.Kind, code string) *auth.Error {
	t.Helper()
	var e *auth.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code {
		t.Fatalf("%v, want %s %s", err, kind, code)
	}
	return e
}

func TestOAuth1Refusals(t *testing.T) {
	jira, o := signing(t, "8.13.1")
	token := granted(t, jira, o)
	t.Run("no such link", func(t *testing.T) {
		other := o
		other.ConsumerKey = "nobody"
		_, err := other.Ask(t.Context())
		wantKind(t, err, auth.InvalidClient, "consumer_key_unknown")
	})
	t.Run("the address Jira believes in is another", func(t *testing.T) {
		jira.SetConnector("https://jira.example.com")
		defer jira.SetConnector("")
		_, err := o.Ask(t.Context())
		e := wantKind(t, err, auth.BadSignature, "signature_invalid")
		if e.Refusal.Called != o.BaseURL || e.Refusal.Computed != "https://jira.example.com/jira" || !strings.Contains(e.Description, "jira.example.com") {
			t.Errorf("the address that Jira signed is not told: %+v, %q", e.Refusal, e.Description)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, o.BaseURL+"/rest/api/2/myself", nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.Sign(token).RoundTrip(r)
		e = wantKind(t, err, auth.BadSignature, "signature_invalid")
		if e.Refusal.Called != o.BaseURL || e.Refusal.Computed != "https://jira.example.com/jira" {
			t.Errorf("%+v", e.Refusal)
		}
		if strings.Contains(e.Error(), token.Token) || strings.Contains(e.Error(), o.ConsumerKey) {
			t.Errorf("%v", e)
		}
	})
	t.Run("another name of the same Jira is no reason", func(t *testing.T) {
		jira.SetBaseURL("https://jira.example.com/jira")
		defer jira.SetBaseURL(jira.URL)
		alias := o
		alias.BaseURL = strings.Replace(o.BaseURL, "127.0.0.1", "localhost", 1)
		if _, err := alias.Ask(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("the key is another one", func(t *testing.T) {
		other := o
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		other.Key = key
		_, err = other.Ask(t.Context())
		if e := wantKind(t, err, auth.BadSignature, "signature_invalid"); e.Refusal.Called != o.BaseURL || e.Refusal.Computed != o.BaseURL {
			t.Errorf("%+v", e.Refusal)
		}
	})
	t.Run("a token that is not taken is a 401", func(t *testing.T) {
		if res, _ := get(t, o, auth.SignedToken{Token: "x", Secret: "y"}, "/rest/api/2/myself"); res.StatusCode != 401 {
			t.Error(res.StatusCode)
		}
	})
	t.Run("denied", func(t *testing.T) {
		asked, err := o.Ask(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		verifier := approve(t, jira, o, asked, "deny")
		if verifier != auth.Denied {
			t.Errorf("the verifier is %q", verifier)
		}
		_, err = o.Trade(t.Context(), asked, verifier)
		wantKind(t, err, auth.InvalidGrant, "permission_denied")
	})
}

// What stands before Jira, or instead of it, is told from Jira.
func TestOAuth1OtherAnswers(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		kind   auth.Kind
		code   string
	}{
		{"a sign-in page", 200, "<html><body>Sign in</body></html>", auth.NotJSON, ""},
		{"a redirect to one", 302, "", auth.NotJSON, ""},
		{"nothing there", 404, "<html>", auth.NotJSON, ""},
		{"a proxy without Jira", 502, "<html>", auth.Unavailable, ""},
		{"busy", 429, "", auth.Unavailable, ""},
		{"clocks apart", 401, "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1-2", auth.ClockSkew, "timestamp_refused"},
		{"sent again on the way", 401, "oauth_problem=nonce_used\n", auth.Refused, "nonce_used"},
		{"a problem of its own", 401, "oauth_problem=additional_authorization_required", auth.Refused, "additional_authorization_required"},
		{"no incoming link", 401, "", auth.InvalidClient, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			defer server.Close()
			key, err := newKey()
			if err != nil {
				t.Fatal(err)
			}
			o := auth.OAuth1{BaseURL: server.URL, ConsumerKey: "k", Key: key, CallbackURL: signedBack, HTTP: http.DefaultTransport}
			_, err = o.Ask(t.Context())
			wantKind(t, err, c.kind, c.code)
		})
	}
}

func TestOAuth1HonoursItsContext(t *testing.T) {
	_, o := signing(t, "8.13.1")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := o.Ask(ctx)
	wantKind(t, err, auth.Canceled, "")
}

func TestOAuth1SecretsAreMasked(t *testing.T) {
	key, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	token := auth.SignedToken{Token: "SECRET-1", Secret: "SECRET-2"}
	o := auth.OAuth1{BaseURL: "https://jira.example", ConsumerKey: "k", Key: key}
	inJSON, err := json.Marshal(token)
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v %+v %#v %s %s %v %+v %#v", token, token, token, token, inJSON, o, o, o)
	if strings.Contains(all, "SECRET") || strings.Contains(all, key.D.String()[:20]) {
		t.Error(all)
	}
}
