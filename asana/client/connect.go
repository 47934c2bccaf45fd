package client

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"jirabridge/asana/kit/seal"
)

// Connect is the client half of Asana Connect
// (https://developers.asana.com/docs/oauth): code grant with PKCE, refresh and
// revocation for one registered app.
type Connect struct {
	BaseURL      string // of the platform, such as https://app.asana.com
	ClientID     string
	ClientSecret seal.Secret
	RedirectURL  string
	HTTP         *http.Client
}

// Token is what Asana Connect grants: access in a person's name until Expiry,
// and Refresh to renew it. User is who consented; a refresh may leave it empty.
type Token struct {
	Access  seal.Secret
	Refresh seal.Secret
	Expiry  time.Time
	User    Person
}

// AuthCodeURL returns the address that asks the person for consent. State comes
// back unchanged; verifier is the PKCE secret that Exchange needs.
func (c Connect) AuthCodeURL(state, verifier string, scopes ...string) string {
	config := c.config()
	config.Scopes = scopes
	return config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
}

// Exchange trades the code of a consent for a token.
func (c Connect) Exchange(ctx context.Context, code, verifier string) (Token, error) {
	ctx, cancel := c.context(ctx)
	defer cancel()
	token, err := c.config().Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return Token{}, c.failed(err)
	}
	return tokenOf(token), nil
}

// Refresh renews a token. Asana may answer without a refresh token; then the
// old one stays good and is returned.
func (c Connect) Refresh(ctx context.Context, refresh seal.Secret) (Token, error) {
	ctx, cancel := c.context(ctx)
	defer cancel()
	token, err := c.config().TokenSource(ctx, &oauth2.Token{RefreshToken: refresh.Reveal()}).Token()
	if err != nil {
		return Token{}, c.failed(err)
	}
	return tokenOf(token), nil
}

// Revoke ends the grant a refresh token stands for. A token that is not known
// any more counts as revoked.
func (c Connect) Revoke(ctx context.Context, refresh seal.Secret) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	form := url.Values{
		"client_id": {c.ClientID}, "client_secret": {c.ClientSecret.Reveal()}, "token": {refresh.Reveal()},
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base()+"/-/oauth_revoke", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := c.http().Do(r)
	if err != nil {
		return unreachable(r, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return refused(r, resp, nil)
	}
	return nil
}

func (c Connect) base() string { return strings.TrimRight(c.BaseURL, "/") }

// http follows no redirects: the form it sends holds secrets.
func (c Connect) http() *http.Client {
	return withoutRedirects(c.HTTP)
}

func (c Connect) context(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithValue(ctx, oauth2.HTTPClient, c.http()), callTimeout)
}

func (c Connect) config() *oauth2.Config {
	return &oauth2.Config{
		ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(), RedirectURL: c.RedirectURL,
		Endpoint: oauth2.Endpoint{
			AuthURL:   c.base() + "/-/oauth_authorize",
			TokenURL:  c.base() + "/-/oauth_token",
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}

// tokenOf reads Asana's extra data member, which names the person.
func tokenOf(token *oauth2.Token) Token {
	data, _ := token.Extra("data").(map[string]any)
	text := func(name string) string {
		value, _ := data[name].(string)
		return value
	}
	user := Person{GID: text("gid"), Name: text("name"), Email: text("email")}
	if user.GID == "" {
		user.GID = text("id")
	}
	return Token{
		Access: seal.Secret(token.AccessToken), Refresh: seal.Secret(token.RefreshToken),
		Expiry: token.Expiry, User: user,
	}
}

// failed sorts what the token endpoint said. The answer's body is left out of
// the error: an odd server may repeat what it was sent.
func (c Connect) failed(err error) error {
	e := &Error{Kind: BadAnswer, Method: http.MethodPost, Path: "/-/oauth_token"}
	var failure *url.Error
	if errors.As(err, &failure) {
		e.Kind, e.Err = Unreachable, failure.Err
		return e
	}
	var answer *oauth2.RetrieveError
	if !errors.As(err, &answer) {
		e.Err = err
		return e
	}
	e.Status = answer.Response.StatusCode
	e.Kind = kindOf(e.Status)
	switch answer.ErrorCode {
	case "invalid_grant":
		e.Kind = InvalidGrant
	case "invalid_client", "unauthorized_client":
		e.Kind = InvalidClient
	}
	if answer.ErrorDescription != "" {
		e.Messages = []string{answer.ErrorDescription}
	}
	return e
}
