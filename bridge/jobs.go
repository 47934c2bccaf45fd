package bridge

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/kit/jobs"
	"jirabridge/jira/pace"
)

// sendTime is how long one file may take. It ends much earlier when nothing
// moves.
const sendTime = 12 * time.Hour

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
	jobs.Register(q, &watchFileWorker{bridge: b})
	jobs.Register(q, &backlinkWorker{bridge: b})
}

type sendFileWorker struct {
	river.WorkerDefaults[sendFileArgs]
	bridge *Bridge
}

// Work copies the file, or loses it after the last attempt. One that our
// stopping cuts off is given back by the queue, and one that waits for Jira to
// take requests again has not been tried.
func (w *sendFileWorker) Work(ctx context.Context, job *river.Job[sendFileArgs]) error {
	err := w.bridge.sendFile(pace.Background(ctx), job.Args.Link, job.Args.Attachment)
	if wait, held := w.bridge.heldFor(err); held {
		return river.JobSnooze(wait)
	}
	var later *river.JobSnoozeError
	if err == nil || errors.As(err, &later) || errors.Is(ctx.Err(), context.Canceled) || job.Attempt < job.MaxAttempts {
		return err
	}
	return w.bridge.loseFile(context.WithoutCancel(ctx), job.Args.Link, job.Args.Attachment, err)
}

// Timeout is longer than that of other jobs: a file may be large.
func (w *sendFileWorker) Timeout(*river.Job[sendFileArgs]) time.Duration { return sendTime }
