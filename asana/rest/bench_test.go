package rest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// connections is how many clients ask at once.
const connections = 32

// BenchmarkTask is how many reads of one task a second there are with a token, beside a bare handler that answers
// the same JSON: of a plain task, and of one with a custom field, which is a statement more.
func BenchmarkTask(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": sqldbtest.SQLite, "postgres": sqldbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			w := asanatest.Start(b, sqldbtest.Open(b, url(b)))
			address := w.URL + "/api/1.0/tasks/" + w.Tasks[0].GID
			b.Run("plain", func(b *testing.B) { compareWithBare(b, address, w.Member.Token.Reveal()) })
			w.AddField(b, asana.NewField{Name: "Stage", Kind: asana.FieldEnum, Options: []asana.NewOption{{Name: "Idea"}}})
			b.Run("field", func(b *testing.B) { compareWithBare(b, address, w.Member.Token.Reveal()) })
		})
	}
}

// compareWithBare measures in turns, so that a slow moment of the machine slows both.
func compareWithBare(b *testing.B, address, token string) {
	body := readOnce(b, address, token)
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		_, _ = w.Write(body)
	}))
	defer bare.Close()
	var real, most float64
	turns := 0
	for b.Loop() {
		for range 10 {
			most += rate(b, bare.URL, token)
			real += rate(b, address, token)
			turns++
		}
	}
	b.ReportMetric(real/float64(turns), "reads/s")
	b.ReportMetric(100*real/most, "%bare")
	b.ReportMetric(0, "ns/op")
}

// rate is how often a second an address is read by all connections together.
func rate(b *testing.B, address, token string) float64 {
	const long = 200 * time.Millisecond
	var n atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	end := began.Add(long)
	for range connections {
		all.Go(func() {
			for time.Now().Before(end) {
				readOnce(b, address, token)
				n.Add(1)
			}
		})
	}
	all.Wait()
	return float64(n.Load()) / time.Since(began).Seconds()
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}

func readOnce(b *testing.B, address, token string) []byte {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := client.Do(r)
	if err != nil {
		b.Error(err)
		return nil
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Errorf("%d %s %v", resp.StatusCode, body, err)
	}
	return body
}
