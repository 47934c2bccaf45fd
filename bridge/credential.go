package bridge

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// platformRealm is where credentials of the platform are kept; all others are
// in the realm of their connection's id.
const platformRealm = "platform"

// Times of renewing a token.
const (
	renewAhead  = time.Minute // before it expires
	refreshTime = 15 * time.Second
	leaseTime   = 30 * time.Second // longer than a refresh and storing it take
	leasePoll   = 50 * time.Millisecond
	storeAgain  = 250 * time.Millisecond // until a database that was away is tried again
)

// account is who a credential acts as.
type account struct{ Key, Name, DisplayName string }

// tokens are what a realm granted.
type tokens struct {
	Access, Refresh seal.Secret
	Expiry          time.Time
	Kind            LinkKind // of the application link they are of; "" on the platform
}

// errNoCredential: the person has to consent, for the first time or again.
var errNoCredential = errors.New("no live credential")

// sealed is the pair of a credential's columns.
type sealed struct{ access, refresh []byte }

func (b *Bridge) sealTokens(realm, person string, t tokens) (sealed, error) {
	access, err := b.config.Keys.Seal([]byte(t.Access.Reveal()), place("bridge_credentials", realm, person, "access"))
	if err != nil {
		return sealed{}, err
	}
	refresh, err := b.config.Keys.Seal([]byte(t.Refresh.Reveal()), place("bridge_credentials", realm, person, "refresh"))
	return sealed{access, refresh}, err
}

// saveCredential keeps what a consent has brought, in place of what was there.
func (b *Bridge) saveCredential(ctx context.Context, db store.DBTX, realm, person string, who account, t tokens) error {
	s, err := b.sealTokens(realm, person, t)
	if err != nil {
		return err
	}
	return store.New(db).SaveCredential(ctx, store.SaveCredentialParams{
		Realm: realm, Person: person, Kind: string(t.Kind), Account: who.Key, AccountName: who.Name, DisplayName: who.DisplayName,
		Access: s.access, Refresh: s.refresh, ExpiresAt: sqldb.Micros(t.Expiry), Now: sqldb.Micros(b.now()),
	})
}

// credential returns the row of a live credential, or errNoCredential.
func (b *Bridge) credential(ctx context.Context, realm, person string) (store.Credential, error) {
	row, err := store.New(b.db.Reader()).Credential(ctx, store.CredentialParams{Realm: realm, Person: person})
	if errors.Is(err, sql.ErrNoRows) || (err == nil && row.Dead) {
		return store.Credential{}, errNoCredential
	}
	return row, err
}

// sleep waits, or returns the error of a context that ended.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
