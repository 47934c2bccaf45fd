package httpkit

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// ReadJSON decodes the request's body, at most limit bytes and exactly one
// JSON value, into v. Its errors are [*Error]s of status 400 or 413.
func ReadJSON(r *http.Request, limit int64, v any) error {
	body := http.MaxBytesReader(nil, r.Body, limit)
	d := json.NewDecoder(body)
	err := d.Decode(v)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = errors.New("more than one JSON value")
		}
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
