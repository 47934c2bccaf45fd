package jobs_test

import (
	"context"
	"testing"
	"time"

	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

func TestJobsAreCountedByState(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		q := queue(t, db, func(context.Context, int) error { return nil })
		enqueue(t, db, q, 1, nil)
		enqueue(t, db, q, 2, nil)
		expectCount(t, q, jobs.Count{Kind: "note", State: "available", Jobs: 2})
		start(t, q)
		defer stop(t, q, soon)
		expectCount(t, q, jobs.Count{Kind: "note", State: "completed", Jobs: 2})
	})
}

// expectCount waits until there is nothing but what is wanted.
func expectCount(t *testing.T, q *jobs.Queue, want jobs.Count) {
	t.Helper()
	deadline := time.Now().Add(soon)
	for {
		counts, err := q.Counts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(counts) == 1 && counts[0] == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("counted %v, want %v", counts, want)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
