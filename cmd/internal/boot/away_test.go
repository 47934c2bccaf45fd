package boot_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/cmd/internal/boot"
)

// ask sends a request as a browser or a script with a session or token would.
func ask(t *testing.T, url string, header ...string) (status int, body string, h http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text), res.Header
}

// A PostgreSQL that is away is said so, in the words of each surface, and
// nothing has to be restarted when it is back.
func TestDatabaseAway(t *testing.T) {
	wire := sqldbtest.NewWire(t, sqldbtest.Postgres(t))
	url, stop := serve(t, boot.Config{DataDir: t.TempDir(), Database: wire.URL, Keys: keys(t)})
	defer stop()
	port := url[strings.LastIndex(url, ":")+1:]
	session, token := []string{"Cookie", "platform-" + port + "=x"}, []string{"Authorization", "Bearer x"}
	wire.Cut()
	for path, c := range map[string]struct {
		header []string
		says   string
	}{
		"/readyz":           {nil, "does not answer"},
		"/":                 {session, "<h1"},
		"/api/1.0/users/me": {token, `{"errors":[{"message":"The server cannot reach its data`},
		"/setup":            {[]string{"Cookie", "bridge-" + port + "=x"}, "<h1"},
	} {
		status, body, h := ask(t, url+path, c.header...)
		if status != http.StatusServiceUnavailable || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d %s", path, status, body)
		}
		if path != "/readyz" && (h.Get("Retry-After") == "" || !strings.Contains(body, "cannot reach its data")) {
			t.Errorf("%s: %v %s", path, h, body)
		}
	}
	if status, _, _ := ask(t, url+"/healthz"); status != http.StatusOK {
		t.Errorf("/healthz: %d: restarting us would not help", status)
	}
	wire.Mend()
	eventually(t, "the database to be used again", func() bool {
		ready, _, _ := ask(t, url+"/readyz")
		api, _, _ := ask(t, url+"/api/1.0/users/me", token...)
		page, _, _ := ask(t, url+"/", session...)
		return ready == http.StatusOK && api == http.StatusUnauthorized && page == http.StatusSeeOther
	})
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// freeAddress is one nobody listens at. Its port is below those that the system
// chooses for anybody's connections: it stays free until it is used.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 1000 {
		at := fmt.Sprintf("127.0.0.1:%d", 2_000+rand.IntN(10_000))
		if listener, err := net.Listen("tcp", at); err == nil {
			_ = listener.Close()
			return at
		}
	}
	t.Fatal("no port is free")
	return ""
}

// Metrics have a listener of their own, and are as promtool wants them.
func TestMetrics(t *testing.T) {
	each(t, func(t *testing.T, _ string, c boot.Config) {
		c.MetricsListen = freeAddress(t)
		url, stop := serve(t, c)
		defer stop()
		ask(t, url+"/-/login")
		ask(t, url+"/api/1.0/users/me")
		if status, _, _ := ask(t, url+"/metrics"); status == http.StatusOK {
			t.Error("everybody can read the metrics")
		}
		status, text, _ := ask(t, "http://"+c.MetricsListen+"/metrics")
		if status != http.StatusOK {
			t.Fatalf("%d %s", status, text)
		}
		for _, want := range []string{
			`jirabridge_http_request_duration_seconds_count{status="200",surface="sign-in"} 1`,
			`jirabridge_http_request_duration_seconds_count{status="401",surface="rest"} 1`,
			`jirabridge_database_up 1`, `jirabridge_links{state="linked"} 0`, `jirabridge_build_info{version="`,
			`go_sql_open_connections{db_name="writer"}`,
		} {
			if !strings.Contains(text, "\n"+want) {
				t.Errorf("no %s", want)
			}
		}
		problems, err := promlint.New(strings.NewReader(text)).Lint()
		if err != nil || len(problems) > 0 {
			t.Errorf("promlint: %v %v", problems, err)
		}
	})
}

func TestMetricsAddressInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	app, err := boot.New(t.Context(), boot.Config{BaseURL: base, DataDir: t.TempDir(), MetricsListen: taken.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Serve(t.Context(), listener); err == nil || !strings.Contains(err.Error(), "metrics") {
		t.Errorf("got %v", err)
	}
}

// A proxy that asks /readyz gets the time to send people elsewhere: until then
// they are answered.
func TestStopIsNoticed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	app, err := boot.New(t.Context(), boot.Config{BaseURL: url, DataDir: t.TempDir(), Noticed: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- app.Serve(ctx, listener) }()
	if status, _, _ := ask(t, url+"/readyz"); status != http.StatusOK {
		t.Fatalf("not ready: %d", status)
	}
	cancel()
	eventually(t, "/readyz to say that we stop", func() bool {
		status, body, _ := ask(t, url+"/readyz")
		return status == http.StatusServiceUnavailable && strings.Contains(body, "stopping")
	})
	if status, _, _ := ask(t, url+"/-/login"); status != http.StatusOK {
		t.Errorf("a request meanwhile: %d", status)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if conn, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		_ = conn.Close()
		t.Error(fmt.Sprint("still listening on ", listener.Addr()))
	}
}
