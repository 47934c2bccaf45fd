package asana

import "time"

// Role is what a person is in a workspace. Owner includes super admin includes member; a guest sees only
// what is shared with him.
type Role string

// The roles.
const (
	Owner      Role = "owner"
	SuperAdmin Role = "super_admin"
	Member     Role = "member"
	Guest      Role = "guest"
)

// Ref is the compact form of an object: its id and name. The zero Ref means none.
type Ref struct {
	GID  string
	Name string
}

// Workspace is an organization's part of the platform; nothing is shared between two of them.
type Workspace struct {
	GID       string
	Name      string
	CreatedAt time.Time
}

// WorkspaceMembership is a person's place in a workspace.
type WorkspaceMembership struct {
	GID       string
	User      Person
	Workspace Ref
	Role      Role
	IsAdmin   bool // owner or super admin
	IsGuest   bool
	IsActive  bool
	CreatedAt time.Time
}
