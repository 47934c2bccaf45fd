package auth

import (
	"errors"
	"net/http"
	"strconv"

	"jirabridge/asana/budget"
	"jirabridge/asana/kit/httpkit"
)

// userinfo is GET and POST /api/1.0/openid_connect/userinfo: who the token's person is (OpenID Connect Core 1.0
// §5.3). An app needs the scope openid.
func (a *Auth) userinfo(w http.ResponseWriter, r *http.Request) error {
	actor, err := a.Authenticate(r)
	if err != nil {
		return err
	}
	scopes := actor.Scopes
	if actor.App == "" {
		scopes = []string{fullScope} // a person's own token
	}
	if !covers(scopes, []string{"openid"}) {
		return httpkit.Fail(http.StatusForbidden, "This app was not granted the scope this needs: openid", errNotOpenID)
	}
	p, err := a.platform.Person(r.Context(), actor.Person)
	if err != nil {
		return err
	}
	return httpkit.WriteJSON(w, http.StatusOK, identityOf(p, scopes))
}

var errNotOpenID = errors.New("beyond the app's scopes")

// userinfoError is a refusal as the REST interface has them.
type userinfoError struct {
	Errors []userinfoProblem `json:"errors"`
}

type userinfoProblem struct {
	Message string `json:"message"`
}

// writeUserinfoError says in the header, too, what is wrong with the token (RFC 6750 §3).
func (a *Auth) writeUserinfoError(w http.ResponseWriter, r *http.Request, err error, id string) {
	status, text := httpkit.Status(err), httpkit.Text(err)
	var spent *budget.Exceeded
	switch {
	case errors.As(err, &spent):
		w.Header().Set("Retry-After", strconv.Itoa(spent.Seconds()))
	case status == http.StatusUnauthorized && bearer(r) == "":
		w.Header().Set("WWW-Authenticate", "Bearer")
	case status == http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
	case errors.Is(err, errNotOpenID):
		w.Header().Set("WWW-Authenticate", `Bearer error="insufficient_scope", scope="openid"`)
	case status >= http.StatusInternalServerError:
		text += " (" + id + ")"
	}
	if err := httpkit.WriteJSON(w, status, userinfoError{[]userinfoProblem{{text}}}); err != nil {
		a.log.DebugContext(r.Context(), "answer was not read", "error", err)
	}
}
