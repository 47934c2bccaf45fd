package httpkit

import (
	"errors"
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

// ParseForm reads the form of a request. One that cannot be read whole is an
// *Error of status 413 when it is larger than LimitBody allows, else 400, so
// that no handler takes a part of it for all of it.
func ParseForm(r *http.Request, text string) error {
	err := r.ParseForm()
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &large):
		return Fail(http.StatusRequestEntityTooLarge, text, err)
	}
	return Fail(http.StatusBadRequest, text, err)
}
