package asana

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Job is work that somebody asked for and that goes on in the background:
//
//	not_started -> in_progress -> succeeded
//	      |             +-------> failed  what it is about is gone or hidden, or it was given up
//	      +------------------------^
//
// It is done in transactions of a few rows, each of which notes how far the work has come, so that it goes on there
// after a restart, and nothing is done twice.
type Job struct {
	GID     string
	Kind    string // duplicate_task or duplicate_project
	Status  string // not_started, in_progress, succeeded or failed
	Task    Ref    // that it makes; zero for none, or one the actor does not see
	Project Ref    // likewise
}

// The kinds of jobs, as on asana.com.
const (
	duplicateTask    = "duplicate_task"
	duplicateProject = "duplicate_project"
)

// How jobs end.
const (
	jobSucceeded = "succeeded"
	jobFailed    = "failed"
)

// Bounds of jobs. A person may have five going on at a time, as on asana.com. A job makes way for others after
// jobSlice; one that fails is tried again, at last every minute, before it is given up after half an hour.
const (
	maxOpenJobs   = 5
	jobSlice      = 10 * time.Second
	jobTries      = 36
	longestJobTry = time.Minute
	keepJobs      = 7 * 24 * time.Hour // from when they were asked for
)

// Job returns a job of the actor's own.
func (p *Platform) Job(ctx context.Context, a Actor, gid string) (Job, error) {
	g := p.gate(a)
	row, err := g.job(ctx, gid)
	if err != nil {
		return Job{}, err
	}
	j := Job{GID: row.Gid, Kind: row.Kind, Status: row.Status}
	if row.Kind == duplicateProject {
		made, err := p.Project(ctx, a, row.Target)
		j.Project = Ref{made.GID, made.Name}
		return j, unlessNotFound(err)
	}
	made, err := p.Task(ctx, a, row.Target)
	j.Task = Ref{made.GID, made.Name}
	return j, unlessNotFound(err)
}

func unlessNotFound(err error) error {
	if IsKind(err, NotFound) {
		return nil
	}
	return err
}

// insertJob writes a job and enqueues the work, unless the actor has too many going on. Who asks for two at once is
// asked after the other by the lock of the workspace.
func (p *Platform) insertJob(ctx context.Context, c *change, row store.InsertJobParams, request duplicateRequest) error {
	if err := c.oneByOne(ctx, row.Workspace); err != nil {
		return err
	}
	n, err := c.q.CountOpenJobs(ctx, c.actor.Person)
	if err != nil {
		return err
	}
	if n >= maxOpenJobs {
		return busy("jobs_open", "You have %d duplications going on. Wait until one has ended.", "Max", maxOpenJobs)
	}
	text, err := json.Marshal(request)
	if err != nil {
		return err
	}
	row.Person, row.App, row.Request, row.CreatedAt = c.actor.Person, c.actor.App, string(text), c.nowMicros()
	if err := c.q.InsertJob(ctx, row); err != nil {
		return err
	}
	return p.queue.InsertTx(ctx, c.tx, jobArgs{row.Gid}, &river.InsertOpts{Queue: jobs.Slow, MaxAttempts: jobTries})
}

// jobArgs asks for a job to be worked. It is enqueued with the job.
type jobArgs struct {
	Job string `json:"job"`
}

// Kind names the job in the queue.
func (jobArgs) Kind() string { return "asana_job" }

type jobWorker struct {
	river.WorkerDefaults[jobArgs]
	p *Platform
}

// NextRetry is when to try again, by the queue's clock, which is the machine's.
func (w *jobWorker) NextRetry(job *river.Job[jobArgs]) time.Time {
	return time.Now().Add(min(time.Second<<min(job.Attempt-1, 10), longestJobTry))
}

// Work goes on with the job for a while. When the last try fails, unless it was the program that stopped, so has the job.
func (w *jobWorker) Work(ctx context.Context, job *river.Job[jobArgs]) error {
	for start := time.Now(); time.Since(start) < jobSlice; {
		more, err := w.p.advanceJob(ctx, job.Args.Job)
		if err != nil && job.Attempt >= job.MaxAttempts && !errors.Is(ctx.Err(), context.Canceled) {
			return errors.Join(err, w.p.failJob(context.WithoutCancel(ctx), job.Args.Job))
		}
		if err != nil || !more {
			return err
		}
	}
	return river.JobSnooze(0)
}

// advanceJob does the next piece of a job, in the name of who asked for it; more tells whether there is another.
func (p *Platform) advanceJob(ctx context.Context, gid string) (more bool, err error) {
	job, err := store.New(p.db.Reader()).Job(ctx, gid)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	err = p.write(ctx, Actor{Person: job.Person, App: job.App}, func(ctx context.Context, c *change) error {
		row, err := c.q.BeginJob(ctx, gid) // locks it
		if errors.Is(err, sql.ErrNoRows) {
			more = false
			return nil
		}
		if err != nil {
			return err
		}
		more, err = p.duplicateSome(ctx, c, row)
		return err
	})
	return more, err
}

func (p *Platform) failJob(ctx context.Context, gid string) error {
	return store.New(p.db.Writer()).FinishJob(ctx, store.FinishJobParams{Gid: gid, Status: jobFailed, FinishedAt: sqldb.Micros(p.now())})
}
