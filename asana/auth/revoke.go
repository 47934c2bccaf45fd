package auth

import (
	"context"
	"database/sql"
	"errors"
	"net/http"

	"jirabridge/asana/kit/seal"
)

// revoke is POST /-/oauth_revoke: an app gives back what a refresh token stands for. Only refresh tokens are
// taken; one that is unknown, or another app's, is answered like one that was revoked
// (https://developers.asana.com/docs/oauth#token-deauthorization-endpoint).
func (a *Auth) revoke(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(r); err != nil {
		return err
	}
	client, err := a.oauth.AuthenticateClient(r.Context(), r, r.PostForm)
	if err != nil {
		return protocolErrorOf(err)
	}
	token := r.PostForm.Get("token")
	if token == "" {
		return &protocolError{http.StatusBadRequest, "invalid_request", "token: Missing input", nil}
	}
	return a.revokeFor(r.Context(), client.GetID(), token)
}

func (a *Auth) revokeFor(ctx context.Context, clientID, token string) error {
	row, err := a.grants.read(ctx).GrantTokenByHash(ctx, seal.Hash(token))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	case row.ClientID != clientID:
		return nil
	case row.Kind != kindRefresh:
		return &protocolError{http.StatusBadRequest, "invalid_request", "token: This is an access token. Send the refresh token.", nil}
	}
	return a.grants.RevokeRefreshToken(ctx, row.GrantID)
}
