package jiratest_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/dghubble/oauth1"

	"jirabridge/jira/jiratest"
)

// signer is an application that was let in with a key of its own, as seen by a
// library that has nothing to do with the simulator.
type signer struct {
	*world
	config *oauth1.Config
}

func newKey(t *testing.T) (key *rsa.PrivateKey, public string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return key, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func (w *world) signer() *signer {
	w.t.Helper()
	key, public := newKey(w.t)
	if err := w.RegisterConsumer("jirabridge-1", "Northwind", public); err != nil {
		w.t.Fatal(err)
	}
	return &signer{w, &oauth1.Config{
		ConsumerKey: "jirabridge-1", CallbackURL: callback, Signer: &oauth1.RSASigner{PrivateKey: key},
		Endpoint: oauth1.Endpoint{
			RequestTokenURL: w.URL + "/plugins/servlet/oauth/request-token",
			AuthorizeURL:    w.URL + "/plugins/servlet/oauth/authorize",
			AccessTokenURL:  w.URL + "/plugins/servlet/oauth/access-token",
		},
	}}
}

// asks gets a request token.
func (s *signer) asks() (token, secret string) {
	s.t.Helper()
	token, secret, err := s.config.RequestToken()
	if err != nil {
		s.t.Fatal(err)
	}
	return token, secret
}

// approves signs ann in, presses a button and returns what the callback gets.
func (s *signer) approves(token, button string) url.Values {
	s.t.Helper()
	b := s.browser()
	page := b.signIn(b.open("/plugins/servlet/oauth/authorize?oauth_token="+token), "ann")
	return outcome(b.press(page.want(200, "Northwind", "Ann"), button))
}

// signedIn is ann's authorization.
func (s *signer) signedIn() *oauth1.Token {
	s.t.Helper()
	token, secret := s.asks()
	access, accessSecret, err := s.config.AccessToken(token, secret, s.approves(token, "approve").Get("oauth_verifier"))
	if err != nil {
		s.t.Fatal(err)
	}
	return oauth1.NewToken(access, accessSecret)
}

// gets asks REST with a signature.
func (s *signer) gets(token *oauth1.Token, path string) (int, string) {
	s.t.Helper()
	res, err := s.config.Client(context.Background(), token).Get(s.URL + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func (s *signer) wantProblem(token *oauth1.Token, problem string) {
	s.t.Helper()
	if status, body := s.gets(token, "/rest/api/2/myself"); status != 401 || !strings.Contains(body, "oauth_problem="+problem) {
		s.t.Errorf("%d %s, want %s", status, body, problem)
	}
}

func TestOAuth1(t *testing.T) {
	for _, version := range jiratest.Versions() {
		t.Run(version, func(t *testing.T) {
			w := startWith(t, jiratest.Config{Version: version})
			w.clock.now = time.Now() // the library has a clock of its own
			s := w.signer()
			token := s.signedIn()
			if status, body := s.gets(token, "/rest/api/2/search?jql=summary+~+%22printer+%26+%C3%A5%22&fields=a%2Bb"); status != 200 {
				t.Error(status, body)
			}
			if status, body := s.gets(token, "/rest/api/2/myself"); status != 200 || !strings.Contains(body, `"name":"ann"`) {
				t.Error(status, body)
			}
			res, err := s.config.Client(context.Background(), token).Post(s.URL+"/rest/api/2/issue", "application/json",
				strings.NewReader(`{"fields":{"project":{"key":"IT"},"issuetype":{"name":"Task"},"summary":"Signed"}}`))
			if err != nil || res.StatusCode != 201 {
				t.Error(res, err)
			}
			_ = res.Body.Close()
		})
	}
}

// A Jira before 8.22 has no OAuth 2.0, before 8.14 no personal access tokens.
func TestOldVersionsLackWhatCameLater(t *testing.T) {
	for version, want := range map[string][3]int{"7.13.5": {404, 401, 404}, "8.13.1": {404, 401, 200}, "8.22.6": {200, 200, 200}} {
		w := startWith(t, jiratest.Config{Version: version})
		b := w.browser()
		c := w.client()
		b.signIn(b.open("/login.jsp"), "ann")
		b.open(c.authorization()).want(want[0])
		w.as("ann").get("myself").want(want[1])
		w.with("Authorization", basic("ann", "ann")).get("issue/createmeta/IT/issuetypes").want(want[2])
	}
}

func TestOAuth1Problems(t *testing.T) {
	w := start(t)
	w.clock.now = time.Now()
	s := w.signer()
	token := s.signedIn()
	s.run("another key", func(w *world) {
		key, _ := newKey(w.t)
		other := *s.config
		other.Signer = &oauth1.RSASigner{PrivateKey: key}
		(&signer{w, &other}).wantProblem(token, "signature_invalid")
	})
	s.run("another method", func(w *world) {
		other := *s.config
		other.Signer = &oauth1.HMACSigner{ConsumerSecret: "x"}
		(&signer{w, &other}).wantProblem(token, "signature_method_rejected")
	})
	s.run("another consumer", func(w *world) {
		other := *s.config
		other.ConsumerKey = "nobody"
		(&signer{w, &other}).wantProblem(token, "consumer_key_unknown")
	})
	s.run("another token", func(w *world) { (&signer{w, s.config}).wantProblem(oauth1.NewToken("x", "y"), "token_rejected") })
	s.run("a proxy that does not tell", func(w *world) {
		w.SetConnector("https://jira.example.com")
		defer w.SetConnector("")
		(&signer{w, s.config}).wantProblem(token, "signature_invalid")
	})
	s.run("clocks apart", func(w *world) {
		w.clock.pass(6 * time.Minute)
		defer w.clock.pass(-6 * time.Minute)
		(&signer{w, s.config}).wantProblem(token, "timestamp_refused")
	})
	s.run("sent twice", func(w *world) {
		kept := &keeper{}
		client := oauth1.NewClient(context.WithValue(context.Background(), oauth1.HTTPClient, &http.Client{Transport: kept}), s.config, token)
		res, err := client.Get(w.URL + "/rest/api/2/myself")
		if err != nil || res.StatusCode != 200 {
			w.t.Fatal(res, err)
		}
		_ = res.Body.Close()
		w.with("Authorization", kept.header).get("myself").want(401, "oauth_problem=nonce_used")
	})
	s.run("another version of OAuth", func(w *world) {
		w.with("Authorization", `OAuth oauth_consumer_key="jirabridge-1", oauth_token="x", oauth_signature_method="RSA-SHA1", oauth_version="2.0", `+
			`oauth_timestamp="1", oauth_nonce="n", oauth_signature="s"`).get("myself").want(401, "oauth_problem=version_rejected")
	})
	s.run("denied", func(w *world) {
		token, secret := s.asks()
		answer := s.approves(token, "deny")
		if answer.Get("oauth_verifier") != "denied" || answer.Get("oauth_token") != token {
			w.t.Error(answer)
		}
		if _, _, err := s.config.AccessToken(token, secret, "denied"); err == nil {
			w.t.Error("what was denied can be traded")
		}
	})
	s.run("traded twice, or with a wrong verifier", func(w *world) {
		token, secret := s.asks()
		verifier := s.approves(token, "approve").Get("oauth_verifier")
		for _, wrong := range []string{"000000", "denied", verifier, verifier} {
			_, _, err := s.config.AccessToken(token, secret, wrong)
			if good := wrong == verifier; (err == nil) != good {
				w.t.Errorf("%s: %v", wrong, err)
			}
			if wrong == verifier {
				verifier = "used"
			}
		}
	})
	s.run("revoked", func(w *world) {
		b := w.browser()
		page := b.signIn(b.open("/plugins/servlet/oauth/users/access-tokens"), "ann").want(200, "Northwind")
		b.submit("/plugins/servlet/oauth/users/access-tokens", url.Values{"atl_token": {hidden(page, "atl_token")}, "client": {"jirabridge-1"}}).want(200)
		(&signer{w, s.config}).wantProblem(token, "token_rejected")
	})
}

// keeper keeps what the last request was signed with.
type keeper struct{ header string }

func (k *keeper) RoundTrip(r *http.Request) (*http.Response, error) {
	k.header = r.Header.Get("Authorization")
	return http.DefaultTransport.RoundTrip(r)
}

// The administrator's form takes what the other side shows, and names what is
// wrong with it.
func TestGenericLink(t *testing.T) {
	w := start(t)
	_, public := newKey(t)
	b := w.browserOf("admin")
	page := b.open("/plugins/servlet/applinks/listApplicationLinks").want(200, "Consumer Key")
	form := func(key, name, public string) *reply {
		return b.submit("/plugins/servlet/applinks/auth/conf/oauth/add-consumer-manually",
			url.Values{"atl_token": {hidden(page, "atl_token")}, "consumer_key": {key}, "consumer_name": {name}, "public_key": {public}})
	}
	form("k", "n", "not a key").want(200, "The public key is not valid.")
	form("", "n", public).want(200, "Enter a consumer key.")
	form("k", "", public).want(200, "Enter a consumer name.")
	form("k", "Northwind", public).want(200, "Northwind", "OAuth 1.0a")
	lines := strings.Split(strings.TrimSpace(public), "\n")
	form("bare", "Without its frame", strings.Join(lines[1:len(lines)-1], "\n")).want(200, "Without its frame")
	w.browserOf("ann").open("/plugins/servlet/applinks/listApplicationLinks").want(403)
}
