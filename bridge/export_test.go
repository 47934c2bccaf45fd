package bridge

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Settle is one step of the job that follows every claim.
func (b *Bridge) Settle(ctx context.Context, link string) (time.Duration, error) {
	return b.settle(ctx, link)
}

// LastTry is the last attempt of the job that copies a file.
func (b *Bridge) LastTry(ctx context.Context, link, attachment string) error {
	row := &rivertype.JobRow{Attempt: fileTries, MaxAttempts: fileTries, AttemptedBy: []string{"test"}}
	return (&sendFileWorker{bridge: b}).Work(ctx, &river.Job[sendFileArgs]{JobRow: row, Args: sendFileArgs{link, attachment}})
}
