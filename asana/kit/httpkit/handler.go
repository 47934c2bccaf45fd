// Package httpkit is what every HTTP surface of the program shares: handlers
// that return errors, sessions, protection against forged requests, security
// headers, JSON, and the two transports requests leave by ([Local] and
// [NewOutbound]).
package httpkit

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"jirabridge/asana/kit/sqldb"
)

// Handler answers a request or says why it cannot. See [Wrap].
type Handler func(w http.ResponseWriter, r *http.Request) error

// Error is an error with an answer.
type Error struct {
	Status int    // of the HTTP answer
	Text   string // for the user
	Err    error  // for the log, may be nil
}

// Fail makes an [*Error].
func Fail(status int, text string, err error) error {
	return &Error{Status: status, Text: text, Err: err}
}

// Error is for the log: it has the cause, which people are not told.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Text
	}
	return fmt.Sprintf("%s: %v", e.Text, e.Err)
}

// Unwrap is the cause, nil when there is none.
func (e *Error) Unwrap() error { return e.Err }

// passing is a failure that was to be expected.
type passing struct{ error }

func (p *passing) Unwrap() error { return p.error }

// Passing marks a failure that is part of how things go and passes by itself:
// who asked comes again and is answered then. It is logged, but not as an error.
func Passing(err error) error { return &passing{err} }

// ErrFull stands in the error that is rendered where a disk is full.
var ErrFull = errors.New("the disk is full")

// Status is what to answer err with: the status of its [*Error], otherwise
// 500.
func Status(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Status
	}
	return http.StatusInternalServerError
}

// Text is what to tell the user of err: the text of its [*Error], otherwise a
// general one, because nothing internal reaches a user.
func Text(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Text != "" {
		return e.Text
	}
	if errors.Is(err, ErrFull) {
		return "The server's disk is full. Ask whoever runs it to make room."
	}
	if Status(err) == http.StatusServiceUnavailable {
		return "The server cannot reach its data at the moment. Try again in a minute."
	}
	return "Something went wrong. Try again later."
}

// Render answers a request whose handler failed. id identifies the request in
// the log; every answer of 500 and above shows it.
type Render func(w http.ResponseWriter, r *http.Request, err error, id string)

// Wrap makes h an http.Handler. A returned error, or a panic, is answered by
// render, unless the answer has already begun; answers of 500 and above are
// logged together with the request's id. A failure of the database itself is
// answered 503, whatever the handler made of it: it passes by itself. What is
// marked as Passing is logged as news instead. log may be nil for slog.Default().
func Wrap(h Handler, render Render, log *slog.Logger) http.Handler {
	log = Noted(log)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = withID(r)
		rec := &recorder{ResponseWriter: w}
		err := call(h, rec, r)
		if err == nil {
			return
		}
		begun := rec.status != 0
		if !begun {
			render(rec, r, unavailable(rec, err), RequestID(r.Context()))
		}
		report(log, r, err, rec.status, begun)
	})
}

// retryAfter is when to come again after a failure of the database, in seconds.
const retryAfter = "10"

// unavailable replaces a failure of the database by one for people to see. What
// it was is left out: renderers look into errors for their own kinds. A refusal
// stays one, and so do words of the handler's own.
func unavailable(w http.ResponseWriter, err error) error {
	status := Status(err)
	if status < http.StatusInternalServerError || !sqldb.IsUnavailable(err) {
		return err
	}
	w.Header().Set("Retry-After", retryAfter)
	if status == http.StatusServiceUnavailable {
		return err
	}
	if sqldb.IsFull(err) {
		return Fail(http.StatusServiceUnavailable, "", ErrFull)
	}
	return Fail(http.StatusServiceUnavailable, "", nil)
}

// panicked is the error a panic becomes.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// call is h with panics turned into errors, but for the one by which net/http
// is told to hang up.
func call(h Handler, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		v := recover()
		if v == http.ErrAbortHandler { //nolint:errorlint // as net/http compares it
			panic(v)
		}
		if v != nil {
			err = &panicked{value: v, stack: debug.Stack()}
		}
	}()
	return h(w, r)
}

func report(log *slog.Logger, r *http.Request, err error, status int, begun bool) {
	ctx := r.Context()
	if ctx.Err() != nil || (status < 500 && !begun) {
		log.DebugContext(ctx, "request refused", "path", loggedPath(r), "status", status, "error", err)
		return
	}
	attrs := []any{"method", r.Method, "path", loggedPath(r), "status", status, "error", err}
	var expected *passing
	if errors.As(err, &expected) && !begun {
		log.InfoContext(ctx, "request is to come again", attrs...)
		return
	}
	var p *panicked
	if errors.As(err, &p) {
		attrs = append(attrs, "stack", string(p.stack))
	}
	log.ErrorContext(ctx, "request failed", attrs...)
}
