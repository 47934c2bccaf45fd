package auth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/ory/fosite"

	"jirabridge/asana"
)

// idTokenLife is how long an app may take an ID token for a sign-in.
const idTokenLife = time.Hour

// identity is who a person is, as far as the scopes allow: what ID tokens and userinfo say alike
// (OpenID Connect Core 1.0 §5.1). There is no picture: the platform keeps none.
type identity struct {
	Subject       string `json:"sub"` // the person's gid, for every app the same
	Name          string `json:"name,omitempty"`
	Email         string `json:"email,omitempty"`
	EmailVerified *bool  `json:"email_verified,omitempty"`
}

func identityOf(p asana.Person, scopes []string) identity {
	i := identity{Subject: p.GID}
	if covers(scopes, []string{"profile"}) {
		i.Name = p.Name
	}
	if covers(scopes, []string{"email"}) {
		i.Email, i.EmailVerified = p.Email, &p.EmailProven
	}
	return i
}

// idToken is the content of an ID token (OpenID Connect Core 1.0 §2). Times are Unix seconds.
type idToken struct {
	Issuer          string `json:"iss"`
	Audience        string `json:"aud"`
	IssuedAt        int64  `json:"iat"`
	ExpiresAt       int64  `json:"exp"`
	AuthenticatedAt int64  `json:"auth_time,omitempty"`
	Nonce           string `json:"nonce,omitempty"`
	AccessHash      string `json:"at_hash"`
	identity
}

// signIdentity makes the ID token that goes with an access token; "" when the app has not asked for one.
func (a *Auth) signIdentity(ctx context.Context, i issuer, req fosite.Requester, p asana.Person, access string) (string, error) {
	session, ok := req.GetSession().(*grantSession)
	if !ok || !req.GetGrantedScopes().Has("openid") {
		return "", nil
	}
	now := a.now()
	content := idToken{
		Issuer: a.baseURL + i.path, Audience: req.GetClient().GetID(),
		IssuedAt: now.Unix(), ExpiresAt: now.Add(idTokenLife).Unix(),
		Nonce: session.nonce, AccessHash: halfHash(access), identity: identityOf(p, req.GetGrantedScopes()),
	}
	if !session.authenticatedAt.IsZero() {
		content.AuthenticatedAt = session.authenticatedAt.Unix()
	}
	return a.sign(ctx, content)
}

func (a *Auth) sign(ctx context.Context, content idToken) (string, error) {
	text, err := json.Marshal(content)
	if err != nil {
		return "", err
	}
	signer, err := a.keyring.signer(ctx)
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(text)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}

// halfHash is at_hash: the left half of the token's SHA-256 (OpenID Connect Core 1.0 §3.1.3.6).
func halfHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}
