package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Kind sorts failures by what a caller can do about them.
type Kind int

// The kinds of failure.
const (
	Unreachable   Kind = iota // no answer: network, timeout, cancelled
	Unauthorized              // 401: the token is not or no longer valid
	Forbidden                 // 402, 403, 451: the person may not
	NotFound                  // 404: no such object, or not this person's to see
	Invalid                   // other 4xx: the request cannot be carried out
	RateLimited               // 429: try again after RetryAfter
	Unavailable               // 5xx
	BadAnswer                 // a success or a redirect that does not speak the protocol
	InvalidGrant              // Asana Connect: the code or refresh token is spent or revoked
	InvalidClient             // Asana Connect: client id or secret is wrong
)

var kindNames = [...]string{
	"unreachable", "unauthorized", "forbidden", "not found", "invalid", "rate limited",
	"unavailable", "bad answer", "invalid grant", "invalid client",
}

// String names the kind for the log.
func (k Kind) String() string { return kindNames[k] }

// Error is a failed call. Messages are the API's own; none holds a token.
type Error struct {
	Kind       Kind
	Status     int // 0 when there was no answer
	Messages   []string
	RetryAfter time.Duration // with RateLimited and Unavailable, when the API said so
	Method     string
	Path       string
	Err        error
}

// Error describes the failure for the log.
func (e *Error) Error() string {
	text := fmt.Sprintf("asana: %s %s: %s", e.Method, e.Path, e.Kind)
	if e.Status != 0 {
		text += " (" + strconv.Itoa(e.Status) + ")"
	}
	if len(e.Messages) > 0 {
		text += ": " + strings.Join(e.Messages, "; ")
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause, such as context.Canceled.
func (e *Error) Unwrap() error { return e.Err }

// unreachable leaves out the address, which may carry a signature.
func unreachable(r *http.Request, err error) error {
	var failure *url.Error
	if errors.As(err, &failure) {
		err = failure.Err
	}
	return &Error{Kind: Unreachable, Method: r.Method, Path: r.URL.Path, Err: err}
}

func badAnswer(r *http.Request, resp *http.Response) error {
	return &Error{Kind: BadAnswer, Status: resp.StatusCode, Method: r.Method, Path: r.URL.Path}
}

// refused reads Asana's {"errors": [{"message": …}]}.
func refused(r *http.Request, resp *http.Response, body []byte) error {
	e := &Error{
		Kind: kindOf(resp.StatusCode), Status: resp.StatusCode, Method: r.Method, Path: r.URL.Path,
		RetryAfter: retryAfter(resp),
	}
	var answer struct {
		Errors []struct {
			Message string `json:"message"`
		} `json:"errors"`
	}
	if json.Unmarshal(body, &answer) == nil {
		for _, one := range answer.Errors {
			e.Messages = append(e.Messages, one.Message)
		}
	}
	return e
}

func kindOf(status int) Kind {
	switch status {
	case http.StatusUnauthorized:
		return Unauthorized
	case http.StatusPaymentRequired, http.StatusForbidden, http.StatusUnavailableForLegalReasons:
		return Forbidden
	case http.StatusNotFound:
		return NotFound
	case http.StatusTooManyRequests:
		return RateLimited
	}
	switch {
	case status >= 500:
		return Unavailable
	case status >= 400:
		return Invalid
	}
	return BadAnswer
}

func retryAfter(resp *http.Response) time.Duration {
	seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
