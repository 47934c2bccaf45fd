package auth

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"strings"

	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
)

// leakedForm is what auth/leaked shows.
type leakedForm struct{ Done, Missing bool }

// showLeaked is GET /-/revoke_token: where whoever has found a token can end it, without signing in.
func (a *Auth) showLeaked(w http.ResponseWriter, r *http.Request) error {
	return a.renderLeaked(w, r, http.StatusOK, leakedForm{})
}

// revokeLeaked is POST /-/revoke_token with a personal access token, or a token of Asana Connect, in the field
// token. Programs that look for leaked secrets may post there, too. The answer does not tell what it was.
func (a *Auth) revokeLeaked(w http.ResponseWriter, r *http.Request) error {
	token := strings.TrimSpace(r.PostFormValue("token"))
	if token == "" {
		return a.renderLeaked(w, r, http.StatusBadRequest, leakedForm{Missing: true})
	}
	if err := errors.Join(a.platform.RevokeLeaked(r.Context(), token), a.revokeFamily(r.Context(), token)); err != nil {
		return err
	}
	return a.renderLeaked(w, r, http.StatusOK, leakedForm{Done: true})
}

// revokeFamily ends the grant that an access or refresh token belongs to.
func (a *Auth) revokeFamily(ctx context.Context, token string) error {
	row, err := a.grants.read(ctx).GrantTokenByHash(ctx, seal.Hash(token))
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return a.grants.RevokeRefreshToken(ctx, row.GrantID)
}

func (a *Auth) renderLeaked(w http.ResponseWriter, r *http.Request, status int, f leakedForm) error {
	return a.frame.Render(w, r, status, "auth/leaked", page.View{Title: "auth.leaked", Data: f})
}
