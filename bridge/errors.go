package bridge

import (
	"errors"
	"time"

	"jirabridge/asana/appcomponents"
)

// Kind says what sort of failure an Error is; a face chooses its status by it.
type Kind int

// The kinds, with the status a face answers.
const (
	Internal      Kind = iota // our own fault; 500
	NotConnected              // the workspace has no Jira; 404
	NeedsConsent              // the person has to authorize with Jira or Asana; 401
	Invalid                   // the input cannot be used; 400
	Forbidden                 // the person may not; 403
	NotFound                  // there is no such thing, or none the person may see; 404
	AlreadyLinked             // the task has another issue; 400
	Busy                      // work on the same thing is under way; 400
	Slow                      // Jira did not answer in time; 400
	Unreachable               // Jira or the platform cannot be reached or makes no sense; 400
	BadState                  // a forged, expired or replayed state parameter; 422
	Gone                      // the action of a rule is not known any more; 410
)

// Text is a message to a person: an id of messages/*.toml and its arguments.
// It is kept, stored and passed on like this and put into words last, in the
// reader's language.
type Text struct {
	ID   string         `json:"id"`
	Args map[string]any `json:"args,omitempty"`
}

// Error is every failure this package hands out. Text is for the person;
// Err is for the log only and never holds a secret.
type Error struct {
	Kind  Kind
	Text  Text
	Err   error
	After time.Duration // when trying again may help; 0 when that is not known
}

// Error describes the failure for the log.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Text.ID
	}
	return e.Text.ID + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// FormError refuses a submission with the form to show again: every input
// kept, every refusal at its field. It is answered with status 400.
type FormError struct{ Form appcomponents.Form }

// Error describes the refusal for the log.
func (e *FormError) Error() string { return "the form was refused" }

// KindOf returns the kind of an error, Internal for one that is not ours.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// later says when trying again may help.
func (e *Error) later(after time.Duration) *Error {
	e.After = after
	return e
}

// fail makes an Error from a message id and its arguments in pairs.
func fail(kind Kind, err error, id string, pairs ...any) *Error {
	return &Error{Kind: kind, Text: text(id, pairs...), Err: err}
}

// text makes a Text from a message id and its arguments in pairs.
func text(id string, pairs ...any) Text {
	t := Text{ID: "bridge." + id}
	for i := 0; i+1 < len(pairs); i += 2 {
		if t.Args == nil {
			t.Args = map[string]any{}
		}
		t.Args[pairs[i].(string)] = pairs[i+1]
	}
	return t
}
