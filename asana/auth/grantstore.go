package auth

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/ory/fosite"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Kinds of rows in oauth_tokens.
const (
	kindAccess  = "access"
	kindRefresh = "refresh"
)

// keepUsed is how long used and expired tokens stay known, so that a second use is noticed and an expired
// one is told from an unknown one.
const keepUsed = 30 * 24 * time.Hour

// grantStore keeps grants, codes and tokens the way fosite asks for them. A request's id, in fosite's terms,
// is the id of its grant, and a signature is a hash.
//
// The challenge of PKCE lives and dies with its code. fosite would delete it at the first attempt, also a
// failed one, and let the next attempt pass without any verifier.
type grantStore struct {
	db       *sqldb.DB
	platform *asana.Platform
	now      func() time.Time
}

// storeError marks a failure of ours among fosite's errors, which speak of the client's.
type storeError struct{ err error }

func (e *storeError) Error() string { return e.err.Error() }
func (e *storeError) Unwrap() error { return e.err }

func wrapStore(err error) error {
	if err == nil {
		return nil
	}
	return &storeError{err}
}

type txKey struct{}

// withTx makes the store work in tx. fosite passes the context on and nothing else.
func withTx(ctx context.Context, tx *sql.Tx) context.Context {
	return context.WithValue(ctx, txKey{}, tx)
}

func (s *grantStore) queries(ctx context.Context, outside *sql.DB) *store.Queries {
	if tx, ok := ctx.Value(txKey{}).(*sql.Tx); ok {
		return store.New(tx)
	}
	return store.New(outside)
}

func (s *grantStore) read(ctx context.Context) *store.Queries  { return s.queries(ctx, s.db.Reader()) }
func (s *grantStore) write(ctx context.Context) *store.Queries { return s.queries(ctx, s.db.Writer()) }

// after is the moment d from now.
func (s *grantStore) after(d time.Duration) int64 { return sqldb.Micros(s.now().Add(d)) }

// past tells whether a row that expires then has expired; 0 never does.
func (s *grantStore) past(expires int64) bool { return expires != 0 && expires <= s.after(0) }

// issued is what a code or token was issued for.
type issued struct {
	grant, person, clientID, scopes, nonce string
	authenticatedAt                        int64
	form                                   url.Values
}

// requester is the request of the grant as fosite wants to see it again. A session that was passed in is
// filled in too.
func (i issued) requester(session fosite.Session) fosite.Requester {
	own, ok := session.(*grantSession)
	if !ok || own == nil {
		own = &grantSession{}
	}
	own.Subject, own.nonce, own.authenticatedAt = i.person, i.nonce, sqldb.Time(i.authenticatedAt)
	scopes := fosite.Arguments(strings.Fields(i.scopes))
	return &fosite.Request{
		ID: i.grant, Session: own,
		Client:         &fosite.DefaultClient{ID: i.clientID, GrantTypes: grantTypes()},
		RequestedScope: scopes, GrantedScope: scopes, Form: i.form,
	}
}

// CreateAuthorizeCodeSession keeps a new code of an existing grant.
func (s *grantStore) CreateAuthorizeCodeSession(ctx context.Context, hash string, r fosite.Requester) error {
	form := r.GetRequestForm()
	return wrapStore(s.write(ctx).InsertCode(ctx, store.InsertCodeParams{
		Hash: hash, GrantID: r.GetID(), ExpiresAt: s.after(codeLife),
		RedirectUri: form.Get("redirect_uri"), Challenge: form.Get("code_challenge"), Nonce: form.Get("nonce"),
	}))
}

// GetAuthorizeCodeSession finds what a code was issued for. A used one is told apart, so that its family can
// be revoked.
func (s *grantStore) GetAuthorizeCodeSession(ctx context.Context, hash string, session fosite.Session) (fosite.Requester, error) {
	c, err := s.read(ctx).CodeByHash(ctx, hash)
	if err != nil {
		return nil, notFound(err)
	}
	form := url.Values{"redirect_uri": {c.RedirectUri}, "code_challenge": {c.Challenge}}
	i := issued{
		grant: c.GrantID, person: c.Person, clientID: c.ClientID, scopes: c.Scopes,
		nonce: c.Nonce, authenticatedAt: c.AuthenticatedAt, form: form,
	}
	switch {
	case c.UsedAt != 0:
		return i.requester(session), fosite.ErrInvalidatedAuthorizeCode
	case c.RevokedAt != 0 || s.past(c.ExpiresAt):
		return nil, fosite.ErrNotFound
	}
	return i.requester(session), nil
}

// InvalidateAuthorizeCodeSession uses the code up, once.
func (s *grantStore) InvalidateAuthorizeCodeSession(ctx context.Context, hash string) error {
	n, err := s.write(ctx).UseCode(ctx, store.UseCodeParams{Hash: hash, UsedAt: s.after(0)})
	if err == nil && n == 0 {
		return fosite.ErrInvalidatedAuthorizeCode
	}
	return wrapStore(err)
}

// CreatePKCERequestSession has nothing to do: the challenge came with the code.
func (s *grantStore) CreatePKCERequestSession(context.Context, string, fosite.Requester) error {
	return nil
}

// GetPKCERequestSession finds the challenge of a code.
func (s *grantStore) GetPKCERequestSession(ctx context.Context, hash string, session fosite.Session) (fosite.Requester, error) {
	r, err := s.GetAuthorizeCodeSession(ctx, hash, session)
	if err != nil {
		return nil, err
	}
	if r.GetRequestForm().Get("code_challenge") == "" {
		return nil, fosite.ErrNotFound
	}
	r.GetRequestForm().Set("code_challenge_method", "S256") // the only one we accept
	return r, nil
}

// DeletePKCERequestSession has nothing to do: the challenge goes with the code.
func (s *grantStore) DeletePKCERequestSession(context.Context, string) error { return nil }

func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fosite.ErrNotFound
	}
	return &storeError{err}
}
