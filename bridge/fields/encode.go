package fields

import (
	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// Encode turns what a person entered into the "fields" of a new issue. Only
// what meta has is sent: Jira refuses everything else. The description is
// converted from rich text to wiki markup. Problems come back by field id; the
// fields are complete when there are none.
func Encode(values appcomponents.Values, meta []jira.Field) (map[string]any, map[string]Problem) {
	return nil, nil
}

// Has reports whether the create screen has the field.
func Has(meta []jira.Field, id string) bool {
	for _, field := range meta {
		if field.ID == id {
			return true
		}
	}
	return false
}
