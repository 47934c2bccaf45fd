package boot_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"jirabridge/cmd/internal/boot"
)

// logged collects what several goroutines log.
type logged struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *logged) count(text string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.all.String(), text)
}

// behind serves https://tasks.example.com without TLS, for a proxy at
// 127.0.0.1 when that is trusted.
func behind(t *testing.T, trusted ...netip.Prefix) (address string, log *logged) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	log = &logged{}
	app, err := boot.New(t.Context(), boot.Config{
		BaseURL: "https://tasks.example.com", DataDir: t.TempDir(), OneAddress: true, Proxies: trusted,
		Logger: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelInfo})),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- app.Serve(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String(), log
}

// askAs requests path with a Host and headers in pairs.
func askAs(t *testing.T, url, host string, headers ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// Each case is what a proxy at 127.0.0.1 passes on.
func TestWrongProxyIsNamed(t *testing.T) {
	at, log := behind(t, netip.MustParsePrefix("127.0.0.0/8"))
	for name, c := range map[string]struct {
		host    string
		headers []string
		status  int
		says    string
	}{
		"all is well":        {"tasks.example.com", []string{"X-Forwarded-Proto", "https"}, 200, ""},
		"with its port":      {"Tasks.Example.com:443", []string{"X-Forwarded-Proto", "https"}, 200, ""},
		"host in a header":   {"10.0.0.5:8080", []string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "tasks.example.com"}, 200, ""},
		"a silent proxy":     {"tasks.example.com", nil, 200, ""},
		"another host":       {"10.0.0.5:8080", []string{"X-Forwarded-Proto", "https"}, 421, "https://10.0.0.5:8080"},
		"another scheme":     {"tasks.example.com", []string{"X-Forwarded-Proto", "http"}, 421, "http://tasks.example.com"},
		"another port":       {"tasks.example.com:8443", []string{"X-Forwarded-Proto", "https"}, 421, "https://tasks.example.com:8443"},
		"markup in the host": {"x", []string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "<b>evil"}, 421, "https://&lt;b&gt;evil"},
	} {
		t.Run(name, func(t *testing.T) {
			status, page := askAs(t, at+"/-/login", c.host, c.headers...)
			if status != c.status || !strings.Contains(page, c.says) {
				t.Errorf("%d, without %q:\n%s", status, c.says, page)
			}
			if c.status == http.StatusMisdirectedRequest && !strings.Contains(page, "https://tasks.example.com/-/login") {
				t.Errorf("does not name the right address:\n%s", page)
			}
		})
	}
	askAs(t, at+"/0/1", "10.0.0.5:8080", "X-Forwarded-Proto", "https") // a second time
	if n := log.count("arrived=https://10.0.0.5:8080"); n != 1 {
		t.Errorf("logged %d times", n)
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/api/1.0/users/me": 401} {
		if status, _ := askAs(t, at+path, "10.0.0.5:8080"); status != want {
			t.Errorf("%s answers %d, want %d", path, status, want)
		}
	}
}

// Programs start rules under any name of the server, and the secret in the address is logged nowhere.
func TestSecretAddressOfARule(t *testing.T) {
	at, log := behind(t)
	status, text := askAs(t, at+"/-/triggers/hunter2", "10.0.0.5:8080")
	if status != http.StatusNotFound || !strings.Contains(text, "No matching route for request") {
		t.Errorf("%d %s", status, text)
	}
	if log.count("path=/-/triggers/…") != 1 || log.count("hunter2") != 0 {
		t.Errorf("logged %s", log.all.String())
	}
}

func TestForgottenTrustedProxyIsNamed(t *testing.T) {
	at, log := behind(t)
	status, page := askAs(t, at+"/", "tasks.example.com", "X-Forwarded-Proto", "https")
	if status != http.StatusMisdirectedRequest || !strings.Contains(page, "--trusted-proxy does not name it") || !strings.Contains(page, "127.0.0.1") {
		t.Errorf("%d %s", status, page)
	}
	if log.count("trusted_proxy=false") != 1 {
		t.Error("not logged")
	}
	for language, words := range map[string]string{"sv": "Den här sidan begärdes på", "pl": "To żądanie dotarło pod adres"} {
		_, page := askAs(t, at+"/", "tasks.example.com", "X-Forwarded-Proto", "https", "Accept-Language", language)
		if !strings.Contains(page, words) || !strings.Contains(page, "https://tasks.example.com/") || !strings.Contains(page, "127.0.0.1") {
			t.Errorf("in %s: %s", language, page)
		}
	}
}
