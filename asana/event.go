package asana

import (
	"context"
	"database/sql"
	"time"
)

// Event is one change, as the log keeps it.
type Event struct {
	Seq             int64 // from 1, without gaps
	CreatedAt       time.Time
	Workspace       string
	Person          string // who did it
	App             string // through which app, or ""
	Action          string // added, changed, removed, deleted
	ResourceType    string // task, project, attachment, story, …
	Resource        string
	ResourceSubtype string
	ParentType      string // what it was added to or removed from
	Parent          string
	Task            string   // the task it concerns: itself, or the one a story or attachment is on
	Projects        []string // the projects of that task at the time
	Field           string   // what changed, with action changed
	Value           string   // gid of the object a changed reference now names, or ""
}

// Observer is told of every event inside the transaction that appended it; an error undoes the change. It
// must not make requests and should write little.
type Observer func(ctx context.Context, tx *sql.Tx, e Event) error
