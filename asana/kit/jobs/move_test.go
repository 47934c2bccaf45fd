package jobs_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// What one database has still to do is done by another, each job once and not
// before it is due.
func TestJobsMove(t *testing.T) {
	const many = 1100 // more than one batch
	from := sqldbtest.Open(t, sqldbtest.SQLite(t))
	old := queue(t, from, nil)
	for id := range many {
		enqueue(t, from, old, id, nil)
	}
	due := time.Now().Add(24 * time.Hour).Truncate(time.Millisecond)
	err := from.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return old.InsertTx(ctx, tx, note{ID: many}, &river.InsertOpts{ScheduledAt: due, MaxAttempts: 3})
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, state := range map[int]string{0: "completed", 1: "running", 2: "retryable"} {
		finalized := map[bool]any{true: "2026-01-01 00:00:00", false: nil}[state == "completed"]
		if _, err := from.Writer().Exec("update river_job set state = $1, finalized_at = $2 where id = $3", state, finalized, id+1); err != nil {
			t.Fatal(err)
		}
	}
	left, err := jobs.Unfinished(t.Context(), from.Writer())
	if err != nil || len(left) != many {
		t.Fatalf("%d jobs, %v", len(left), err)
	}
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ran := make(chan int, 2*many)
		q := queue(t, db, func(_ context.Context, id int) error { ran <- id; return nil })
		err := db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return errors.Join(q.AdoptTx(ctx, tx, left), q.AdoptTx(ctx, tx, nil))
		})
		if err != nil {
			t.Fatal(err)
		}
		var waiting, attempts int
		if err := db.Reader().QueryRow("select count(*), min(max_attempts) from river_job where state = 'scheduled'").Scan(&waiting, &attempts); err != nil || waiting != 1 || attempts != 3 {
			t.Errorf("%d jobs wait with %d attempts, %v", waiting, attempts, err)
		}
		if _, err := db.Writer().Exec("delete from river_job where state = 'available' and id > (select min(id) + 20 from river_job)"); err != nil {
			t.Fatal(err) // a few are enough to work
		}
		start(t, q)
		seen := map[int]bool{}
		for range 21 {
			seen[receive(t, ran)] = true
		}
		stop(t, q, soon)
		if len(seen) != 21 || len(ran) != 0 || seen[0] || !seen[1] || !seen[2] {
			t.Errorf("ran %v and %d more", seen, len(ran))
		}
	})
}
