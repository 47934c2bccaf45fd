// Package metrics counts what the program does, for Prometheus. No label has a
// value that people or Jira choose: no keys, no gids, no addresses.
package metrics

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"jirabridge/asana/kit/httpkit"
)

// Metrics is a registry of its own: nothing else in the process adds to it.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	jira     *prometheus.HistogramVec
}

// buckets are the bounds of durations, in seconds: up to the 10 s a host waits
// for an app, and the longest timeout of a call.
var buckets = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

// New makes the metrics of one program.
func New(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "jirabridge_http_request_duration_seconds",
			Help:    "Requests answered, by part of the program and status, 0 where the connection was cut off; those of the bridge to the platform too.",
			Buckets: buckets,
		}, []string{"surface", "status"}),
		jira: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "jirabridge_jira_request_duration_seconds",
			Help:    "Requests to Jira until the answer began, by method and outcome.",
			Buckets: buckets,
		}, []string{"method", "outcome"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "jirabridge_build_info", Help: "1, labelled with the version that runs.",
		ConstLabels: prometheus.Labels{"version": version},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.jira, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler answers Prometheus. What cannot be read, such as a database that is
// away, is left out.
func (m *Metrics) Handler(log *slog.Logger) http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError,
		ErrorLog:      slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	})
}

// Requests counts what next answers.
func (m *Metrics) Requests(next http.Handler) http.Handler {
	return httpkit.Observe(func(r *http.Request, a httpkit.Answered) {
		m.requests.WithLabelValues(surface(r.URL.Path), strconv.Itoa(a.Status)).Observe(a.Took.Seconds())
	})(next)
}

// surfaces are the parts of the program by what their addresses begin with.
var surfaces = []struct{ prefix, name string }{
	{"/api/", "rest"}, {"/app/", "app"}, {"/connect", "connect"}, {"/setup", "setup"}, {"/-/", "sign-in"},
	{"/assets/", "assets"}, {"/healthz", "health"}, {"/readyz", "health"},
}

func surface(path string) string {
	for _, s := range surfaces {
		if strings.HasPrefix(path, s.prefix) {
			return s.name
		}
	}
	return "pages"
}

// Jira counts what next is asked for.
func (m *Metrics) Jira(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		began := time.Now()
		res, err := next.RoundTrip(r)
		m.jira.WithLabelValues(method(r.Method), outcome(res, err)).Observe(time.Since(began).Seconds())
		return res, err
	})
}

type roundTrip func(r *http.Request) (*http.Response, error)

// RoundTrip is f itself.
func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
