package fields

import (
	"strings"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// matching are the options whose label has a word that begins like the query.
func (o options) matching(query string, limit int) []appcomponents.TypeaheadItem {
	var items []appcomponents.TypeaheadItem
	for _, one := range o {
		if len(items) < limit && Matches(query, one.Label) {
			items = append(items, appcomponents.TypeaheadItem{Title: one.Label, Value: one.ID, IconURL: one.IconURL})
		}
	}
	return items
}

// Matches tells whether a word of the text, and what follows it, begins like the
// query. Case does not count.
func Matches(query, text string) bool {
	text = " " + strings.ToLower(text)
	query = strings.ToLower(strings.TrimSpace(query))
	return strings.Contains(text, " "+query) || strings.Contains(text, "("+query)
}

// SuggestedTypes are the issue types that match the query.
func SuggestedTypes(types []jira.IssueType, query string, limit int) []appcomponents.TypeaheadItem {
	return typeOptions(types).matching(query, limit)
}

func typeOptions(types []jira.IssueType) options {
	var list options
	for _, t := range types {
		list = append(list, choiceOf(t.ID, t.Name, t.IconURL))
	}
	return list
}
