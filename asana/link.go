package asana

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// The purposes of one-time links, and how long each is good for. A link is used up by one statement inside
// the transaction of what it allows: of two uses at once one wins, and a use that fails leaves it good.
const (
	purposeOwner  = "owner"
	purposeInvite = "invite"
	purposeReset  = "reset"

	ownerLinkLife  = time.Hour
	inviteLinkLife = 7 * 24 * time.Hour
	resetLinkLife  = 24 * time.Hour

	keepLinks = 30 * 24 * time.Hour // how long rows of links that are over stay
)

// The pages that links lead to.
var linkPages = map[string]string{
	purposeOwner: "/-/welcome", purposeInvite: "/-/join", purposeReset: "/-/reset",
}

// newLink is what a link is made from; what its purpose does not need is "".
type newLink struct {
	purpose, workspace, person, email string
	role                              Role
	apiAccess                         bool
	life                              time.Duration
}

// addLink makes a link and returns its address. It is nowhere kept, but where links are mailed the token is,
// sealed, until the mail is sent.
func (p *Platform) addLink(ctx context.Context, c *change, n newLink) (string, error) {
	token, gid := seal.NewToken(""), newGID()
	sealed, err := p.sealForMail(n.purpose, gid, token)
	if err != nil {
		return "", err
	}
	err = c.q.InsertLink(ctx, store.InsertLinkParams{
		Gid: gid, Hash: seal.Hash(token.Reveal()), Purpose: n.purpose, Workspace: n.workspace,
		Person: n.person, Email: n.email, Role: string(n.role), CreatedBy: c.actor.Person,
		CreatedAt: c.nowMicros(), ExpiresAt: sqldb.Micros(c.now.Add(n.life)), MailToken: sealed,
		ApiAccess: n.apiAccess,
	})
	if err != nil {
		return "", fmt.Errorf("make link: %w", err)
	}
	return p.linkAddress(n.purpose, token), p.mailLink(ctx, c, gid, sealed)
}

func (p *Platform) linkAddress(purpose string, token seal.Secret) string {
	return p.baseURL + linkPages[purpose] + "?token=" + url.QueryEscape(token.Reveal())
}

// openLink returns a link that can still be used, without using it.
func (p *Platform) openLink(ctx context.Context, purpose, token string) (store.OneTimeLink, error) {
	link, err := store.New(p.db.Reader()).OpenLink(ctx, store.OpenLinkParams{
		Hash: seal.Hash(token), Purpose: purpose, Now: sqldb.Micros(p.now()),
	})
	return link, orLinkOver(err)
}

// useLink uses a link up.
func (c *change) useLink(ctx context.Context, purpose, token string) (store.OneTimeLink, error) {
	link, err := c.q.UseLink(ctx, store.UseLinkParams{Hash: seal.Hash(token), Purpose: purpose, Now: c.nowMicros()})
	return link, orLinkOver(err)
}

func orLinkOver(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return &Error{Kind: NotFound, Field: "link", Text: "This link was used already, has expired or was withdrawn. Ask for a new one."}
	}
	return err
}
