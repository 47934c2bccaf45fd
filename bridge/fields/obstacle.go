package fields

import (
	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// Obstacles names the fields because of which nobody can create an issue with
// the form: Jira requires them, and the form has no input for them or no room.
// It is the form itself that is asked.
func Obstacles(meta []jira.Field) (names []string) {
	form := FromMeta(Input{
		Fields: meta, IssueTypes: []jira.IssueType{{ID: "1"}}, Files: []File{{GID: "1"}}, // as most forms have
		Say: func(Problem) string { return "" },
	})
	asked := map[string]bool{}
	for _, field := range form {
		asked[field.ID] = field.Type != appcomponents.StaticText
	}
	for _, field := range meta {
		if mustFill(field) && len(field.Operations) > 0 && !isCommon(field.ID) && !asked[field.ID] {
			names = append(names, label(field))
		}
	}
	return names
}
