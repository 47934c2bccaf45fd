package jiratest

import (
	"crypto/sha256"
	"encoding/base64"
	"mime"
	"net/http"
	"net/url"
)

// tokenEndpoint exchanges a code, or refreshes a pair. It takes a form; JSON
// ends in a 500 (OpenHands issue 14250).
func (s *Server) tokenEndpoint(c *call) (answer, error) {
	if c.who.refused != nil { // Basic is a user's login here, not the client's
		return answer{}, c.who.refused
	}
	kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if kind != "application/x-www-form-urlencoded" && (kind != "" || len(c.body) > 0) {
		return answer{}, &failure{status: http.StatusInternalServerError,
			message: "The @FormParam is utilized when the content type of the request entity is not application/x-www-form-urlencoded"}
	}
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	l := s.state.link(form.Get("client_id"))
	if l == nil || !l.hasSecret(form.Get("client_secret")) {
		return oauthError(http.StatusUnauthorized, "invalid_client", "Client authentication failed.")
	}
	switch form.Get("grant_type") {
	case "authorization_code":
		return c.exchange(l, form)
	case "refresh_token":
		return c.refresh(l, form)
	}
	return oauthError(http.StatusBadRequest, "unsupported_grant_type", "The grant type is not supported.")
}

func oauthError(status int, code, description string) (answer, error) {
	return jsonAnswer(status, map[string]any{"error": code, "error_description": description})
}

func invalidGrant() (answer, error) {
	return oauthError(http.StatusBadRequest, "invalid_grant", "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.")
}

// exchange takes a code once, within its lifetime, from the client it was made
// for, with the same redirect URI and the verifier of its challenge.
func (c *call) exchange(l *link, form url.Values) (answer, error) {
	v := c.codes[form.Get("code")]
	delete(c.codes, form.Get("code"))
	switch {
	case v == nil, c.at.After(v.expires), v.grant.Client != l.ID:
		return invalidGrant()
	case v.redirectURI != form.Get("redirect_uri"):
		return invalidGrant()
	case !v.verifies(form.Get("code_verifier")):
		return invalidGrant()
	}
	g := v.grant
	g.Created = c.at
	c.state.Grants = append(c.state.Grants, &g)
	return c.tokens(&g)
}

// verifies compares the verifier with the challenge (RFC 7636).
func (v *code) verifies(verifier string) bool {
	switch v.method {
	case "":
		return true
	case "plain":
		return v.challenge == verifier
	}
	if len(verifier) < 43 || len(verifier) > 128 {
		return false
	}
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:]) == v.challenge
}

// refresh replaces a pair. Without redirect_uri it is refused like a bad token.
func (c *call) refresh(l *link, form url.Values) (answer, error) {
	g := c.state.grantByRefresh(form.Get("refresh_token"), c.at)
	if g == nil || g.Client != l.ID || form.Get("redirect_uri") != l.RedirectURI {
		return invalidGrant()
	}
	return c.tokens(g)
}

// tokens answers with a new pair; there is no scope in it.
func (c *call) tokens(g *grant) (answer, error) {
	c.renew(g)
	a, err := ok(map[string]any{"access_token": g.Access, "token_type": "bearer", "expires_in": int(accessLifetime.Seconds()),
		"refresh_token": g.Refresh, "created_at": c.at.Unix()})
	a.header.Set("Cache-Control", "no-store")
	return a, err
}
