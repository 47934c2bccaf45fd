package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"time"

	"github.com/ory/fosite"

	"jirabridge/asana"
)

// GetClient finds the app with a client id, in fosite's terms.
func (s *grantStore) GetClient(ctx context.Context, id string) (fosite.Client, error) {
	app, err := s.platform.AppByClientID(ctx, id)
	if isKind(err, asana.NotFound) {
		return nil, fosite.ErrNotFound
	}
	if err != nil {
		return nil, &storeError{err}
	}
	return &fosite.DefaultClient{
		ID: app.ClientID, Secret: []byte(app.ClientSecret.Reveal()),
		RedirectURIs: app.RedirectURIs, Scopes: app.Scopes,
		GrantTypes: grantTypes(), ResponseTypes: []string{"code"},
	}, nil
}

// grantTypes are what every app may use.
func grantTypes() []string { return []string{"authorization_code", "refresh_token"} }

// secretComparer compares client secrets. They are random and sealed, not hashed, because they also sign App
// Components messages; what fosite calls the hash is the secret itself.
type secretComparer struct{}

// Compare takes the same time wherever the two differ.
func (secretComparer) Compare(_ context.Context, secret, given []byte) error {
	a, b := sha256.Sum256(secret), sha256.Sum256(given)
	if len(secret) == 0 || subtle.ConstantTimeCompare(a[:], b[:]) != 1 {
		return errors.New("wrong client secret")
	}
	return nil
}

// Hash returns the secret as it is.
func (secretComparer) Hash(_ context.Context, secret []byte) ([]byte, error) { return secret, nil }

var errNoAssertions = errors.New("clients authenticate with their secret only")

// ClientAssertionJWTValid belongs to a way to authenticate that we do not offer.
func (s *grantStore) ClientAssertionJWTValid(context.Context, string) error { return errNoAssertions }

// SetClientAssertionJWT belongs to a way to authenticate that we do not offer.
func (s *grantStore) SetClientAssertionJWT(context.Context, string, time.Time) error {
	return errNoAssertions
}
