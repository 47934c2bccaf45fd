package asana

import (
	"context"
	"strings"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/store"
)

// OwnApp is what somebody registers an app of his own from, and what of it can be changed. Whether the scopes
// are ones that exist is for the caller to know.
type OwnApp struct {
	Name         string
	RedirectURIs []string // https, http on loopback, or OutOfBand; compared character by character
	Scopes       []string // it may ask for

	// Components may have an AuthenticationURL, a WidgetMetadataURL with its MatchURLPattern, and RuleActions; the
	// rest is for the server's own apps. With any of them its owner can add the app to projects.
	Components Components
}

// maxAppName is the length of the name of an app of one's own, in characters: people read it on one line.
const maxAppName = 100

// RegisterOwnApp registers an app that the actor manages. The client secret is for the actor to see now, and
// never again. Without API access it is Forbidden.
func (p *Platform) RegisterOwnApp(ctx context.Context, a Actor, o OwnApp) (App, error) {
	if err := o.check(); err != nil {
		return App{}, err
	}
	row, err := p.newAppRow(NewApp{
		Name: o.Name, RedirectURIs: o.RedirectURIs, Scopes: o.Scopes, Components: o.Components, Owner: a.Person,
	})
	if err != nil {
		return App{}, err
	}
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.apiAccess(ctx); err != nil {
			return err
		}
		return c.insertApp(ctx, row)
	})
	if err != nil {
		return App{}, err
	}
	return p.App(ctx, row.Gid)
}

// check tidies what a person entered.
func (o *OwnApp) check() (err error) {
	if err := checkText("name", strings.TrimSpace(o.Name), maxAppName); err != nil {
		return err
	}
	if o.Name, err = checkName("name", o.Name); err != nil {
		return err
	}
	if o.RedirectURIs, err = checkRedirects(o.RedirectURIs); err != nil {
		return err
	}
	if len(o.Scopes) == 0 {
		return invalid("scopes", "scopes_missing", "Missing input")
	}
	o.Components, err = checkComponents(o.Components)
	return err
}

// OwnApps lists the apps the actor manages, by name, without their secrets.
func (p *Platform) OwnApps(ctx context.Context, a Actor) ([]App, error) {
	rows, err := store.New(p.db.Reader()).OwnApps(ctx, a.Person)
	if err != nil {
		return nil, err
	}
	return appsOf(rows, withoutSecret)
}

// OwnApp returns an app the actor manages, without its secret. Somebody else's is one that does not exist.
func (p *Platform) OwnApp(ctx context.Context, a Actor, gid string) (App, error) {
	if !isGID(gid) {
		return App{}, notFound("app", gid)
	}
	row, err := store.New(p.db.Reader()).OwnApp(ctx, store.OwnAppParams{Gid: gid, Owner: a.Person})
	if err != nil {
		return App{}, orNotFound(err, "app", gid)
	}
	return withoutSecret(row)
}

// EditOwnApp changes an app the actor manages, all of it at once. What people have allowed the app stays.
func (p *Platform) EditOwnApp(ctx context.Context, a Actor, gid string, o OwnApp) error {
	if err := o.check(); err != nil {
		return err
	}
	return p.changeOwnApp(ctx, a, gid, ActionChanged, func(ctx context.Context, c *change) (int64, error) {
		return c.q.UpdateOwnApp(ctx, store.UpdateOwnAppParams{
			Gid: gid, Owner: a.Person, Name: o.Name, RedirectUris: toJSON(o.RedirectURIs), Scopes: toJSON(o.Scopes),
			Components: toJSON(o.Components),
		})
	})
}

// ResetAppSecret gives an app the actor manages a new client secret, which is returned once; the old one stops
// working. What people have allowed the app stays.
func (p *Platform) ResetAppSecret(ctx context.Context, a Actor, gid string) (seal.Secret, error) {
	secret := seal.NewToken("")
	sealed, err := p.keys.Seal([]byte(secret.Reveal()), secretRow(gid))
	if err != nil {
		return "", err
	}
	err = p.changeOwnApp(ctx, a, gid, ActionChanged, func(ctx context.Context, c *change) (int64, error) {
		return c.q.ResetAppSecret(ctx, store.ResetAppSecretParams{Gid: gid, Owner: a.Person, Secret: sealed})
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// DeleteOwnApp deletes an app the actor manages. What people have allowed it goes with it: its tokens are dead
// at once. It is in no project any more; what it attached stays.
func (p *Platform) DeleteOwnApp(ctx context.Context, a Actor, gid string) error {
	return p.changeOwnApp(ctx, a, gid, ActionDeleted, func(ctx context.Context, c *change) (int64, error) {
		if err := c.q.RemoveInstallationsOfOwnApp(ctx, store.RemoveInstallationsOfOwnAppParams{App: gid, Owner: a.Person}); err != nil {
			return 0, err
		}
		if err := c.q.ForgetIntroductionsOfOwnApp(ctx, store.ForgetIntroductionsOfOwnAppParams{App: gid, Owner: a.Person}); err != nil {
			return 0, err
		}
		return c.q.DeleteOwnApp(ctx, store.DeleteOwnAppParams{Gid: gid, Owner: a.Person})
	})
}

// changeOwnApp runs a write that must hit one app, for who has API access.
func (p *Platform) changeOwnApp(ctx context.Context, a Actor, gid, action string, f func(context.Context, *change) (int64, error)) error {
	if !isGID(gid) {
		return notFound("app", gid)
	}
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.apiAccess(ctx); err != nil {
			return err
		}
		n, err := f(ctx, c)
		if err == nil && n == 0 {
			return notFound("app", gid)
		}
		c.record(appEvent(action, gid))
		return err
	})
}
