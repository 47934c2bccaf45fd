package auth

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Authorization is an app a person has allowed to act in the person's name.
type Authorization struct {
	App         string // gid
	Name        string
	Permissions []Permission
	GrantedAt   time.Time
	LastUsedAt  time.Time // to half a minute; zero when never used
}

// Authorizations lists the apps the person has allowed, by name.
func (a *Auth) Authorizations(ctx context.Context, person string) ([]Authorization, error) {
	rows, err := store.New(a.db.Reader()).ConsentsOfPerson(ctx, person)
	list := make([]Authorization, 0, len(rows))
	for _, r := range rows {
		list = append(list, Authorization{
			App: r.App, Name: r.Name, Permissions: allowed(strings.Fields(r.Scopes)),
			GrantedAt: sqldb.Time(r.CreatedAt), LastUsedAt: sqldb.Time(r.LastUsedAt),
		})
	}
	return list, err
}

// Deauthorize takes back what the person allowed the app: its tokens are dead at once, and it has to ask
// again. The app is not told; it learns from the next answer 401 or invalid_grant.
func (a *Auth) Deauthorize(ctx context.Context, person, app string) error {
	return a.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		n, err := q.DeleteConsent(ctx, store.DeleteConsentParams{Person: person, App: app})
		if err != nil {
			return err
		}
		if n == 0 {
			return &asana.Error{Kind: asana.NotFound, Field: "app", Text: "Unknown object: " + app}
		}
		return q.RevokeGrantsOfApp(ctx, store.RevokeGrantsOfAppParams{
			Person: person, App: app, RevokedAt: sqldb.Micros(a.now()),
		})
	})
}
