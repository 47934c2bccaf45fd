package asana

import (
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed messages/*.toml
var messageFiles embed.FS

// Messages are what pages show of errors: messages/en.toml and its like for the other languages, for a source
// "asana" of the pages' frame.
func Messages() fs.FS { return messageFiles }

// ErrKind says what went wrong, in terms a caller can act on.
type ErrKind int

// The kinds of errors.
const (
	NotFound   ErrKind = iota + 1 // does not exist, or the actor may not see it
	Forbidden                     // the actor sees it but may not do this
	Invalid                       // the input is wrong; Field names the part
	Conflict                      // somebody else was first
	TooLarge                      // more than the limit
	PlanTooLow                    // the account's plan does not have it
	Busy                          // too much of it is going on; it may be asked for again in a while
)

// Error is every error of this package that a person may be shown.
type Error struct {
	Kind  ErrKind
	Text  string // for programs: in English, short and plain, without the field's name
	Field string // the part of the input it is about, or the kind of object for NotFound; may be ""
	GID   string // of what was not found

	// ID and Args are the message for a person, one of Messages; a NotFound has none, because pages say the
	// same of everything that one does not get to see.
	ID   string
	Args map[string]any

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

// isHidden tells whether something exists, but not for this actor.
func isHidden(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Hidden
}

// invalid names the message for people and the words for programs, which take the values of the message's
// arguments in their order.
func invalid(field, id, format string, pairs ...any) *Error {
	e := &Error{Kind: Invalid, Field: field, ID: "asana." + id}
	var values []any
	for i := 0; i+1 < len(pairs); i += 2 {
		if e.Args == nil {
			e.Args = map[string]any{}
		}
		e.Args[pairs[i].(string)] = pairs[i+1]
		values = append(values, pairs[i+1])
	}
	e.Text = fmt.Sprintf(format, values...)
	return e
}

// misused is what only a program gets wrong; people read that it did not work.
func misused(field, format string, args ...any) *Error {
	return &Error{Kind: Invalid, Field: field, ID: "asana.misused", Text: fmt.Sprintf(format, args...)}
}

func forbidden(id, text string) *Error {
	return &Error{Kind: Forbidden, ID: "asana." + id, Text: text}
}

func conflict(field, id, format string, pairs ...any) *Error {
	e := invalid(field, id, format, pairs...)
	e.Kind = Conflict
	return e
}

func busy(id, format string, pairs ...any) *Error {
	e := invalid("", id, format, pairs...)
	e.Kind = Busy
	return e
}

// orNotFound turns "no such row" into a NotFound of this kind.
func orNotFound(err error, kind, gid string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return notFound(kind, gid)
	}
	return err
}
