package bridge

import (
	"context"
	"net/http"
	"net/url"

	"jirabridge/asana/kit/seal"
	"jirabridge/jira"
	"jirabridge/jira/auth"
)

// LinkKind is how an application link of Jira lets us in.
type LinkKind string

// The kinds of links. OAuth 2.0 came with Jira 8.22
// (https://confluence.atlassian.com/adminjiraserver/link-to-other-applications-938846918.html);
// OAuth 1.0a all versions have.
const (
	OAuth2 LinkKind = "oauth2"
	OAuth1 LinkKind = "oauth1"
)

// The local paths Jira returns to, for admins and members alike.
const (
	jiraCallback       = "/setup/callback/jira"  // registered in Jira
	jiraSignedCallback = "/setup/callback/jira1" // named with each request
)

// RedirectURL is where an OAuth 2.0 link has to return to, for a program at home.
func RedirectURL(home string) string { return home + jiraCallback }

func (k LinkKind) callback() string {
	if k == OAuth1 {
		return jiraSignedCallback
	}
	return jiraCallback
}

// incoming is an application link of a Jira, from our side: how somebody is
// asked for his consent, what it is traded for, and how requests are made in
// his name then.
type incoming interface {
	// ask returns the address of the consent page, from which the browser comes
	// back with param, and what has to be kept until then.
	ask(ctx context.Context, param string) (address, kept string, err error)
	// redeem trades what the browser brought back.
	redeem(ctx context.Context, brought, kept string) (tokens, error)
	renew(ctx context.Context, refresh string) (tokens, error)
	// let lets a client in that acts with an access token.
	let(access string) letIn
}

// letIn makes a client somebody's; nil leaves it anonymous.
type letIn func(*jira.Config)

// incomingLink is the application link of a kind of a connection: the one that
// it is made with, or the one before.
func (b *Bridge) incomingLink(ctx context.Context, connection string, kind LinkKind) (incoming, error) {
	row, err := b.connectionRow(ctx, connection)
	if err != nil {
		return nil, err
	}
	if kind == OAuth1 {
		return b.signedLink(ctx, row.Workspace, row.JiraURL)
	}
	secret, err := b.config.Keys.Open(row.ClientSecret, place("bridge_connections", row.ID, "client_secret"))
	return b.oauth2(row.JiraURL, row.ClientID, string(secret)), err
}

// pendingLink is the application link that an admin wants to connect with.
func (b *Bridge) pendingLink(ctx context.Context, workspace string, p pending) (incoming, error) {
	if p.Kind == OAuth1 {
		return b.signedLink(ctx, workspace, p.JiraURL)
	}
	return b.oauth2(p.JiraURL, p.ClientID, p.ClientSecret), nil
}

// letAs lets a client in with a credential of a connection. Each request of
// every screen comes by here, so what is not signed needs no look at the link.
func (b *Bridge) letAs(ctx context.Context, conn Connection, kind LinkKind, access string) (letIn, error) {
	if kind != OAuth1 {
		return bearing(access), nil
	}
	link, err := b.signedLink(ctx, conn.Workspace, conn.JiraURL)
	if err != nil {
		return nil, err
	}
	return link.let(access), nil
}

func bearing(token string) letIn {
	return func(c *jira.Config) {
		c.Authorize = func(r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+token)
			return nil
		}
	}
}

// oauth2Link keeps the PKCE verifier and is brought a code. A code lives ten
// seconds, so only what renews tokens waits its turn.
type oauth2Link struct {
	auth.OAuth2
	renewing http.RoundTripper
}

func (b *Bridge) oauth2(base, clientID, secret string) oauth2Link {
	return oauth2Link{auth.OAuth2{
		BaseURL: base, ClientID: clientID, ClientSecret: secret,
		RedirectURL: RedirectURL(b.config.BaseURL), HTTP: b.config.Outbound, Version: b.config.Version, Now: b.now,
	}, b.paces.to(base).For("", b.config.Outbound)}
}

func (l oauth2Link) ask(_ context.Context, param string) (address, kept string, err error) {
	verifier := auth.NewVerifier()
	return l.AuthCodeURL(param, verifier), verifier, nil
}

func (l oauth2Link) redeem(ctx context.Context, code, verifier string) (tokens, error) {
	return granted(l.Exchange(ctx, code, verifier))
}

func (l oauth2Link) renew(ctx context.Context, refresh string) (tokens, error) {
	l.HTTP = l.renewing
	return granted(l.Refresh(ctx, refresh))
}

func granted(t auth.Token, err error) (tokens, error) {
	return tokens{seal.Secret(t.Access), seal.Secret(t.Refresh), t.Expiry, OAuth2}, err
}

func (l oauth2Link) let(access string) letIn { return bearing(access) }

// signedLink keeps the token that was asked for and is brought a verifier. A
// token and its secret are one access token, as a form.
type signedLink struct{ auth.OAuth1 }

func (l signedLink) ask(ctx context.Context, param string) (address, kept string, err error) {
	l.CallbackURL += "?" + url.Values{"state": {param}}.Encode()
	asked, err := l.Ask(ctx)
	if err != nil {
		return "", "", err
	}
	return l.ApprovalURL(asked), formOf(asked), nil
}

func (l signedLink) redeem(ctx context.Context, verifier, kept string) (tokens, error) {
	t, err := l.Trade(ctx, tokenOf(kept), verifier)
	return tokens{Access: seal.Secret(formOf(t)), Expiry: t.Expiry, Kind: OAuth1}, err
}

// renew cannot: the person is asked again. That Jira renews by the session
// handle, no document says.
func (l signedLink) renew(context.Context, string) (tokens, error) {
	return tokens{}, &auth.Error{Kind: auth.InvalidGrant, Code: "token_expired"}
}

func (l signedLink) let(access string) letIn {
	return func(c *jira.Config) {
		c.HTTP = l.Sign(tokenOf(access))
		c.Authorize = func(*http.Request) error { return nil } // signed on the way: an answer to strangers is none
	}
}

func formOf(t auth.SignedToken) string {
	return url.Values{"token": {t.Token}, "secret": {t.Secret}}.Encode()
}

func tokenOf(form string) auth.SignedToken {
	values, _ := url.ParseQuery(form) // we wrote it
	return auth.SignedToken{Token: values.Get("token"), Secret: values.Get("secret")}
}
