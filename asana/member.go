package asana

import (
	"context"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// WorkspaceMembership is a person's place in a workspace.
type WorkspaceMembership struct {
	GID       string
	User      Person
	Workspace Ref
	Role      Role
	IsAdmin   bool // owner or super admin
	IsGuest   bool
	IsActive  bool
	CreatedAt time.Time

	APIAccess    bool // an owner has it always
	ManagesUsers bool // given beside the role
}

// AddMember adds a person to a workspace, or changes his role there.
func (p *Platform) AddMember(ctx context.Context, a Actor, workspace, person string, role Role) error {
	if !role.staff() && role != Guest {
		return misused("role", "Not a role: %s", role)
	}
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.oneByOne(ctx, workspace); err != nil {
			return err
		}
		own, err := c.admin(ctx, workspace)
		if err != nil {
			return err
		}
		if _, err := c.q.Person(ctx, person); err != nil {
			return orNotFound(err, "user", person)
		}
		if err := c.human(ctx, person); err != nil {
			return err
		}
		if err := c.protectOwners(ctx, workspace, person, own, role); err != nil {
			return err
		}
		if !role.admin() {
			if err := c.dropLinksBy(ctx, workspace, person); err != nil {
				return err
			}
		}
		return c.putMember(ctx, workspace, person, role)
	})
}

// MayAdd answers NotFound unless the actor knows the person, or administers a workspace the person has been in.
func (p *Platform) MayAdd(ctx context.Context, a Actor, workspace, person string) error {
	g := p.gate(a)
	err := g.person(ctx, person)
	if !isHidden(err) {
		return err
	}
	if _, refused := g.admin(ctx, workspace); refused != nil {
		return err
	}
	was, failed := g.q.WasMember(ctx, store.WasMemberParams{Workspace: workspace, Person: person})
	if failed != nil || was {
		return failed
	}
	return err
}

// ChangeRole is AddMember for somebody who is in the workspace already.
func (p *Platform) ChangeRole(ctx context.Context, a Actor, workspace, person string, role Role) error {
	before, err := p.Role(ctx, workspace, person)
	if err == nil && before == "" {
		err = notFound("user", person)
	}
	if err != nil {
		return err
	}
	return p.AddMember(ctx, a, workspace, person, role)
}

// oneByOne makes changes of who is in a workspace, or in a project of it, come one after the other: two that
// each find somebody left would leave nobody.
func (c *change) oneByOne(ctx context.Context, workspace string) error {
	if !isGID(workspace) {
		return notFound("workspace", workspace)
	}
	return c.q.LockWorkspace(ctx, workspace)
}

// protectOwners lets only owners make or unmake an owner, and keeps the last one.
func (c *change) protectOwners(ctx context.Context, workspace, person string, own, next Role) error {
	before, err := roleOf(ctx, c.q, workspace, person)
	if err != nil {
		return err
	}
	if (before == Owner || next == Owner) && own != Owner {
		return forbidden("owners_only", "Only an owner may add, change or remove an owner.")
	}
	if before != Owner || next == Owner {
		return nil
	}
	n, err := c.q.CountOwners(ctx, workspace)
	if err == nil && n == 1 {
		return conflict("", "last_owner", "A workspace needs an owner. Make somebody else an owner first.")
	}
	return err
}

func (c *change) putMember(ctx context.Context, workspace, person string, role Role) error {
	err := c.q.PutMember(ctx, store.PutMemberParams{
		Gid: newGID(), Workspace: workspace, Person: person, Role: string(role), CreatedAt: c.nowMicros(),
	})
	c.record(memberEvent(ActionAdded, workspace, person))
	return err
}

func memberEvent(action, workspace, person string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "workspace_membership", Resource: person,
		ParentType: "workspace", Parent: workspace}
}

// Members lists the people of a workspace whom the actor knows, by name.
func (p *Platform) Members(ctx context.Context, a Actor, workspace string) ([]WorkspaceMembership, error) {
	g := p.gate(a)
	role, err := g.workspace(ctx, workspace)
	if err != nil {
		return nil, err
	}
	if role.staff() {
		rows, err := g.q.MembersOf(ctx, workspace)
		return memberships(rows), err
	}
	rows, err := g.q.MembersKnownTo(ctx, store.MembersKnownToParams{Workspace: workspace, Person: a.Person})
	return memberships(rows), err
}

// WorkspaceMembership returns the place of a person whom the actor knows, in a workspace of the actor's.
func (p *Platform) WorkspaceMembership(ctx context.Context, a Actor, gid string) (WorkspaceMembership, error) {
	const kind = "workspace_membership"
	if !isGID(gid) {
		return WorkspaceMembership{}, notFound(kind, gid)
	}
	g := p.gate(a)
	row, err := g.q.MemberRow(ctx, gid)
	if err != nil {
		return WorkspaceMembership{}, orNotFound(err, kind, gid)
	}
	if _, err = g.workspace(ctx, row.Workspace); err == nil {
		err = g.person(ctx, row.Person)
	}
	if IsKind(err, NotFound) {
		err = hidden(kind, gid)
	}
	if err != nil {
		return WorkspaceMembership{}, err
	}
	return memberships([]store.MemberRow{row})[0], nil
}

// Memberships lists a person's workspaces; for somebody else, only those the actor is in too.
func (p *Platform) Memberships(ctx context.Context, a Actor, person string) ([]WorkspaceMembership, error) {
	g := p.gate(a)
	if err := g.person(ctx, person); err != nil {
		return nil, err
	}
	rows, err := g.q.MembershipsOf(ctx, person)
	if err != nil || person == a.Person {
		return memberships(rows), err
	}
	var shared []store.MemberRow
	for _, r := range rows {
		role, err := roleOf(ctx, g.q, r.Workspace, a.Person)
		if err != nil {
			return nil, err
		}
		if role != "" {
			shared = append(shared, r)
		}
	}
	return memberships(shared), nil
}

// Role returns a person's role in a workspace, "" for none. It asks no access rules.
func (p *Platform) Role(ctx context.Context, workspace, person string) (Role, error) {
	return roleOf(ctx, store.New(p.db.Reader()), workspace, person)
}

func memberships(rows []store.MemberRow) []WorkspaceMembership {
	list := make([]WorkspaceMembership, len(rows))
	for i, r := range rows {
		role := Role(r.Role)
		list[i] = WorkspaceMembership{
			GID: r.Gid,
			User: Person{GID: r.Person, Name: r.Name, Email: r.Email, TimeZone: r.TimeZone,
				CreatedAt: sqldb.Time(r.PersonCreatedAt)},
			Workspace: Ref{r.Workspace, r.WorkspaceName},
			Role:      role, IsAdmin: role.admin(), IsGuest: role == Guest, IsActive: r.Active,
			CreatedAt: sqldb.Time(r.CreatedAt),
			APIAccess: r.ApiAccess || role == Owner, ManagesUsers: r.ManagesUsers,
		}
	}
	return list
}
