// Package auth proves to Jira who asks: OAuth 2.0 with PKCE against the
// provider built into Jira 8.22 and later.
package auth

import (
	"context"
	"net/http"
	"time"
)

// OAuth2 is one incoming application link of a Jira, seen from our side.
type OAuth2 struct {
	// BaseURL is Jira's address with its context path.
	BaseURL string
	// ClientID and ClientSecret are what Jira shows for the link.
	ClientID, ClientSecret string
	// RedirectURL has to be the one registered with the link, byte for byte.
	RedirectURL string
	// HTTP carries the requests. It is required.
	HTTP http.RoundTripper
	// Version is ours, for the User-Agent. Empty means "dev".
	Version string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Token is what Jira grants. Both texts are secrets.
type Token struct {
	Access, Refresh string
	// Expiry is when Access ends. Refresh lives 90 days from its issue by default.
	Expiry time.Time
}

// AuthCodeURL is where the person is sent to allow access. Verifier is the
// PKCE secret (NewVerifier); state comes back to the redirect URL unchanged.
func (o OAuth2) AuthCodeURL(state, verifier string) string { return "" }

// NewVerifier makes a PKCE secret of 43 characters.
func NewVerifier() string { return "" }

// Exchange trades the code for a token. Jira's codes live ten seconds: do it
// in the request that brought the code.
func (o OAuth2) Exchange(ctx context.Context, code, verifier string) (Token, error) {
	return Token{}, nil
}

// Refresh trades the refresh token for a new pair. Jira ends the old pair at
// that moment, so only one caller at a time may do it, and the new pair has to
// be stored.
func (o OAuth2) Refresh(ctx context.Context, refresh string) (Token, error) {
	return Token{}, nil
}
