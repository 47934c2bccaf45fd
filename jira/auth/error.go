package auth

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
)

// Kind tells what went wrong in terms of what a caller can do about it.
type Kind string

// The kinds of Error.
const (
	// InvalidClient: client ID or secret are wrong.
	InvalidClient Kind = "invalid_client"
	// InvalidGrant: the code or refresh token is wrong, used or expired, or
	// the redirect URL differs. Ask the person again.
	InvalidGrant Kind = "invalid_grant"
	// Refused: Jira refused for another reason; Code has its word for it.
	Refused Kind = "refused"
	// Unavailable: Jira, or a proxy before it, failed. The token may still be good.
	Unavailable Kind = "unavailable"
	// NotJSON: something answered, but not as Jira's token endpoint does.
	NotJSON Kind = "not_json"
	// Unreachable: no connection.
	Unreachable Kind = "unreachable"
	// Timeout: no answer in time. A refresh may have happened nevertheless.
	Timeout Kind = "timeout"
	// Canceled: the caller gave up. A refresh may have happened nevertheless.
	Canceled Kind = "canceled"
)

// Error is what Exchange and Refresh return when they fail. It holds no secret.
type Error struct {
	Kind Kind
	// Status is the HTTP status, 0 when there was no answer.
	Status int
	// Code and Description are Jira's, after RFC 6749, section 5.2.
	Code, Description string
	// Refusal is what OAuth 1.0a alone can tell.
	Refusal Refusal
	// Err is the cause below, if there is one.
	Err error
}

// Error says in one line what came back.
func (e *Error) Error() string {
	parts := []string{"jira token: " + string(e.Kind)}
	if e.Status != 0 {
		parts = append(parts, fmt.Sprintf("status %d", e.Status))
	}
	for _, text := range []string{e.Code, e.Description} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap gives the cause, so that errors.Is finds context.Canceled and its like.
func (e *Error) Unwrap() error { return e.Err }

// failure makes an Error of what oauth2 returned. The body of a refusal stays
// behind: it can be a page. The context is asked as well, because oauth2 keeps
// only the text of an error that cuts a body off.
func failure(ctx context.Context, err error) *Error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return &Error{
			Kind: kindOfRefusal(refused), Status: refused.Response.StatusCode,
			Code: oneLine(refused.ErrorCode), Description: oneLine(refused.ErrorDescription),
		}
	}
	otherwise := NotJSON
	var inURL *url.Error
	if errors.As(err, &inURL) {
		err, otherwise = inURL.Err, Unreachable
	}
	return &Error{Kind: kindOfFailure(errors.Join(err, ctx.Err()), otherwise), Err: err}
}

// kindOfRefusal goes by the two codes of RFC 6749, section 5.2, that mean
// something to the caller, else by the status: a wrong secret is 401 whatever
// stands in the body, and a proxy puts any word into a 503.
func kindOfRefusal(e *oauth2.RetrieveError) Kind {
	switch status := e.Response.StatusCode; {
	case e.ErrorCode == "invalid_client" || e.ErrorCode == "unauthorized_client":
		return InvalidClient
	case e.ErrorCode == "invalid_grant":
		return InvalidGrant
	case status >= 500 || status == http.StatusTooManyRequests:
		return Unavailable
	case e.ErrorCode != "":
		return Refused
	case status == http.StatusUnauthorized:
		return InvalidClient
	case status >= 300 && status < 400 || status == http.StatusNotFound:
		return NotJSON
	}
	return Refused
}

func kindOfFailure(err error, otherwise Kind) Kind {
	var slow net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return Canceled
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return Timeout
	}
	return otherwise
}

// oneLine keeps a text of a stranger short and on one line.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:200]) + "…"
	}
	return text
}
