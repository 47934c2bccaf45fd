package auth

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Bounds of what is remembered of personal access tokens: how long, which is how late another copy of the program
// learns of a revocation, and how many.
const (
	knownFor = 5 * time.Second
	maxKnown = 10_000
)

// knownTokens remembers what tokens are good for. Nothing outlives a write of this process: whoever revokes a token
// or takes API access away finds it gone with the next request.
type knownTokens struct {
	writes func() uint64
	now    func() time.Time

	mu     sync.RWMutex
	byHash map[string]*knownToken
}

type knownToken struct {
	store.TokenByHashRow
	at     time.Time
	writes uint64       // before it was read
	used   atomic.Int64 // when a use was last noted
}

// toNote tells whether a use now is to be noted, to one of those who ask at once.
func (t *knownToken) toNote(now time.Time) bool {
	last := t.used.Load()
	return now.Sub(sqldb.Time(last)) >= touchEvery && t.used.CompareAndSwap(last, sqldb.Micros(now))
}

func newKnownTokens(writes func() uint64, now func() time.Time) *knownTokens {
	return &knownTokens{writes: writes, now: now, byHash: map[string]*knownToken{}}
}

// get returns what is known of a token, or reads it.
func (k *knownTokens) get(ctx context.Context, q *store.Queries, hash string) (*knownToken, error) {
	now, writes := k.now(), k.writes()
	k.mu.RLock()
	known := k.byHash[hash]
	k.mu.RUnlock()
	if known != nil && known.writes == writes && now.Sub(known.at) < knownFor {
		return known, nil
	}
	row, err := q.TokenByHash(ctx, hash)
	if err != nil {
		return nil, err
	}
	known = &knownToken{TokenByHashRow: row, at: now, writes: writes}
	known.used.Store(row.LastUsedAt)
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.byHash) >= maxKnown {
		clear(k.byHash)
	}
	k.byHash[hash] = known
	return known, nil
}
