package asana

import (
	"context"

	"jirabridge/asana/store"
)

// Team is a named group of people and projects. Members of the workspace see all of its teams.
type Team struct {
	GID         string
	Name        string
	Description string
	Workspace   Ref
}

// TeamChange says what to change; nil leaves a value alone.
type TeamChange struct {
	Name        *string
	Description *string
}

func (ch *TeamChange) check() error {
	if ch.Name != nil {
		name, err := checkName("name", *ch.Name)
		if err != nil {
			return err
		}
		ch.Name = &name
	}
	return checkText("description", value(ch.Description), maxNotes)
}

// CreateTeam makes a team with the actor in it.
func (p *Platform) CreateTeam(ctx context.Context, a Actor, workspace, name string) (Team, error) {
	t := Team{GID: newGID()}
	var err error
	if t.Name, err = checkName("name", name); err != nil {
		return Team{}, err
	}
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.staff(ctx, workspace); err != nil {
			return err
		}
		w, err := c.q.Workspace(ctx, workspace)
		if err != nil {
			return err
		}
		t.Workspace = Ref{w.Gid, w.Name}
		c.record(teamEvent(ActionAdded, workspace, t.GID, ""))
		err = c.q.InsertTeam(ctx, store.InsertTeamParams{
			Gid: t.GID, Workspace: workspace, Name: t.Name, CreatedAt: c.nowMicros(),
		})
		if err != nil {
			return err
		}
		return c.putTeamMember(ctx, workspace, t.GID, a.Person)
	})
	return t, err
}

func teamEvent(action, workspace, gid, field string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "team", Resource: gid, Field: field,
		ParentType: "workspace", Parent: workspace}
}

// team returns a team of a workspace where the actor is more than a guest.
func (g gate) team(ctx context.Context, gid string) (store.Team, error) {
	if !isGID(gid) {
		return store.Team{}, notFound("team", gid)
	}
	row, err := g.q.Team(ctx, gid)
	if err != nil {
		return row, orNotFound(err, "team", gid)
	}
	if err := g.staff(ctx, row.Workspace); IsKind(err, NotFound) || IsKind(err, Forbidden) {
		return row, hidden("team", gid)
	} else if err != nil {
		return row, err
	}
	return row, nil
}

// Team returns a team of a workspace where the actor is more than a guest; any other is NotFound.
func (p *Platform) Team(ctx context.Context, a Actor, gid string) (Team, error) {
	g := p.gate(a)
	row, err := g.team(ctx, gid)
	if err != nil {
		return Team{}, err
	}
	w, err := g.q.Workspace(ctx, row.Workspace)
	return Team{GID: row.Gid, Name: row.Name, Description: row.Description, Workspace: Ref{w.Gid, w.Name}}, err
}

// UpdateTeam changes a team's name and description, for whoever sees it.
func (p *Platform) UpdateTeam(ctx context.Context, a Actor, gid string, ch TeamChange) (Team, error) {
	if err := ch.check(); err != nil {
		return Team{}, err
	}
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, err := c.team(ctx, gid)
		if err != nil {
			return err
		}
		c.record(teamEvent(ActionChanged, row.Workspace, gid, "name"))
		return c.q.UpdateTeam(ctx, store.UpdateTeamParams{Gid: gid, Name: nullString(ch.Name),
			Description: nullString(ch.Description)})
	})
	if err != nil {
		return Team{}, err
	}
	return p.Team(ctx, a, gid)
}

// Teams lists a workspace's teams by name. Guests see none.
func (p *Platform) Teams(ctx context.Context, a Actor, workspace string) ([]Team, error) {
	g := p.gate(a)
	role, err := g.workspace(ctx, workspace)
	if err != nil || !role.staff() {
		return nil, err
	}
	rows, err := g.q.TeamsOf(ctx, workspace)
	list := make([]Team, len(rows))
	for i, r := range rows {
		list[i] = Team{GID: r.Gid, Name: r.Name, Description: r.Description, Workspace: Ref{r.Workspace, r.WorkspaceName}}
	}
	return list, err
}

// TeamsWith lists the teams of a workspace that a person is in.
func (p *Platform) TeamsWith(ctx context.Context, a Actor, workspace, person string) ([]Team, error) {
	g := p.gate(a)
	if err := g.person(ctx, person); err != nil {
		return nil, err
	}
	all, err := p.Teams(ctx, a, workspace)
	if err != nil {
		return nil, err
	}
	seen := map[string]Team{}
	for _, t := range all {
		seen[t.GID] = t
	}
	rows, err := g.q.TeamsWith(ctx, person)
	var list []Team
	for _, r := range rows {
		if t, ok := seen[r.Gid]; ok {
			list = append(list, t)
		}
	}
	return list, err
}

// TeamMembers lists the people of a team by name.
func (p *Platform) TeamMembers(ctx context.Context, a Actor, gid string) ([]Person, error) {
	g := p.gate(a)
	if _, err := g.team(ctx, gid); err != nil {
		return nil, err
	}
	rows, err := g.q.TeamMembers(ctx, gid)
	list := make([]Person, len(rows))
	for i, r := range rows {
		list[i] = personOf(r)
	}
	return list, err
}

// AddTeamMember puts a person of the workspace into a team.
func (p *Platform) AddTeamMember(ctx context.Context, a Actor, team, person string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, err := c.team(ctx, team)
		if err != nil {
			return err
		}
		if err := c.checkInWorkspace(ctx, "user", row.Workspace, person); err != nil {
			return err
		}
		return c.putTeamMember(ctx, row.Workspace, team, person)
	})
}

func (c *change) putTeamMember(ctx context.Context, workspace, team, person string) error {
	n, err := c.q.PutTeamMember(ctx, store.PutTeamMemberParams{Team: team, Person: person, CreatedAt: c.nowMicros()})
	if n > 0 {
		c.record(teamMemberEvent(ActionAdded, workspace, team, person))
	}
	return err
}

// RemoveTeamMember takes a person out of a team.
func (p *Platform) RemoveTeamMember(ctx context.Context, a Actor, team, person string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, err := c.team(ctx, team)
		if err != nil {
			return err
		}
		n, err := c.q.RemoveTeamMember(ctx, store.RemoveTeamMemberParams{Team: team, Person: person})
		if n > 0 {
			c.record(teamMemberEvent(ActionRemoved, row.Workspace, team, person))
		}
		return err
	})
}

func teamMemberEvent(action, workspace, team, person string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "team_membership", Resource: person,
		ParentType: "team", Parent: team}
}
