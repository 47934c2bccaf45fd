package auth

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v3"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// A key signs for keyLife. It is published keyNotice before it begins to sign and stays published as long after
// it has ended: apps keep what they have fetched, and ID tokens live an hour.
const (
	keyLife   = 90 * 24 * time.Hour
	keyNotice = 24 * time.Hour
	keyBits   = 2048
)

// keyring keeps the keys that ID tokens are signed with, sealed in the database. Copies of the program share
// them. They change by themselves:
//
//	made ──keyNotice──► signs ──keyLife──► the next one signs ──keyNotice──► deleted
type keyring struct {
	db   *sqldb.DB
	keys *seal.Keyset
	now  func() time.Time
}

// signingKey is one of them.
type signingKey struct {
	kid       string
	number    int64
	private   *rsa.PrivateKey
	createdAt time.Time
}

// signer signs with the key that does so now.
func (k *keyring) signer(ctx context.Context) (jose.Signer, error) {
	all, err := k.published(ctx)
	if err != nil {
		return nil, err
	}
	key := all[k.signing(all)]
	return jose.NewSigner(
		jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key.private, KeyID: key.kid}},
		(&jose.SignerOptions{}).WithType("JWT"),
	)
}

// public are the public halves of the published keys.
func (k *keyring) public(ctx context.Context) (jose.JSONWebKeySet, error) {
	all, err := k.published(ctx)
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, key := range all {
		set.Keys = append(set.Keys, jose.JSONWebKey{
			Key: &key.private.PublicKey, KeyID: key.kid, Algorithm: string(jose.RS256), Use: "sig",
		})
	}
	return set, err
}

// signing is the place of the key that signs: the newest whose notice is over, or the only one there is.
func (k *keyring) signing(newestFirst []signingKey) int {
	for i, key := range newestFirst {
		if !k.now().Before(key.createdAt.Add(keyNotice)) {
			return i
		}
	}
	return len(newestFirst) - 1
}

// published are all keys, the newest first. The first one is made here, when it is first asked for.
func (k *keyring) published(ctx context.Context) ([]signingKey, error) {
	all, err := k.read(ctx)
	if err != nil || len(all) > 0 {
		return all, err
	}
	if err := k.add(ctx, 1); err != nil {
		return nil, err
	}
	return k.read(ctx)
}

func (k *keyring) read(ctx context.Context) ([]signingKey, error) {
	rows, err := store.New(k.db.Reader()).OpenIDKeys(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]signingKey, len(rows))
	for i, r := range rows {
		if all[i], err = k.open(r); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (k *keyring) open(r store.OpenidKey) (signingKey, error) {
	der, err := k.keys.Open(r.Private, privateRow(r.Kid))
	if err != nil {
		return signingKey{}, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return signingKey{}, fmt.Errorf("signing key %s: %w", r.Kid, err)
	}
	private, ok := key.(*rsa.PrivateKey)
	if !ok {
		return signingKey{}, errors.New("signing key " + r.Kid + " is not an RSA key")
	}
	return signingKey{r.Kid, r.Number, private, sqldb.Time(r.CreatedAt)}, nil
}

// add makes the key of a number, unless another copy of the program has.
func (k *keyring) add(ctx context.Context, number int64) error {
	private, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return err
	}
	thumbprint, err := (&jose.JSONWebKey{Key: &private.PublicKey}).Thumbprint(crypto.SHA256) // RFC 7638
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	kid := base64.RawURLEncoding.EncodeToString(thumbprint)
	sealed, err := k.keys.Seal(der, privateRow(kid))
	if err != nil {
		return err
	}
	return store.New(k.db.Writer()).InsertOpenIDKey(ctx, store.InsertOpenIDKeyParams{
		Kid: kid, Number: number, Private: sealed, CreatedAt: sqldb.Micros(k.now()),
	})
}

// privateRow is what a sealed key is bound to.
func privateRow(kid string) string { return "openid_keys/" + kid + "/private" }

// rotate makes the next key when the newest has signed long enough, and deletes those whose time is over. An
// installation that never was asked for a key has none, and gets none.
func (k *keyring) rotate(ctx context.Context) error {
	all, err := k.read(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	if !k.now().Before(all[0].createdAt.Add(keyLife)) {
		return k.add(ctx, all[0].number+1)
	}
	q := store.New(k.db.Writer())
	for i, key := range all[1:] {
		next := all[i] // it signs since its notice is over
		if k.now().After(next.createdAt.Add(2 * keyNotice)) {
			err = errors.Join(err, q.DeleteOpenIDKey(ctx, key.kid))
		}
	}
	return err
}
