package auth

import (
	"context"

	"github.com/ory/fosite"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// CreateAccessTokenSession keeps a new access token of a grant.
func (s *grantStore) CreateAccessTokenSession(ctx context.Context, hash string, r fosite.Requester) error {
	return s.insertToken(ctx, kindAccess, hash, r.GetID(), s.after(accessLife))
}

// CreateRefreshTokenSession keeps a new refresh token of a grant.
func (s *grantStore) CreateRefreshTokenSession(ctx context.Context, hash, _ string, r fosite.Requester) error {
	return s.insertToken(ctx, kindRefresh, hash, r.GetID(), 0)
}

func (s *grantStore) insertToken(ctx context.Context, kind, hash, grant string, expires int64) error {
	return wrapStore(s.write(ctx).InsertGrantToken(ctx, store.InsertGrantTokenParams{
		Hash: hash, GrantID: grant, Kind: kind, CreatedAt: s.after(0), ExpiresAt: expires,
	}))
}

// GetAccessTokenSession finds what an access token was issued for.
func (s *grantStore) GetAccessTokenSession(ctx context.Context, hash string, session fosite.Session) (fosite.Requester, error) {
	t, err := s.token(ctx, kindAccess, hash)
	if err != nil {
		return nil, err
	}
	return t.issued().requester(session), nil
}

// GetRefreshTokenSession finds what a refresh token was issued for. A used one is told apart, so that its
// family can be revoked.
func (s *grantStore) GetRefreshTokenSession(ctx context.Context, hash string, session fosite.Session) (fosite.Requester, error) {
	t, err := s.token(ctx, kindRefresh, hash)
	if err != nil {
		return nil, err
	}
	if t.UsedAt != 0 {
		return t.issued().requester(session), fosite.ErrInactiveToken
	}
	return t.issued().requester(session), nil
}

// tokenRow is a token with its grant.
type tokenRow store.GrantTokenByHashRow

func (t tokenRow) issued() issued {
	return issued{grant: t.GrantID, person: t.Person, clientID: t.ClientID, scopes: t.Scopes, authenticatedAt: t.AuthenticatedAt}
}

// token finds a token that is neither expired nor revoked.
func (s *grantStore) token(ctx context.Context, kind, hash string) (tokenRow, error) {
	row, err := s.read(ctx).GrantTokenByHash(ctx, hash)
	if err != nil {
		return tokenRow{}, notFound(err)
	}
	if row.Kind != kind || row.RevokedAt != 0 || s.past(row.ExpiresAt) {
		return tokenRow{}, fosite.ErrNotFound
	}
	return tokenRow(row), nil
}

// RotateRefreshToken uses a refresh token up, once. The access token beside it stays until it expires: requests
// may be under way with it.
func (s *grantStore) RotateRefreshToken(ctx context.Context, _, hash string) error {
	n, err := s.write(ctx).UseRefreshToken(ctx, store.UseRefreshTokenParams{Hash: hash, UsedAt: s.after(0)})
	if err == nil && n == 0 {
		return fosite.ErrInactiveToken
	}
	return wrapStore(err)
}

// RevokeRefreshToken revokes the grant.
func (s *grantStore) RevokeRefreshToken(ctx context.Context, grant string) error {
	return wrapStore(s.write(ctx).RevokeGrant(ctx, store.RevokeGrantParams{ID: grant, RevokedAt: sqldb.Micros(s.now())}))
}

// RevokeAccessToken revokes the grant: access and refresh tokens of a family live and die together.
func (s *grantStore) RevokeAccessToken(ctx context.Context, grant string) error {
	return s.RevokeRefreshToken(ctx, grant)
}

// DeleteAccessTokenSession has nothing to do: tokens end by expiry, use, or with their grant.
func (s *grantStore) DeleteAccessTokenSession(context.Context, string) error { return nil }

// DeleteRefreshTokenSession has nothing to do: used tokens stay known.
func (s *grantStore) DeleteRefreshTokenSession(context.Context, string) error { return nil }
