package asana

import (
	"context"
	"net/netip"

	"jirabridge/asana/kit/seal"
)

// ForgotPassword mails whoever has the e-mail address a link to choose a new password, good for one day and
// one use. It does the same where nobody has, except that no mail leaves. It replaces the open link that the
// person asked for before, not one that an admin made. Asking is slowed down as [Platform.SignIn] is, on its
// own count: a *TooManyAttempts says from when on to ask again. Where no mail is sent it is Forbidden.
func (p *Platform) ForgotPassword(ctx context.Context, email string, address netip.Addr) error {
	if !p.Mails() {
		return forbidden("no_mail", "This installation sends no mail. Ask an owner or super admin of your workspace for a link.")
	}
	asked := Attempt{Email: email, Address: address}
	if err := p.countAttempt(ctx, seal.Hash("forgot\n"+asked.key())); err != nil {
		return err
	}
	person, err := p.PersonByEmail(ctx, email)
	if err != nil && !IsKind(err, NotFound) {
		return err
	}
	return p.write(ctx, Actor{Person: person.GID}, func(ctx context.Context, c *change) error {
		if err := c.q.DeleteOwnResets(ctx, person.GID); err != nil {
			return err
		}
		_, err := p.addLink(ctx, c, newLink{purpose: purposeReset, person: person.GID, life: resetLinkLife})
		return err
	})
}
