package bridge

import (
	"context"
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

// sendFileArgs names a file to copy.
type sendFileArgs struct {
	Link       string `json:"link"`
	Attachment string `json:"attachment"`
}

// Kind names the job in the queue.
func (sendFileArgs) Kind() string { return "bridge_send_file" }

// RegisterJobs gives the queue the bridge's workers.
func (b *Bridge) RegisterJobs(q *jobs.Queue) {
	jobs.Register(q, &sendFileWorker{bridge: b})
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
