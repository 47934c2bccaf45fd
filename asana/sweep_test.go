package asana_test

import (
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

func TestSweep(t *testing.T) {
	now := time.Now()
	eachAt(t, &now, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		rows := func(want ...int) {
			t.Helper()
			check(t, p.Sweep(ctx))
			for i, table := range []string{"one_time_links", "person_sessions"} {
				var n int
				check(t, w.DB.Reader().QueryRow("select count(*) from "+table).Scan(&n))
				if n != want[i] {
					t.Errorf("%d rows in %s, want %d", n, table, want[i])
				}
			}
		}
		invite(t, w, "new@example.com", asana.Member) // good for 7 days, kept for 30 more
		kept, err := p.StartSession(ctx, w.Member.GID, "comes back")
		check(t, err)
		_, err = p.StartSession(ctx, w.Member.GID, "does not")
		check(t, err)
		now = now.Add(13 * 24 * time.Hour)
		rows(1, 2)
		check(t, store.New(w.DB.Writer()).TouchSession(ctx, store.TouchSessionParams{Gid: kept, SeenAt: sqldb.Micros(now)}))
		now = now.Add(2 * 24 * time.Hour)
		rows(1, 1)
		now = now.Add(23 * 24 * time.Hour)
		rows(0, 0)
	})
}
