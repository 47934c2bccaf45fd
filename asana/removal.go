package asana

import (
	"context"

	"jirabridge/asana/store"
)

// Removal is what removing a person from a workspace does.
type Removal struct {
	Person   Person
	Tasks    int       // open tasks that become unassigned
	Projects []Project // whose only member the person is; they go to whoever removes
	Rules    int       // of the person's that are on: they wait until somebody takes them over
	Last     bool      // whether it is the person's last workspace: then the following end
	Sessions int
	Tokens   int // personal access tokens
	Apps     int // that may act in the person's name
	OwnApps  int // that the person has registered; they go to whoever removes
}

// PlanRemoval tells what RemoveMember would do now, or why it would refuse.
func (p *Platform) PlanRemoval(ctx context.Context, a Actor, workspace, person string) (Removal, error) {
	c := &change{gate: p.gate(a)}
	if err := c.mayRemove(ctx, workspace, person); err != nil {
		return Removal{}, err
	}
	plan, err := c.planRemoval(ctx, workspace, person)
	if err != nil {
		return Removal{}, err
	}
	if plan.Person, err = p.Person(ctx, person); err != nil {
		return Removal{}, err
	}
	sessions, err := p.Sessions(ctx, Actor{Person: person})
	plan.Sessions = len(sessions)
	return plan, err
}

// RemoveMember takes a person out of a workspace, in one transaction: his open tasks become unassigned,
// projects whose only member he is go to the actor, his invitations are withdrawn; comments, files, links and
// what is done stay. With his last workspace his sessions, tokens and authorizations of apps end, and the apps he
// registered, which others may rely on, go to the actor. In a service account's place an owner gets what is left.
func (p *Platform) RemoveMember(ctx context.Context, a Actor, workspace, person string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.oneByOne(ctx, workspace); err != nil {
			return err
		}
		if err := c.mayRemove(ctx, workspace, person); err != nil {
			return err
		}
		return c.remove(ctx, workspace, person)
	})
}

// remove takes out of a workspace whom the actor may.
func (c *change) remove(ctx context.Context, workspace, person string) error {
	n, err := c.q.DeactivateMember(ctx, store.DeactivateMemberParams{Workspace: workspace, Person: person})
	if err != nil || n == 0 {
		return err
	}
	c.record(memberEvent(ActionRemoved, workspace, person))
	if err := c.unassign(ctx, workspace, person); err != nil {
		return err
	}
	heir, err := c.heir(ctx, workspace)
	if err != nil {
		return err
	}
	if err := c.leaveProjects(ctx, workspace, person, heir); err != nil {
		return err
	}
	return c.endAccess(ctx, workspace, person, heir)
}

// mayRemove also refuses to remove oneself: somebody has to take over what is left.
func (c *change) mayRemove(ctx context.Context, workspace, person string) error {
	own, err := c.admin(ctx, workspace)
	if err != nil {
		return err
	}
	if err := c.human(ctx, person); err != nil {
		return err
	}
	if err := c.protectOwners(ctx, workspace, person, own, ""); err != nil {
		return err
	}
	if person == c.actor.Person {
		return conflict("", "remove_oneself", "You cannot remove yourself. Ask another owner or super admin.")
	}
	return nil
}

func (c *change) planRemoval(ctx context.Context, workspace, person string) (plan Removal, err error) {
	role, err := roleOf(ctx, c.q, workspace, person)
	if err == nil && role == "" {
		err = notFound("user", person)
	}
	if err != nil {
		return plan, err
	}
	tasks, err := c.q.OpenTasksOf(ctx, store.OpenTasksOfParams{Workspace: workspace, Person: person})
	if err != nil {
		return plan, err
	}
	plan.Tasks = len(tasks)
	projects, err := c.q.ProjectsWithMember(ctx, store.ProjectsWithMemberParams{Workspace: workspace, Person: person})
	if err != nil {
		return plan, err
	}
	for _, r := range projects {
		if r.Members == 1 {
			plan.Projects = append(plan.Projects, Project{GID: r.Gid, Name: r.Name})
		}
	}
	rules, err := c.q.RulesOwnedBy(ctx, store.RulesOwnedByParams{Workspace: workspace, Owner: person})
	if err != nil {
		return plan, err
	}
	plan.Rules = len(rules)
	return plan, c.planAccess(ctx, person, &plan)
}

func (c *change) planAccess(ctx context.Context, person string, plan *Removal) error {
	places, err := c.q.CountMemberships(ctx, person)
	if err != nil {
		return err
	}
	tokens, err := c.q.CountTokens(ctx, person)
	if err != nil {
		return err
	}
	apps, err := c.q.CountConsents(ctx, person)
	if err != nil {
		return err
	}
	own, err := c.q.CountOwnApps(ctx, person)
	plan.Last, plan.Tokens, plan.Apps, plan.OwnApps = places == 1, int(tokens), int(apps), int(own)
	return err
}

func (c *change) unassign(ctx context.Context, workspace, person string) error {
	tasks, err := c.q.OpenTasksOf(ctx, store.OpenTasksOfParams{Workspace: workspace, Person: person})
	if err != nil {
		return err
	}
	for _, gid := range tasks {
		if err := c.q.UnassignTask(ctx, store.UnassignTaskParams{Gid: gid, ModifiedAt: c.nowMicros()}); err != nil {
			return err
		}
		if err := c.recordTaskChange(ctx, workspace, gid, []string{"assignee"}, nil); err != nil {
			return err
		}
	}
	return nil
}

// heir takes over what somebody leaves: the actor or, for a service account, the first of the workspace's owners.
// The account may not see what it got, and nobody signs in as it.
func (c *change) heir(ctx context.Context, workspace string) (string, error) {
	service, err := c.q.IsServiceAccount(ctx, c.actor.Person)
	if err != nil || !service {
		return c.actor.Person, err
	}
	return c.q.FirstOwner(ctx, workspace)
}

// leaveProjects ends the person's memberships of projects and teams; the heir takes over where nobody is left.
func (c *change) leaveProjects(ctx context.Context, workspace, person, heir string) error {
	projects, err := c.q.ProjectsWithMember(ctx, store.ProjectsWithMemberParams{Workspace: workspace, Person: person})
	if err != nil {
		return err
	}
	for _, r := range projects {
		if r.Members == 1 {
			if err := c.putProjectMember(ctx, workspace, r.Gid, heir); err != nil {
				return err
			}
		}
		_, err := c.q.RemoveProjectMember(ctx, store.RemoveProjectMemberParams{Project: r.Gid, Person: person})
		if err != nil {
			return err
		}
		c.record(projectMemberEvent(ActionRemoved, workspace, r.Gid, person))
	}
	return c.q.LeaveTeams(ctx, store.LeaveTeamsParams{Workspace: workspace, Person: person})
}

// endAccess withdraws the links the person made for this workspace and, when it was the last one, everything
// that lets him or a program in.
func (c *change) endAccess(ctx context.Context, workspace, person, heir string) error {
	if err := c.dropLinksBy(ctx, workspace, person); err != nil {
		return err
	}
	places, err := c.q.CountMemberships(ctx, person)
	if err != nil || places > 0 {
		return err
	}
	for _, end := range []func() error{
		func() error { return c.q.DeleteResetsOf(ctx, person) },
		func() error { return c.q.DeleteTokensOf(ctx, person) },
		func() error { return c.q.DeleteConsentsOf(ctx, person) },
		func() error {
			return c.q.RevokeGrantsOf(ctx, store.RevokeGrantsOfParams{Person: person, RevokedAt: c.nowMicros()})
		},
		func() error {
			return c.q.HandOverApps(ctx, store.HandOverAppsParams{Owner: person, ToPerson: heir})
		},
		func() error { return c.q.DeleteOtherSessions(ctx, store.DeleteOtherSessionsParams{Person: person}) },
	} {
		if err := end(); err != nil {
			return err
		}
	}
	return nil
}

// dropLinksBy withdraws the open links somebody made who may not make them any more.
func (c *change) dropLinksBy(ctx context.Context, workspace, person string) error {
	if err := c.q.DeleteInvitationsBy(ctx, store.DeleteInvitationsByParams{Workspace: workspace, Person: person}); err != nil {
		return err
	}
	return c.q.DeleteResetsBy(ctx, person)
}
