package jira

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Kind tells what went wrong in terms of what a caller can do about it.
type Kind string

// The kinds of Error.
const (
	// Unauthorized: Jira does not, or no longer, know who asks. Connect again.
	Unauthorized Kind = "unauthorized"
	// Forbidden: Jira knows the person and refuses.
	Forbidden Kind = "forbidden"
	// NotFound: it does not exist, or this person may not see it.
	NotFound Kind = "not_found"
	// BadRequest: Jira refused the content. Messages and Fields say why.
	BadRequest Kind = "bad_request"
	// TooLarge: a file is larger than this Jira, or a proxy before it, takes.
	TooLarge Kind = "too_large"
	// RateLimited: too many requests, this one or those before: then it was not
	// sent and Err is a *pace.Held. RetryAfter may say how long to wait.
	RateLimited Kind = "rate_limited"
	// Unavailable: Jira, or a proxy before it, failed or is being restarted; or
	// said before for how long it is, and Err is a *pace.Held.
	Unavailable Kind = "unavailable"
	// Moved: the same path lives under another scheme or host; Location has it.
	Moved Kind = "moved"
	// NotJSON: something answered, but not as Jira does: a web page, or an
	// answer cut off or too long.
	NotJSON Kind = "not_json"
	// Unreachable: no connection: name, network, port or certificate; or Jira
	// was silent before, and Err is a *pace.Held.
	Unreachable Kind = "unreachable"
	// Timeout: no answer in time. A write may have happened nevertheless.
	Timeout Kind = "timeout"
	// Canceled: the caller gave up. A write may have happened nevertheless.
	Canceled Kind = "canceled"
)

// Error is what every call of a Client returns when it fails, except for errors
// of Config.Authorize, which come back as they are.
type Error struct {
	Kind Kind
	// Status is the HTTP status, 0 when there was no answer.
	Status int
	// Messages are Jira's own general messages, in the language of its user.
	Messages []string
	// Fields are Jira's own messages by field id, "summary" or "customfield_10010".
	Fields map[string]string
	// RetryAfter is what Jira asked to wait, 0 when it did not say, or what was
	// left of that when a request was held back.
	RetryAfter time.Duration
	// Location is where a redirect pointed, without its query.
	Location string
	// Size is that of a file that was too large, and Limit the largest that Jira
	// takes, both in bytes; 0 when it did not say. A file within the limit was
	// refused by something in front of Jira.
	Size, Limit int64
	// RequestID is X-AREQUESTID: Jira's administrators find it in their log.
	RequestID string
	// Method and Path are those of the request; the path is without query.
	Method, Path string
	// Err is the cause below, if there is one.
	Err error
}

// Error says in one line, for logs, what was asked and what came back. It never
// holds a page of HTML, a query, a token, or Jira's own words: they may name
// people and issues. Text has those, for whoever asked.
func (e *Error) Error() string {
	parts := []string{"jira: " + e.Method + " " + e.Path}
	if e.Status != 0 {
		parts = append(parts, fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)))
	}
	parts = append(parts, string(e.Kind))
	if e.RequestID != "" {
		parts = append(parts, "Jira's request "+e.RequestID)
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap gives the cause, so that errors.Is finds context.Canceled and its like.
func (e *Error) Unwrap() error { return e.Err }

// Text is what Jira said, in one line; "" when it said nothing readable.
func (e *Error) Text() string {
	texts := append([]string(nil), e.Messages...)
	for _, id := range slices.Sorted(maps.Keys(e.Fields)) {
		texts = append(texts, e.Fields[id])
	}
	return strings.Join(texts, " ")
}
