package asana

import "time"

// Project is a list of tasks in sections. A private one is seen by its members only.
type Project struct {
	GID        string
	Name       string
	Notes      string
	Private    bool
	Workspace  Ref
	Team       Ref // zero when the project has none
	CreatedBy  Ref
	CreatedAt  time.Time
	ModifiedAt time.Time
}

// NewProject is what a project is made from. Team is optional.
type NewProject struct {
	Workspace string
	Team      string
	Name      string
	Notes     string
	Private   bool
}

// ProjectChange says what to change; nil leaves a value alone.
type ProjectChange struct {
	Name    *string
	Notes   *string
	Private *bool
}
