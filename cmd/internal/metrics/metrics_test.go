package metrics_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/cmd/internal/metrics"
)

// scrape is what Prometheus gets, linted as promtool does.
func scrape(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler(slog.New(slog.DiscardHandler)).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	problems, err := promlint.New(strings.NewReader(w.Body.String())).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	return w.Body.String()
}

func expect(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("no line %s", line)
		}
	}
}

func TestRequestsAreCounted(t *testing.T) {
	m := metrics.New("1.2.3")
	h := m.Requests(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/nothing" {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	for _, path := range []string{"/api/1.0/users/me", "/app/v1/widget", "/connect", "/setup", "/-/login", "/assets/x.js", "/readyz", "/0/12/34", "/nothing"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	text := scrape(t, m)
	expect(t, text, `jirabridge_build_info{version="1.2.3"} 1`, `jirabridge_http_request_duration_seconds_count{status="404",surface="pages"} 1`)
	for _, surface := range []string{"rest", "app", "connect", "setup", "sign-in", "assets", "health", "pages"} {
		expect(t, text, `jirabridge_http_request_duration_seconds_count{status="200",surface="`+surface+`"} 1`)
	}
}

type answer func(r *http.Request) (*http.Response, error)

func (a answer) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

func TestJiraCallsAreCounted(t *testing.T) {
	m := metrics.New("")
	call := func(ctx context.Context, method string, next http.RoundTripper) {
		r, err := http.NewRequestWithContext(ctx, method, "http://127.0.0.1:1/jira/rest/api/2/issue/IT-1", nil)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := m.Jira(next).RoundTrip(r); err == nil {
			_ = res.Body.Close()
		}
	}
	for status, method := range map[int]string{200: "GET", 201: "POST", 204: "PUT", 302: "GET", 401: "GET", 404: "DELETE", 429: "GET", 503: "PROPFIND"} {
		call(t.Context(), method, answer(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(""))}, nil
		}))
	}
	over, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	gone, leave := context.WithCancel(t.Context())
	leave()
	call(t.Context(), "GET", httpkit.NewOutbound(httpkit.OutboundConfig{}))
	open := httpkit.NewOutbound(httpkit.OutboundConfig{AllowLoopback: true})
	call(t.Context(), "GET", open)
	call(over, "GET", open)
	call(gone, "GET", open)
	text := scrape(t, m)
	for _, labels := range []string{
		`method="GET",outcome="ok"`, `method="POST",outcome="ok"`, `method="PUT",outcome="ok"`, `method="GET",outcome="redirected"`,
		`method="GET",outcome="unauthorized"`, `method="DELETE",outcome="client_error"`, `method="GET",outcome="rate_limited"`,
		`method="other",outcome="server_error"`, `method="GET",outcome="guarded"`, `method="GET",outcome="unreachable"`,
		`method="GET",outcome="timeout"`, `method="GET",outcome="canceled"`,
	} {
		expect(t, text, "jirabridge_jira_request_duration_seconds_count{"+labels+"} 1")
	}
	if strings.Contains(text, "IT-1") {
		t.Error("an issue's key is in the metrics")
	}
}

func TestStoreIsTold(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		var away error
		m := metrics.New("")
		m.Watch(metrics.Store{
			DB: db,
			Jobs: func(context.Context) ([]jobs.Count, error) {
				return []jobs.Count{{Kind: "note", State: "running", Jobs: 3}}, away
			},
			Links: func(context.Context) (map[string]int64, error) {
				return map[string]int64{"linked": 5, "failed": 0}, nil
			},
		})
		text := scrape(t, m)
		expect(t, text, "jirabridge_database_up 1", `jirabridge_jobs{kind="note",state="running"} 3`,
			`jirabridge_links{state="linked"} 5`, `jirabridge_links{state="failed"} 0`)
		if !strings.Contains(text, `go_sql_open_connections{db_name="writer"}`) {
			t.Error("nothing of the pool")
		}
		away = errors.New("gone")
		text = scrape(t, m)
		expect(t, text, "jirabridge_database_up 0")
		if strings.Contains(text, "jirabridge_jobs") {
			t.Error("jobs of a database that is away")
		}
	})
}
