package httpkit

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"unicode/utf8"
)

// ReadJSON decodes the request's body, at most limit bytes of UTF-8 and exactly
// one JSON value, into v. Its errors are [*Error]s of status 400 or 413.
func ReadJSON(r *http.Request, limit int64, v any) error {
	text, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, limit))
	if err == nil && !utf8.Valid(text) {
		err = errors.New("invalid UTF-8") // which the decoder would replace
	}
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err == nil {
		return nil
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return Fail(http.StatusRequestEntityTooLarge, "The request is too large.", err)
	}
	return Fail(http.StatusBadRequest, "Could not parse request data, invalid JSON", err)
}

// WriteJSON answers with v as JSON, leaving < > and & as they are: some
// readers of ours do not undo the escapes.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
