package asana

import (
	"context"
	"strings"
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

	ServiceAccount      Role = "service_account"      // a program with full access
	ScopedAccount       Role = "scoped_account"       // a program that may do a few things, and sees no data
	ProvisioningAccount Role = "provisioning_account" // the same, and manages people
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
	Plan      Plan

	RequestsPerMinute int // what each person, or app in a person's name, may ask of the API
}

// NewWorkspace is what a workspace is made from. Project, the name of a first project, is optional.
type NewWorkspace struct {
	Name    string
	Project string
}

// CreateWorkspace makes a workspace whose owner is the actor.
func (p *Platform) CreateWorkspace(ctx context.Context, a Actor, name string) (Workspace, error) {
	w, _, err := p.FoundWorkspace(ctx, a, NewWorkspace{Name: name})
	return w, err
}

// FoundWorkspace makes a workspace whose owner is the actor, and its first project if that has a name: all or
// nothing. The project's gid is "" when there is none. The first workspace of all is anybody's to make, each
// further one an owner's; others get Forbidden. The fields of its errors are name and project.
func (p *Platform) FoundWorkspace(ctx context.Context, a Actor, n NewWorkspace) (w Workspace, project string, err error) {
	w = Workspace{GID: newGID()}
	if w.Name, err = checkName("name", n.Name); err != nil {
		return Workspace{}, "", err
	}
	if n.Project = strings.TrimSpace(n.Project); n.Project != "" {
		project = newGID()
	}
	if err = checkText("project", n.Project, maxName); err != nil {
		return Workspace{}, "", err
	}
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		w.CreatedAt = c.now
		return c.found(ctx, w, NewProject{Workspace: w.GID, Name: n.Project}, project)
	})
	return w, project, err
}

// found writes a workspace and, unless its gid is "", a project, if the actor may.
func (c *change) found(ctx context.Context, w Workspace, n NewProject, project string) error {
	may, err := c.q.MayFound(ctx, c.actor.Person)
	if err != nil {
		return err
	}
	if !may {
		return forbidden("workspaces_by_owners", "Only the owner of a workspace may make another one.")
	}
	if err := c.insertWorkspace(ctx, w.GID, w.Name); err != nil || project == "" {
		return err
	}
	return c.insertProject(ctx, project, n)
}

// MayFoundWorkspace tells whether the actor may make a workspace.
func (p *Platform) MayFoundWorkspace(ctx context.Context, a Actor) (bool, error) {
	return store.New(p.db.Reader()).MayFound(ctx, a.Person)
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

// Workspace returns a workspace that the actor is in, also as a guest; any other is NotFound.
func (p *Platform) Workspace(ctx context.Context, a Actor, gid string) (Workspace, error) {
	g := p.gate(a)
	if _, err := g.workspace(ctx, gid); err != nil {
		return Workspace{}, err
	}
	row, err := g.q.Workspace(ctx, gid)
	return workspaceOf(row), err
}

// RenameWorkspace changes a workspace's name, for owners and super admins.
func (p *Platform) RenameWorkspace(ctx context.Context, a Actor, gid, name string) (Workspace, error) {
	name, err := checkName("name", name)
	if err != nil {
		return Workspace{}, err
	}
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		if _, err := c.admin(ctx, gid); err != nil {
			return err
		}
		n, err := c.q.RenameWorkspace(ctx, store.RenameWorkspaceParams{Gid: gid, Name: name})
		if n > 0 {
			c.record(Event{Workspace: gid, Action: ActionChanged, ResourceType: "workspace", Resource: gid, Field: "name"})
		}
		return err
	})
	if err != nil {
		return Workspace{}, err
	}
	return p.Workspace(ctx, a, gid)
}

func workspaceOf(r store.Workspace) Workspace {
	return Workspace{
		GID: r.Gid, Name: r.Name, CreatedAt: sqldb.Time(r.CreatedAt), Plan: Plan(r.Plan), RequestsPerMinute: int(r.RequestsPerMinute),
	}
}
