package jira

import (
	"context"
	"crypto/tls"
	"errors"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"jirabridge/jira/pace"
)

// judge tells whether an answer is one of Jira to the person who asked; if not,
// what it is instead.
func (c *Client) judge(resp *http.Response, body []byte) *Error {
	kind := c.kindOf(resp)
	if kind == "" {
		return nil
	}
	e := answered(resp, kind)
	e.RetryAfter = pace.RetryAfter(resp.Header.Get("Retry-After"), c.now())
	e.Location = location(resp)
	e.Messages, e.Fields = decodeErrors(body)
	return e
}

// kindOf names what is wrong with an answer, "" when nothing is.
func (c *Client) kindOf(resp *http.Response) Kind {
	kind := kindOfStatus(resp.StatusCode)
	switch {
	case kind == Moved:
		return c.kindOfRedirect(resp)
	case kind == RateLimited || kind == TooLarge || kind == Unavailable:
		return kind
	case c.authorize != nil && isStranger(resp):
		return Unauthorized
	case isHTML(resp) && kind == "" && c.authorize != nil:
		return Unauthorized // a login page
	case isHTML(resp) && (kind == "" || kind == NotFound):
		return NotJSON // not Jira, or not at this address
	}
	return kind
}

func kindOfStatus(status int) Kind {
	switch {
	case status >= 500:
		return Unavailable
	case status >= 200 && status < 300:
		return ""
	case status >= 300 && status < 400:
		return Moved
	}
	switch status {
	case http.StatusUnauthorized:
		return Unauthorized
	case http.StatusForbidden:
		return Forbidden
	case http.StatusNotFound:
		return NotFound
	case http.StatusRequestEntityTooLarge:
		return TooLarge
	case http.StatusTooManyRequests:
		return RateLimited
	}
	return BadRequest
}

// isStranger reports that Jira took the request for anonymous. It may do so
// with a good status: a search with a dead token is 200 with no issues.
func isStranger(resp *http.Response) bool {
	return strings.EqualFold(resp.Header.Get("X-AUSERNAME"), "anonymous") ||
		resp.Header.Get("X-Seraph-LoginReason") == "AUTHENTICATED_FAILED"
}

// kindOfRedirect tells a changed address (http to https, another host, the same
// path) from a way to a login page or single sign-on.
func (c *Client) kindOfRedirect(resp *http.Response) Kind {
	target, err := resp.Location()
	if err == nil && target.Path == resp.Request.URL.Path {
		return Moved
	}
	if c.authorize != nil {
		return Unauthorized
	}
	return NotJSON
}

// location is where a redirect points, without the query: single sign-on
// systems put secrets into it.
func location(resp *http.Response) string {
	target, err := resp.Location()
	if err != nil {
		return ""
	}
	return (&url.URL{Scheme: target.Scheme, Host: target.Host, Path: target.Path}).String()
}

func isHTML(resp *http.Response) bool {
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return kind == "text/html" || kind == "application/xhtml+xml"
}

// answered makes an Error of an answer.
func answered(resp *http.Response, kind Kind) *Error {
	return &Error{
		Kind: kind, Status: resp.StatusCode, RequestID: resp.Header.Get("X-AREQUESTID"),
		Method: resp.Request.Method, Path: resp.Request.URL.Path,
	}
}

// unanswered makes an Error of a failure to get an answer, or all of it; resp
// is nil when not even its head came. The cause is taken out of *url.Error,
// whose text has the whole address.
func (c *Client) unanswered(req *http.Request, resp *http.Response, err error) *Error {
	var inURL *url.Error
	if errors.As(err, &inURL) {
		err = inURL.Err
	}
	e := &Error{Kind: kindOfFailure(err), Method: req.Method, Path: req.URL.Path, Err: err}
	if resp != nil {
		e.Status, e.RequestID = resp.StatusCode, resp.Header.Get("X-AREQUESTID")
	}
	if held := new(pace.Held); errors.As(err, &held) {
		e.Kind, e.RetryAfter = kindOfHeld(held.Cause), max(held.Until.Sub(c.now()), time.Millisecond)
	}
	return e
}

func kindOfHeld(cause pace.Cause) Kind {
	switch cause {
	case pace.Refused:
		return RateLimited
	case pace.Away:
		return Unavailable
	}
	return Unreachable
}

func kindOfFailure(err error) Kind {
	var slow net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return Canceled
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return Timeout
	}
	return Unreachable
}

func isContextError(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// Uncertain reports whether a write that failed with this error may have
// happened at Jira nevertheless.
func (e *Error) Uncertain() bool {
	if held := new(pace.Held); errors.As(e.Err, &held) {
		return false
	}
	switch e.Kind {
	case Timeout, Canceled, Unavailable:
		return true
	case NotJSON:
		return e.Status < 300
	case Unreachable:
		return !neverSent(e.Err)
	}
	return false
}

// neverSent reports that no connection was made, so that nothing was sent.
func neverSent(err error) bool {
	var dial *net.OpError
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	return errors.As(err, &dial) && dial.Op == "dial" ||
		errors.As(err, &name) || errors.As(err, &certificate)
}
