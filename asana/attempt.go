package asana

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Guessing passwords is slowed down per account and network address: five attempts are free, then each
// failure makes the next attempt wait, twice as long every time. What is tried during a wait is not looked at.
const (
	freeAttempts = 5
	firstWait    = 30 * time.Second
	longestWait  = time.Hour
	forgetAfter  = 24 * time.Hour // without an attempt
)

// Attempt is somebody who says who he is.
type Attempt struct {
	Email    string
	Password string
	Address  netip.Addr // the network address it comes from
}

// TooManyAttempts refuses an attempt, right or wrong, until then.
type TooManyAttempts struct{ Until time.Time }

// Error names the time.
func (e *TooManyAttempts) Error() string {
	return "too many failed attempts; the next one after " + e.Until.UTC().Format(time.RFC3339)
}

// SignIn is CheckPassword slowed down: a *TooManyAttempts says from when on to try again. It looks the same
// for accounts that do not exist. An attempt counts as failed until its password was found right, so that
// many at once gain nothing.
func (p *Platform) SignIn(ctx context.Context, at Attempt) (Person, error) {
	key := at.key()
	if err := p.countAttempt(ctx, key); err != nil {
		return Person{}, err
	}
	person, err := p.CheckPassword(ctx, at.Email, at.Password)
	if err != nil {
		return Person{}, err
	}
	if err := store.New(p.db.Writer()).ForgetSignIns(ctx, key); err != nil {
		return Person{}, fmt.Errorf("forget failed attempts: %w", err)
	}
	return person, nil
}

// key names account and address without telling them. Of an IPv6 address the network counts: one customer
// has all addresses of one.
func (at Attempt) key() string {
	ip := at.Address.Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() {
		bits = 64
	}
	place, _ := ip.Prefix(bits) // as many bits as the address has at most; the zero Addr has the zero Prefix
	return seal.Hash(foldEmail(at.Email) + "\n" + place.String())
}

// countAttempt counts one more failure, or refuses the attempt. Two at the same moment count one after the
// other, on whichever copy of the program they arrive.
func (p *Platform) countAttempt(ctx context.Context, key string) error {
	q := store.New(p.db.Writer())
	now := p.now()
	if err := q.DeleteOldSignIns(ctx, sqldb.Micros(now.Add(-forgetAfter))); err != nil {
		return fmt.Errorf("forget old attempts: %w", err)
	}
	for {
		seen, err := q.SignInFailures(ctx, key)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("read failed attempts: %w", err)
		}
		if until := sqldb.Time(seen.RefusedUntil); until.After(now) {
			return &TooManyAttempts{until}
		}
		n, err := q.CountSignIn(ctx, store.CountSignInParams{
			Key: key, Failures: seen.Failures + 1, LastAt: sqldb.Micros(now),
			RefusedUntil: refusedUntil(now, seen.Failures+1), Seen: seen.Failures, SeenAt: seen.LastAt,
		})
		if err != nil {
			return fmt.Errorf("count attempt: %w", err)
		}
		if n == 1 {
			return nil
		}
	}
}

// refusedUntil is when, after so many failures, the next attempt is looked at, in microseconds; 0 is at once.
func refusedUntil(now time.Time, failures int64) int64 {
	if failures < freeAttempts {
		return 0
	}
	doublings := min(failures-freeAttempts, 10)
	return sqldb.Micros(now.Add(min(firstWait<<doublings, longestWait)))
}
