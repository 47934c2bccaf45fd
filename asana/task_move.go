package asana

import (
	"context"
	"database/sql"
	"errors"

	"jirabridge/asana/store"
)

// Placement is where in a project a task goes: into Section, or the project's first when "", and there Before
// or After another task. What a placement leaves open is kept when the task is in the project already.
type Placement struct {
	Project string
	Section string
	Between
}

// PlaceTask puts a task into a project, or at another place in it.
func (p *Platform) PlaceTask(ctx context.Context, a Actor, task string, to Placement) error {
	if err := to.check(); err != nil {
		return err
	}
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.task(ctx, task)
		if err != nil {
			return err
		}
		project, err := c.project(ctx, to.Project)
		if err != nil {
			return err
		}
		if project.Workspace != access.Workspace {
			return misused("project", "The project is in another workspace")
		}
		if err := c.q.LockTask(ctx, task); err != nil {
			return err
		}
		return c.placeTask(ctx, access.Workspace, task, to)
	})
}

func (c *change) placeTask(ctx context.Context, workspace, task string, to Placement) error {
	before, err := c.q.TaskPlace(ctx, store.TaskPlaceParams{Task: task, Project: to.Project})
	known := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if known && to.Section == "" && to.Between == (Between{}) {
		return nil // where it is already
	}
	if !known {
		if err := c.checkProjects(ctx, task); err != nil {
			return err
		}
	}
	section, position, err := c.findPlace(ctx, to)
	if err != nil {
		return err
	}
	if _, err := c.q.RemoveTaskProject(ctx, store.RemoveTaskProjectParams{Task: task, Project: to.Project}); err != nil {
		return err
	}
	err = c.q.InsertTaskPlace(ctx, store.InsertTaskPlaceParams{Task: task, Project: to.Project, Section: section, Position: position})
	if err != nil {
		return err
	}
	return c.recordPlace(ctx, workspace, task, to.Project, section, known, before.Section)
}

// checkProjects bounds how many projects one task is in.
func (c *change) checkProjects(ctx context.Context, task string) error {
	projects, err := c.q.ProjectsOfTask(ctx, task)
	if err == nil && len(projects) >= maxProjects {
		return misused("project", "A task can be in at most %d projects", maxProjects)
	}
	return err
}

// findPlace returns the section and the position a placement means, and makes room there.
func (c *change) findPlace(ctx context.Context, to Placement) (section string, position int64, err error) {
	if beside := to.Before + to.After; beside != "" {
		return c.placeBeside(ctx, to, beside)
	}
	row, err := c.sectionFor(ctx, to.Project, to.Section)
	if err != nil {
		return "", 0, err
	}
	if to.Section != "" && row.Gid != to.Section {
		return "", 0, misused("section", "The section is not in the project")
	}
	if to.Top {
		position, err = c.q.TopPosition(ctx, row.Gid)
	} else {
		position, err = c.q.BottomPosition(ctx, row.Gid)
	}
	return row.Gid, position, err
}

func (c *change) placeBeside(ctx context.Context, to Placement, beside string) (section string, position int64, err error) {
	if _, err := c.task(ctx, beside); err != nil {
		return "", 0, err
	}
	at, err := c.q.TaskPlace(ctx, store.TaskPlaceParams{Task: beside, Project: to.Project})
	if errors.Is(err, sql.ErrNoRows) || err == nil && to.Section != "" && to.Section != at.Section {
		return "", 0, misused("", "The task to insert at is not in the project or section")
	}
	if err != nil {
		return "", 0, err
	}
	if to.After != "" {
		at.Position++
	}
	return at.Section, at.Position, c.q.MakeRoom(ctx, store.MakeRoomParams(at))
}

// recordPlace tells of a task new in a project, or of one that changed its section.
func (c *change) recordPlace(ctx context.Context, workspace, task, project, section string, known bool, before string) error {
	e, err := c.taskEvent(ctx, ActionAdded, workspace, task)
	e.ParentType, e.Parent, e.Value = "project", project, section
	if known && before == section {
		return err // only the order is different
	}
	if known {
		e.ParentType, e.Parent = "section", section
	}
	c.record(e)
	if err != nil {
		return err
	}
	return c.q.TouchTask(ctx, store.TouchTaskParams{Gid: task, ModifiedAt: c.nowMicros()})
}

// TakeTask takes a task out of a project. Whoever takes it becomes a collaborator, so as not to lose it.
func (p *Platform) TakeTask(ctx context.Context, a Actor, task, project string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.task(ctx, task)
		if err != nil {
			return err
		}
		if _, err := c.project(ctx, project); err != nil {
			return err
		}
		e, err := c.taskEvent(ctx, ActionRemoved, access.Workspace, task)
		if err != nil {
			return err
		}
		n, err := c.q.RemoveTaskProject(ctx, store.RemoveTaskProjectParams{Task: task, Project: project})
		if err != nil || n == 0 {
			return err
		}
		e.ParentType, e.Parent = "project", project
		c.record(e)
		if err := c.q.TouchTask(ctx, store.TouchTaskParams{Gid: task, ModifiedAt: c.nowMicros()}); err != nil {
			return err
		}
		return c.follow(ctx, task, a.Person)
	})
}

// SetParent makes a task a subtask of another, or of none with "".
func (p *Platform) SetParent(ctx context.Context, a Actor, task, parent string) (Task, error) {
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.task(ctx, task)
		if err != nil {
			return err
		}
		if err := c.oneByOne(ctx, access.Workspace); err != nil { // two at once could make a circle
			return err
		}
		if parent != "" {
			if err := c.checkNewParent(ctx, access, parent); err != nil {
				return err
			}
		}
		if err := c.q.SetParent(ctx, store.SetParentParams{Gid: task, Parent: parent, ModifiedAt: c.nowMicros()}); err != nil {
			return err
		}
		e, err := c.taskEvent(ctx, ActionChanged, access.Workspace, task)
		e.Field, e.Value = "parent", parent
		c.record(e)
		if err != nil {
			return err
		}
		return c.follow(ctx, task, a.Person)
	})
	if err != nil {
		return Task{}, err
	}
	return p.Task(ctx, a, task)
}

// checkNewParent refuses a parent that is the task itself or below it, and a tree that gets too deep.
func (c *change) checkNewParent(ctx context.Context, t store.TaskAccessRow, parent string) error {
	n := NewTask{Workspace: t.Workspace, Parent: parent}
	if err := c.checkParent(ctx, &n); err != nil {
		return err
	}
	depth := 0
	for above := parent; above != ""; depth++ {
		if above == t.Gid {
			return misused("parent", "A task cannot be below itself")
		}
		row, err := c.taskFacts(ctx, above)
		if err != nil {
			return err
		}
		above = row.Parent
	}
	height, err := c.height(ctx, t.Gid)
	if err == nil && depth+height > maxDepth {
		return misused("parent", "Subtasks may be at most %d levels deep", maxDepth)
	}
	return err
}

// height is how many levels of subtasks are below a task.
func (c *change) height(ctx context.Context, task string) (int, error) {
	below, err := c.q.SubtaskGIDs(ctx, task)
	if err != nil {
		return 0, err
	}
	most := 0
	for _, gid := range below {
		h, err := c.height(ctx, gid)
		if err != nil {
			return 0, err
		}
		most = max(most, h+1)
	}
	return most, nil
}
