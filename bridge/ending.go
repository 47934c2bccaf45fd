package bridge

import (
	"context"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// Why a credential ended. With the sort of its realm they name a message.
const (
	refusedToken = "refused"  // the realm no longer grants tokens for it
	shutOut      = "shut_out" // the realm refuses tokens that it has just granted
	disconnected = "removed"  // the workspace's connection was removed
	otherLink    = "relinked" // it was made anew, with another application link
	newLink      = "moving"   // the same, with one of the other kind; not ended, but consent is asked for again
)

// useEvery is how exactly the last use of a credential is known.
const useEvery = 15 * time.Minute

// Ending says why and when an authorization of a person ended.
type Ending struct {
	Because Text
	At      time.Time
}

func endingOf(row store.Credential) Ending {
	id := "bridge.ended_" + row.EndedBecause
	if row.Realm == platformRealm {
		id += "_platform"
	}
	return Ending{Text{ID: id}, sqldb.Time(row.EndedAt)}
}

// kill ends a credential: its person is asked for consent the next time, and
// told why. One that has been renewed or ended since stays as it is.
func (b *Bridge) kill(ctx context.Context, row store.Credential, because string) error {
	b.log.InfoContext(ctx, "authorization has ended", "realm", row.Realm, "person", row.Person, "because", because)
	_, err := store.New(b.db.Writer()).KillCredential(context.WithoutCancel(ctx), store.KillCredentialParams{
		Empty: []byte{}, Now: sqldb.Micros(b.now()), Because: because, Realm: row.Realm, Person: row.Person, Generation: row.Generation,
	})
	return err
}

// endAll ends all credentials of a realm, or those that are of a kind of link.
func (b *Bridge) endAll(ctx context.Context, q *store.Queries, realm string, kind LinkKind, because string) error {
	return q.EndCredentials(ctx, store.EndCredentialsParams{
		Empty: []byte{}, Now: sqldb.Micros(b.now()), Because: because, Realm: realm, Kind: string(kind),
	})
}

// noteUse remembers now and then that a credential works, and returns what the
// use itself came to.
func (b *Bridge) noteUse(ctx context.Context, row store.Credential, used error) error {
	if used != nil || b.now().Sub(sqldb.Time(row.UsedAt)) < useEvery {
		return used
	}
	err := store.New(b.db.Writer()).UseCredential(context.WithoutCancel(ctx), store.UseCredentialParams{
		Now: sqldb.Micros(b.now()), Realm: row.Realm, Person: row.Person, Generation: row.Generation,
	})
	if err != nil { // nothing hangs on it
		b.log.WarnContext(ctx, "use of a credential was not noted", "realm", row.Realm, "person", row.Person, "error", err)
	}
	return nil
}

// TellEndings returns why authorizations of the person on the platform or in
// the workspace's Jira have ended, as far as he has not been told: each cause
// is told once.
func (b *Bridge) TellEndings(ctx context.Context, person, workspace string) ([]Ending, error) {
	conn, err := b.Connection(ctx, workspace)
	if err != nil && KindOf(err) != NotConnected {
		return nil, err
	}
	rows, err := store.New(b.db.Writer()).TellEndings(ctx, store.TellEndingsParams{Person: person, Realm: conn.ID, Kind: string(conn.Kind)})
	return endingsOf(rows), err
}

// Endings are the authorizations of the person that have ended and are missed.
func (b *Bridge) Endings(ctx context.Context, person string) ([]Ending, error) {
	rows, err := store.New(b.db.Reader()).Endings(ctx, person)
	return endingsOf(rows), err
}

func endingsOf(rows []store.Credential) (all []Ending) {
	for _, row := range rows {
		all = append(all, endingOf(row))
	}
	return all
}
