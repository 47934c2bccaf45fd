package bridgetest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Spy knows every secret that goes between the bridge and the token endpoints:
// tokens, codes, PKCE verifiers and client secrets.
type Spy struct {
	mu      sync.Mutex
	secrets map[string]bool
}

// secretNames are the parameters whose values are secrets.
var secretNames = []string{"access_token", "refresh_token", "code", "code_verifier", "client_secret"}

// Spy begins to watch the bridges of the world that are made from now on, and
// Bridge itself is made anew.
func (w *World) Spy() *Spy {
	w.t.Helper()
	s := &Spy{secrets: map[string]bool{}}
	w.config.Outbound, w.config.Platform = watched{s, w.config.Outbound}, watched{s, w.config.Platform}
	w.Bridge = w.Another()
	return s
}

// Add adds secrets that do not go over the wire.
func (s *Spy) Add(secrets ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, secret := range secrets {
		if len(secret) > 6 {
			s.secrets[secret] = true
		}
	}
}

// Secrets are those seen so far.
func (s *Spy) Secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for secret := range s.secrets {
		all = append(all, secret)
	}
	return all
}

// Count is how many secrets were seen.
func (s *Spy) Count() int { return len(s.Secrets()) }

type watched struct {
	spy  *Spy
	next http.RoundTripper
}

// RoundTrip looks at what is asked of a token endpoint and what it answers.
func (w watched) RoundTrip(r *http.Request) (*http.Response, error) {
	w.spy.Add(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	if !strings.Contains(r.URL.Path, "token") {
		return w.next.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	if form, err := url.ParseQuery(string(body)); err == nil {
		w.spy.Add(pick(form.Get)...)
	}
	res, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	return res, w.spy.readAnswer(res)
}

func (s *Spy) readAnswer(res *http.Response) error {
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	var answer map[string]any
	if json.Unmarshal(body, &answer) == nil {
		s.Add(pick(func(name string) string {
			value, _ := answer[name].(string)
			return value
		})...)
	}
	return nil
}

func pick(get func(name string) string) []string {
	var values []string
	for _, name := range secretNames {
		values = append(values, get(name))
	}
	return values
}
