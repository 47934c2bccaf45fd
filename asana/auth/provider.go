package auth

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/ory/fosite"
	"github.com/ory/fosite/handler/oauth2"
	"github.com/ory/fosite/handler/pkce"

	"jirabridge/asana"
	"jirabridge/asana/kit/seal"
)

// How long things live. Refresh tokens do not expire, as at Asana.
const (
	codeLife   = 10 * time.Minute // RFC 6749 §4.1.2: at most
	accessLife = time.Hour
)

// newProvider sets fosite up for the code flow with PKCE and refresh, over our store and tokens.
func newProvider(s *grantStore) *fosite.Fosite {
	c := &fosite.Config{
		AuthorizeCodeLifespan: codeLife,
		AccessTokenLifespan:   accessLife,
		RefreshTokenLifespan:  -1,
		RefreshTokenScopes:    []string{}, // a refresh token for everybody
		ScopeStrategy:         func(registered []string, s string) bool { return covers(registered, []string{s}) },
		ClientSecretsHasher:   secretComparer{},
		RedirectSecureChecker: redirectAllowed,
		// What of the authorization request is kept with the code.
		SanitationWhiteList: []string{"redirect_uri", "code_challenge", "code_challenge_method", "nonce"},
	}
	code := &oauth2.AuthorizeExplicitGrantHandler{
		AccessTokenStrategy: tokens{}, RefreshTokenStrategy: tokens{}, AuthorizeCodeStrategy: tokens{},
		CoreStorage: s, TokenRevocationStorage: s, Config: c,
	}
	refresh := &oauth2.RefreshTokenGrantHandler{
		AccessTokenStrategy: tokens{}, RefreshTokenStrategy: tokens{}, TokenRevocationStorage: s, Config: c,
	}
	proof := &pkce.Handler{AuthorizeCodeStrategy: tokens{}, Storage: s, Config: c}
	c.AuthorizeEndpointHandlers = fosite.AuthorizeEndpointHandlers{code, proof}
	c.TokenEndpointHandlers = fosite.TokenEndpointHandlers{code, refresh, proof}
	return fosite.NewOAuth2Provider(s, c)
}

// oob is the redirect address of programs that cannot be redirected to: the code is shown to be copied.
const oob = asana.OutOfBand

// redirectAllowed refuses redirect addresses a browser would run instead of open. Plain http is allowed for
// any host: apps beside this server on a private network have nothing else, and only addresses that were
// registered come this far. Native apps register a scheme with a dot in it (RFC 8252 §7.1).
func redirectAllowed(_ context.Context, u *url.URL) bool {
	switch u.Scheme {
	case "https", "http":
		return u.Host != ""
	case "urn":
		return u.String() == oob
	}
	return strings.Contains(u.Scheme, ".")
}

// tokens makes codes and tokens: random texts that the store knows by their hash. Whether one is still good
// is for the store to say, so there is nothing to validate in the text.
type tokens struct{}

// newToken returns 256 random bits in hex, and their hash.
func newToken() (token, hash string, err error) {
	half := seal.NewToken("").Reveal()
	token = seal.NewToken(half).Reveal()
	return token, seal.Hash(token), nil
}

// AccessTokenSignature is what an access token is stored under.
func (tokens) AccessTokenSignature(_ context.Context, token string) string { return seal.Hash(token) }

// RefreshTokenSignature is what a refresh token is stored under.
func (tokens) RefreshTokenSignature(_ context.Context, token string) string { return seal.Hash(token) }

// AuthorizeCodeSignature is what a code is stored under.
func (tokens) AuthorizeCodeSignature(_ context.Context, code string) string { return seal.Hash(code) }

// GenerateAccessToken makes an access token.
func (tokens) GenerateAccessToken(context.Context, fosite.Requester) (string, string, error) {
	return newToken()
}

// GenerateRefreshToken makes a refresh token.
func (tokens) GenerateRefreshToken(context.Context, fosite.Requester) (string, string, error) {
	return newToken()
}

// GenerateAuthorizeCode makes a code.
func (tokens) GenerateAuthorizeCode(context.Context, fosite.Requester) (string, string, error) {
	return newToken()
}

// ValidateAccessToken has nothing to check.
func (tokens) ValidateAccessToken(context.Context, fosite.Requester, string) error { return nil }

// ValidateRefreshToken has nothing to check.
func (tokens) ValidateRefreshToken(context.Context, fosite.Requester, string) error { return nil }

// ValidateAuthorizeCode has nothing to check.
func (tokens) ValidateAuthorizeCode(context.Context, fosite.Requester, string) error { return nil }
