package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/sqldb"
)

// Store is what the database knows. All copies of the program tell the same of
// it, so a dashboard takes the maximum and not the sum.
type Store struct {
	DB    *sqldb.DB
	Jobs  func(ctx context.Context) ([]jobs.Count, error)
	Links func(ctx context.Context) (map[string]int64, error)
}

// readTime is how long reading the store may take.
const readTime = 3 * time.Second

var (
	upDesc   = prometheus.NewDesc("jirabridge_database_up", "1 when the database answered just now, else 0.", nil, nil)
	jobsDesc = prometheus.NewDesc("jirabridge_jobs", "Jobs there are, by kind and state; finished ones stay for a day.", []string{"kind", "state"}, nil)
	linkDesc = prometheus.NewDesc("jirabridge_links", "Links of tasks with issues, by state.", []string{"state"}, nil)
)

// Watch adds what s tells, read when Prometheus asks.
func (m *Metrics) Watch(s Store) {
	m.registry.MustRegister(s, collectors.NewDBStatsCollector(s.DB.Writer(), "writer"))
	if s.DB.Reader() != s.DB.Writer() {
		m.registry.MustRegister(collectors.NewDBStatsCollector(s.DB.Reader(), "reader"))
	}
}

// Describe names what Collect sends.
func (s Store) Describe(to chan<- *prometheus.Desc) {
	to <- upDesc
	to <- jobsDesc
	to <- linkDesc
}

// Collect reads the store. One that does not answer is told by
// jirabridge_database_up alone.
func (s Store) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readTime)
	defer cancel()
	queued, err := s.Jobs(ctx)
	var links map[string]int64
	if err == nil {
		links, err = s.Links(ctx)
	}
	up := 1.0
	if err != nil {
		up = 0
	}
	to <- prometheus.MustNewConstMetric(upDesc, prometheus.GaugeValue, up)
	if err != nil {
		return
	}
	for _, c := range queued {
		to <- prometheus.MustNewConstMetric(jobsDesc, prometheus.GaugeValue, float64(c.Jobs), c.Kind, c.State)
	}
	for state, n := range links {
		to <- prometheus.MustNewConstMetric(linkDesc, prometheus.GaugeValue, float64(n), state)
	}
}
