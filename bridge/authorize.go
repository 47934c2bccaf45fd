package bridge

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"jirabridge/jira"
	"jirabridge/jira/auth"
)

// askTime is how long a person who wants to connect waits for Jira to say
// whether it knows the person already.
const askTime = 5 * time.Second

// Callback is what Jira sent to one of the addresses it returns to, and the
// session of the browser that brought it.
type Callback struct {
	Kind           LinkKind
	Session, State string
	Token          string // of OAuth 1.0a: the one that was approved
	Code           string // of OAuth 1.0a the verifier
	Error          string // of OAuth 1.0a its word for the problem
}

// denied tells whether the person said no.
func (c Callback) denied() bool {
	return c.Error != "" || c.Code == "" || c.Kind == OAuth1 && c.Code == auth.Denied
}

// answers tells whether it is s that was consented to: OAuth 1.0a names the
// token that was asked for (RFC 5849 §2.2).
func (c Callback) answers(s state) bool {
	return c.Kind != OAuth1 || c.Token == tokenOf(s.Verifier).Token
}

// Authorized is the outcome of a consent at Jira. ReturnPath is local.
type Authorized struct {
	Purpose    Purpose
	ReturnPath string
	Workspace  string
}

// StartAuthorization returns the address of Jira's consent page for a member.
// NotConnected when the workspace has no Jira.
func (b *Bridge) StartAuthorization(ctx context.Context, person, session, workspace, returnPath string) (redirect string, err error) {
	conn, err := b.Connection(ctx, workspace)
	if err != nil {
		return "", err
	}
	link, err := b.incomingLink(ctx, conn.ID, conn.Kind)
	if err != nil {
		return "", err
	}
	redirect, err = b.askAt(ctx, link, session, state{
		Purpose: PurposeAuthorize, Person: person, Workspace: workspace, Callback: conn.Kind.callback(), ReturnPath: returnPath,
		Pending: &pending{JiraURL: conn.JiraURL, BrowserURL: conn.BrowserURL, Kind: conn.Kind, ClientID: conn.ClientID},
	})
	if err != nil {
		return "", askFailure(err, conn.JiraURL, conn.OwnBase)
	}
	return redirect, nil
}

// askAt keeps s until the browser comes back from the consent page of a link,
// whose address it returns, as browsers find it.
func (b *Bridge) askAt(ctx context.Context, link incoming, session string, s state) (address string, err error) {
	param := rand.Text()
	if address, s.Verifier, err = link.ask(ctx, param); err != nil {
		return "", err
	}
	return inBrowser(address, s.Pending.JiraURL, s.Pending.BrowserURL), b.keepState(ctx, session, param, s)
}

// Authorize completes a consent at Jira, for members and for admins who
// connect. It exchanges the code at once: codes live ten seconds
// (https://confluence.atlassian.com/adminjiraserver/oauth-2-0-provider-system-properties-1115659073.html).
// With an error other than BadState the returned Authorized still says what
// the person came for and from where.
func (b *Bridge) Authorize(ctx context.Context, c Callback) (Authorized, error) {
	s, err := b.takeState(ctx, c.Session, c.Kind.callback(), c.State)
	if err != nil {
		return Authorized{}, err
	}
	out := Authorized{Purpose: s.Purpose, ReturnPath: s.ReturnPath, Workspace: s.Workspace}
	if c.denied() {
		return out, consentFailure(c)
	}
	if !c.answers(s) {
		return Authorized{}, fail(BadState, nil, "bad_state")
	}
	if s.Purpose == PurposeConnect {
		return out, b.finishConnect(ctx, s, c.Code)
	}
	return out, b.finishAuthorization(ctx, s, c.Code)
}

// consentFailure explains an error that Jira's consent page returned with, one
// of RFC 6749 §4.1.2.1. A link whose permission is narrower than what we ask
// for makes it return at once, before anybody was asked.
func consentFailure(c Callback) error {
	cause := errors.New("jira answered " + c.Error)
	switch {
	case c.Kind == OAuth1 && c.Error != "":
		return grantFailure(auth.Word(c.Error), cause)
	case c.Error == "invalid_scope":
		return fail(Invalid, cause, "link_permission")
	}
	return fail(Forbidden, cause, "jira_denied")
}

// finishAuthorization keeps a member's credential.
func (b *Bridge) finishAuthorization(ctx context.Context, s state, code string) error {
	conn, err := b.Connection(ctx, s.Workspace)
	if err != nil {
		return err
	}
	if !s.Pending.isOf(conn) {
		return fail(BadState, nil, "bad_state")
	}
	link, err := b.incomingLink(ctx, conn.ID, conn.Kind)
	if err != nil {
		return err
	}
	t, err := link.redeem(ctx, code, s.Verifier)
	if err != nil {
		return exchangeFailure(conn.Kind, err)
	}
	c, err := b.jiraClient(conn, link.let(t.Access.Reveal()))
	if err != nil {
		return err
	}
	me, err := c.Myself(ctx)
	if err != nil {
		return jiraFailure(err)
	}
	return b.saveCredential(ctx, b.db.Writer(), conn.ID, s.Person, accountOf(me), t)
}

// IsAuthorized is HasCredential, and asks Jira once whether it still takes the
// credential: one that it does not is dead from then on. When Jira cannot be
// asked, what is known decides.
func (b *Bridge) IsAuthorized(ctx context.Context, person, workspace string) (bool, error) {
	known, err := b.HasCredential(ctx, person, workspace)
	if err != nil || !known {
		return false, err
	}
	conn, err := b.Connection(ctx, workspace)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	err = b.asJiraUser(ctx, conn, person, func(c *jira.Client) error {
		_, err := c.Myself(ctx)
		return err
	})
	if err != nil {
		b.log.InfoContext(ctx, "jira does not confirm an authorization", "person", person, "error", err)
	}
	return KindOf(err) != NeedsConsent, nil
}

// HasCredential tells whether the person has let us act in the workspace's
// Jira, over the application link it is connected with, and, as far as known,
// still does.
func (b *Bridge) HasCredential(ctx context.Context, person, workspace string) (bool, error) {
	conn, err := b.Connection(ctx, workspace)
	if err != nil {
		return false, err
	}
	_, err = b.current(ctx, conn, person)
	if errors.Is(err, errNoCredential) {
		return false, nil
	}
	return err == nil, err
}
