package auth_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"jirabridge/jira/auth"
	"jirabridge/jira/jiratest"
)

// simulation is a Jira that others wrote from the same documents, with a link
// to us and a clock that the test moves.
type simulation struct {
	*jiratest.Running
	auth.OAuth2
	passed atomic.Int64 // nanoseconds since now
}

func (s *simulation) time() time.Time      { return now.Add(time.Duration(s.passed.Load())) }
func (s *simulation) pass(d time.Duration) { s.passed.Add(int64(d)) }

func simulate(t *testing.T) *simulation {
	t.Helper()
	s := &simulation{}
	running, err := jiratest.Listen("127.0.0.1:0", jiratest.Config{Now: s.time})
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := running.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	id, secret := running.RegisterLink("Our workspace", redirect)
	s.Running = running
	s.OAuth2 = auth.OAuth2{
		BaseURL: running.URL, ClientID: id, ClientSecret: secret, RedirectURL: redirect,
		HTTP: transport, Now: s.time,
	}
	return s
}

var xsrf = regexp.MustCompile(`name="atl_token" value="([^"]*)"`)

// consent plays the person in the browser: sign in, allow or deny, and be sent
// back. It returns what comes back with the person.
func (s *simulation) consent(t *testing.T, address, decision string) url.Values {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	browser := &http.Client{Transport: s.HTTP, Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host == "bridge.example.com" {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	s.submit(t, browser, s.URL+"/login.jsp", url.Values{"os_username": {"ann"}, "os_password": {"ann"}})
	page, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	form := make([]byte, 64<<10)
	n, _ := page.Body.Read(form)
	page.Body.Close()
	token := xsrf.FindSubmatch(form[:n])
	if token == nil {
		t.Fatalf("%s is no consent page: %s", page.Request.URL, form[:n])
	}
	back := s.submit(t, browser, page.Request.URL.String(), url.Values{"atl_token": {string(token[1])}, decision: {"true"}})
	location, err := back.Location()
	if err != nil {
		t.Fatalf("nobody is sent back: %d", back.StatusCode)
	}
	return location.Query()
}

func (s *simulation) submit(t *testing.T, browser *http.Client, address string, form url.Values) *http.Response {
	t.Helper()
	resp, err := browser.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

// works reports whether an access token is taken.
func (s *simulation) works(t *testing.T, token auth.Token) bool {
	t.Helper()
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/rest/api/2/myself", nil)
	req.Header.Set("Authorization", "Bearer "+token.Access)
	resp, err := s.HTTP.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

func kindOf(err error) auth.Kind {
	var e *auth.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

func TestTheWholeDanceWithASimulatedJira(t *testing.T) {
	s := simulate(t)
	ctx, verifier := t.Context(), auth.NewVerifier()
	back := s.consent(t, s.AuthCodeURL("the state", verifier), "approve")
	if back.Get("state") != "the state" || back.Get("code") == "" {
		t.Fatalf("came back with %v", back)
	}
	first, err := s.Exchange(ctx, back.Get("code"), verifier)
	if err != nil || !s.works(t, first) {
		t.Fatalf("got %v, %v", first, err)
	}
	if lifetime := first.Expiry.Sub(now); lifetime < time.Minute || lifetime > 3*time.Hour {
		t.Errorf("the token lives %v", lifetime)
	}
	_, err = s.Exchange(ctx, back.Get("code"), verifier)
	if kindOf(err) != auth.InvalidGrant {
		t.Errorf("the code worked twice: %v", err)
	}
}

func TestRefreshRotatesAtASimulatedJira(t *testing.T) {
	s := simulate(t)
	ctx, verifier := t.Context(), auth.NewVerifier()
	first, err := s.Exchange(ctx, s.consent(t, s.AuthCodeURL("x", verifier), "approve").Get("code"), verifier)
	if err != nil {
		t.Fatal(err)
	}
	s.pass(first.Expiry.Sub(s.time()) + time.Minute)
	if s.works(t, first) {
		t.Error("the token outlives its time")
	}
	second, err := s.Refresh(ctx, first.Refresh)
	if err != nil || second.Access == first.Access || second.Refresh == first.Refresh || !s.works(t, second) {
		t.Fatalf("got %v, %v", second, err)
	}
	if _, err := s.Refresh(ctx, first.Refresh); kindOf(err) != auth.InvalidGrant {
		t.Errorf("the old refresh token works: %v", err)
	}
	third, err := s.Refresh(ctx, second.Refresh)
	if err != nil || s.works(t, second) || !s.works(t, third) {
		t.Errorf("after a refresh the old token works %v, the new %v, %v", s.works(t, second), s.works(t, third), err)
	}
	s.pass(91 * 24 * time.Hour)
	if _, err := s.Refresh(ctx, third.Refresh); kindOf(err) != auth.InvalidGrant {
		t.Errorf("a refresh token of three months works: %v", err)
	}
}

func TestRefusalsOfASimulatedJira(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(s *simulation, verifier *string)
		want   auth.Kind
	}{
		{"a wrong secret", func(s *simulation, _ *string) { s.ClientSecret = "wrong" }, auth.InvalidClient},
		{"a wrong client", func(s *simulation, _ *string) { s.ClientID = "wrong" }, auth.InvalidClient},
		{"another verifier", func(_ *simulation, v *string) { *v = auth.NewVerifier() }, auth.InvalidGrant},
		{"another redirect", func(s *simulation, _ *string) { s.RedirectURL += "/" }, auth.InvalidGrant},
		{"too late", func(s *simulation, _ *string) { s.pass(11 * time.Second) }, auth.InvalidGrant},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, verifier := simulate(t), auth.NewVerifier()
			code := s.consent(t, s.AuthCodeURL("x", verifier), "approve").Get("code")
			test.change(s, &verifier)
			if _, err := s.Exchange(t.Context(), code, verifier); kindOf(err) != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestDeniedAtASimulatedJira(t *testing.T) {
	s := simulate(t)
	back := s.consent(t, s.AuthCodeURL("x", auth.NewVerifier()), "deny")
	if back.Get("error") != "access_denied" || back.Get("state") != "x" || back.Has("code") {
		t.Errorf("came back with %v", back)
	}
}
