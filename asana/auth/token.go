package auth

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"jirabridge/asana"
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
}

// tokenPrefix begins every personal access token: "2/<person gid>/<token gid>:<32 hex digits>", the shape
// Asana's have now, so that scanners for leaked secrets know it.
const tokenPrefix = "2/"

// descriptionLimit is the length of a token's description, in characters.
const descriptionLimit = 200

// CreateToken makes a personal access token for the person. The secret is returned here and never again.
func (a *Auth) CreateToken(ctx context.Context, person, description string) (seal.Secret, Token, error) {
	description = strings.TrimSpace(description)
	if err := checkDescription(description); err != nil {
		return "", Token{}, err
	}
	t := Token{GID: a.platform.ReserveGID(), Description: description, CreatedAt: a.now().UTC().Truncate(time.Microsecond)}
	secret := seal.NewToken(tokenPrefix + person + "/" + t.GID + ":")
	err := store.New(a.db.Writer()).InsertToken(ctx, store.InsertTokenParams{
		Gid: t.GID, Person: person, Description: description,
		Hash: seal.Hash(secret.Reveal()), CreatedAt: sqldb.Micros(t.CreatedAt),
	})
	return secret, t, err
}

func checkDescription(text string) error {
	if text == "" {
		return &asana.Error{Kind: asana.Invalid, Field: "description", Text: "Say what the token is for.", ID: "auth.token_missing"}
	}
	if utf8.RuneCountInString(text) > descriptionLimit {
		return &asana.Error{Kind: asana.Invalid, Field: "description", Text: "At most 200 characters.", ID: "auth.token_too_long"}
	}
	return nil
}

// Tokens lists the person's tokens, the newest first.
func (a *Auth) Tokens(ctx context.Context, person string) ([]Token, error) {
	rows, err := store.New(a.db.Reader()).TokensOfPerson(ctx, person)
	list := make([]Token, 0, len(rows))
	for _, r := range rows {
		list = append(list, Token{
			GID: r.Gid, Description: r.Description,
			CreatedAt: sqldb.Time(r.CreatedAt), LastUsedAt: sqldb.Time(r.LastUsedAt),
		})
	}
	return list, err
}

// RevokeToken ends one of the person's tokens. A token of somebody else is one that does not exist.
func (a *Auth) RevokeToken(ctx context.Context, person, gid string) error {
	n, err := store.New(a.db.Writer()).DeleteToken(ctx, store.DeleteTokenParams{Gid: gid, Person: person})
	if err == nil && n == 0 {
		return &asana.Error{Kind: asana.NotFound, Field: "token", Text: "Unknown object: " + gid}
	}
	return err
}
