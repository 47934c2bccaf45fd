package httpkit

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"time"
)

type idKey struct{}

// RequestID identifies the request ctx belongs to, in the log and on error
// pages. It is empty outside of [Logging] and [Wrap].
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string)
	return id
}

// withID gives r an id if it has none. Ids that clients send are not used:
// they could be anything.
func withID(r *http.Request) *http.Request {
	if RequestID(r.Context()) != "" {
		return r
	}
	random := make([]byte, 8)
	_, _ = rand.Read(random) // never fails: it ends the program instead
	return r.WithContext(context.WithValue(r.Context(), idKey{}, hex.EncodeToString(random)))
}

// Logging gives each request an id and logs its answer. The query is left
// out: codes and states travel in it.
func Logging(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = withID(r)
			rec := &recorder{ResponseWriter: w}
			began := time.Now()
			defer func() {
				log.InfoContext(r.Context(), "request", "id", RequestID(r.Context()), "method", r.Method,
					"path", r.URL.Path, "status", rec.status, "bytes", rec.bytes, "took", time.Since(began))
			}()
			next.ServeHTTP(rec, r)
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
