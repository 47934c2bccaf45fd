// Package budget counts requests against a limit per minute, exactly, also with several copies of the program
// on one database.
//
// A copy holds a part of each key's limit, leased in slices of ten (of a limit above ten thousand, in thousandths
// of it, so that leases stay rare and little is lost with a copy that is killed), and counts the requests of the last
// minute against its part. What all copies hold of a key is never more than the limit, so neither are the requests of
// any minute. A lease is renewed before it ends and shrinks to what was used; an idle copy's ends by itself, when
// the last request counted against it is more than a minute old.
package budget

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"math"
	"sync"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

const (
	window    = time.Minute
	leaseLife = 2 * window
	slice     = 10
	slices    = 1000        // of a high limit
	askAgain  = time.Second // after a lease was refused
)

// Exceeded says that the limit is reached.
type Exceeded struct{ After time.Duration } // until there is room again

// Error says so in words.
func (e *Exceeded) Error() string { return fmt.Sprintf("limit reached, room in %v", e.After) }

// Seconds is After in whole seconds, at least one, for Retry-After.
func (e *Exceeded) Seconds() int { return max(1, int(math.Ceil(e.After.Seconds()))) }

// Budget counts requests. It is safe for concurrent use.
type Budget struct {
	db   *sqldb.DB
	now  func() time.Time
	copy string // names this copy of the program

	mu    sync.Mutex
	parts map[string]*part
	swept time.Time
}

// part is what this copy holds of one key's limit.
type part struct {
	mu    sync.Mutex
	used  []time.Time // requests of the last minute, oldest first
	held  int
	until time.Time // when the lease ends
	asked time.Time // when more was refused
	gone  bool      // swept away
}

// New returns a Budget on the platform's database.
func New(db *sqldb.DB, now func() time.Time) *Budget {
	return &Budget{db: db, now: now, copy: rand.Text(), parts: map[string]*part{}, swept: now()}
}

// Take counts n requests against the key's limit per minute, or returns an *Exceeded. Either all of them are
// counted or, when they are refused, none.
func (b *Budget) Take(ctx context.Context, key string, limit, n int) error {
	p := b.lock(key)
	defer p.mu.Unlock()
	now := b.now()
	p.forget(now.Add(-window))
	if p.needsLease(now, limit, n) {
		if err := b.lease(ctx, p, key, limit, n, now); err != nil {
			return err
		}
	}
	if room := min(p.held, limit); len(p.used)+n > room {
		return &Exceeded{p.wait(now, len(p.used)+n-room)}
	}
	for range n {
		p.used = append(p.used, now)
	}
	return nil
}

// wait is how long it takes until so many of the requests are more than a minute old. When there are not so many,
// it is other copies that hold the limit.
func (p *part) wait(now time.Time, requests int) time.Duration {
	if requests > len(p.used) {
		return slice * time.Second
	}
	return p.used[requests-1].Add(window).Sub(now)
}

// lock returns the key's part, locked.
func (b *Budget) lock(key string) *part {
	for {
		b.mu.Lock()
		b.sweep()
		p := b.parts[key]
		if p == nil {
			p = &part{}
			b.parts[key] = p
		}
		b.mu.Unlock()
		p.mu.Lock()
		if !p.gone {
			return p
		}
		p.mu.Unlock()
	}
}

// sweep forgets, once a minute, the parts whose lease has ended. Those in use just now have not.
func (b *Budget) sweep() {
	now := b.now()
	if now.Sub(b.swept) < window {
		return
	}
	b.swept = now
	for key, p := range b.parts {
		if p.mu.TryLock() {
			p.gone = p.until.Before(now)
			if p.gone {
				delete(b.parts, key)
			}
			p.mu.Unlock()
		}
	}
}

// forget drops the requests up to a moment.
func (p *part) forget(before time.Time) {
	n := 0
	for n < len(p.used) && !p.used[n].After(before) {
		n++
	}
	p.used = p.used[n:]
}

// needsLease tells whether n requests now would not be covered for their whole minute, or need another slice.
func (p *part) needsLease(now time.Time, limit, n int) bool {
	if p.until.Before(now.Add(window)) {
		return true
	}
	return len(p.used)+n > p.held && p.held < limit && now.Sub(p.asked) >= askAgain
}

// lease makes the part as many slices as it needs for n more requests, as far as other copies leave room.
func (b *Budget) lease(ctx context.Context, p *part, key string, limit, n int, now time.Time) error {
	size := max(slice, limit/slices)
	want := min(((len(p.used)+n-1)/size+1)*size, limit)
	until := now.Add(leaseLife)
	err := b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		if err := q.LockLeases(ctx, store.LockLeasesParams{Key: key, ExpiresAt: sqldb.Micros(until)}); err != nil {
			return err
		}
		elsewhere, err := q.HeldElsewhere(ctx, store.HeldElsewhereParams{Key: key, Copy: b.copy, Now: sqldb.Micros(now)})
		if err != nil {
			return err
		}
		want = max(0, min(want, limit-int(elsewhere)))
		return q.PutLease(ctx, store.PutLeaseParams{Key: key, Copy: b.copy, Held: int64(want), ExpiresAt: sqldb.Micros(until)})
	})
	if err != nil {
		return err
	}
	p.held, p.until = want, until
	if p.held < len(p.used)+n {
		p.asked = now
	}
	return nil
}
