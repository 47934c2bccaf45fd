package bridge

import (
	"context"
	"database/sql"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// watchFileArgs names a file that somebody is sending. The sender may die, and
// the queue would notice only after the longest time a transfer may take.
type watchFileArgs struct {
	Link       string `json:"link"`
	Attachment string `json:"attachment"`
}

// Kind names the job in the queue.
func (watchFileArgs) Kind() string { return "bridge_watch_file" }

type watchFileWorker struct {
	river.WorkerDefaults[watchFileArgs]
	bridge *Bridge
}

// Work comes again as long as the sender lives, and puts the file into other
// hands when it does not.
func (w *watchFileWorker) Work(ctx context.Context, job *river.Job[watchFileArgs]) error {
	b := w.bridge
	file, ok, err := found(store.New(b.db.Reader()).File(ctx, store.FileParams(job.Args)))
	if err != nil || !ok || file.State != fileWaiting || !file.Sending {
		return err
	}
	if wait := sqldb.Time(file.HeldUntil).Sub(b.now()); wait > 0 {
		return river.JobSnooze(wait + time.Second)
	}
	b.log.WarnContext(ctx, "the sender of a file has gone", "link", file.Link, "attachment", file.Attachment)
	return b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		n, err := store.New(tx).LetFile(ctx, store.LetFileParams{
			Until: file.HeldUntil, Seen: file.HeldUntil, Link: file.Link, Attachment: file.Attachment,
		})
		if err != nil || n == 0 {
			return err
		}
		return b.enqueueFile(ctx, tx, file)
	})
}

// reserve takes the file for this transfer, and has its sender watched.
func (t *transfer) reserve(ctx context.Context) error {
	return t.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		held, err := t.prolong(ctx, store.New(tx))
		if err != nil {
			return err
		}
		if !held {
			return river.JobSnooze(askAgain)
		}
		return t.config.Queue.InsertTx(ctx, tx, watchFileArgs{Link: t.file.Link, Attachment: t.file.Attachment}, &river.InsertOpts{
			ScheduledAt: time.Now().Add(aliveTime), // River's clock, not ours
		})
	})
}

// prolong gives a sign of life. Without success the file is in other hands.
func (t *transfer) prolong(ctx context.Context, q *store.Queries) (held bool, err error) {
	until := sqldb.Micros(t.now().Add(aliveTime))
	n, err := q.HoldFile(ctx, store.HoldFileParams{
		Until: until, Seen: t.file.HeldUntil, Link: t.file.Link, Attachment: t.file.Attachment,
	})
	if n > 0 {
		t.file.HeldUntil = until
	}
	return n > 0, err
}

// keepHold gives signs of life until the way has ended.
func (t *transfer) keepHold(ctx context.Context, way *way) {
	defer close(way.kept)
	tick := time.NewTicker(signEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		held, err := t.prolong(ctx, store.New(t.db.Writer()))
		if err == nil && !held {
			way.stop()
		}
	}
}

// let gives the file back after an attempt, to be sent again when Jira has not
// shown it within a while.
func (t *transfer) let(ctx context.Context, while time.Duration) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), freshTime)
	defer cancel()
	_, err := store.New(t.db.Writer()).LetFile(ctx, store.LetFileParams{
		Until: sqldb.Micros(t.now().Add(while)), Seen: t.file.HeldUntil, Link: t.file.Link, Attachment: t.file.Attachment,
	})
	if err != nil { // its watcher finds it
		t.log.WarnContext(ctx, "file was not given back", "link", t.file.Link, "attachment", t.file.Attachment, "error", err)
	}
}
