package asana

import (
	"context"

	"jirabridge/asana/store"
)

// AddFollower makes a person of the workspace a collaborator of a task: he sees it from now on.
func (p *Platform) AddFollower(ctx context.Context, a Actor, task, person string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.task(ctx, task)
		if err != nil {
			return err
		}
		if err := c.checkInWorkspace(ctx, "followers", access.Workspace, person); err != nil {
			return err
		}
		n, err := c.q.PutFollower(ctx, store.PutFollowerParams{Task: task, Person: person})
		return c.followersChanged(ctx, n, err, access, person)
	})
}

// RemoveFollower ends a person's collaboration.
func (p *Platform) RemoveFollower(ctx context.Context, a Actor, task, person string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.task(ctx, task)
		if err != nil {
			return err
		}
		n, err := c.q.RemoveFollower(ctx, store.RemoveFollowerParams{Task: task, Person: person})
		return c.followersChanged(ctx, n, err, access, person)
	})
}

func (c *change) followersChanged(ctx context.Context, rows int64, err error, t store.TaskAccessRow, person string) error {
	if err != nil || rows == 0 {
		return err
	}
	e, err := c.taskEvent(ctx, ActionChanged, t.Workspace, t.Gid)
	e.Field, e.Value = "followers", person
	c.record(e)
	return err
}
