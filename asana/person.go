package asana

import (
	"context"
	"fmt"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Person is somebody with an account.
type Person struct {
	GID       string
	Name      string
	Email     string
	TimeZone  string // IANA name; "" is UTC
	Language  string // code of the one the person was last seen to read in; "" is not known
	CreatedAt time.Time

	EmailProven bool // whether a link that only the mailbox had was used since the address was set
}

// NewPerson is what a person is made from. Password may be "": such a person cannot sign in with one.
type NewPerson struct {
	Name     string
	Email    string
	Password string
}

// CreatePerson makes an account. An e-mail address in use is a Conflict.
func (p *Platform) CreatePerson(ctx context.Context, n NewPerson) (Person, error) {
	row, err := p.newPersonRow(ctx, n)
	if err != nil {
		return Person{}, err
	}
	err = p.write(ctx, Actor{Person: row.Gid}, func(ctx context.Context, c *change) error {
		return c.insertPerson(ctx, row)
	})
	if err != nil {
		return Person{}, err
	}
	return p.Person(ctx, row.Gid)
}

// insertPerson writes a person's row; an e-mail address in use is a Conflict.
func (c *change) insertPerson(ctx context.Context, row store.InsertPersonParams) error {
	row.CreatedAt = c.nowMicros()
	err := c.q.InsertPerson(ctx, row)
	if sqldb.IsUnique(err) {
		return conflict("email", "email_taken", "This email address is already in use.")
	}
	if err != nil {
		return fmt.Errorf("create person: %w", err)
	}
	c.record(Event{Action: ActionAdded, ResourceType: "user", Resource: row.Gid})
	return nil
}

func (p *Platform) newPersonRow(ctx context.Context, n NewPerson) (store.InsertPersonParams, error) {
	row := store.InsertPersonParams{Gid: newGID(), Email: strings.TrimSpace(n.Email)}
	var err error
	if row.Name, err = checkName("name", n.Name); err != nil {
		return row, err
	}
	if err := checkEmail(row.Email); err != nil {
		return row, err
	}
	row.EmailFolded = foldEmail(row.Email)
	if n.Password != "" {
		row.PasswordHash, err = p.hashPassword(ctx, n.Password)
	}
	return row, err
}

// maxEmail is the length of an e-mail address, in bytes (RFC 5321, section 4.5.3.1).
const maxEmail = 254

// foldEmail is the form in which e-mail addresses are compared.
func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Person returns a person by gid, asking no access rules.
func (p *Platform) Person(ctx context.Context, gid string) (Person, error) {
	if !isGID(gid) {
		return Person{}, notFound("user", gid)
	}
	row, err := store.New(p.db.Reader()).Person(ctx, gid)
	return personOf(row), orNotFound(err, "user", gid)
}

// PersonByEmail returns a person by e-mail address, whatever its case, asking no access rules.
func (p *Platform) PersonByEmail(ctx context.Context, email string) (Person, error) {
	if err := checkText("email", email, maxEmail); err != nil {
		return Person{}, notFound("user", email)
	}
	row, err := store.New(p.db.Reader()).PersonByEmail(ctx, foldEmail(email))
	return personOf(row), orNotFound(err, "user", email)
}

// PersonSeen is Person for an actor: NotFound unless they share a workspace.
func (p *Platform) PersonSeen(ctx context.Context, a Actor, gid string) (Person, error) {
	if err := p.gate(a).person(ctx, gid); err != nil {
		return Person{}, err
	}
	return p.Person(ctx, gid)
}

// HasLanguage notes the language the person reads in, for mails.
func (p *Platform) HasLanguage(ctx context.Context, person Person, language string) error {
	if person.Language == language {
		return nil
	}
	return store.New(p.db.Writer()).SetLanguage(ctx, store.SetLanguageParams{Gid: person.GID, Language: language})
}

func personOf(r store.Person) Person {
	return Person{GID: r.Gid, Name: r.Name, Email: r.Email, TimeZone: r.TimeZone, Language: r.Language, CreatedAt: sqldb.Time(r.CreatedAt), EmailProven: r.EmailProven}
}
