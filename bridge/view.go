package bridge

import (
	"context"
	"time"
)

// View is an issue as a widget shows it. Icons and avatars are addresses at
// Jira and may be empty.
type View struct {
	URL        string
	Key        string
	Summary    string
	Type       Named
	Status     Status
	Priority   Named // zero when the issue has none
	Assignee   Named // zero when nobody is assigned
	Updated    time.Time
	ReadAt     time.Time // when these values were read from Jira
	Stale      bool      // Jira did not answer in time: these are the values of ReadAt
	FilesDone  int       // files of the task that have arrived in Jira
	FilesTotal int       // files that were chosen
	FilesLost  int       // files that could not be copied
}

// Named is something with a name and a picture.
type Named struct{ Name, IconURL string }

// Status is an issue's status. Color is a pill colour of the platform.
type Status struct{ Name, Color string }

// View reads the issue behind an attachment of a task. For a completed link
// that is done in the linker's name; an attachment that merely has the address
// of an issue is shown only to a viewer who may see the issue with his own
// Jira account, and is Forbidden to others.
func (b *Bridge) View(ctx context.Context, c Caller, task, attachment, resourceURL string) (View, error) {
	return View{}, nil
}
