package metrics

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"

	"jirabridge/asana/kit/httpkit"
)

var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete}

// method is one of the few we use.
func method(name string) string {
	if slices.Contains(methods, name) {
		return name
	}
	return "other"
}

// outcome says in a word how a call ended. "guarded" is an address that may not
// be called, "canceled" one whose caller did not wait.
func outcome(res *http.Response, err error) string {
	var network net.Error
	switch {
	case err == nil:
		return answered(res.StatusCode)
	case httpkit.IsGuarded(err):
		return "guarded"
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.As(err, &network) && network.Timeout():
		return "timeout"
	}
	return "unreachable"
}

func answered(status int) string {
	switch {
	case status == http.StatusTooManyRequests:
		return "rate_limited"
	case status == http.StatusUnauthorized:
		return "unauthorized"
	case status >= 500:
		return "server_error"
	case status >= 400:
		return "client_error"
	case status >= 300:
		return "redirected"
	}
	return "ok"
}
