package httpkit

import (
	"net/http"
	"time"
)

// bodyTime is how long a body that is no upload may take to arrive.
const bodyTime = 30 * time.Second

// LimitBody bounds what is read of requests: at most limit bytes, which must
// have arrived within 30 s. Beyond that reading fails, so nobody can hold a
// connection by sending a form forever. Handlers that take uploads stay
// outside of it.
func LimitBody(limit int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Body != http.NoBody {
				// The server lifts the deadline when the body has been read. Recorders of tests have none.
				_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime))
				r.Body = http.MaxBytesReader(w, r.Body, limit)
			}
			next.ServeHTTP(w, r)
		})
	}
}
