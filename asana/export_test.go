package asana

import (
	"context"
	"database/sql"

	"jirabridge/asana/store"
)

// FindCounted is FindTasks with the number of queries it took.
func (p *Platform) FindCounted(ctx context.Context, a Actor, q TaskQuery, page Page) (list []Task, queries int, err error) {
	c := &counting{DBTX: p.db.Reader()}
	list, _, err = gate{store.New(c), a}.find(ctx, q, page)
	return list, c.n, err
}

type counting struct {
	store.DBTX
	n int
}

// QueryContext counts and queries.
func (c *counting) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	c.n++
	return c.DBTX.QueryContext(ctx, text, args...)
}

// QueryRowContext counts and queries.
func (c *counting) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	c.n++
	return c.DBTX.QueryRowContext(ctx, text, args...)
}

// AdvanceJob does the next piece of a job.
func (p *Platform) AdvanceJob(ctx context.Context, gid string) (more bool, err error) {
	return p.advanceJob(ctx, gid)
}

// CopiesAtOnce is how many tasks a piece has.
const CopiesAtOnce = copiesAtOnce

// JobTries is how often a job is tried.
const JobTries = jobTries
