package asana

import (
	"context"
	"net/netip"
	"strings"
	"time"
	_ "time/tzdata" // zones are known on machines without them, too

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Profile is what people say of themselves.
type Profile struct {
	Name     string
	TimeZone string // IANA name; "" is UTC
}

// SetProfile changes the actor's own profile, all of it or nothing.
func (p *Platform) SetProfile(ctx context.Context, a Actor, next Profile) error {
	name, err := checkName("name", next.Name)
	if err != nil {
		return err
	}
	if err := checkTimeZone(next.TimeZone); err != nil {
		return err
	}
	return p.changeSelf(ctx, a, func(c *change, before store.Person) error {
		if err := c.setName(ctx, before, name); err != nil {
			return err
		}
		return c.setTimeZone(ctx, before, next.TimeZone)
	})
}

// SetName changes the name of a person, which only he himself may.
func (p *Platform) SetName(ctx context.Context, a Actor, person, name string) error {
	if err := p.gate(a).self(ctx, person); err != nil {
		return err
	}
	name, err := checkName("name", name)
	if err != nil {
		return err
	}
	return p.changeSelf(ctx, a, func(c *change, before store.Person) error { return c.setName(ctx, before, name) })
}

func (c *change) setName(ctx context.Context, before store.Person, name string) error {
	if before.Name == name {
		return nil
	}
	c.recordSelf("name")
	_, err := c.q.SetName(ctx, store.SetNameParams{Gid: before.Gid, Name: name})
	return err
}

// SetTimeZone sets the actor's own time zone, an IANA name or "" for UTC.
func (p *Platform) SetTimeZone(ctx context.Context, a Actor, zone string) error {
	if err := checkTimeZone(zone); err != nil {
		return err
	}
	return p.changeSelf(ctx, a, func(c *change, before store.Person) error {
		return c.setTimeZone(ctx, before, zone)
	})
}

// ChangeEmail gives the actor, who proves it with his password, another e-mail address; network as in Attempt.
// An address in use is a Conflict, which is told only to who knows the password. Sessions and tokens stay; links
// for a new password end: they may lie in the mailbox that is given up.
func (p *Platform) ChangeEmail(ctx context.Context, a Actor, email, password string, network netip.Addr) error {
	email = strings.TrimSpace(email)
	if err := checkEmail(email); err != nil {
		return err
	}
	if err := p.provePassword(ctx, a, "email_password", password, network); err != nil {
		return err
	}
	return p.changeSelf(ctx, a, func(c *change, before store.Person) error {
		if before.Email == email {
			return nil
		}
		_, err := c.q.SetEmail(ctx, store.SetEmailParams{Gid: a.Person, Email: email, EmailFolded: foldEmail(email)})
		if sqldb.IsUnique(err) {
			return conflict("email", "email_unusable", "This e-mail address cannot be used. Enter another one.")
		}
		if err != nil {
			return err
		}
		c.recordSelf("email")
		return c.q.DeleteResetsOf(ctx, a.Person)
	})
}

// changeSelf runs f, in a transaction, with the actor's row as it is before.
func (p *Platform) changeSelf(ctx context.Context, a Actor, f func(c *change, before store.Person) error) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		before, err := c.q.Person(ctx, a.Person)
		if err != nil {
			return orNotFound(err, "user", a.Person)
		}
		return f(c, before)
	})
}

func (c *change) setTimeZone(ctx context.Context, before store.Person, zone string) error {
	if before.TimeZone == zone {
		return nil
	}
	c.recordSelf("time_zone")
	_, err := c.q.SetTimeZone(ctx, store.SetTimeZoneParams{Gid: before.Gid, TimeZone: zone})
	return err
}

// recordSelf notes that the actor changed something of himself.
func (c *change) recordSelf(field string) {
	c.record(Event{Action: ActionChanged, ResourceType: "user", Resource: c.actor.Person, Field: field})
}

func checkTimeZone(zone string) error {
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" { // which is the server's
		return invalid("time_zone", "not_time_zone", "Not a time zone: %s", "Zone", zone)
	}
	return nil
}
