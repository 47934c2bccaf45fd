package httpkit_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"jirabridge/asana/kit/httpkit"
)

// Each case is a request from peer with headers, and what is believed of it
// when 10.0.0.0/8 and ::1 are proxies of ours.
func TestForwardedIsBelievedFromProxiesOnly(t *testing.T) {
	for name, c := range map[string]struct {
		peer                 string
		tls                  bool
		headers              map[string]string
		client, scheme, host string
	}{
		"nobody between":       {"203.0.113.9:5", false, nil, "203.0.113.9", "http", "at.example"},
		"TLS of our own":       {"203.0.113.9:5", true, nil, "203.0.113.9", "https", "at.example"},
		"a stranger claims":    {"203.0.113.9:5", false, map[string]string{"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}, "203.0.113.9", "http", "at.example"},
		"a proxy tells":        {"10.0.0.1:5", false, map[string]string{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "out.example"}, "203.0.113.9", "https", "out.example"},
		"mapped":               {"[::ffff:10.0.0.1]:5", false, map[string]string{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}, "203.0.113.9", "https", "at.example"},
		"two proxies":          {"10.0.0.1:5", false, map[string]string{"X-Forwarded-For": "203.0.113.9, 10.0.0.2", "X-Forwarded-Proto": "https"}, "203.0.113.9", "https", "at.example"},
		"made up further out":  {"10.0.0.1:5", false, map[string]string{"X-Forwarded-For": "192.0.2.1, 203.0.113.9", "X-Forwarded-Proto": "http, https"}, "203.0.113.9", "https", "at.example"},
		"no list":              {"10.0.0.1:5", false, map[string]string{"X-Forwarded-Proto": "HTTPS"}, "10.0.0.1", "https", "at.example"},
		"nonsense in the list": {"10.0.0.1:5", false, map[string]string{"X-Forwarded-For": "203.0.113.9, nobody"}, "10.0.0.1", "", "at.example"},
		"IPv6":                 {"[::1]:5", false, map[string]string{"X-Forwarded-For": "2001:db8::7", "X-Forwarded-Proto": "https"}, "2001:db8::7", "https", "at.example"},
		"a silent proxy":       {"10.0.0.1:5", false, nil, "10.0.0.1", "", "at.example"},
		"TLS up to us":         {"10.0.0.1:5", true, nil, "10.0.0.1", "https", "at.example"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "http://at.example/", nil)
			r.RemoteAddr = c.peer
			if c.tls {
				r.TLS = &tls.ConnectionState{}
			} else {
				r.TLS = nil
			}
			for key, value := range c.headers {
				r.Header.Set(key, value)
			}
			trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
			var got httpkit.Arrival
			httpkit.Proxies(trusted)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				got = httpkit.ArrivalOf(r)
				if httpkit.ClientIP(r) != got.Client {
					t.Error("ClientIP says something else")
				}
			})).ServeHTTP(httptest.NewRecorder(), r)
			if got.Client.String() != c.client || got.Scheme != c.scheme || got.Host != c.host {
				t.Errorf("got %v %q %q, want %s %q %q", got.Client, got.Scheme, got.Host, c.client, c.scheme, c.host)
			}
		})
	}
}

func TestNoProxyIsTrustedByItself(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = "127.0.0.1:9"
	r.Header.Set("X-Forwarded-For", "203.0.113.9")
	if got := httpkit.ClientIP(r); got != netip.MustParseAddr("127.0.0.1") {
		t.Error(got)
	}
	r.RemoteAddr = "memory"
	if got := httpkit.ClientIP(r); got.IsValid() {
		t.Error(got)
	}
}
