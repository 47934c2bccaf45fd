package asana

import (
	"context"
	"slices"
	"strings"
	"time"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Service is a service account: a program with a name and a token of its own, that acts in one workspace and in
// nobody's name. It is a person that work can be assigned to, and that nobody can sign in as
// (https://help.asana.com/s/article/service-accounts).
type Service struct {
	GID         string
	Name        string
	Permissions []Permission // what one of limited scope may do; none is full access
	CreatedBy   string       // the name
	CreatedAt   time.Time
	LastUsedAt  time.Time // of its token, to half a minute
	Authorized  bool      // whether it has a token
}

// Permission is something that a service account of limited scope may do.
type Permission string

// The permissions, as Asana has them.
const (
	UserProvisioning Permission = "user_provisioning" // people, teams and who is in them
	Exports          Permission = "exports"           // exports of the whole organization
	AuditLogs        Permission = "audit_logs"        // who did what
)

// Permissions are all there are.
func Permissions() []Permission { return []Permission{UserProvisioning, Exports, AuditLogs} }

// NewService is what a service account is made from, and what of it can be changed. No permissions are full access.
type NewService struct {
	Name        string
	Permissions []Permission
}

func (n *NewService) check() (err error) {
	if n.Name, err = checkName("name", n.Name); err != nil {
		return err
	}
	for _, p := range n.Permissions {
		if !slices.Contains(Permissions(), p) {
			return misused("permissions", "Not a permission: %s", p)
		}
	}
	slices.Sort(n.Permissions)
	n.Permissions = slices.Compact(n.Permissions)
	return nil
}

// role is the role of a service account with these permissions.
func (n *NewService) role() Role {
	switch {
	case len(n.Permissions) == 0:
		return ServiceAccount
	case slices.Contains(n.Permissions, UserProvisioning):
		return ProvisioningAccount
	}
	return ScopedAccount
}

// stored is how the tables keep the permissions.
func (n *NewService) stored() string {
	words := make([]string, len(n.Permissions))
	for i, p := range n.Permissions {
		words[i] = string(p)
	}
	return strings.Join(words, " ")
}

// ServiceScopes are what a service account with these stored permissions may do over REST: its permissions, and the
// scopes that reading with them takes.
func ServiceScopes(stored string) []string {
	scopes := strings.Fields(stored)
	if len(scopes) == 0 {
		return []string{"default"}
	}
	if slices.Contains(scopes, string(UserProvisioning)) {
		scopes = append(scopes, "users:read", "workspaces:read", "teams:read", "team_memberships:read")
	}
	return scopes
}

// superAdmin is workspace for people who manage its service accounts, of a plan that has them.
func (g gate) superAdmin(ctx context.Context, workspace string) error {
	role, err := g.workspace(ctx, workspace)
	if err == nil && role != Owner && role != SuperAdmin {
		return forbidden("super_admins_only", "Only owners and super admins may manage service accounts.")
	}
	if err != nil {
		return err
	}
	return g.plan(ctx, workspace, Enterprise, "plan_service", "Service accounts are part of the Enterprise plan.")
}

// Services lists the service accounts of a workspace by name, for super admins.
func (p *Platform) Services(ctx context.Context, a Actor, workspace string) ([]Service, error) {
	g := p.gate(a)
	if err := g.superAdmin(ctx, workspace); err != nil {
		return nil, err
	}
	rows, err := g.q.ServiceAccountsOf(ctx, workspace)
	list := make([]Service, len(rows))
	for i, r := range rows {
		list[i] = Service{
			GID: r.Person, Name: r.Name, CreatedBy: r.CreatorName, CreatedAt: sqldb.Time(r.CreatedAt),
			LastUsedAt: sqldb.Time(r.LastUsedAt), Authorized: r.HasToken,
		}
		for _, word := range strings.Fields(r.Permissions) {
			list[i].Permissions = append(list[i].Permissions, Permission(word))
		}
	}
	return list, err
}

// ServiceByGID returns one service account of a workspace, for super admins.
func (p *Platform) ServiceByGID(ctx context.Context, a Actor, workspace, gid string) (Service, error) {
	list, err := p.Services(ctx, a, workspace)
	if err != nil {
		return Service{}, err
	}
	for _, s := range list {
		if s.GID == gid {
			return s, nil
		}
	}
	return Service{}, notFound("service_account", gid)
}

// CreateService makes a service account. Its token is returned here and never again.
func (p *Platform) CreateService(ctx context.Context, a Actor, workspace string, n NewService) (token seal.Secret, gid string, err error) {
	if err := n.check(); err != nil {
		return "", "", err
	}
	gid = newGID()
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.superAdmin(ctx, workspace); err != nil {
			return err
		}
		if err := c.insertService(ctx, workspace, gid, n); err != nil {
			return err
		}
		token, err = c.newServiceToken(ctx, gid)
		return err
	})
	return token, gid, err
}

// insertService writes the rows of a service account. Its address is none that anybody could have.
func (c *change) insertService(ctx context.Context, workspace, gid string, n NewService) error {
	err := c.q.InsertPerson(ctx, store.InsertPersonParams{
		Gid: gid, Name: n.Name, EmailFolded: "service account " + gid, CreatedAt: c.nowMicros(),
	})
	if err != nil {
		return err
	}
	err = c.q.InsertServiceMember(ctx, store.InsertServiceMemberParams{
		Gid: newGID(), Workspace: workspace, Person: gid, Role: string(n.role()), CreatedAt: c.nowMicros(),
	})
	if err != nil {
		return err
	}
	c.record(serviceEvent(ActionAdded, workspace, gid, ""))
	return c.q.InsertServiceAccount(ctx, store.InsertServiceAccountParams{
		Person: gid, Workspace: workspace, Permissions: n.stored(), CreatedBy: c.actor.Person, CreatedAt: c.nowMicros(),
	})
}

func serviceEvent(action, workspace, gid, field string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "service_account", Resource: gid, Field: field,
		ParentType: "workspace", Parent: workspace}
}

// newServiceToken gives a service account a token in place of any it has.
func (c *change) newServiceToken(ctx context.Context, person string) (seal.Secret, error) {
	if err := c.q.DeleteTokensOf(ctx, person); err != nil {
		return "", err
	}
	gid := newGID()
	secret := newTokenText(person, gid)
	return secret, c.q.InsertToken(ctx, store.InsertTokenParams{
		Gid: gid, Person: person, Description: "service account", Hash: seal.Hash(secret.Reveal()), CreatedAt: c.nowMicros(),
	})
}

// May tells whether a permission is one of the account's.
func (s Service) May(p Permission) bool { return slices.Contains(s.Permissions, p) }
