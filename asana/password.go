package asana

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Lengths of passwords, in characters. The upper one only bounds the work of hashing.
const (
	minPassword = 10
	maxPassword = 1024
)

// CheckPassword returns the person whose e-mail address and password these are. An unknown address costs the
// same time as a wrong password, and gets the same Forbidden.
func (p *Platform) CheckPassword(ctx context.Context, email, password string) (Person, error) {
	wrong := forbidden("wrong_login", "The e-mail address or the password is wrong.")
	if checkText("email", email, maxEmail) != nil || utf8.RuneCountInString(password) > maxPassword {
		return Person{}, wrong
	}
	row, err := store.New(p.db.Reader()).PersonByEmail(ctx, foldEmail(email))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Person{}, fmt.Errorf("check password: %w", err)
	}
	same, err := p.comparePassword(ctx, password, row.PasswordHash)
	if err != nil {
		return Person{}, fmt.Errorf("check password: %w", err)
	}
	if !same {
		return Person{}, wrong
	}
	return personOf(row), nil
}

// SetPassword sets the actor's own password and signs him out everywhere, but for the session to keep.
func (p *Platform) SetPassword(ctx context.Context, a Actor, password, keep string) error {
	hash, err := p.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		return c.putPassword(ctx, hash, keep)
	})
}

// ChangePassword is SetPassword for somebody who proves the password he has; address as in Attempt.
func (p *Platform) ChangePassword(ctx context.Context, a Actor, old, password string, address netip.Addr, keep string) error {
	if err := p.provePassword(ctx, a, "old_password", old, address); err != nil {
		return err
	}
	return p.SetPassword(ctx, a, password, keep)
}

// provePassword refuses, at a field, what is not the actor's own password.
func (p *Platform) provePassword(ctx context.Context, a Actor, field, password string, address netip.Addr) error {
	person, err := p.Person(ctx, a.Person)
	if err != nil {
		return err
	}
	_, err = p.SignIn(ctx, Attempt{Email: person.Email, Password: password, Address: address})
	if IsKind(err, Forbidden) {
		return invalid(field, "wrong_old_password", "This is not your password.")
	}
	return err
}

func (p *Platform) hashPassword(ctx context.Context, password string) (string, error) {
	if !sqldb.IsText(password) {
		return "", invalid("password", "not_text", "Not valid text")
	}
	if n := utf8.RuneCountInString(password); n < minPassword || n > maxPassword {
		return "", passwordLength()
	}
	var hash string
	err := p.oneOfTwo(ctx, func() (err error) {
		hash, err = argon2id.CreateHash(password, &p.passwords)
		return err
	})
	return hash, err
}

func passwordLength() *Error {
	return invalid("password", "password_length", "A password has at least %d and at most %d characters.", "Min", minPassword, "Max", maxPassword)
}

// comparePassword compares with a hash; with "" it does the same work for nothing.
func (p *Platform) comparePassword(ctx context.Context, password, hash string) (same bool, err error) {
	err = p.oneOfTwo(ctx, func() (err error) {
		if hash == "" {
			_, err = argon2id.CreateHash(password, &p.passwords)
			return err
		}
		same, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return same, err
}

// oneOfTwo runs f when one of the two places is free.
func (p *Platform) oneOfTwo(ctx context.Context, f func() error) error {
	select {
	case p.hashing <- struct{}{}:
		defer func() { <-p.hashing }()
		return f()
	case <-ctx.Done():
		return ctx.Err()
	}
}
