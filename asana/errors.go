package asana

import (
	"database/sql"
	"errors"
	"fmt"
)

// ErrKind says what went wrong, in terms a caller can act on.
type ErrKind int

// The kinds of errors.
const (
	NotFound  ErrKind = iota + 1 // does not exist, or the actor may not see it
	Forbidden                    // the actor sees it but may not do this
	Invalid                      // the input is wrong; Field names the part
	Conflict                     // somebody else was first
	TooLarge                     // more than the limit
)

// Error is every error of this package that a person may be shown.
type Error struct {
	Kind  ErrKind
	Text  string // short and plain, without the field's name
	Field string // the part of the input it is about, or the kind of object for NotFound; may be ""
	GID   string // of what was not found

	// Hidden marks a NotFound whose object exists but not for this actor. It is for the REST interface only,
	// which answers 403 there as asana.com does; everything else treats both alike.
	Hidden bool
}

// Error returns "field: text", the form of Asana's messages.
func (e *Error) Error() string {
	if e.Field == "" {
		return e.Text
	}
	return e.Field + ": " + e.Text
}

// Is makes errors.Is(err, &Error{Kind: k}) ask for the kind alone.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Text == "" && t.Field == "" && t.Kind == e.Kind
}

// IsKind tells whether err is an *Error of this kind.
func IsKind(err error, kind ErrKind) bool { return errors.Is(err, &Error{Kind: kind}) }

func notFound(kind, gid string) *Error {
	return &Error{Kind: NotFound, Field: kind, GID: gid, Text: "Unknown object: " + gid}
}

func hidden(kind, gid string) *Error {
	e := notFound(kind, gid)
	e.Hidden = true
	return e
}

func invalid(field, format string, args ...any) *Error {
	return &Error{Kind: Invalid, Field: field, Text: fmt.Sprintf(format, args...)}
}

func forbidden(format string, args ...any) *Error {
	return &Error{Kind: Forbidden, Text: fmt.Sprintf(format, args...)}
}

// orNotFound turns "no such row" into a NotFound of this kind.
func orNotFound(err error, kind, gid string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return notFound(kind, gid)
	}
	return err
}
