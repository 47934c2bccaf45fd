package bridge

import (
	"context"

	"jirabridge/asana/appcomponents"
)

// Lookup suggests issues for what a person typed on a task: a key, an address
// of an issue, or words of its summary. Only issues that the person's own Jira
// account may see are suggested.
func (b *Bridge) Lookup(ctx context.Context, c Caller, task, query string) (appcomponents.TypeaheadList, error) {
	return appcomponents.TypeaheadList{}, nil
}

// Attach links an existing issue, named by key or address, to the task.
// Nothing is written to Jira.
func (b *Bridge) Attach(ctx context.Context, c Caller, task, attachment, query string) (appcomponents.Resource, error) {
	return appcomponents.Resource{}, nil
}
