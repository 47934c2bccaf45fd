package budget_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jirabridge/asana/budget"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/store"
)

// clock is put forward by tests.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time       { return time.UnixMicro(c.at.Load()) }
func (c *clock) pass(d time.Duration) { c.at.Add(d.Microseconds()) }

func each(t *testing.T, f func(t *testing.T, db *sqldb.DB, c *clock)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		if err := db.Migrate(t.Context(), store.Migrations(), store.VersionTable); err != nil {
			t.Fatal(err)
		}
		c := &clock{}
		c.at.Store(time.Now().UnixMicro())
		f(t, db, c)
	})
}

// spend takes n times and returns how often it could.
func spend(t *testing.T, b *budget.Budget, n, limit int) (taken int) {
	t.Helper()
	for range n {
		err := b.Take(context.Background(), "mia", limit, 1)
		var spent *budget.Exceeded
		switch {
		case err == nil:
			taken++
		case !errors.As(err, &spent):
			t.Fatal(err)
		case spent.Seconds() < 1 || spent.Seconds() > 60:
			t.Errorf("retry after %d s", spent.Seconds())
		}
	}
	return taken
}

// In one copy any minute has exactly the limit, not only those that begin with a request.
func TestExactInOneCopy(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB, c *clock) {
		b := budget.New(db, c.now)
		for step, s := range []struct {
			pass        time.Duration
			asked, want int
		}{
			{0, 1, 1}, {50 * time.Second, 40, 29}, {10 * time.Second, 5, 1}, {49 * time.Second, 5, 0}, {time.Second, 40, 29},
		} {
			c.pass(s.pass)
			if got := spend(t, b, s.asked, 30); got != s.want {
				t.Errorf("step %d: %d of %d, want %d", step, got, s.asked, s.want)
			}
		}
		c.pass(time.Minute)
		if got := spend(t, b, 20, 7); got != 7 {
			t.Errorf("a limit that is no ten: %d", got)
		}
		if got := spend(t, b, 200, 120); got != 113 {
			t.Errorf("raised at once: %d", got)
		}
	})
}

// Copies share the limit: never more than the total, whoever asks at the same moment; what an idle copy held
// comes back.
func TestCopiesShare(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB, c *clock) {
		copies := []*budget.Budget{budget.New(db, c.now), budget.New(db, c.now), budget.New(db, c.now)}
		var taken atomic.Int64
		var group sync.WaitGroup
		for _, b := range copies {
			group.Go(func() { taken.Add(int64(spend(t, b, 40, 30))) })
		}
		group.Wait()
		if taken.Load() != 30 {
			t.Errorf("%d requests of a limit of 30", taken.Load())
		}
		c.pass(2*time.Minute + time.Second)
		if got := spend(t, copies[0], 40, 30); got != 30 {
			t.Errorf("alone afterwards: %d", got)
		}
	})
}

// A high limit is leased in few steps, and still shared.
func TestHighLimitIsLeasedRarely(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB, c *clock) {
		one, two := budget.New(db, c.now), budget.New(db, c.now)
		held := func() (n int) {
			t.Helper()
			if err := db.Reader().QueryRowContext(t.Context(), "select coalesce(sum(held), 0) from request_leases").Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if got := spend(t, one, 300, 300_000); got != 300 || held() != 300 {
			t.Errorf("%d requests, %d leased", got, held())
		}
		if got := spend(t, two, 301, 300_000); got != 301 || held() != 900 {
			t.Errorf("%d requests of the other copy, %d leased by both", got, held())
		}
	})
}

// Several requests at once are counted all or not at all, and it is said when there is room for all of them.
func TestTogether(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB, c *clock) {
		b := budget.New(db, c.now)
		take := func(n int) *budget.Exceeded {
			t.Helper()
			var spent *budget.Exceeded
			if err := b.Take(t.Context(), "mia", 30, n); err != nil && !errors.As(err, &spent) {
				t.Fatal(err)
			}
			return spent
		}
		if take(10) != nil {
			t.Error("ten of thirty are refused")
		}
		c.pass(10 * time.Second)
		if take(15) != nil {
			t.Error("fifteen more are refused")
		}
		if spent := take(6); spent == nil || spent.Seconds() != 50 {
			t.Errorf("six with room for five: %v", spent)
		}
		if take(5) != nil {
			t.Error("what was refused is counted")
		}
		if spent := take(31); spent == nil || spent.Seconds() < 1 {
			t.Errorf("more than the limit: %v", spent)
		}
		c.pass(50 * time.Second)
		if take(10) != nil {
			t.Error("there is no room after the time that was said")
		}
	})
}
