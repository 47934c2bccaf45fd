package jobs

import (
	"context"
	"fmt"
)

// Count is how many jobs of a kind are in a state of River's: available,
// running, scheduled, retryable, completed, cancelled, discarded. River deletes
// finished ones after a day, and discarded ones after a week.
type Count struct {
	Kind, State string
	Jobs        int64
}

// Counts are the jobs there are, of all copies of the program.
func (q *Queue) Counts(ctx context.Context) ([]Count, error) {
	// The state is a type of its own on PostgreSQL.
	rows, err := q.db.Reader().QueryContext(ctx, "select kind, cast(state as text), count(*) from river_job group by kind, state")
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var counts []Count
	for rows.Next() {
		var c Count
		if err := rows.Scan(&c.Kind, &c.State, &c.Jobs); err != nil {
			return nil, fmt.Errorf("count jobs: %w", err)
		}
		counts = append(counts, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	return counts, nil
}
