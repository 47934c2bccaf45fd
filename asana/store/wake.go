package store

import (
	"context"
	"database/sql"
	"slices"
)

// Wake says which webhooks some events of the log may concern: those on any of the resources, and those on
// something wide in any of the workspaces.
type Wake struct {
	First, Last int64 // of the events
	Now         int64
	Resources   []string
	Workspaces  []string
}

// wakeAtOnce is how many values one statement compares with.
const wakeAtOnce = 500

// WakeWebhooks notes that the webhooks are to be told of the events and are due, unless they wait for another
// attempt. Those that knew of everything concerning them need not read what was before.
func (q *Queries) WakeWebhooks(ctx context.Context, w Wake) error {
	if err := q.wake(ctx, w, w.Resources, `resource in `); err != nil {
		return err
	}
	return q.wake(ctx, w, w.Workspaces, `resource_type in ('workspace', 'team') and workspace in `)
}

func (q *Queries) wake(ctx context.Context, w Wake, values []string, where string) error {
	const text = `update webhooks set
		told = case when wanted <= told and told < $1 then $1 else told end,
		wanted = case when wanted < $2 then $2 else wanted end,
		due_at = case when retries > 0 or due_at < $3 then due_at else $3 end
		where `
	slices.Sort(values)
	for some := range slices.Chunk(slices.Compact(values), wakeAtOnce) {
		_, err := q.db.ExecContext(ctx, text+where+in(some, 4), args(some, w.First-1, w.Last, w.Now)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// TeamsOfProjects returns the teams of the projects that exist, by their gids.
func (q *Queries) TeamsOfProjects(ctx context.Context, projects []string) (map[string]string, error) {
	type pair struct{ project, team string }
	rows, err := many(ctx, q.db, `select gid, team from projects where gid in `+in(projects, 1), args(projects),
		func(rows *sql.Rows, r *pair) error { return rows.Scan(&r.project, &r.team) })
	teams := map[string]string{}
	for _, r := range rows {
		teams[r.project] = r.team
	}
	return teams, err
}
