package auth

import "fmt"

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
	// Code and Description are Jira's, after RFC 6749.
	Code, Description string
	// Err is the cause below, if there is one.
	Err error
}

// Error says in one line what came back.
func (e *Error) Error() string {
	text := "jira token: " + string(e.Kind)
	if e.Status != 0 {
		text += fmt.Sprintf(": status %d", e.Status)
	}
	if e.Code != "" {
		text += ": " + e.Code
	}
	if e.Description != "" {
		text += ": " + e.Description
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
