// Package auth proves to Jira who asks: OAuth 1.0a, which every version has and
// which signs each request, and OAuth 2.0 with PKCE against the
// provider built into Jira 8.22 and later.
//
// The provider has habits of its own (Atlassian, "Jira OAuth 2.0 provider API"),
// and this package is about them. The token endpoint takes a form and nothing
// else. Client ID and secret go into it and never into an Authorization header,
// which Jira could take for a person's failed login. A refresh repeats the
// redirect URL. There is one scope a link, and no endpoint that revokes: to
// disconnect is to forget the token and to tell the person where Jira lists it.
package auth

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// Scope is what we ask for: to read and to create, as far as the person may.
const Scope = "WRITE"

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

// NewVerifier makes a PKCE secret of 43 characters.
func NewVerifier() string { return oauth2.GenerateVerifier() }

// AuthCodeURL is where the person is sent to allow access. Verifier is the
// PKCE secret (NewVerifier); state comes back to the redirect URL unchanged.
func (o OAuth2) AuthCodeURL(state, verifier string) string {
	return o.config().AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
}

// Exchange trades the code for a token. Jira's codes live ten seconds: do it
// in the request that brought the code.
func (o OAuth2) Exchange(ctx context.Context, code, verifier string) (Token, error) {
	ctx, done := o.requestContext(ctx)
	defer done()
	token, err := o.config().Exchange(ctx, code, oauth2.VerifierOption(verifier))
	return o.granted(ctx, token, err)
}

// Refresh trades the refresh token for a new pair. Jira ends the old pair at
// that moment, so only one caller at a time may do it, and the new pair has to
// be stored.
//
// The form is sent by clientcredentials, which lets us name every parameter:
// oauth2's own refresh leaves the redirect URL out.
func (o OAuth2) Refresh(ctx context.Context, refresh string) (Token, error) {
	ctx, done := o.requestContext(ctx)
	defer done()
	form := clientcredentials.Config{
		ClientID: o.ClientID, ClientSecret: o.ClientSecret, TokenURL: o.endpoint("token"),
		AuthStyle: oauth2.AuthStyleInParams,
		EndpointParams: url.Values{
			"grant_type":    {"refresh_token"},
			"refresh_token": {refresh},
			"redirect_uri":  {o.RedirectURL},
		},
	}
	token, err := form.Token(ctx)
	return o.granted(ctx, token, err)
}

func (o OAuth2) config() *oauth2.Config {
	return &oauth2.Config{
		ClientID: o.ClientID, ClientSecret: o.ClientSecret, RedirectURL: o.RedirectURL, Scopes: []string{Scope},
		Endpoint: oauth2.Endpoint{
			AuthURL: o.endpoint("authorize"), TokenURL: o.endpoint("token"),
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}

func (o OAuth2) endpoint(name string) string {
	return strings.TrimRight(o.BaseURL, "/") + "/rest/oauth2/latest/" + name
}

// granted checks a token. One without a refresh token would end within the
// hour, and one without a lifetime would never be refreshed; Jira sends neither.
func (o OAuth2) granted(ctx context.Context, token *oauth2.Token, err error) (Token, error) {
	if err != nil {
		return Token{}, failure(ctx, err)
	}
	if token.RefreshToken == "" || token.Expiry.IsZero() {
		return Token{}, &Error{
			Kind: NotJSON, Status: http.StatusOK, Err: errors.New("the refresh token or the lifetime is missing"),
		}
	}
	now := time.Now
	if o.Now != nil {
		now = o.Now
	}
	lifetime := time.Until(token.Expiry).Round(time.Second)
	return Token{Access: token.AccessToken, Refresh: token.RefreshToken, Expiry: now().Add(lifetime)}, nil
}
