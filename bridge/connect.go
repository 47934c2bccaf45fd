package bridge

import (
	"context"
	"database/sql"
	"errors"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
	"jirabridge/jira"
	"jirabridge/jira/auth"
)

// ConnectRequest is what the setup page collects.
type ConnectRequest struct {
	Person       string      // gid
	Session      string      // as for StartSignIn
	Workspace    string      // gid
	Kind         LinkKind    // "" is OAuth2
	JiraDomain   string      // as typed: with or without scheme, context path, trailing slash
	ClientID     string      // of OAuth 2.0
	ClientSecret seal.Secret // of OAuth 2.0
	BrowserURL   string      // as typed, where browsers find it; "" there
	ReturnPath   string      // local; where to go on after Jira's consent
}

// pending is a connection before Jira's consent. It lives sealed in its state,
// so that nothing is connected until everything has been checked. The state of
// a member's consent names by it, without a secret, what the consent is for.
type pending struct {
	WorkspaceName string   `json:"workspace_name"`
	JiraURL       string   `json:"jira_url"`
	BrowserURL    string   `json:"browser_url"`
	Kind          LinkKind `json:"kind"`
	ClientID      string   `json:"client_id"`
	ClientSecret  string   `json:"client_secret"`
}

// isOf tells whether a consent that was asked for is one for the connection as
// it is now: the code is for nobody else to see.
func (p *pending) isOf(conn Connection) bool {
	return p != nil && p.JiraURL == conn.JiraURL && p.Kind == conn.Kind && p.ClientID == conn.ClientID
}

// Connect checks a Jira and returns the address of its consent page. Nothing
// is connected before Authorize has seen the consent of a Jira administrator.
// A refusal's Text.Args["Field"] names the input at fault, if one is: domain,
// browser_url, client_id, client_secret or workspace.
func (b *Bridge) Connect(ctx context.Context, r ConnectRequest) (redirect string, err error) {
	if r.Kind == "" {
		r.Kind = OAuth2
	}
	if err := complete(r); err != nil {
		return "", err
	}
	standing, err := b.workspace(ctx, r.Person, r.Workspace)
	if err != nil {
		return "", err
	}
	if err := b.hasPlan(ctx, r.Person, standing); err != nil {
		return "", err
	}
	base, err := BaseOf(r.JiraDomain)
	if err != nil {
		return "", err
	}
	if err := b.mayConnect(ctx, standing, r.Person, base); err != nil {
		return "", err
	}
	info, err := b.diagnose(ctx, base, r.Kind)
	if err != nil {
		b.noteSetup(ctx, base, err)
		return "", err
	}
	own := browseBase(info, base)
	browser, err := browserURL(r.BrowserURL, base, own)
	if err != nil {
		return "", err
	}
	return b.askAdmin(ctx, r, own, pending{
		WorkspaceName: standing.Name, JiraURL: base, BrowserURL: browser, Kind: r.Kind, ClientID: r.ClientID, ClientSecret: r.ClientSecret.Reveal(),
	})
}

// input is one of the form's, by the name that refusals have for it.
type input struct{ field, value string }

func complete(r ConnectRequest) error {
	inputs := []input{{"workspace", r.Workspace}, {"domain", r.JiraDomain}}
	if r.Kind == OAuth2 {
		inputs = append(inputs, input{"client_id", r.ClientID}, input{"client_secret", r.ClientSecret.Reveal()})
	}
	for _, input := range inputs {
		if input.value == "" {
			return fail(Invalid, nil, "fill_in", "Field", input.field)
		}
		if !sqldb.IsText(input.value) {
			return fail(Invalid, nil, "not_text", "Field", input.field)
		}
	}
	return nil
}

// mayConnect keeps a workspace to one Jira. The same one may be connected
// again, to renew the client secret for example. Another one, whose issues the
// links of the workspace are not, only by an admin of the workspace.
func (b *Bridge) mayConnect(ctx context.Context, standing WorkspaceChoice, person, base string) error {
	conn, err := b.Connection(ctx, standing.GID)
	switch {
	case KindOf(err) == NotConnected:
		return b.mayLeaveLinks(ctx, standing, base)
	case err != nil:
		return err
	case conn.JiraURL != base:
		return fail(Invalid, nil, "one_jira", "Field", "domain", "Jira", conn.JiraURL)
	}
	return mayChange(standing, person, conn)
}

// mayLeaveLinks refuses, to anybody but an admin of the workspace, a Jira other
// than the one whose issues are on tasks.
func (b *Bridge) mayLeaveLinks(ctx context.Context, standing WorkspaceChoice, base string) error {
	if standing.IsAdmin {
		return nil
	}
	other, err := store.New(b.db.Reader()).LinkedElsewhere(ctx, store.LinkedElsewhereParams{Workspace: standing.GID, JiraURL: base})
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return fail(Forbidden, nil, "linked_elsewhere", "Field", "domain", "Jira", other)
}

// askAdmin asks for an administrator's consent. browse is where the Jira says
// it is.
func (b *Bridge) askAdmin(ctx context.Context, r ConnectRequest, browse string, p pending) (string, error) {
	link, err := b.pendingLink(ctx, r.Workspace, p)
	if err != nil {
		return "", err
	}
	address, err := b.askAt(ctx, link, r.Session, state{
		Purpose: PurposeConnect, Person: r.Person, Workspace: r.Workspace, Callback: r.Kind.callback(),
		ReturnPath: r.ReturnPath, Pending: &p,
	})
	if err != nil {
		err = askFailure(err, p.JiraURL, browse)
		b.noteSetup(ctx, p.JiraURL, err)
	}
	return address, err
}

// finishConnect turns a consent into a connection, if it is the consent of a
// Jira administrator.
func (b *Bridge) finishConnect(ctx context.Context, s state, code string) error {
	p := s.Pending
	link, err := b.pendingLink(ctx, s.Workspace, *p)
	if err != nil {
		return err
	}
	t, err := link.redeem(ctx, code, s.Verifier)
	if err != nil {
		err = exchangeFailure(p.Kind, err)
		b.noteSetup(ctx, p.JiraURL, err)
		return err
	}
	c, err := b.jiraClient(Connection{JiraURL: p.JiraURL}, link.let(t.Access.Reveal()))
	if err != nil {
		return err
	}
	info, err := checkServer(ctx, c, p.Kind)
	if err != nil {
		return err
	}
	if !jira.IsTried(info.Version) {
		b.log.WarnContext(ctx, "this version of jira has not been tried", "jira", p.JiraURL, "version", info.Version)
	}
	who, err := administrator(ctx, c)
	if err != nil {
		return err
	}
	standing, err := b.workspace(ctx, s.Person, s.Workspace)
	if err != nil {
		return err
	}
	if err := b.mayConnect(ctx, standing, s.Person, p.JiraURL); err != nil {
		return err
	}
	return b.saveConnection(ctx, s, info, who, t)
}

// exchangeFailure explains a code that Jira did not take. A wrong secret is by
// far the most frequent reason. What is signed has none: there the approval was
// taken back or is too old.
func exchangeFailure(kind LinkKind, err error) error {
	var e *auth.Error
	switch {
	case !errors.As(err, &e):
	case kind == OAuth1 && e.Kind == auth.InvalidGrant:
		return grantFailure(e.Code, err)
	case kind == OAuth1:
		return askFailure(err, "", "")
	case e.Kind == auth.InvalidClient || e.Kind == auth.InvalidGrant || e.Kind == auth.Refused:
		return fail(Invalid, err, "exchange_refused", "Field", "client_secret")
	}
	return jiraFailure(err)
}

func accountOf(u jira.User) account { return account{u.Key, u.Name, u.DisplayName} }

func administrator(ctx context.Context, c *jira.Client) (account, error) {
	me, err := c.Myself(ctx)
	if err != nil {
		return account{}, jiraFailure(err)
	}
	permissions, err := c.MyPermissions(ctx, "")
	if err != nil {
		return account{}, jiraFailure(err)
	}
	if !permissions[jira.Administer] {
		return account{}, fail(Forbidden, nil, "no_jira_admin", "Person", me.DisplayName)
	}
	return accountOf(me), nil
}
