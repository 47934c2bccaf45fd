package asana

import (
	"context"

	"jirabridge/asana/store"
)

// AddFollowers makes people of the workspace collaborators of a task: they see it from now on.
func (p *Platform) AddFollowers(ctx context.Context, a Actor, task string, people ...string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.task(ctx, task)
		if err != nil {
			return err
		}
		for _, person := range people {
			if err := c.checkInWorkspace(ctx, "followers", access.Workspace, person); err != nil {
				return err
			}
			n, err := c.q.PutFollower(ctx, store.PutFollowerParams{Task: task, Person: person})
			if err := c.followersChanged(ctx, n, err, access, person); err != nil {
				return err
			}
		}
		return nil
	})
}

// RemoveFollowers ends people's collaboration.
func (p *Platform) RemoveFollowers(ctx context.Context, a Actor, task string, people ...string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.task(ctx, task)
		if err != nil {
			return err
		}
		for _, person := range people {
			n, err := c.q.RemoveFollower(ctx, store.RemoveFollowerParams{Task: task, Person: person})
			if err := c.followersChanged(ctx, n, err, access, person); err != nil {
				return err
			}
		}
		return nil
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
