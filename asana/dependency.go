package asana

import (
	"context"

	"jirabridge/asana/store"
)

// maxDependencies bounds what a task waits for and what waits for it, together, as on asana.com.
const maxDependencies = 30

// Dependencies lists the tasks a task waits for, as far as the actor sees them.
func (p *Platform) Dependencies(ctx context.Context, a Actor, task string) ([]Task, error) {
	g := p.gate(a)
	return g.related(ctx, task, g.q.Dependencies)
}

// Dependents lists the tasks that wait for a task, as far as the actor sees them.
func (p *Platform) Dependents(ctx context.Context, a Actor, task string) ([]Task, error) {
	g := p.gate(a)
	return g.related(ctx, task, g.q.Dependents)
}

func (g gate) related(ctx context.Context, task string, read func(context.Context, string) ([]string, error)) ([]Task, error) {
	if _, err := g.task(ctx, task); err != nil {
		return nil, err
	}
	gids, err := read(ctx, task)
	if err != nil {
		return nil, err
	}
	var list []foundTask
	for _, gid := range gids {
		row, err := g.q.TaskRow(ctx, gid)
		if err != nil {
			return nil, err
		}
		list = append(list, foundTask{row: row})
	}
	if list, err = g.visible(ctx, list); err != nil {
		return nil, err
	}
	return g.tasks(ctx, rowsOf(list))
}

// Wait is that Task waits for On.
type Wait struct{ Task, On string }

// AddDependencies makes tasks wait for others.
func (p *Platform) AddDependencies(ctx context.Context, a Actor, waits ...Wait) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		for _, w := range waits {
			if err := c.addDependency(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *change) addDependency(ctx context.Context, w Wait) error {
	access, err := c.taskPair(ctx, w)
	if err != nil {
		return err
	}
	for _, gid := range []string{w.Task, w.On} {
		if err := c.checkDependencies(ctx, gid); err != nil {
			return err
		}
	}
	if err := c.checkCircle(ctx, w); err != nil {
		return err
	}
	n, err := c.q.DependOn(ctx, store.DependOnParams{Task: w.Task, DependsOn: w.On})
	return c.dependenciesChanged(ctx, access, n, err)
}

// RemoveDependencies makes tasks wait for others no more.
func (p *Platform) RemoveDependencies(ctx context.Context, a Actor, waits ...Wait) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		for _, w := range waits {
			access, err := c.taskPair(ctx, w)
			if err != nil {
				return err
			}
			n, err := c.q.DependNoMore(ctx, store.DependNoMoreParams{Task: w.Task, DependsOn: w.On})
			if err := c.dependenciesChanged(ctx, access, n, err); err != nil {
				return err
			}
		}
		return nil
	})
}

// taskPair demands that the actor sees two tasks of one workspace. Changes of what waits for what come one
// after the other there, so that two at once make no circle.
func (c *change) taskPair(ctx context.Context, w Wait) (store.TaskAccessRow, error) {
	access, err := c.task(ctx, w.Task)
	if err != nil {
		return access, err
	}
	other, err := c.task(ctx, w.On)
	if err != nil {
		return access, err
	}
	if access.Workspace != other.Workspace {
		return access, misused("dependencies", "The tasks are in different workspaces")
	}
	return access, c.oneByOne(ctx, access.Workspace)
}

func (c *change) checkDependencies(ctx context.Context, task string) error {
	down, err := c.q.Dependencies(ctx, task)
	if err != nil {
		return err
	}
	up, err := c.q.Dependents(ctx, task)
	if err == nil && len(down)+len(up) >= maxDependencies {
		return misused("dependencies", "A task may have at most %d dependencies and dependents", maxDependencies)
	}
	return err
}

// checkCircle refuses that a task waits for itself, also through others.
func (c *change) checkCircle(ctx context.Context, w Wait) error {
	seen, open := map[string]bool{}, []string{w.On}
	for len(open) > 0 {
		gid := open[0]
		open = open[1:]
		if gid == w.Task {
			return misused("dependencies", "A task cannot wait for itself")
		}
		if seen[gid] {
			continue
		}
		seen[gid] = true
		next, err := c.q.Dependencies(ctx, gid)
		if err != nil {
			return err
		}
		open = append(open, next...)
	}
	return nil
}

func (c *change) dependenciesChanged(ctx context.Context, t store.TaskAccessRow, rows int64, err error) error {
	if err != nil || rows == 0 {
		return err
	}
	return c.recordTaskChange(ctx, t.Workspace, t.Gid, []string{"dependencies"}, nil)
}
