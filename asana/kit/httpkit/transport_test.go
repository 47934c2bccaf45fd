package httpkit_test

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// refused is an outside nobody should reach.
type refused struct{}

func (refused) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, errors.New("went outside: " + r.URL.String())
}

const own = "https://bridge.example"

func local(t *testing.T, h http.HandlerFunc) *http.Client {
	t.Helper()
	l := httpkit.NewLocal(own, refused{})
	l.Serve(h)
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return &http.Client{Transport: l}
}

func TestLocalReachesOurselves(t *testing.T) {
	c := local(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/from" {
			http.Redirect(w, r, "/to?x=1", http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, r.Method+" "+r.Host+r.URL.String())
	})
	for _, u := range []string{own + "/from", own + ":443/from", "https://BRIDGE.example/from"} {
		res, err := c.Get(u)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if !strings.HasSuffix(strings.ToLower(string(body)), "/to?x=1") || res.Request.URL.Scheme != "https" {
			t.Errorf("%s: %s, from %s", u, body, res.Request.URL)
		}
	}
}

func TestLocalFallsThrough(t *testing.T) {
	c := local(t, func(http.ResponseWriter, *http.Request) { t.Error("came inside") })
	for _, u := range []string{"http://bridge.example/", own + ":8443/", "https://bridge.example.evil.example/", "https://x.bridge.example/"} {
		if _, err := c.Get(u); err == nil || !strings.Contains(err.Error(), "went outside") {
			t.Errorf("%s: %v", u, err)
		}
	}
}

// zeros is an endless body.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestLocalStreams(t *testing.T) {
	const size = 200 << 20
	c := local(t, func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).EnableFullDuplex() // answer while reading
		_, _ = io.Copy(w, r.Body)
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	res, err := c.Post(own+"/", "application/octet-stream", io.LimitReader(zeros{}, size))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	n, err := io.Copy(io.Discard, res.Body)
	if err != nil || n != size {
		t.Errorf("%d bytes, %v", n, err)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > size/10 {
		t.Errorf("allocated %d bytes for a body of %d", grown, size)
	}
}

func TestLocalHonoursDeadlines(t *testing.T) {
	ended := make(chan error, 1)
	c := local(t, func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		ended <- r.Context().Err()
	})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, "GET", own+"/", nil)
	if _, err := c.Do(r); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Error("the handler did not learn that nobody waits")
	}
}

func TestLocalWaitsForServe(t *testing.T) {
	l := httpkit.NewLocal(own, refused{})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, "GET", own+"/", nil)
	if _, err := l.RoundTrip(r); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	r, _ = http.NewRequestWithContext(t.Context(), "GET", own+"/", nil)
	if _, err := l.RoundTrip(r); err == nil {
		t.Error("a closed Local answered")
	}
}

func TestTransportsRefuseTransactions(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	outbound := httpkit.NewOutbound(httpkit.OutboundConfig{AllowLoopback: true})
	l := httpkit.NewLocal(server.URL, outbound)
	l.Serve(http.NotFoundHandler())
	defer func() { _ = l.Close() }()
	for name, transport := range map[string]http.RoundTripper{"outbound": outbound, "local": l} {
		send := func(ctx context.Context) error {
			body := &closing{Reader: strings.NewReader("x")}
			r, _ := http.NewRequestWithContext(ctx, "POST", server.URL, body)
			res, err := transport.RoundTrip(r)
			if err == nil {
				_ = res.Body.Close()
			} else if !body.closed {
				t.Errorf("%s: the body was left open", name)
			}
			return err
		}
		err := db.Tx(t.Context(), func(ctx context.Context, _ *sql.Tx) error { return send(ctx) })
		if !errors.Is(err, httpkit.ErrInTx) {
			t.Errorf("%s: got %v", name, err)
		}
		if err := send(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }

func TestOutboundGuard(t *testing.T) {
	closed := httptest.NewServer(nil)
	port := closed.Listener.Addr().(interface{ String() string }).String()[len("127.0.0.1:"):]
	closed.Close()
	plain := httpkit.NewOutbound(httpkit.OutboundConfig{Timeout: time.Minute})
	for _, host := range []string{
		"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]",
		"169.254.169.254", "169.254.1.1", "[fe80::1]", "[fd00:ec2::254]", "10.1.2.3", "192.168.1.1", "172.16.0.1", "100.100.100.200",
		"[64:ff9b::7f00:1]",
	} {
		_, err := (&http.Client{Transport: plain}).Get("http://" + host + ":" + port + "/")
		if !httpkit.IsGuarded(err) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestOutboundGoesWhereItIsAllowed(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }))
	defer server.Close()
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	for name, c := range map[string]httpkit.OutboundConfig{
		"loopback": {AllowLoopback: true},
		"named":    {Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}},
	} {
		res, err := (&http.Client{Transport: httpkit.NewOutbound(c)}).Get(server.URL)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_ = res.Body.Close()
	}
	u, _ := url.Parse(server.URL)
	other := httpkit.NewOutbound(httpkit.OutboundConfig{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}})
	if _, err := (&http.Client{Transport: other}).Get("http://localhost:" + u.Port()); !httpkit.IsGuarded(err) {
		t.Errorf("got %v", err)
	}
}

// A patient transport leaves the waiting to the request's context.
func TestOutboundWaits(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(200 * time.Millisecond):
		}
	}))
	defer server.Close()
	c := http.Client{Transport: httpkit.NewOutbound(httpkit.OutboundConfig{AllowLoopback: true, Timeout: 50 * time.Millisecond, Patient: true})}
	res, err := c.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := c.Do(r); err == nil {
		_ = res.Body.Close()
		t.Error("the context's end was not noticed")
	}
}

func TestOutboundTimesOut(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer server.Close()
	defer close(release)
	c := http.Client{Transport: httpkit.NewOutbound(httpkit.OutboundConfig{AllowLoopback: true, Timeout: 50 * time.Millisecond})}
	if _, err := c.Get(server.URL); err == nil {
		t.Error("a silent server was waited for")
	}
}

func TestOutboundSaysWhoWeAre(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = append(asked, r.UserAgent()) }))
	defer server.Close()
	out := httpkit.NewOutbound(httpkit.OutboundConfig{AllowLoopback: true, UserAgent: "jirabridge/1"})
	for _, agent := range []string{"", "own/2"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if agent != "" {
			r.Header.Set("User-Agent", agent)
		}
		res, err := out.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if r.UserAgent() != agent {
			t.Error("the caller's request was changed")
		}
	}
	if strings.Join(asked, " ") != "jirabridge/1 own/2" {
		t.Errorf("asked as %q", asked)
	}
}
