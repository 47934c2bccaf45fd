package auth_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/jira/auth"
)

var nonce = regexp.MustCompile(`oauth_nonce="([^"]+)"`)

// recorder is a server that notes the nonce of each request that arrives, and
// answers as the test says.
type recorder struct {
	*httptest.Server
	mu     sync.Mutex
	nonces []string
}

func record(t *testing.T, answer func(n int, w http.ResponseWriter)) (*recorder, auth.OAuth1) {
	t.Helper()
	s := &recorder{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		found := nonce.FindStringSubmatch(r.Header.Get("Authorization"))
		if found == nil {
			found = []string{"", "none"}
		}
		s.nonces = append(s.nonces, found[1])
		n := len(s.nonces)
		s.mu.Unlock()
		answer(n, w)
	}))
	t.Cleanup(s.Close)
	key, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return s, auth.OAuth1{BaseURL: s.URL, ConsumerKey: "k", Key: key, CallbackURL: signedBack, HTTP: transport}
}

// differ fails unless n requests arrived, each with a nonce of its own.
func (s *recorder) differ(t *testing.T, n int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	unique := slices.Compact(slices.Sorted(slices.Values(s.nonces)))
	if len(s.nonces) != n || len(unique) != n || slices.Contains(unique, "none") {
		t.Errorf("%d requests arrived, want %d; their nonces are %q", len(s.nonces), n, s.nonces)
	}
}

func signedRequest(t *testing.T, o auth.OAuth1, method, body string) (*http.Response, error) {
	t.Helper()
	var content io.Reader
	if body != "" {
		content = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, o.BaseURL+"/rest/api/2/myself", content)
	if err != nil {
		t.Fatal(err)
	}
	res, err := o.Sign(auth.SignedToken{Token: "t", Secret: "s"}).RoundTrip(r)
	if err == nil {
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	return res, err
}

// TestSignedAfreshOnALostConnection: net/http sends a read again by itself when
// the connection it kept open is cut.
func TestSignedAfreshOnALostConnection(t *testing.T) {
	s, o := record(t, func(n int, _ http.ResponseWriter) {
		if n == 2 {
			panic(http.ErrAbortHandler)
		}
	})
	for range 2 {
		if res, err := signedRequest(t, o, http.MethodGet, ""); err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%v, %v", res, err)
		}
	}
	s.differ(t, 3)
}

// TestArrivedTwice: what only reads is asked once more, what writes is not, and
// nothing for ever.
func TestArrivedTwice(t *testing.T) {
	refuse := func(w http.ResponseWriter) {
		w.Header().Set("WWW-Authenticate", `OAuth realm="jira", oauth_problem="nonce_used"`)
		w.WriteHeader(http.StatusUnauthorized)
	}
	t.Run("a read", func(t *testing.T) {
		s, o := record(t, func(n int, w http.ResponseWriter) {
			if n == 1 {
				refuse(w)
			}
		})
		if res, err := signedRequest(t, o, http.MethodGet, ""); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("%v, %v", res, err)
		}
		s.differ(t, 2)
	})
	for method, body := range map[string]string{http.MethodGet: "", http.MethodPost: "{}"} {
		t.Run("always, "+method, func(t *testing.T) {
			s, o := record(t, func(_ int, w http.ResponseWriter) { refuse(w) })
			_, err := signedRequest(t, o, method, body)
			wantKind(t, err, auth.Refused, auth.Repeated)
			s.differ(t, map[string]int{http.MethodGet: 2, http.MethodPost: 1}[method])
		})
	}
}

// TestClocksApart: both clocks are told, Jira's by what it would have taken, else
// by the date of its answer.
func TestClocksApart(t *testing.T) {
	here := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, body, date string
		there            time.Time
	}{
		{"times it would take", "&oauth_acceptable_timestamps=1772366700-1772367300", "Sun, 01 Mar 2026 12:00:00 GMT", here.Add(10 * time.Minute)},
		{"the date alone", "", "Sun, 01 Mar 2026 11:00:00 GMT", here.Add(-time.Hour)},
		{"nonsense and a date", "&oauth_acceptable_timestamps=soon", "Sun, 01 Mar 2026 11:00:00 GMT", here.Add(-time.Hour)},
		{"neither", "", "now", time.Time{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, o := record(t, func(_ int, w http.ResponseWriter) {
				w.Header().Set("Date", c.date)
				w.WriteHeader(http.StatusUnauthorized)
				_, _ = io.WriteString(w, "oauth_problem=timestamp_refused"+c.body)
			})
			o.Now = func() time.Time { return here }
			for way, err := range map[string]error{"ask": second(o.Ask(t.Context())), "REST": second(signedRequest(t, o, http.MethodGet, ""))} {
				e := wantKind(t, err, auth.ClockSkew, "timestamp_refused")
				if !e.Refusal.Here.Equal(here) || !e.Refusal.There.Equal(c.there) {
					t.Errorf("%s: here %v, there %v", way, e.Refusal.Here, e.Refusal.There)
				}
			}
		})
	}
}

func second[T any](_ T, err error) error { return err }
