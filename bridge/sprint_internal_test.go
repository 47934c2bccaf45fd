package bridge

import (
	"testing"

	"jirabridge/jira"
)

// TestSprintOfSeveral: an issue keeps the sprints it was in.
func TestSprintOfSeveral(t *testing.T) {
	old, late := jira.Sprint{Name: "old", State: jira.SprintClosed}, jira.Sprint{Name: "late", State: jira.SprintClosed}
	now, next := jira.Sprint{Name: "now", State: jira.SprintActive}, jira.Sprint{Name: "next", State: jira.SprintFuture}
	for want, sprints := range map[string][]jira.Sprint{
		"":     nil,
		"late": {old, late},
		"next": {old, next, late},
		"now":  {next, old, now, late},
	} {
		if got := sprintOf(sprints); got != want {
			t.Errorf("of %v it is %q", sprints, got)
		}
	}
}
