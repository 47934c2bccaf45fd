package asana

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/store"
)

// discardArgs asks for a blob to be deleted unless an attachment names it. The job is enqueued with the
// deletion of an attachment, and a day ahead when an upload begins.
type discardArgs struct {
	Blob string `json:"blob"`
}

// Kind names the job in the queue.
func (discardArgs) Kind() string { return "asana_discard_blob" }

// uploadGrace is how long an upload may take before what it left is thrown away.
const uploadGrace = 24 * time.Hour

type discarder struct {
	river.WorkerDefaults[discardArgs]
	p *Platform
}

// RegisterJobs adds the platform's workers to the queue; call before it starts.
func (p *Platform) RegisterJobs(q *jobs.Queue) {
	jobs.Register(q, &discarder{p: p})
	jobs.Register(q, &linkMailer{p: p})
	jobs.Register(q, &noticeMailer{p: p})
	jobs.Register(q, &exporter{p: p})
	jobs.Register(q, &jobWorker{p: p})
}

// Work deletes the blob.
func (w *discarder) Work(ctx context.Context, job *river.Job[discardArgs]) error {
	used, err := store.New(w.p.db.Reader()).BlobInUse(ctx, job.Args.Blob)
	if err != nil {
		return fmt.Errorf("discard blob: %w", err)
	}
	if used {
		return nil
	}
	return w.p.blobs.Delete(ctx, job.Args.Blob)
}

// discardBlob enqueues the deletion of a blob; at zero means now.
func (p *Platform) discardBlob(ctx context.Context, tx *sql.Tx, blob string, at time.Time) error {
	var opts *river.InsertOpts
	if !at.IsZero() {
		opts = &river.InsertOpts{ScheduledAt: at}
	}
	return p.queue.InsertTx(ctx, tx, discardArgs{blob}, opts)
}

func (p *Platform) discardBlobLater(ctx context.Context, blob string) error {
	return p.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return p.discardBlob(ctx, tx, blob, p.now().Add(uploadGrace))
	})
}
