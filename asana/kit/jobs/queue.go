// Package jobs runs work in the background: River, set up the same way on
// SQLite and PostgreSQL.
//
// A job is enqueued in the transaction that causes it, and runs after that
// transaction committed, at least once. Its arguments are ids only. Workers
// are registered before [Queue.Start]; enqueueing works before it too, so that
// stores can be given the queue while the program is being put together.
//
//	available -> running -> completed
//	    ^           |
//	    |           +-- error ------> retryable -> available (25 times at most)
//	    |           +-- Queue.Stop -> available  (the attempt is not counted)
//	    |           +-- process died: after 45 s
//	    +-----------+
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"jirabridge/asana/kit/sqldb"
)

// Times and sizes of a queue.
const (
	poll        = 100 * time.Millisecond
	timeout     = 30 * time.Second
	rescueAfter = 45 * time.Second
	givenUpStay = 7 * 24 * time.Hour
	cancelGrace = 5 * time.Second
	parallel    = 10
	slowOnes    = 5
)

// Slow is the queue for jobs that may take hours, for river.InsertOpts. They do
// not keep the others waiting.
const Slow = "slow"

// Config says where the jobs are kept.
type Config struct {
	DB     *sqldb.DB
	Logger *slog.Logger // nil is slog.Default()
	// Retention is how long a finished job stays to be looked at; 0 is a day.
	// Those that were given up stay for a week at least.
	Retention time.Duration
}

// Queue holds jobs and works them.
type Queue struct {
	db       *sqldb.DB
	log      *slog.Logger
	driver   riverdriver.Driver[*sql.Tx]
	workers  *river.Workers
	client   *river.Client[*sql.Tx]
	stopping atomic.Bool
}

// New makes a queue on c.DB. Its tables come with [Queue.Migrate].
func New(c Config) (*Queue, error) {
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	q := &Queue{db: c.DB, log: c.Logger, driver: driver(c.DB), workers: river.NewWorkers()}
	client, err := river.NewClient(q.driver, q.config(c.Retention))
	if err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	q.client = client
	return q, nil
}

func driver(db *sqldb.DB) riverdriver.Driver[*sql.Tx] {
	if db.Kind() == sqldb.SQLite {
		return riversqlite.New(db.Writer())
	}
	return riverdatabasesql.New(db.Writer())
}

func (q *Queue) config(retention time.Duration) *river.Config {
	return &river.Config{
		CompletedJobRetentionPeriod: retention,
		CancelledJobRetentionPeriod: retention,
		DiscardedJobRetentionPeriod: max(retention, givenUpStay),

		FetchPollInterval:    poll,
		FetchCooldown:        poll,
		JobTimeout:           timeout,
		RescueStuckJobsAfter: rescueAfter,
		Logger:               q.log,
		Middleware:           []rivertype.Middleware{&giveBack{stopping: &q.stopping}},
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: parallel}, Slow: {MaxWorkers: slowOnes}},
		Workers:              q.workers,
	}
}

// Register says who works jobs with arguments of type T. It panics when
// somebody already does, and must be called before [Queue.Start].
func Register[T river.JobArgs](q *Queue, w river.Worker[T]) {
	river.AddWorker(q.workers, w)
}

// Migrate brings River's tables to the version this program knows.
func (q *Queue) Migrate(ctx context.Context) error {
	m, err := rivermigrate.New(q.driver, &rivermigrate.Config{Logger: q.log})
	if err != nil {
		return fmt.Errorf("migrate job queue: %w", err)
	}
	return q.db.Exclusively(ctx, func(ctx context.Context) error {
		if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return fmt.Errorf("migrate job queue: %w", err)
		}
		return nil
	})
}

// InsertTx enqueues a job that exists from the moment tx commits. A kind
// nobody is registered for is an error.
func (q *Queue) InsertTx(ctx context.Context, tx *sql.Tx, args river.JobArgs, opts *river.InsertOpts) error {
	if _, err := q.client.InsertTx(ctx, tx, args, opts); err != nil {
		return fmt.Errorf("enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// Start begins to work jobs, until [Queue.Stop]. The end of ctx does not stop
// it.
func (q *Queue) Start(ctx context.Context) error {
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start job queue: %w", err)
	}
	return nil
}

// Stop takes no new jobs and waits for the running ones until ctx ends; then
// it cancels them, and they are given back to run elsewhere or after the next
// start.
func (q *Queue) Stop(ctx context.Context) error {
	err := q.client.Stop(ctx)
	if err == nil || !errors.Is(err, ctx.Err()) {
		return err
	}
	q.stopping.Store(true)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cancelGrace)
	defer cancel()
	if err := q.client.StopAndCancel(ctx); err != nil {
		return fmt.Errorf("stop job queue: %w", err)
	}
	return nil
}
