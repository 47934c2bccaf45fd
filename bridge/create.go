package bridge

import (
	"context"

	"jirabridge/asana/appcomponents"
)

// Submission is a submitted form. Attachment is the gid the host has reserved
// for the attachment to come: it is the identity of the submission.
type Submission struct {
	Task       string
	Attachment string
	Values     appcomponents.Values
}

// Create creates the issue a form describes and links it to the task. A form
// that Jira or we refuse is a *FormError.
func (b *Bridge) Create(ctx context.Context, c Caller, s Submission) (appcomponents.Resource, error) {
	return appcomponents.Resource{}, nil
}
