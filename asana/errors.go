package asana

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

	// Hidden marks a NotFound whose object exists but not for this actor. It is for the REST interface only
	// (facts: 403 for an existing object without access); everything else treats both alike.
	Hidden bool
}

// Error returns "field: text", the form of Asana's messages.
func (e *Error) Error() string {
	if e.Field == "" {
		return e.Text
	}
	return e.Field + ": " + e.Text
}
