package httpkit

import (
	"errors"
	"io"
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
			body := r.Body
			if body != http.NoBody {
				// The server lifts the deadline when the body has been read. Recorders of tests have none.
				_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime))
				r.Body = http.MaxBytesReader(w, body, limit)
			}
			next.ServeHTTP(w, r)
			readRest(r, body)
		})
	}
}

// How much of a body that was not wanted is read nevertheless, in bytes, and for
// how long.
const (
	maxRest  = 16 << 20
	restTime = 10 * time.Second
)

// ReadRest reads what a handler has left of a body. A client that sends all it
// has before it reads sees the answer then; with the rest unread the connection
// would be cut. What LimitBody has limited needs it no more.
func ReadRest(w http.ResponseWriter, r *http.Request) {
	if r.Body != http.NoBody {
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(restTime)) // recorders of tests have none
		readRest(r, r.Body)
	}
}

// readRest reads the rest, unless the client has asked first whether to send.
func readRest(r *http.Request, body io.Reader) {
	if r.Header.Get("Expect") == "" {
		_, _ = io.CopyN(io.Discard, body, maxRest) // it has ended already, or the client is gone
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
