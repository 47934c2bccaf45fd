package asana

import "time"

// Task is a piece of work.
type Task struct {
	GID          string
	Name         string
	Notes        string // plain text, derived from HTMLNotes
	HTMLNotes    string // rich text: "<body>…</body>"
	Assignee     Ref
	DueOn        string // "2006-01-02" or ""
	Completed    bool
	CompletedAt  time.Time
	Private      bool
	Workspace    Ref
	Parent       Ref
	Memberships  []Membership // the projects the actor may see
	Followers    []Ref        // collaborators
	CustomFields []FieldValue
	NumSubtasks  int
	CreatedBy    Ref
	CreatedAt    time.Time
	ModifiedAt   time.Time
}

// Membership is a task's place in a project.
type Membership struct {
	Project Ref
	Section Ref
}

// NewTask is what a task is made from: one of Workspace, Projects or Parent is required. Of Notes and
// HTMLNotes at most one may be set. Section, when set, must belong to one of Projects.
type NewTask struct {
	Workspace    string
	Projects     []string
	Section      string
	Parent       string
	Name         string
	Notes        string
	HTMLNotes    string
	Assignee     string
	DueOn        string
	Completed    bool
	Private      bool
	Followers    []string
	CustomFields map[string]string
}

// TaskChange says what to change; nil leaves a value alone, a pointer to "" empties it.
type TaskChange struct {
	Name         *string
	Notes        *string
	HTMLNotes    *string
	Assignee     *string
	DueOn        *string
	Completed    *bool
	Private      *bool
	CustomFields map[string]string
}

// Page asks for a part of a list: at most Limit (100 when 0) after the opaque Offset of the page before.
type Page struct {
	Limit  int
	Offset string
}
