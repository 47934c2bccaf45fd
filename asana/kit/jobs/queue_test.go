package jobs_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

const soon = time.Minute

type note struct {
	ID int `json:"id"`
}

func (note) Kind() string { return "note" }

// scribe hands the job to a function.
type scribe struct {
	river.WorkerDefaults[note]
	work func(ctx context.Context, id int) error
}

func (s *scribe) Work(ctx context.Context, job *river.Job[note]) error {
	return s.work(ctx, job.Args.ID)
}

func queue(t *testing.T, db *sqldb.DB, work func(ctx context.Context, id int) error) *jobs.Queue {
	t.Helper()
	q, err := jobs.New(jobs.Config{DB: db, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	jobs.Register(q, &scribe{work: work})
	if err := q.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return q
}

func start(t *testing.T, q *jobs.Queue) {
	t.Helper()
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func stop(t *testing.T, q *jobs.Queue, grace time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if err := q.Stop(ctx); err != nil {
		t.Error(err)
	}
}

// enqueue adds a job in a transaction that ends as outcome says.
func enqueue(t *testing.T, db *sqldb.DB, q *jobs.Queue, id int, outcome error) {
	t.Helper()
	err := db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return errors.Join(q.InsertTx(ctx, tx, note{ID: id}, nil), outcome)
	})
	if !errors.Is(err, outcome) {
		t.Fatal(err)
	}
}

func receive(t *testing.T, from <-chan int) int {
	t.Helper()
	select {
	case id := <-from:
		return id
	case <-time.After(soon):
		t.Fatal("no job ran")
		return 0
	}
}

func TestJobRunsAfterCommitOnly(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ran := make(chan int, 10)
		q := queue(t, db, func(_ context.Context, id int) error { ran <- id; return nil })
		enqueue(t, db, q, 1, errors.New("rolled back")) // before Start, too
		enqueue(t, db, q, 2, nil)
		start(t, q)
		enqueue(t, db, q, 3, errors.New("rolled back"))
		enqueue(t, db, q, 4, nil)
		if a, b := receive(t, ran), receive(t, ran); a+b != 6 || a*b != 8 { // 2 and 4, in any order
			t.Errorf("ran %d and %d", a, b)
		}
		stop(t, q, soon)
		if len(ran) != 0 {
			t.Errorf("ran %d", <-ran)
		}
	})
}

func TestJobDoesNotRunBeforeCommit(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.Postgres(t)) // SQLite has one writer, nobody could look
	ran := make(chan int, 1)
	q := queue(t, db, func(_ context.Context, id int) error { ran <- id; return nil })
	start(t, q)
	defer stop(t, q, soon)
	err := db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		if err := q.InsertTx(ctx, tx, note{ID: 1}, nil); err != nil {
			return err
		}
		select {
		case <-ran:
			t.Error("ran before the commit")
		case <-time.After(400 * time.Millisecond): // four polls
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	receive(t, ran)
}

func TestFailedJobRunsAgain(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		var runs atomic.Int32
		done := make(chan int, 1)
		q := queue(t, db, func(_ context.Context, id int) error {
			if runs.Add(1) == 1 {
				return errors.New("not yet")
			}
			done <- id
			return nil
		})
		start(t, q)
		defer stop(t, q, soon)
		enqueue(t, db, q, 1, nil)
		receive(t, done)
	})
}

func TestStopWaitsForRunningJob(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		began, done := make(chan int, 1), make(chan int, 1)
		q := queue(t, db, func(ctx context.Context, id int) error {
			began <- id
			time.Sleep(300 * time.Millisecond)
			done <- id
			return ctx.Err()
		})
		start(t, q)
		enqueue(t, db, q, 1, nil)
		receive(t, began)
		stop(t, q, soon)
		if len(done) != 1 {
			t.Error("Stop did not wait")
		}
	})
}

// A job that Stop had to cancel runs at once after the next start, and the cut
// short attempt does not count.
func TestStopGivesJobsBack(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		began := make(chan int, 1)
		q := queue(t, db, func(ctx context.Context, id int) error {
			began <- id
			<-ctx.Done()
			return ctx.Err()
		})
		start(t, q)
		enqueue(t, db, q, 1, nil)
		receive(t, began)
		stop(t, q, 50*time.Millisecond)

		var state string
		var attempt int
		if err := db.Reader().QueryRow("select state, attempt from river_job").Scan(&state, &attempt); err != nil {
			t.Fatal(err)
		}
		if state != "available" || attempt != 0 {
			t.Errorf("the job is %s after attempt %d", state, attempt)
		}
		ran := make(chan int, 1)
		next := queue(t, db, func(_ context.Context, id int) error { ran <- id; return nil })
		start(t, next)
		defer stop(t, next, soon)
		if id := receive(t, ran); id != 1 {
			t.Errorf("ran %d", id)
		}
	})
}

func TestUnknownKindIsRefused(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		q := queue(t, db, nil)
		err := db.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return q.InsertTx(ctx, tx, stranger{}, nil)
		})
		if err == nil {
			t.Error("a job nobody works was enqueued")
		}
	})
}

type stranger struct{}

func (stranger) Kind() string { return "stranger" }

func TestMigrateTwice(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		q := queue(t, db, nil)
		if err := q.Migrate(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestStopWithoutStart(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		stop(t, queue(t, db, nil), soon)
	})
}

// River deletes what has been finished for longer than the retention.
func TestRetention(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		q, err := jobs.New(jobs.Config{DB: db, Logger: slog.New(slog.DiscardHandler), Retention: 48 * time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		jobs.Register(q, &scribe{})
		if err := q.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		for id, days := range []int{1, 3, 3, 8} { // 1 and 3 days ago; given up 3 and 8 days ago
			enqueue(t, db, q, id, nil)
			state := []string{"completed", "completed", "discarded", "discarded"}[id]
			ago := time.Now().UTC().AddDate(0, 0, -days).Format("2006-01-02 15:04:05.000")
			update := "update river_job set state = $1, finalized_at = $2 where id = (select max(id) from river_job)"
			if db.Kind() == sqldb.Postgres {
				update = "update river_job set state = $1::river_job_state, finalized_at = $2::timestamptz where id = (select max(id) from river_job)"
			}
			if _, err := db.Writer().Exec(update, state, ago); err != nil {
				t.Fatal(err)
			}
		}
		start(t, q)
		defer stop(t, q, soon)
		for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
			var left int
			if err := db.Reader().QueryRow("select count(*) from river_job").Scan(&left); err != nil {
				t.Fatal(err)
			}
			if left == 2 {
				return
			}
			if time.Since(began) > soon {
				t.Fatalf("%d jobs are left, want 2", left)
			}
		}
	})
}
