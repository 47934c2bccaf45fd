package asana

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Token is a personal access token as its owner sees it: everything but the token itself, which is shown once.
type Token struct {
	GID         string
	Description string // what the owner uses it for
	CreatedAt   time.Time
	LastUsedAt  time.Time // to half a minute; zero when never used
	ExpiresAt   time.Time // zero when it does not expire
	Expired     bool
}

// NewToken is what a token is made from, and what of it can be changed.
type NewToken struct {
	Description string // what it is used for
	ExpiresOn   string // the last day it works, as year-month-day in UTC; "" is for ever
}

// maxTokenText is the length of a token's description, in characters.
const maxTokenText = 200

// CreateToken makes a personal access token for the actor. The secret is returned here and never again.
// Without API access it is Forbidden.
func (p *Platform) CreateToken(ctx context.Context, a Actor, n NewToken) (seal.Secret, Token, error) {
	expires, err := p.checkToken(&n)
	if err != nil {
		return "", Token{}, err
	}
	gid := newGID()
	secret := newTokenText(a.Person, gid)
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.apiAccess(ctx); err != nil {
			return err
		}
		c.record(tokenEvent(ActionAdded, gid))
		return c.q.InsertToken(ctx, store.InsertTokenParams{
			Gid: gid, Person: a.Person, Description: n.Description, Hash: seal.Hash(secret.Reveal()),
			CreatedAt: c.nowMicros(), ExpiresAt: expires,
		})
	})
	if err != nil {
		return "", Token{}, err
	}
	token, err := p.Token(ctx, a, gid)
	return secret, token, err
}

func tokenEvent(action, gid string) Event {
	return Event{Action: action, ResourceType: "personal_access_token", Resource: gid}
}

// checkToken tidies what a person entered and returns when the token expires, as the tables keep it.
func (p *Platform) checkToken(n *NewToken) (expires int64, err error) {
	n.Description = strings.TrimSpace(n.Description)
	switch {
	case n.Description == "":
		return 0, invalid("description", "token_missing", "Say what the token is for.")
	case utf8.RuneCountInString(n.Description) > maxTokenText:
		return 0, invalid("description", "too_long", "At most %d characters.", "Max", maxTokenText)
	}
	if err := checkText("description", n.Description, 4*maxTokenText); err != nil || n.ExpiresOn == "" {
		return 0, err
	}
	last, err := time.Parse(time.DateOnly, n.ExpiresOn)
	if err != nil {
		return 0, invalid("expires_on", "not_date", "Not a date: %s", "Date", n.ExpiresOn)
	}
	end := last.AddDate(0, 0, 1)
	if !end.After(p.now()) {
		return 0, invalid("expires_on", "token_past", "This day is over.")
	}
	return sqldb.Micros(end), nil
}

// Tokens lists the actor's tokens, the newest first.
func (p *Platform) Tokens(ctx context.Context, a Actor) ([]Token, error) {
	return p.tokensOf(ctx, a.Person)
}

func (p *Platform) tokensOf(ctx context.Context, person string) ([]Token, error) {
	rows, err := store.New(p.db.Reader()).TokensOfPerson(ctx, person)
	list := make([]Token, len(rows))
	for i, r := range rows {
		list[i] = p.tokenOf(r)
	}
	return list, err
}

func (p *Platform) tokenOf(r store.PersonalAccessToken) Token {
	return Token{
		GID: r.Gid, Description: r.Description, CreatedAt: sqldb.Time(r.CreatedAt), LastUsedAt: sqldb.Time(r.LastUsedAt),
		ExpiresAt: sqldb.Time(r.ExpiresAt), Expired: r.ExpiresAt != 0 && r.ExpiresAt <= sqldb.Micros(p.now()),
	}
}

// Token returns one of the actor's tokens. A token of somebody else is one that does not exist.
func (p *Platform) Token(ctx context.Context, a Actor, gid string) (Token, error) {
	if !isGID(gid) {
		return Token{}, notFound("token", gid)
	}
	row, err := store.New(p.db.Reader()).Token(ctx, store.TokenParams{Gid: gid, Person: a.Person})
	if err != nil {
		return Token{}, orNotFound(err, "token", gid)
	}
	return p.tokenOf(row), nil
}

// EditToken changes what one of the actor's tokens says and how long it works; the secret stays. Without API access
// it is Forbidden.
func (p *Platform) EditToken(ctx context.Context, a Actor, gid string, n NewToken) error {
	expires, err := p.checkToken(&n)
	if err != nil {
		return err
	}
	return p.changeToken(ctx, a, gid, ActionChanged, func(ctx context.Context, c *change) (int64, error) {
		if err := c.apiAccess(ctx); err != nil {
			return 0, err
		}
		return c.q.UpdateToken(ctx, store.UpdateTokenParams{
			Gid: gid, Person: a.Person, Description: n.Description, ExpiresAt: expires,
		})
	})
}

// RotateToken gives one of the actor's tokens a new secret, which is returned once; the old one stops working.
// Without API access it is Forbidden.
func (p *Platform) RotateToken(ctx context.Context, a Actor, gid string) (seal.Secret, error) {
	secret := newTokenText(a.Person, gid)
	err := p.changeToken(ctx, a, gid, ActionChanged, func(ctx context.Context, c *change) (int64, error) {
		if err := c.apiAccess(ctx); err != nil {
			return 0, err
		}
		return c.q.RotateToken(ctx, store.RotateTokenParams{Gid: gid, Person: a.Person, Hash: seal.Hash(secret.Reveal())})
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// RevokeToken ends one of the actor's tokens.
func (p *Platform) RevokeToken(ctx context.Context, a Actor, gid string) error {
	return p.changeToken(ctx, a, gid, ActionDeleted, func(ctx context.Context, c *change) (int64, error) {
		return c.q.DeleteToken(ctx, store.DeleteTokenParams{Gid: gid, Person: a.Person})
	})
}

// changeToken runs a write that must hit one token.
func (p *Platform) changeToken(ctx context.Context, a Actor, gid, action string, f func(context.Context, *change) (int64, error)) error {
	if !isGID(gid) {
		return notFound("token", gid)
	}
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		n, err := f(ctx, c)
		if err == nil && n == 0 {
			return notFound("token", gid)
		}
		c.record(tokenEvent(action, gid))
		return err
	})
}

// RevokeLeaked ends the token with this text, for whoever has found it. What is no token, or none any more, is
// no error: the finder learns nothing.
func (p *Platform) RevokeLeaked(ctx context.Context, text string) error {
	if !IsTokenText(text) {
		return nil
	}
	return p.write(ctx, Actor{}, func(ctx context.Context, c *change) error {
		ended, err := c.q.DeleteTokenByHash(ctx, seal.Hash(text))
		for _, gid := range ended {
			c.record(tokenEvent(ActionDeleted, gid))
		}
		return err
	})
}
