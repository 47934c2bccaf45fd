package jiratest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
)

// answer is what a handler wants sent.
type answer struct {
	status int
	header http.Header
	body   []byte
	stream io.ReadSeekCloser // instead of body
}

func jsonAnswer(status int, v any) (answer, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return answer{}, err
	}
	return answer{status: status, header: contentType("application/json;charset=UTF-8"), body: bytes.TrimSpace(b.Bytes())}, nil
}

func ok(v any) (answer, error) { return jsonAnswer(http.StatusOK, v) }

func created(v any) (answer, error) { return jsonAnswer(http.StatusCreated, v) }

func noContent() (answer, error) {
	return answer{status: http.StatusNoContent, header: http.Header{}}, nil
}

func redirect(to string) (answer, error) {
	return answer{status: http.StatusFound, header: http.Header{"Location": {to}}}, nil
}

func contentType(kind string) http.Header { return http.Header{"Content-Type": {kind}} }

func (a answer) write(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = append(w.Header()[name], values...)
	}
	w.WriteHeader(a.status)
	if a.stream != nil {
		_, _ = io.Copy(w, a.stream) // the reader has gone: nothing to tell it
		_ = a.stream.Close()
		return
	}
	_, _ = w.Write(a.body)
}

// failure is an error answer in one of the two shapes Jira has: a collection of
// messages and field errors, or one message with the status in the body.
type failure struct {
	status   int
	messages []string
	fields   map[string]string
	message  string // the second shape
	page     []byte // a page instead of JSON
	header   http.Header
}

func (f *failure) Error() string {
	if f.message != "" {
		return f.message
	}
	b, _ := json.Marshal(f.collection())
	return string(b)
}

func (f *failure) collection() map[string]any {
	messages, fields := f.messages, f.fields
	if messages == nil {
		messages = []string{}
	}
	if fields == nil {
		fields = map[string]string{}
	}
	return map[string]any{"errorMessages": messages, "errors": fields}
}

// fail is a failure with messages for the whole request.
func fail(status int, messages ...string) *failure {
	return &failure{status: status, messages: messages}
}

// failFields is a 400 with a message per field.
func failFields(fields map[string]string) *failure {
	return &failure{status: http.StatusBadRequest, fields: fields}
}

// unauthenticated is how REST refuses somebody it does not know.
func unauthenticated() *failure {
	return &failure{status: http.StatusUnauthorized, message: "Client must be authenticated to access this resource.",
		header: http.Header{"Www-Authenticate": {`OAuth realm="jira"`}}}
}

func writeFailure(w http.ResponseWriter, f *failure) {
	var a answer
	switch {
	case f.page != nil:
		a = answer{status: f.status, header: contentType("text/html;charset=UTF-8"), body: f.page}
	case f.message != "":
		a, _ = jsonAnswer(f.status, map[string]any{"message": f.message, "status-code": f.status})
	default:
		a, _ = jsonAnswer(f.status, f.collection())
	}
	for name, values := range f.header {
		a.header[name] = values
	}
	a.write(w)
}
