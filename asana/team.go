package asana

import (
	"context"

	"jirabridge/asana/store"
)

// Team is a named group of projects.
type Team struct {
	GID       string
	Name      string
	Workspace Ref
}

// CreateTeam makes a team.
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
		c.record(Event{Workspace: workspace, Action: ActionAdded, ResourceType: "team", Resource: t.GID,
			ParentType: "workspace", Parent: workspace})
		return c.q.InsertTeam(ctx, store.InsertTeamParams{
			Gid: t.GID, Workspace: workspace, Name: t.Name, CreatedAt: c.nowMicros(),
		})
	})
	return t, err
}

// Teams lists a workspace's teams by name. Guests are in none.
func (p *Platform) Teams(ctx context.Context, a Actor, workspace string) ([]Team, error) {
	g := p.gate(a)
	role, err := g.workspace(ctx, workspace)
	if err != nil || !role.staff() {
		return nil, err
	}
	rows, err := g.q.TeamsOf(ctx, workspace)
	list := make([]Team, len(rows))
	for i, r := range rows {
		list[i] = Team{GID: r.Gid, Name: r.Name, Workspace: Ref{r.Workspace, r.WorkspaceName}}
	}
	return list, err
}
