package asana

import (
	"context"
	"net/mail"
	"net/netip"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Invitation is an open invitation to a workspace.
type Invitation struct {
	GID       string
	Email     string
	Role      Role
	APIAccess bool
	InvitedBy string // the name
	CreatedAt time.Time
	ExpiresAt time.Time

	MailedAt    time.Time // zero as long as it was not
	MailProblem string    // why it could not be mailed so far: a kind of package mail, or "off"
}

// NewInvitation is whom to invite, and as what. Guests cannot have API access.
type NewInvitation struct {
	Email     string
	Role      Role
	APIAccess bool
}

func (n *NewInvitation) check() error {
	if n.Role != SuperAdmin && n.Role != Member && n.Role != Guest {
		return misused("role", "Not a role: %s", n.Role)
	}
	n.Email = strings.TrimSpace(n.Email)
	if err := checkEmail(n.Email); err != nil {
		return err
	}
	if n.Role == Guest && n.APIAccess {
		return invalid("api_access", "guests_no_permission", "Guests cannot be given permissions.")
	}
	return nil
}

// Invite makes a link, good for seven days and one use, on which whoever has the e-mail address joins the
// workspace as super admin, member or guest. It replaces an open invitation of that address. Super admins are
// invited by owners and super admins only.
func (p *Platform) Invite(ctx context.Context, a Actor, workspace string, n NewInvitation) (url string, err error) {
	if err := n.check(); err != nil {
		return "", err
	}
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.mayInvite(ctx, workspace, n.Role); err != nil {
			return err
		}
		email := n.Email
		if err := c.checkOutside(ctx, workspace, email); err != nil {
			return err
		}
		// Addresses are kept folded here, so that the statement finds the one to replace.
		folded := foldEmail(email)
		err := c.q.DeleteInvitationsTo(ctx, store.DeleteInvitationsToParams{Workspace: workspace, Email: folded})
		if err != nil {
			return err
		}
		url, err = p.addLink(ctx, c, newLink{purpose: purposeInvite, workspace: workspace, email: folded, role: n.Role, apiAccess: n.APIAccess, life: inviteLinkLife})
		return err
	})
	return url, err
}

func (c *change) mayInvite(ctx context.Context, workspace string, role Role) error {
	if role.admin() {
		_, err := c.admin(ctx, workspace)
		return err
	}
	_, err := c.manager(ctx, workspace)
	return err
}

// checkEmail refuses what is no plain e-mail address.
func checkEmail(email string) error {
	if err := checkText("email", email, maxEmail); err != nil {
		return err
	}
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || len(email) > maxEmail {
		return invalid("email", "not_email", "Not an e-mail address: %s", "Email", email)
	}
	return nil
}

// checkOutside refuses an address whose person is in the workspace already.
func (c *change) checkOutside(ctx context.Context, workspace, email string) error {
	person, err := c.q.PersonByEmail(ctx, foldEmail(email))
	if err = orNotFound(err, "user", email); IsKind(err, NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	role, err := roleOf(ctx, c.q, workspace, person.Gid)
	if err == nil && role != "" {
		return conflict("email", "member_already", "%s is in the workspace already.", "Name", person.Name)
	}
	return err
}

// Invitations lists the open invitations of a workspace, the newest first.
func (p *Platform) Invitations(ctx context.Context, a Actor, workspace string) ([]Invitation, error) {
	g := p.gate(a)
	if _, err := g.manager(ctx, workspace); err != nil {
		return nil, err
	}
	rows, err := g.q.OpenInvitations(ctx, store.OpenInvitationsParams{Workspace: workspace, Now: sqldb.Micros(p.now())})
	list := make([]Invitation, len(rows))
	for i, r := range rows {
		list[i] = Invitation{r.Gid, r.Email, Role(r.Role), r.ApiAccess, r.CreatorName, sqldb.Time(r.CreatedAt), sqldb.Time(r.ExpiresAt), sqldb.Time(r.MailedAt), r.MailProblem}
	}
	return list, err
}

// WithdrawInvitation makes the link of an open invitation worthless. One that is over is no error.
func (p *Platform) WithdrawInvitation(ctx context.Context, a Actor, workspace, invitation string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if _, err := c.manager(ctx, workspace); err != nil {
			return err
		}
		_, err := c.q.DeleteInvitation(ctx, store.DeleteInvitationParams{Gid: invitation, Workspace: workspace})
		return err
	})
}

// Invited is what the page of an invitation shows.
type Invited struct {
	Workspace string // its name
	Email     string
	Known     bool // whether somebody with the address has an account, with a password
}

// InvitedBy returns what a link invites to, without using it.
func (p *Platform) InvitedBy(ctx context.Context, token string) (Invited, error) {
	link, err := p.openLink(ctx, purposeInvite, token)
	if err != nil {
		return Invited{}, err
	}
	q := store.New(p.db.Reader())
	w, err := q.Workspace(ctx, link.Workspace)
	if err != nil {
		return Invited{}, err
	}
	_, err = p.PersonByEmail(ctx, link.Email)
	if err != nil && !IsKind(err, NotFound) {
		return Invited{}, err
	}
	return Invited{Workspace: w.Name, Email: link.Email, Known: err == nil}, nil
}

// Join is what somebody invited enters. Name is for a new account; who has one proves it with its password.
type Join struct {
	Name, Password string
	Address        netip.Addr // see Attempt
}

// Join uses an invitation and returns who joined.
func (p *Platform) Join(ctx context.Context, token string, j Join) (Person, error) {
	invited, err := p.InvitedBy(ctx, token)
	if err != nil {
		return Person{}, err
	}
	if invited.Known {
		return p.joinAgain(ctx, token, Attempt{Email: invited.Email, Password: j.Password, Address: j.Address})
	}
	if j.Password == "" {
		return Person{}, passwordLength()
	}
	row, err := p.newPersonRow(ctx, NewPerson{Name: j.Name, Email: invited.Email, Password: j.Password})
	if err != nil {
		return Person{}, err
	}
	err = p.write(ctx, Actor{Person: row.Gid}, func(ctx context.Context, c *change) error {
		return c.join(ctx, token, func() error { return c.insertPerson(ctx, row) })
	})
	if err != nil {
		return Person{}, err
	}
	return p.Person(ctx, row.Gid)
}

func (p *Platform) joinAgain(ctx context.Context, token string, at Attempt) (Person, error) {
	person, err := p.SignIn(ctx, at)
	if IsKind(err, Forbidden) {
		return Person{}, invalid("password", "wrong_password", "The password is wrong.")
	}
	if err != nil {
		return Person{}, err
	}
	err = p.write(ctx, Actor{Person: person.GID}, func(ctx context.Context, c *change) error {
		return c.join(ctx, token, func() error { return nil })
	})
	return person, err
}

// join uses the link up, makes the actor if there is a need to, and makes him a member.
func (c *change) join(ctx context.Context, token string, makeActor func() error) error {
	link, err := c.useLink(ctx, purposeInvite, token)
	if err != nil {
		return err
	}
	if err := makeActor(); err != nil {
		return err
	}
	role, err := roleOf(ctx, c.q, link.Workspace, c.actor.Person)
	if err != nil {
		return err
	}
	if role != "" {
		return conflict("", "joined_already", "You are in the workspace already. Log in.")
	}
	if err := c.putMember(ctx, link.Workspace, c.actor.Person, Role(link.Role)); err != nil || !link.ApiAccess {
		return err
	}
	_, err = c.q.SetAPIAccess(ctx, store.SetAPIAccessParams{Workspace: link.Workspace, Person: c.actor.Person, ApiAccess: true})
	return err
}
