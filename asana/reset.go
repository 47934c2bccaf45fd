package asana

import (
	"context"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// ResetLink makes a link, good for one day and one use, on which a person of the workspace chooses a new
// password. The actor must be an admin wherever the person is a member, and an owner wherever the person is
// one: a password opens all of a person's workspaces. It replaces an open link of that person.
func (p *Platform) ResetLink(ctx context.Context, a Actor, workspace, person string) (url string, err error) {
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.mayReset(ctx, workspace, person); err != nil {
			return err
		}
		if err := c.q.DeleteResetsOf(ctx, person); err != nil {
			return err
		}
		url, err = p.addLink(ctx, c, newLink{purpose: purposeReset, workspace: workspace, person: person, life: resetLinkLife})
		return err
	})
	return url, err
}

func (c *change) mayReset(ctx context.Context, workspace, person string) error {
	if _, err := c.admin(ctx, workspace); err != nil {
		return err
	}
	if err := c.human(ctx, person); err != nil {
		return err
	}
	if person == c.actor.Person {
		return forbidden("reset_oneself", "Change your own password under My Settings.")
	}
	rows, err := c.q.MembershipsOf(ctx, person)
	if err != nil {
		return err
	}
	found := false
	for _, r := range rows {
		found = found || r.Workspace == workspace
		own, err := roleOf(ctx, c.q, r.Workspace, c.actor.Person)
		if err != nil {
			return err
		}
		if Role(r.Role) == Owner && own != Owner {
			return forbidden("reset_owner", "Only an owner may reset the password of an owner.")
		}
		if !own.admin() {
			return forbidden("reset_elsewhere", "This person is also in a workspace that you do not administer.")
		}
	}
	if !found {
		return notFound("user", person)
	}
	return nil
}

// ResetFor returns whose password a link resets, without using it.
func (p *Platform) ResetFor(ctx context.Context, token string) (Person, error) {
	link, err := p.openLink(ctx, purposeReset, token)
	if err != nil {
		return Person{}, err
	}
	return p.Person(ctx, link.Person)
}

// ResetProblems tells for people of the workspace, by gid, why an open link could not be mailed to them so
// far, as [Invitation] has it.
func (p *Platform) ResetProblems(ctx context.Context, a Actor, workspace string) (map[string]string, error) {
	g := p.gate(a)
	if _, err := g.manager(ctx, workspace); err != nil {
		return nil, err
	}
	rows, err := g.q.ResetsNotMailed(ctx, store.ResetsNotMailedParams{Workspace: workspace, Now: sqldb.Micros(p.now())})
	problems := make(map[string]string, len(rows))
	for _, r := range rows {
		problems[r.Person] = r.MailProblem
	}
	return problems, err
}

// ResetPassword uses the link: the person has the new password and is signed out everywhere. A link that the
// person asked for proves the e-mail address, too.
func (p *Platform) ResetPassword(ctx context.Context, token, password string) (Person, error) {
	person, err := p.ResetFor(ctx, token)
	if err != nil {
		return Person{}, err // before the work of hashing
	}
	hash, err := p.hashPassword(ctx, password)
	if err != nil {
		return Person{}, err
	}
	err = p.write(ctx, Actor{Person: person.GID}, func(ctx context.Context, c *change) error {
		link, err := c.useLink(ctx, purposeReset, token)
		if err != nil {
			return err
		}
		if link.CreatedBy == person.GID { // asked for with ForgotPassword: the mail alone has it
			if err := c.q.ProveEmail(ctx, person.GID); err != nil {
				return err
			}
		}
		return c.putPassword(ctx, hash, "")
	})
	return person, err
}

// putPassword sets the actor's password and ends all his sessions but one, and the links to reset it.
func (c *change) putPassword(ctx context.Context, hash, keep string) error {
	if err := c.human(ctx, c.actor.Person); err != nil {
		return err
	}
	n, err := c.q.SetPasswordHash(ctx, store.SetPasswordHashParams{Gid: c.actor.Person, PasswordHash: hash})
	if err != nil {
		return err
	}
	if n == 0 {
		return notFound("user", c.actor.Person)
	}
	if err := c.q.DeleteResetsOf(ctx, c.actor.Person); err != nil {
		return err
	}
	c.record(Event{Action: ActionChanged, ResourceType: "user", Resource: c.actor.Person, Field: "password"})
	return c.q.DeleteOtherSessions(ctx, store.DeleteOtherSessionsParams{Person: c.actor.Person, Keep: keep})
}
