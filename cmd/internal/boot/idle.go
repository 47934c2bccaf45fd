package boot

import (
	"context"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// idleAfter is how long no request may come before the program is idle.
const idleAfter = 20 * time.Second

// idle gives memory back when nobody is there. Hashing a password takes 19 MiB
// for a moment; left alone, Go would keep that for minutes after the last
// sign-in.
type idle struct{ requests atomic.Int64 }

// count notes that somebody is there.
func (i *idle) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i.requests.Add(1)
		next.ServeHTTP(w, r)
	})
}

// watch gives memory back once per quiet spell, until ctx ends.
func (i *idle) watch(ctx context.Context) {
	tick := time.NewTicker(idleAfter)
	defer tick.Stop()
	var before, given int64 = 0, -1
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := i.requests.Load()
		if now == before && now != given {
			debug.FreeOSMemory()
			given = now
		}
		before = now
	}
}
