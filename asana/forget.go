package asana

import (
	"context"
	"fmt"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// forgetAtOnce is how many events one statement deletes, so that the log is not locked for long.
const forgetAtOnce = 1000

// ForgetEvents deletes the events older than before, oldest first, and returns how many. Numbers are not
// given again.
func (p *Platform) ForgetEvents(ctx context.Context, before time.Time) (int64, error) {
	q, all := store.New(p.db.Writer()), int64(0)
	for {
		n, err := q.DeleteOldEvents(ctx, store.DeleteOldEventsParams{Before: sqldb.Micros(before), N: forgetAtOnce})
		if err != nil {
			return all, fmt.Errorf("forget events: %w", err)
		}
		if all += n; n < forgetAtOnce {
			return all, nil
		}
	}
}
