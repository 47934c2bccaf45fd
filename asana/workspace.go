package asana

import (
	"context"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Role is what a person is in a workspace. Owner includes super admin includes member; a guest sees only
// what is shared with him.
type Role string

// The roles.
const (
	Owner      Role = "owner"
	SuperAdmin Role = "super_admin"
	Member     Role = "member"
	Guest      Role = "guest"
)

// Ref is the compact form of an object: its id and name. The zero Ref means none.
type Ref struct {
	GID  string
	Name string
}

// Workspace is an organization's part of the platform; nothing is shared between two of them.
type Workspace struct {
	GID       string
	Name      string
	CreatedAt time.Time
}

// CreateWorkspace makes a workspace whose owner is the actor.
func (p *Platform) CreateWorkspace(ctx context.Context, a Actor, name string) (Workspace, error) {
	w := Workspace{GID: newGID()}
	var err error
	if w.Name, err = checkName("name", name); err != nil {
		return Workspace{}, err
	}
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		w.CreatedAt = c.now
		return c.insertWorkspace(ctx, w.GID, w.Name)
	})
	return w, err
}

// insertWorkspace writes a workspace whose owner is the actor.
func (c *change) insertWorkspace(ctx context.Context, gid, name string) error {
	row := store.InsertWorkspaceParams{Gid: gid, Name: name, CreatedAt: c.nowMicros()}
	if err := c.q.InsertWorkspace(ctx, row); err != nil {
		return err
	}
	c.record(Event{Workspace: gid, Action: ActionAdded, ResourceType: "workspace", Resource: gid})
	return c.putMember(ctx, gid, c.actor.Person, Owner)
}

// Workspaces lists the actor's workspaces, oldest first.
func (p *Platform) Workspaces(ctx context.Context, a Actor) ([]Workspace, error) {
	rows, err := store.New(p.db.Reader()).WorkspacesOf(ctx, a.Person)
	list := make([]Workspace, len(rows))
	for i, r := range rows {
		list[i] = workspaceOf(r)
	}
	return list, err
}

// Workspace returns a workspace of the actor.
func (p *Platform) Workspace(ctx context.Context, a Actor, gid string) (Workspace, error) {
	g := p.gate(a)
	if _, err := g.workspace(ctx, gid); err != nil {
		return Workspace{}, err
	}
	row, err := g.q.Workspace(ctx, gid)
	return workspaceOf(row), err
}

func workspaceOf(r store.Workspace) Workspace {
	return Workspace{GID: r.Gid, Name: r.Name, CreatedAt: sqldb.Time(r.CreatedAt)}
}
