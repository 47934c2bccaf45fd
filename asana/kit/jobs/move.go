package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
)

// movedAtOnce is how many jobs are read or written at once.
const movedAtOnce = 1000

// unfinished are the states of jobs that have still to run, or to run again.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// Unfinished reads the jobs of an SQLite database that have not come to an
// end, oldest first. Nobody may be working them.
func Unfinished(ctx context.Context, sqlite *sql.DB) ([]*rivertype.JobRow, error) {
	client, err := river.NewClient(riversqlite.New(sqlite), &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("read jobs: %w", err)
	}
	params := river.NewJobListParams().States(unfinished...).OrderBy(river.JobListOrderByID, river.SortOrderAsc).First(movedAtOnce)
	var all []*rivertype.JobRow
	for {
		page, err := client.JobList(ctx, params)
		if err != nil {
			return nil, fmt.Errorf("read jobs: %w", err)
		}
		all = append(all, page.Jobs...)
		if len(page.Jobs) < movedAtOnce {
			return all, nil
		}
		params = params.After(page.LastCursor)
	}
}

// AdoptTx enqueues jobs of another queue in tx, each once and due when it was
// due. Their attempts are counted anew.
func (q *Queue) AdoptTx(ctx context.Context, tx *sql.Tx, rows []*rivertype.JobRow) error {
	client, err := river.NewClient(q.driver, &river.Config{Logger: q.log}) // it only inserts, and knows no workers
	if err != nil {
		return fmt.Errorf("adopt jobs: %w", err)
	}
	for len(rows) > 0 {
		n := min(len(rows), movedAtOnce)
		batch := make([]river.InsertManyParams, n)
		for i, row := range rows[:n] {
			batch[i] = river.InsertManyParams{Args: adopted{row}, InsertOpts: optionsOf(row, time.Now())}
		}
		if _, err := client.InsertManyTx(ctx, tx, batch); err != nil {
			return fmt.Errorf("adopt jobs: %w", err)
		}
		rows = rows[n:]
	}
	return nil
}

func optionsOf(row *rivertype.JobRow, now time.Time) *river.InsertOpts {
	opts := &river.InsertOpts{MaxAttempts: row.MaxAttempts, Priority: row.Priority, Queue: row.Queue, Tags: row.Tags}
	if row.ScheduledAt.After(now) {
		opts.ScheduledAt = row.ScheduledAt
	}
	return opts
}

// adopted are the arguments of a job as they stand in its row.
type adopted struct{ row *rivertype.JobRow }

// Kind is the row's.
func (a adopted) Kind() string { return a.row.Kind }

// MarshalJSON is what the row holds.
func (a adopted) MarshalJSON() ([]byte, error) { return a.row.EncodedArgs, nil }
