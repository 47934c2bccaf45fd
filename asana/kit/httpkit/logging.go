package httpkit

import (
	"log/slog"
	"net/http"
	"time"
)

// Logging gives each request an id and logs its answer. The query is left
// out: codes and states travel in it. So is, in all that is logged of a path,
// what follows a secret one.
func Logging(log *slog.Logger, secret ...string) func(http.Handler) http.Handler {
	log = Noted(log)
	logged := Observe(func(r *http.Request, a Answered) {
		log.InfoContext(r.Context(), "request", "method", r.Method, "path", loggedPath(r),
			"client", clientText(r), "status", a.Status, "bytes", a.Bytes, "took", a.Took)
	})
	return func(next http.Handler) http.Handler {
		return logged(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requestOf(r.Context()).secret = secret
			next.ServeHTTP(w, r)
		}))
	}
}

// clientText is [ClientIP], or "" for requests of our own.
func clientText(r *http.Request) string {
	if a := ClientIP(r); a.IsValid() {
		return a.String()
	}
	return ""
}

// Answered is how a request ended.
type Answered struct {
	Status int // 0 when the connection was cut off before an answer
	Bytes  int64
	Took   time.Duration
}

// Observe gives each request an id and calls note after its answer.
func Observe(note func(r *http.Request, a Answered)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = withID(r)
			rec := &recorder{ResponseWriter: w}
			began := time.Now()
			defer func() { note(r, Answered{rec.status, rec.bytes, time.Since(began)}) }()
			next.ServeHTTP(rec, r)
			if rec.status == 0 {
				rec.status = http.StatusOK // as net/http answers for a handler that wrote nothing
			}
		})
	}
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the final status; 1xx ones are only on the way to it.
func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 && status >= 200 {
		rec.status = status
	}
	rec.ResponseWriter.WriteHeader(status)
}

func (rec *recorder) Write(p []byte) (int, error) {
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	n, err := rec.ResponseWriter.Write(p)
	rec.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach deadlines and flushing.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }
