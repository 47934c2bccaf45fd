package bridge

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/kit/jobs"
)

// sendTime is how long one file may take, whatever its size.
const sendTime = 15 * time.Minute

// doubtTime is how long a file that was cut off on its way is left alone: Jira
// may have got all of it and not put it on the issue yet, and would have it twice.
const doubtTime = 30 * time.Second

// fileTries is how often a file is tried. The waits between grow, over two days
// in all: a Jira that is away over the weekend gets it.
const fileTries = 16

// settleArgs names a link to see through to its end.
type settleArgs struct {
	Link string `json:"link"`
}

// Kind names the job in the queue.
func (settleArgs) Kind() string { return "bridge_settle" }

// sendFileArgs names a file to copy.
type sendFileArgs struct {
	Link       string `json:"link"`
	Attachment string `json:"attachment"`
}

// Kind names the job in the queue.
func (sendFileArgs) Kind() string { return "bridge_send_file" }

// RegisterJobs gives the queue the bridge's workers.
func (b *Bridge) RegisterJobs(q *jobs.Queue) {
	jobs.Register(q, &settleWorker{bridge: b})
	jobs.Register(q, &sendFileWorker{bridge: b})
}

type settleWorker struct {
	river.WorkerDefaults[settleArgs]
	bridge *Bridge
}

// Work takes one step, and comes again as long as there are more.
func (w *settleWorker) Work(ctx context.Context, job *river.Job[settleArgs]) error {
	again, err := w.bridge.settle(ctx, job.Args.Link)
	if err == nil && again > 0 {
		return river.JobSnooze(again)
	}
	return err
}

type sendFileWorker struct {
	river.WorkerDefaults[sendFileArgs]
	bridge *Bridge
}

// Work copies the file. An attempt that our stopping cut off is not counted in
// job.Attempt, but whoever made it is in job.AttemptedBy.
func (w *sendFileWorker) Work(ctx context.Context, job *river.Job[sendFileArgs]) error {
	again := job.Attempt > 1 || len(job.AttemptedBy) > 1
	err := w.bridge.sendFile(ctx, job.Args.Link, job.Args.Attachment, again)
	switch {
	case err != nil && errors.Is(ctx.Err(), context.Canceled):
		return river.JobSnooze(doubtTime)
	case err != nil && job.Attempt >= job.MaxAttempts:
		return w.bridge.loseFile(context.WithoutCancel(ctx), job.Args.Link, job.Args.Attachment, err)
	}
	return err
}

// Timeout is longer than that of other jobs: a file may be large.
func (w *sendFileWorker) Timeout(*river.Job[sendFileArgs]) time.Duration { return sendTime }

// enqueueSettle enqueues the job that sees a link through to its end. It first
// looks when the host has had time to attach what it was answered.
func (b *Bridge) enqueueSettle(ctx context.Context, tx *sql.Tx, link string) error {
	return b.config.Queue.InsertTx(ctx, tx, settleArgs{Link: link}, &river.InsertOpts{
		ScheduledAt: time.Now().Add(settleAfter), // River's clock, not ours
	})
}
