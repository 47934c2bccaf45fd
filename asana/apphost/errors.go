package apphost

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"jirabridge/asana/appcomponents"
)

// GenericText is what a person reads when an app fails or makes no sense. It is
// Asana's wording.
const GenericText = "Something went wrong. Try again later."

const (
	maxText = 500  // characters shown of an app's own text
	maxName = 1024 // characters an attachment's name may have
)

// Error is an app's refusal or failure. Status is the app's, 0 when it gave no
// usable answer. Text is for the person: the app's own words, or GenericText.
// Form is set when the app sent the form back with errors at its fields.
type Error struct {
	Status int
	Text   string
	Form   *appcomponents.Form
	Err    error // the cause, for the log only
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

func generic(status int, err error) *Error {
	return &Error{Status: status, Text: GenericText, Err: err}
}

// refusal reads the answer of an app that said no.
func refusal(status int, body []byte) *Error {
	switch status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden,
		http.StatusNotFound, http.StatusTeapot:
		return &Error{Status: status, Text: textOf(body)}
	}
	return generic(status, fmt.Errorf("unexpected status"))
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

// textOf returns the app's text on one line, shortened, or GenericText.
func textOf(body []byte) string {
	var said appcomponents.ErrorBody
	if json.Unmarshal(body, &said) != nil {
		return GenericText
	}
	text := strings.Join(strings.Fields(said.Error), " ")
	if text == "" {
		return GenericText
	}
	return shorten(text, maxText)
}

// shorten cuts a text to at most so many characters.
func shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}
