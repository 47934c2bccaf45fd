package asana

import "time"

// Person is somebody with an account.
type Person struct {
	GID       string
	Name      string
	Email     string
	TimeZone  string // IANA name; "" is UTC
	CreatedAt time.Time
}

// NewPerson is what a person is made from. Password may be "": such a person cannot sign in with one.
type NewPerson struct {
	Name     string
	Email    string
	Password string
}
