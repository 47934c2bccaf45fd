package asana

import "time"

// Section is a named part of a project.
type Section struct {
	GID       string
	Name      string
	Project   Ref
	CreatedAt time.Time
}
