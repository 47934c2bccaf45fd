package asana

import (
	"context"

	"jirabridge/asana/store"
)

// AddProjectMember shares a project with people of its workspace.
func (p *Platform) AddProjectMember(ctx context.Context, a Actor, project string, people ...string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, project)
		if err != nil {
			return err
		}
		return c.addProjectMembers(ctx, access.Workspace, project, people)
	})
}

func (c *change) addProjectMembers(ctx context.Context, workspace, project string, people []string) error {
	for _, person := range people {
		if err := c.checkInWorkspace(ctx, "members", workspace, person); err != nil {
			return err
		}
		if err := c.putProjectMember(ctx, workspace, project, person); err != nil {
			return err
		}
	}
	return nil
}

// RemoveProjectMember ends people's membership; a private project's last member stays.
func (p *Platform) RemoveProjectMember(ctx context.Context, a Actor, project string, people ...string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, project)
		if err != nil {
			return err
		}
		if err := c.oneByOne(ctx, access.Workspace); err != nil {
			return err
		}
		for _, person := range people {
			if err := c.removeProjectMember(ctx, access, project, person); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *change) removeProjectMember(ctx context.Context, access store.ProjectAccessRow, project, person string) error {
	n, err := c.q.RemoveProjectMember(ctx, store.RemoveProjectMemberParams{Project: project, Person: person})
	if err != nil || n == 0 {
		return err
	}
	left, err := c.q.ProjectMembers(ctx, project)
	if err == nil && len(left) == 0 && access.Private {
		return conflict("", "last_project_member", "A private project needs a member. Add somebody else first.")
	}
	c.record(projectMemberEvent(ActionRemoved, access.Workspace, project, person))
	return err
}

// ProjectMembers lists a project's members by name.
func (p *Platform) ProjectMembers(ctx context.Context, a Actor, project string) ([]Person, error) {
	g := p.gate(a)
	if _, err := g.project(ctx, project); err != nil {
		return nil, err
	}
	rows, err := g.q.ProjectMembers(ctx, project)
	list := make([]Person, len(rows))
	for i, r := range rows {
		list[i] = personOf(r)
	}
	return list, err
}

// ProjectFollowers lists those of a project's members who follow it, by name.
func (p *Platform) ProjectFollowers(ctx context.Context, a Actor, project string) ([]Person, error) {
	g := p.gate(a)
	if _, err := g.project(ctx, project); err != nil {
		return nil, err
	}
	rows, err := g.q.ProjectFollowers(ctx, project)
	list := make([]Person, len(rows))
	for i, r := range rows {
		list[i] = personOf(r)
	}
	return list, err
}

// FollowProject lets people of the workspace follow a project; followers are members.
func (p *Platform) FollowProject(ctx context.Context, a Actor, project string, people ...string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, project)
		if err != nil {
			return err
		}
		if err := c.addProjectMembers(ctx, access.Workspace, project, people); err != nil {
			return err
		}
		return c.setFollowing(ctx, access.Workspace, project, people, true)
	})
}

// UnfollowProject ends people's following of a project. They stay its members.
func (p *Platform) UnfollowProject(ctx context.Context, a Actor, project string, people ...string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, project)
		if err != nil {
			return err
		}
		return c.setFollowing(ctx, access.Workspace, project, people, false)
	})
}

// setFollowing leaves out who is no member.
func (c *change) setFollowing(ctx context.Context, workspace, project string, people []string, following bool) error {
	for _, person := range people {
		n, err := c.q.SetFollowing(ctx, store.SetFollowingParams{Project: project, Person: person, Following: following})
		if err != nil {
			return err
		}
		if n > 0 {
			c.record(Event{Workspace: workspace, Action: ActionChanged, ResourceType: "project", Resource: project,
				Projects: []string{project}, Field: "followers", Value: person})
		}
	}
	return nil
}

func (c *change) putProjectMember(ctx context.Context, workspace, project, person string) error {
	n, err := c.q.PutProjectMember(ctx, store.PutProjectMemberParams{
		Project: project, Person: person, CreatedAt: c.nowMicros(),
	})
	if n > 0 {
		c.record(projectMemberEvent(ActionAdded, workspace, project, person))
	}
	return err
}

func projectMemberEvent(action, workspace, project, person string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "project_membership", Resource: person,
		ParentType: "project", Parent: project, Projects: []string{project}}
}

// checkInWorkspace refuses a person who is not in the workspace.
func (c *change) checkInWorkspace(ctx context.Context, field, workspace, person string) error {
	role, err := roleOf(ctx, c.q, workspace, person)
	if err == nil && role == "" {
		return invalid(field, "not_in_workspace", "Not a user in Workspace: %s", "Person", person)
	}
	return err
}
