package auth

import (
	"context"
	"net/http"
	"time"

	"golang.org/x/oauth2"
)

// callTimeout ends a request whose context has no earlier deadline.
const callTimeout = 30 * time.Second

// requestContext hands oauth2 our way of sending: through o.HTTP, no redirects,
// so that a secret never follows one to another host.
func (o OAuth2) requestContext(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, done := context.WithTimeout(ctx, callTimeout)
	return context.WithValue(ctx, oauth2.HTTPClient, &http.Client{
		Transport:     dresser{next: o.HTTP, version: o.Version},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}), done
}

// dresser adds what every request of ours carries.
type dresser struct {
	next    http.RoundTripper
	version string
}

func (d dresser) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	Dress(r, d.version)
	return d.next.RoundTrip(r)
}

// Dress adds what requests to Jira carry besides a token; version is ours. What
// looks like a browser fails Jira's XSRF check (Atlassian KB 802591455).
func Dress(r *http.Request, version string) {
	if version == "" {
		version = "dev"
	}
	r.Header.Set("User-Agent", "jirabridge/"+version)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("X-Atlassian-Token", "no-check")
}
