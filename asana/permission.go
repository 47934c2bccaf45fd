package asana

import (
	"context"
	"database/sql"
	"errors"

	"jirabridge/asana/store"
)

// Two permissions stand beside the role: API access opens tokens, documentation and apps of one's own, and
// whoever manages users gives it. Owners have both, super admins manage users, guests have neither.

// MayUseAPI tells whether the person has API access in any workspace.
func (p *Platform) MayUseAPI(ctx context.Context, person string) (bool, error) {
	return store.New(p.db.Reader()).HasAPIAccess(ctx, person)
}

// NoAPIAccess is the refusal of who has no API access.
func NoAPIAccess() error {
	return forbidden("no_api_access", "You do not have API access. Ask somebody who manages the users of your workspace.")
}

func (c *change) apiAccess(ctx context.Context) error {
	has, err := c.q.HasAPIAccess(ctx, c.actor.Person)
	if err == nil && !has {
		return NoAPIAccess()
	}
	return err
}

// ManagesUsers tells whether the actor may manage the users of a workspace.
func (p *Platform) ManagesUsers(ctx context.Context, a Actor, workspace string) (bool, error) {
	_, err := p.gate(a).manager(ctx, workspace)
	if IsKind(err, Forbidden) || IsKind(err, NotFound) {
		return false, nil
	}
	return err == nil, err
}

// manager is workspace for what only those who manage users may do. It returns the actor's own role.
func (g gate) manager(ctx context.Context, workspace string) (Role, error) {
	role, err := g.workspace(ctx, workspace)
	if err != nil || role.admin() {
		return role, err
	}
	manages, err := g.q.ManagesUsers(ctx, store.ManagesUsersParams{Workspace: workspace, Person: g.actor.Person})
	if errors.Is(err, sql.ErrNoRows) || err == nil && !manages {
		return "", forbidden("managers_only", "Only those who may manage users may do this.")
	}
	return role, err
}

// SetAPIAccess gives a member API access, or takes it away. Guests cannot have it, owners always have.
func (p *Platform) SetAPIAccess(ctx context.Context, a Actor, workspace, person string, on bool) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if _, err := c.manager(ctx, workspace); err != nil {
			return err
		}
		if err := c.mayHave(ctx, workspace, person); err != nil {
			return err
		}
		c.record(memberEvent(ActionChanged, workspace, person))
		_, err := c.q.SetAPIAccess(ctx, store.SetAPIAccessParams{Workspace: workspace, Person: person, ApiAccess: on})
		return err
	})
}

// SetManagesUsers lets a member manage users, or no longer. That is for owners and super admins to decide; the
// links of somebody who no longer manages users stop working.
func (p *Platform) SetManagesUsers(ctx context.Context, a Actor, workspace, person string, on bool) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if _, err := c.admin(ctx, workspace); err != nil {
			return err
		}
		if err := c.mayHave(ctx, workspace, person); err != nil {
			return err
		}
		if !on {
			if err := c.dropManagersLinks(ctx, workspace, person); err != nil {
				return err
			}
		}
		c.record(memberEvent(ActionChanged, workspace, person))
		_, err := c.q.SetManagesUsers(ctx, store.SetManagesUsersParams{Workspace: workspace, Person: person, ManagesUsers: on})
		return err
	})
}

func (c *change) dropManagersLinks(ctx context.Context, workspace, person string) error {
	role, err := roleOf(ctx, c.q, workspace, person)
	if err != nil || role.admin() {
		return err
	}
	return c.dropLinksBy(ctx, workspace, person)
}

// mayHave refuses permissions for who cannot have any.
func (c *change) mayHave(ctx context.Context, workspace, person string) error {
	if err := c.human(ctx, person); err != nil {
		return err
	}
	role, err := roleOf(ctx, c.q, workspace, person)
	switch {
	case err != nil:
		return err
	case role == "":
		return notFound("user", person)
	case role == Guest:
		return invalid("api_access", "guests_no_permission", "Guests cannot be given permissions.")
	}
	return nil
}

// Member returns one person of a workspace, for those who manage its users.
func (p *Platform) Member(ctx context.Context, a Actor, workspace, person string) (WorkspaceMembership, error) {
	if _, err := p.gate(a).manager(ctx, workspace); err != nil {
		return WorkspaceMembership{}, err
	}
	list, err := p.Members(ctx, a, workspace)
	if err != nil {
		return WorkspaceMembership{}, err
	}
	for _, m := range list {
		if m.User.GID == person && !m.Role.IsService() {
			return m, nil
		}
	}
	return WorkspaceMembership{}, notFound("user", person)
}

// TokensOf lists the tokens of somebody else, for those who manage the users of a workspace he is in.
func (p *Platform) TokensOf(ctx context.Context, a Actor, workspace, person string) ([]Token, error) {
	if _, err := p.Member(ctx, a, workspace, person); err != nil {
		return nil, err
	}
	return p.tokensOf(ctx, person)
}

// RevokeTokenOf ends a token of somebody in the workspace. An owner's tokens are the owner's alone, whatever
// workspace he is one of.
func (p *Platform) RevokeTokenOf(ctx context.Context, a Actor, workspace, person, gid string) error {
	if _, err := p.Member(ctx, a, workspace, person); err != nil {
		return err
	}
	return p.changeToken(ctx, a, gid, ActionDeleted, func(ctx context.Context, c *change) (int64, error) {
		rows, err := c.q.MembershipsOf(ctx, person)
		if err != nil {
			return 0, err
		}
		for _, r := range rows {
			if Role(r.Role) == Owner && person != a.Person {
				return 0, forbidden("owners_tokens", "Only the owner can revoke tokens of an owner.")
			}
		}
		return c.q.DeleteToken(ctx, store.DeleteTokenParams{Gid: gid, Person: person})
	})
}
