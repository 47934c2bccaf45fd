package apphost

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"jirabridge/asana/appcomponents"
)

// GenericText is what a person reads when an app fails or makes no sense. It is
// Asana's wording.
const GenericText = "Something went wrong. Try again later."

const (
	maxText       = 500            // characters shown of an app's own text
	maxName       = 1024           // characters an attachment's name may have
	maxRetryAfter = 24 * time.Hour // longer waits than that are not meant
)

// Error is an app's refusal or failure. Status is the app's, 0 when it gave no
// usable answer. Text is for the person: the app's own words, or GenericText.
// Form is set when the app sent the form back with errors at its fields.
type Error struct {
	Status     int
	Text       string
	ID         string        // what happened, when the app had no words: one of asana.Messages
	RetryAfter time.Duration // how long the app asks to be left alone; 0 when it does not say
	Form       *appcomponents.Form
	Err        error // the cause, for the log only

	lost bool // no answer came, or not all of it
}

// Error describes the failure for the log.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("app answered %d: %v", e.Status, e.Err)
	}
	return fmt.Sprintf("app answered %d: %s", e.Status, e.Text)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// NeedsAuthorization tells that the person has to sign in with the app: open
// its authentication address in a window and try again. 418 is documented with
// the answer of 401 and treated alike.
func (e *Error) NeedsAuthorization() bool {
	return e.Status == http.StatusUnauthorized || e.Status == http.StatusTeapot
}

// Gone tells that the app does not know the action any more and never will.
func (e *Error) Gone() bool { return e.Status == http.StatusGone }

// Retry tells that the same message may be answered better later: the app could
// not be reached, did not finish its answer, is down, or asks to wait.
func (e *Error) Retry() bool {
	return e.lost || e.Status >= 500 || e.Status == http.StatusTooManyRequests || e.Status == http.StatusRequestTimeout
}

// unanswered is a failure on the way. Who could not wait longer says so.
func unanswered(id string, err error) *Error {
	if errors.Is(err, context.DeadlineExceeded) {
		id = "asana.app_slow"
	}
	return &Error{Text: GenericText, ID: id, Err: err, lost: true}
}

// generic is an answer that makes no sense.
func generic(status int, err error) *Error {
	return &Error{Status: status, Text: GenericText, ID: "asana.app_unreadable", Err: err}
}

// refusal reads the answer of an app that said no. What a failing app says is
// not for people.
func refusal(status int, body []byte) *Error {
	switch status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden,
		http.StatusNotFound, http.StatusTeapot:
		return spoken(status, body)
	}
	return unexpected(status)
}

// formRefusal also understands a form as the body of a 400.
func formRefusal(status int, body []byte) *Error {
	if status == http.StatusBadRequest {
		var form appcomponents.Form
		if appcomponents.Decode(body, &form) == nil {
			return &Error{Status: status, Text: GenericText, Form: &form}
		}
	}
	return refusal(status, body)
}

// runRefusal reads why an action was not carried out. A rule's history shows the
// whole answer, so the text of every status is for people.
func runRefusal(status int, body []byte) *Error {
	e := spoken(status, body)
	if e.Text == GenericText {
		return unexpected(status)
	}
	return e
}

// spoken is a refusal in the app's own words, if it has any.
func spoken(status int, body []byte) *Error {
	e := &Error{Status: status, Text: textOf(body)}
	if e.Text == GenericText {
		e.ID = meaning(status)
	}
	return e
}

// unexpected is a status without words, which the operator should know of.
func unexpected(status int) *Error {
	return &Error{Status: status, Text: GenericText, ID: meaning(status), Err: errors.New("unexpected status")}
}

// meaning is the message for a status that came without words.
func meaning(status int) string {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusTeapot:
		return "asana.app_sign_in"
	case status == http.StatusGone:
		return "asana.app_gone"
	case status == http.StatusTooManyRequests:
		return "asana.app_busy"
	case status >= 500:
		return "asana.app_broken"
	case status >= 400:
		return "asana.app_refused"
	case status >= 300:
		return "asana.app_redirects"
	}
	return "asana.app_unreadable"
}

// textOf returns the app's text on one line, shortened, or GenericText.
func textOf(body []byte) string {
	var said appcomponents.ErrorBody
	if json.Unmarshal(body, &said) != nil {
		return GenericText
	}
	if text := line(said.Error); text != "" {
		return text
	}
	return GenericText
}

// line is an app's text on one line, shortened, without what cannot be read.
func line(text string) string {
	return shorten(strings.Join(strings.Fields(readable(text)), " "), maxText)
}

// readable drops what is no text: broken UTF-8, and control characters but for
// line breaks and tabs. Not every database takes them.
func readable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// shorten cuts a text to at most so many characters.
func shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}

// retryAfter reads how long an app asks to be left alone: seconds, or a date
// (RFC 9110, 10.2.3). What cannot be read is 0.
func retryAfter(text string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	} else if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	}
	return min(max(wait, 0), maxRetryAfter)
}
