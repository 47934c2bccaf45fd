package auth

import (
	"errors"
	"net/http"

	"github.com/ory/fosite"

	"jirabridge/asana/kit/httpkit"
)

// protocolError is a refusal in the words of OAuth 2.0 (RFC 6749 §5.2).
type protocolError struct {
	status      int
	code        string
	description string
	cause       error
}

func (e *protocolError) Error() string { return e.code + ": " + e.description }
func (e *protocolError) Unwrap() error { return e.cause }

// protocolErrorOf turns fosite's error into ours. A failure of the store is no refusal and comes back as it is.
func protocolErrorOf(err error) error {
	var failed *storeError
	var e *fosite.RFC6749Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &failed):
		return failed
	case errors.Is(err, fosite.ErrInvalidatedAuthorizeCode), errors.Is(err, fosite.ErrInactiveToken):
		return &protocolError{http.StatusBadRequest, "invalid_grant", "It was used before. Authorize the app again.", err}
	case !errors.As(err, &e) || e.CodeField >= http.StatusInternalServerError:
		return err
	}
	return &protocolError{e.CodeField, e.ErrorField, description(e), err}
}

func description(e *fosite.RFC6749Error) string {
	if errors.Is(e, fosite.ErrInvalidClient) {
		return "The `client_id` or `client_secret` provided was invalid."
	}
	if e.HintField != "" {
		return e.HintField
	}
	return e.DescriptionField
}

// errorBody is the answer to a refused request. Asana's carries error_uri too.
type errorBody struct {
	Error       string `json:"error"`
	URI         string `json:"error_uri"`
	Description string `json:"error_description"`
}

const errorURI = "https://asana.com/developers/documentation/getting-started/authentication"

// writeProtocolError answers a request to an endpoint that failed.
func (a *Auth) writeProtocolError(w http.ResponseWriter, r *http.Request, err error, id string) {
	var e *protocolError
	if !errors.As(err, &e) {
		e = &protocolError{httpkit.Status(err), "server_error", httpkit.Text(err) + " (" + id + ")", err}
	}
	if e.status == http.StatusServiceUnavailable {
		e.code = "temporarily_unavailable"
	}
	if e.status == http.StatusUnauthorized && r.Header.Get("Authorization") != "" {
		w.Header().Set("WWW-Authenticate", `Basic realm="Asana Connect"`)
	}
	if err := httpkit.WriteJSON(w, e.status, errorBody{e.code, errorURI, e.description}); err != nil {
		a.log.DebugContext(r.Context(), "answer was not read", "error", err)
	}
}
