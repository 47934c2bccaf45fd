package asana

import (
	"context"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/store"
)

// changeService runs a write on a service account that is there, one after the other.
func (p *Platform) changeService(ctx context.Context, a Actor, workspace, gid string, f func(context.Context, *change) error) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.superAdmin(ctx, workspace); err != nil {
			return err
		}
		if err := c.oneByOne(ctx, workspace); err != nil {
			return err
		}
		role, err := roleOf(ctx, c.q, workspace, gid)
		if err == nil && !role.IsService() {
			err = notFound("service_account", gid)
		}
		if err != nil {
			return err
		}
		return f(ctx, c)
	})
}

// EditService changes a service account's name and what it may do; its token stays.
func (p *Platform) EditService(ctx context.Context, a Actor, workspace, gid string, n NewService) error {
	if err := n.check(); err != nil {
		return err
	}
	return p.changeService(ctx, a, workspace, gid, func(ctx context.Context, c *change) error {
		before, err := c.q.Person(ctx, gid)
		if err != nil {
			return err
		}
		if before.Name != n.Name {
			c.record(serviceEvent(ActionChanged, workspace, gid, "name"))
		}
		if _, err := c.q.SetName(ctx, store.SetNameParams{Gid: gid, Name: n.Name}); err != nil {
			return err
		}
		if err := c.q.SetServiceRole(ctx, store.SetServiceRoleParams{Person: gid, Workspace: workspace, Role: string(n.role())}); err != nil {
			return err
		}
		c.record(serviceEvent(ActionChanged, workspace, gid, "permissions"))
		return c.q.SetServicePermissions(ctx, store.SetServicePermissionsParams{Person: gid, Permissions: n.stored()})
	})
}

// ResetService gives a service account a new token, which is returned once; the old one is dead.
func (p *Platform) ResetService(ctx context.Context, a Actor, workspace, gid string) (token seal.Secret, err error) {
	err = p.changeService(ctx, a, workspace, gid, func(ctx context.Context, c *change) error {
		c.record(serviceEvent(ActionChanged, workspace, gid, "token"))
		token, err = c.newServiceToken(ctx, gid)
		return err
	})
	return token, err
}

// DeauthorizeService kills a service account's token. The account stays, with its name and its work, and can be given
// a new one.
func (p *Platform) DeauthorizeService(ctx context.Context, a Actor, workspace, gid string) error {
	return p.changeService(ctx, a, workspace, gid, func(ctx context.Context, c *change) error {
		c.record(serviceEvent(ActionChanged, workspace, gid, "token"))
		return c.q.DeleteTokensOf(ctx, gid)
	})
}

// RemoveService removes a service account as RemoveMember removes a person. What it wrote keeps its name.
func (p *Platform) RemoveService(ctx context.Context, a Actor, workspace, gid string) error {
	return p.changeService(ctx, a, workspace, gid, func(ctx context.Context, c *change) error {
		c.record(serviceEvent(ActionDeleted, workspace, gid, ""))
		return c.remove(ctx, workspace, gid)
	})
}

// human refuses a service account where only people are meant.
func (c *change) human(ctx context.Context, person string) error {
	if !isGID(person) {
		return notFound("user", person)
	}
	service, err := c.q.IsServiceAccount(ctx, person)
	if err == nil && service {
		return forbidden("service_not_person", "A service account belongs to its workspace, and is managed under Apps, Service accounts.")
	}
	return err
}
