package auth

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
)

// longestParameter is how long a parameter of a request for authorization may be, in bytes.
const longestParameter = 4 << 10

// readAuthorizeForm reads the parameters of a request for authorization. Which app it is and where to send the
// answer must be plain before anything is sent there.
func readAuthorizeForm(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	for name, values := range r.Form {
		switch {
		case len(values) > 1 && (name == "client_id" || name == "redirect_uri"):
			return fmt.Errorf("%s stands %d times", name, len(values))
		case slices.ContainsFunc(values, func(v string) bool { return len(v) > longestParameter }):
			return errors.New("a parameter is too long")
		}
	}
	return nil
}

// readForm reads the body of a request of an app, as a form or as multipart/form-data, which some of Asana's own
// clients send. The query counts for nothing: it ends up in logs.
func readForm(r *http.Request) error {
	err := r.ParseForm() // ParseMultipartForm keeps its error to itself
	if err == nil {
		err = r.ParseMultipartForm(formLimit)
	}
	if err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return &protocolError{http.StatusBadRequest, "invalid_request", "Could not parse request data.", err}
	}
	return checkRepeated(r.PostForm)
}

// checkRepeated refuses parameters that stand more than once (RFC 6749 §3.1 and §3.2).
func checkRepeated(form url.Values) error {
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if len(form[name]) > 1 {
			return &protocolError{status: http.StatusBadRequest, code: "invalid_request", description: name + ": More than one given"}
		}
	}
	return nil
}
