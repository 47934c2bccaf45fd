package auth

import (
	"context"
	"database/sql"
	"errors"
	"net/http"

	"github.com/ory/fosite"

	"jirabridge/asana/kit/httpkit"
)

// tokenAnswer is what POST /-/oauth_token answers. Documentation names data.id, programs read data.gid.
type tokenAnswer struct {
	AccessToken  string      `json:"access_token"`
	ExpiresIn    int         `json:"expires_in"` // seconds
	TokenType    string      `json:"token_type"`
	RefreshToken string      `json:"refresh_token"`
	IDToken      string      `json:"id_token,omitempty"` // for the scope openid
	Data         tokenPerson `json:"data"`
}

type tokenPerson struct {
	ID    string `json:"id"`
	GID   string `json:"gid"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// exchange is POST /-/oauth_token: a code, or a refresh token, for tokens. ID tokens bear the name of i.
func (a *Auth) exchange(i issuer) httpkit.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := readForm(r); err != nil {
			return err
		}
		req, err := a.oauth.NewAccessRequest(r.Context(), r, &grantSession{})
		if err != nil {
			return refineExchange(r, protocolErrorOf(err))
		}
		if err := stillRegistered(req); err != nil {
			return err
		}
		resp, err := a.issueTokens(r.Context(), req)
		if err != nil {
			return protocolErrorOf(err)
		}
		return a.answerTokens(w, r, i, req, resp)
	}
}

// stillRegistered refuses a code of an app that is registered for less since. fosite does so with refresh tokens.
func stillRegistered(req fosite.AccessRequester) error {
	if covers(req.GetClient().GetScopes(), req.GetRequestedScopes()) {
		return nil
	}
	return &protocolError{status: http.StatusBadRequest, code: "invalid_scope", description: "The app is registered for less now. Authorize it again."}
}

func (a *Auth) answerTokens(w http.ResponseWriter, r *http.Request, i issuer, req fosite.AccessRequester, resp fosite.AccessResponder) error {
	p, err := a.platform.Person(r.Context(), req.GetSession().GetSubject())
	if err != nil {
		return err
	}
	signed, err := a.signIdentity(r.Context(), i, req, p, resp.GetAccessToken())
	if err != nil {
		return err
	}
	refresh, _ := resp.GetExtra("refresh_token").(string)
	return httpkit.WriteJSON(w, http.StatusOK, tokenAnswer{
		AccessToken: resp.GetAccessToken(), ExpiresIn: int(accessLife.Seconds()), TokenType: "bearer", RefreshToken: refresh,
		IDToken: signed, Data: tokenPerson{ID: p.GID, GID: p.GID, Name: p.Name, Email: p.Email},
	})
}

// issueTokens uses up the code or refresh token and stores what it was given for, in one transaction. Who
// comes second at the very same moment has used it a second time, too.
func (a *Auth) issueTokens(ctx context.Context, req fosite.AccessRequester) (resp fosite.AccessResponder, err error) {
	err = a.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		resp, err = a.oauth.NewAccessResponse(withTx(ctx, tx), req)
		return err
	})
	if errors.Is(err, fosite.ErrInvalidatedAuthorizeCode) || errors.Is(err, fosite.ErrInactiveToken) {
		return nil, errors.Join(err, a.grants.RevokeAccessToken(ctx, req.GetID()))
	}
	return resp, err
}

// refineExchange says what fosite leaves unsaid: a grant type we do not know, and Asana's words for a code or
// refresh token that is not one.
func refineExchange(r *http.Request, err error) error {
	var e *protocolError
	if !errors.As(err, &e) {
		return err
	}
	grantType := r.PostForm.Get("grant_type")
	switch {
	case grantType != "" && grantType != "authorization_code" && grantType != "refresh_token":
		return &protocolError{http.StatusBadRequest, "unsupported_grant_type", "The `grant_type` must be authorization_code or refresh_token.", err}
	case errors.Is(err, fosite.ErrNotFound) && grantType == "refresh_token" && e.code == "invalid_grant":
		e.description = "The `refresh_token` provided was invalid."
	case errors.Is(err, fosite.ErrNotFound) && e.code == "invalid_grant":
		e.description = "The `code` provided was invalid."
	}
	return e
}
