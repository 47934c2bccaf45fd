package asana

import "context"

// DeleteProject removes a project. Its tasks go with it, except those in another project or assigned to
// somebody, as on asana.com.
func (p *Platform) DeleteProject(ctx context.Context, a Actor, gid string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, gid)
		if err != nil {
			return err
		}
		tasks, err := c.q.TasksOnlyIn(ctx, gid)
		if err != nil {
			return err
		}
		for _, task := range tasks {
			if err := p.deleteTree(ctx, c, access.Workspace, task); err != nil {
				return err
			}
		}
		row, err := c.q.Project(ctx, gid)
		if err != nil {
			return err
		}
		e := Event{Workspace: access.Workspace, Action: ActionDeleted, ResourceType: "project", Resource: gid, Projects: []string{gid}}
		if row.Team != "" {
			e.ParentType, e.Parent = "team", row.Team
		}
		c.record(e)
		return c.deleteProjectRows(ctx, gid)
	})
}

// deleteProjectRows removes what refers to a project, then the project.
func (c *change) deleteProjectRows(ctx context.Context, gid string) error {
	for _, remove := range []func(context.Context, string) error{
		c.q.DeleteProjectPlaces, c.q.DeleteProjectSections, c.q.DeleteProjectMembers, c.q.DeleteProjectFields,
		c.q.DeleteProjectInstallations, c.q.DeleteRunsOfProject, c.q.DeleteRulesOfProject,
	} {
		if err := remove(ctx, gid); err != nil {
			return err
		}
	}
	_, err := c.q.DeleteProject(ctx, gid)
	return err
}

// TaskCounts is how many tasks a project has, subtasks left out.
type TaskCounts struct {
	Tasks     int
	Completed int
}

// TaskCounts counts a project's tasks.
func (p *Platform) TaskCounts(ctx context.Context, a Actor, project string) (TaskCounts, error) {
	g := p.gate(a)
	if _, err := g.project(ctx, project); err != nil {
		return TaskCounts{}, err
	}
	row, err := g.q.CountTasks(ctx, project)
	return TaskCounts{Tasks: int(row.Tasks), Completed: int(row.Completed)}, err
}
