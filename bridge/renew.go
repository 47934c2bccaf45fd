package bridge

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"

	"jirabridge/asana/client"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
	"jirabridge/jira"
	"jirabridge/jira/auth"
)

// access returns an access token good for a while, and the row it is of. It
// renews the token when that is about to end; a renewal that fails for now does
// not matter before it has ended.
func (b *Bridge) access(ctx context.Context, realm, person string) (string, store.Credential, error) {
	row, err := b.credential(ctx, realm, person)
	if err != nil {
		return "", row, err
	}
	if left := sqldb.Time(row.ExpiresAt).Sub(b.now()); left <= renewAhead {
		err := b.renew(ctx, realm, person, row.Generation)
		if err != nil && (left <= 0 || errors.Is(err, errNoCredential)) {
			return "", row, err
		}
		if row, err = b.credential(ctx, realm, person); err != nil {
			return "", row, err
		}
	}
	token, err := b.config.Keys.Open(row.Access, place("bridge_credentials", realm, person, "access"))
	return string(token), row, err
}

// withToken calls f with an access token, and once more with a new one when the
// realm did not take the first. A realm that grants a token and answers 401 to
// it has shut the person out: the credential ends.
func (b *Bridge) withToken(ctx context.Context, realm, person string, f func(kind LinkKind, token string) error) error {
	token, row, err := b.access(ctx, realm, person)
	if err != nil {
		return err
	}
	if err = f(LinkKind(row.Kind), token); !isRefused(row, err) {
		return b.noteUse(ctx, row, err)
	}
	if err := b.renew(ctx, realm, person, row.Generation); err != nil {
		return err
	}
	if token, row, err = b.access(ctx, realm, person); err != nil {
		return err
	}
	if err = f(LinkKind(row.Kind), token); isShutOut(err) {
		return errors.Join(err, b.kill(ctx, row, shutOut))
	}
	return b.noteUse(ctx, row, err)
}

// renew replaces the tokens of a generation, or waits for whoever is doing so.
// Callers of this process share one renewal. It runs on a context of its own:
// a realm that rotates tokens ends the old pair the moment it answers, and a
// caller who has stopped waiting must not lose the new one.
func (b *Bridge) renew(ctx context.Context, realm, person string, generation int64) error {
	done := b.renewals.DoChan(place(realm, person), func() (any, error) {
		own, cancel := b.work.context(ctx, leaseTime)
		defer cancel()
		return nil, b.renewAlone(own, realm, person, generation)
	})
	select {
	case r := <-done:
		return r.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// renewAlone gets the lease that all processes share, or waits until its
// holder has changed the generation.
func (b *Bridge) renewAlone(ctx context.Context, realm, person string, generation int64) error {
	lease := rand.Text()
	for {
		row, err := b.credential(ctx, realm, person)
		if err != nil || row.Generation != generation {
			return err
		}
		now := b.now()
		got, err := store.New(b.db.Writer()).LeaseCredential(ctx, store.LeaseCredentialParams{
			Lease: lease, Until: sqldb.Micros(now.Add(leaseTime)), Realm: realm, Person: person,
			Generation: generation, Now: sqldb.Micros(now),
		})
		if err != nil {
			return err
		}
		if got == 1 {
			return b.renewLeased(ctx, row, lease)
		}
		if err := sleep(ctx, leasePoll); err != nil {
			return err
		}
	}
}

// renewLeased asks the realm for new tokens and stores them. A refusal for
// good ends the credential; any other failure keeps it.
func (b *Bridge) renewLeased(ctx context.Context, row store.Credential, lease string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshTime)
	defer cancel()
	t, err := b.refresh(ctx, row)
	ctx = context.WithoutCancel(ctx)
	if err == nil {
		return b.storeRenewed(ctx, row, lease, t)
	}
	if isInvalidGrant(err) {
		return errors.Join(errNoCredential, b.kill(ctx, row, refusedToken))
	}
	return errors.Join(err, store.New(b.db.Writer()).ReleaseCredential(ctx, store.ReleaseCredentialParams{
		Realm: row.Realm, Person: row.Person, Lease: lease,
	}))
}

// storeRenewed keeps a new pair. The old one has ended already, so a database
// that is away is waited for as long as the lease is ours.
func (b *Bridge) storeRenewed(ctx context.Context, row store.Credential, lease string, t tokens) error {
	s, err := b.sealTokens(row.Realm, row.Person, t)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, leaseTime-refreshTime)
	defer cancel()
	for {
		// No row means that a new consent has come in between: its tokens stay.
		_, err = store.New(b.db.Writer()).RenewCredential(ctx, store.RenewCredentialParams{
			Access: s.access, Refresh: s.refresh, ExpiresAt: sqldb.Micros(t.Expiry), Now: sqldb.Micros(b.now()),
			Realm: row.Realm, Person: row.Person, Generation: row.Generation, Lease: lease,
		})
		if !sqldb.IsUnavailable(err) || sleep(ctx, storeAgain) != nil {
			return err
		}
	}
}

// refresh trades the refresh token at the credential's realm.
func (b *Bridge) refresh(ctx context.Context, row store.Credential) (tokens, error) {
	old, err := b.config.Keys.Open(row.Refresh, place("bridge_credentials", row.Realm, row.Person, "refresh"))
	if err != nil {
		return tokens{}, err
	}
	if row.Realm == platformRealm {
		t, err := b.connect("").Refresh(ctx, seal.Secret(old))
		return tokens{Access: t.Access, Refresh: t.Refresh, Expiry: t.Expiry}, err
	}
	link, err := b.incomingLink(ctx, row.Realm, LinkKind(row.Kind))
	if err != nil {
		return tokens{}, err
	}
	return link.renew(ctx, string(old))
}

// isRefused tells whether another token may help. OAuth 1.0a has none: only
// what Jira refuses in so many words ends there.
func isRefused(row store.Credential, err error) bool {
	switch {
	case row.Realm == platformRealm:
		return platformRefusedToken(err)
	case LinkKind(row.Kind) == OAuth1:
		return isShutOut(err)
	}
	return jiraRefusedToken(err)
}

func isInvalidGrant(err error) bool {
	var ours *client.Error
	var theirs *auth.Error
	return (errors.As(err, &ours) && ours.Kind == client.InvalidGrant) ||
		(errors.As(err, &theirs) && theirs.Kind == auth.InvalidGrant)
}

// isShutOut tells whether a realm has answered 401 in so many words. A sign-in
// page in its place may be an outage of somebody else.
func isShutOut(err error) bool {
	var ours *client.Error
	var theirs *jira.Error
	return (errors.As(err, &ours) && ours.Status == http.StatusUnauthorized) ||
		(errors.As(err, &theirs) && theirs.Kind == jira.Unauthorized && theirs.Status == http.StatusUnauthorized)
}
