package bridge

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"database/sql"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"jirabridge/bridge/store"
	"jirabridge/jira/auth"
)

// keyBits is the size of our RSA keys; Jira's documents have 1024 and 2048.
const keyBits = 2048

// SigningKey is what an administrator of Jira enters into an OAuth 1.0a link.
type SigningKey struct {
	ConsumerKey string
	PublicKey   string // PEM
}

// SigningKey returns the key of a workspace's OAuth 1.0a link. It stays: the
// link in Jira can be used again after the workspace was disconnected.
func (b *Bridge) SigningKey(ctx context.Context, workspace string) (SigningKey, error) {
	row, key, err := b.signingKey(ctx, workspace)
	if err != nil {
		return SigningKey{}, err
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return SigningKey{}, err
	}
	return SigningKey{row.ConsumerKey, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))}, nil
}

func (b *Bridge) makeSigningKey(ctx context.Context, workspace string) error {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return err
	}
	sealed, err := b.config.Keys.Seal(x509.MarshalPKCS1PrivateKey(key), keyPlace(workspace))
	if err != nil {
		return err
	}
	return store.New(b.db.Writer()).KeepSigningKey(ctx, store.KeepSigningKeyParams{
		Workspace: workspace, ConsumerKey: "jirabridge-" + strings.ToLower(rand.Text()[:10]), PrivateKey: sealed,
	})
}

// signingKey is a key, made when it is first asked for: by the page that shows
// it, or by a form that was sent without having seen the page.
func (b *Bridge) signingKey(ctx context.Context, workspace string) (store.SigningKey, *rsa.PrivateKey, error) {
	row, err := store.New(b.db.Reader()).SigningKey(ctx, workspace)
	if errors.Is(err, sql.ErrNoRows) {
		if err := b.makeSigningKey(ctx, workspace); err != nil {
			return row, nil, err
		}
		row, err = store.New(b.db.Reader()).SigningKey(ctx, workspace)
	}
	if err != nil {
		return row, nil, err
	}
	der, err := b.config.Keys.Open(row.PrivateKey, keyPlace(workspace))
	if err != nil {
		return row, nil, err
	}
	key, err := x509.ParsePKCS1PrivateKey(der)
	return row, key, err
}

// signedLink is the OAuth 1.0a link of a workspace to the Jira at base.
func (b *Bridge) signedLink(ctx context.Context, workspace, base string) (incoming, error) {
	row, key, err := b.signingKey(ctx, workspace)
	if err != nil {
		return nil, fmt.Errorf("signing key of workspace %s: %w", workspace, err)
	}
	return signedLink{auth.OAuth1{
		BaseURL: base, ConsumerKey: row.ConsumerKey, Key: key,
		CallbackURL: b.config.BaseURL + jiraSignedCallback, HTTP: b.config.Outbound, Version: b.config.Version, Now: b.now,
	}}, nil
}

func keyPlace(workspace string) string { return place("bridge_signing_keys", workspace, "private_key") }
