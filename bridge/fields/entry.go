package fields

import (
	"jirabridge/asana/appcomponents"
)

// This file reads what was entered. Every function tells with ok whether it was
// of the kind that its input sends; nothing at all always is.

// typed is a text.
func typed(values appcomponents.Values, id string) (text string, ok bool) {
	if values[id] == nil {
		return "", true
	}
	text, ok = values[id].(string)
	return text, ok
}

// picked is one thing of a list: of a typeahead with its title, of a dropdown
// by its id alone.
func picked(values appcomponents.Values, id string) (item appcomponents.TypeaheadItem, ok bool) {
	switch value := values[id].(type) {
	case nil:
		return item, true
	case string:
		return appcomponents.TypeaheadItem{Value: value}, true
	case map[string]any:
		if value["value"] == nil {
			return item, true
		}
	}
	return values.Item(id)
}

// ticked are the options of a list of boxes.
func ticked(values appcomponents.Values, id string) (ids []string, ok bool) {
	switch value := values[id].(type) {
	case nil:
		return nil, true
	case []any:
		ids = values.Strings(id)
		return ids, len(ids) == len(value)
	}
	ids = values.Strings(id)
	return ids, len(ids) > 0 || values[id] == ""
}

// isFilled tells whether something was entered.
func isFilled(values appcomponents.Values, id string) bool {
	return values.String(id) != "" || len(values.Strings(id)) > 0
}

func unreadable() *Problem { return &Problem{ID: Unreadable} }
