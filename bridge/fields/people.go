package fields

import (
	"encoding/json"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/wikitext"
	"jirabridge/jira"
)

// account picks a Jira user, found by typing. Data Center takes the user name.
// Somebody who shall work on an issue must be one to whom it may be assigned.
type account struct{}

func (account) ask(field *appcomponents.Field, meta jira.Field, in Input) {
	kind := Users
	if meta.Schema.System == "assignee" {
		kind = Assignees
	}
	field.Type, field.TypeaheadURL = appcomponents.Typeahead, in.source(Source{Kind: kind})
}

func (account) stored(value json.RawMessage) appcomponents.TypeaheadItem {
	var user jira.User
	if json.Unmarshal(value, &user) != nil {
		return appcomponents.TypeaheadItem{}
	}
	return appcomponents.TypeaheadItem{Title: user.DisplayName, Value: user.Name}
}

func (account) held(item appcomponents.TypeaheadItem, _ jira.Field) any { return titled(item) }

func (account) refer(name string, _ jira.Field) (any, *Problem) { return named(name) }

// group picks a group of users by its name, the only id it has.
type group struct{}

func (group) ask(field *appcomponents.Field, _ jira.Field, in Input) {
	field.Type, field.TypeaheadURL = appcomponents.Typeahead, in.source(Source{Kind: Groups})
}

func (group) stored(value json.RawMessage) appcomponents.TypeaheadItem {
	var group struct{ Name string }
	if json.Unmarshal(value, &group) != nil {
		return appcomponents.TypeaheadItem{}
	}
	return appcomponents.TypeaheadItem{Title: group.Name, Value: group.Name}
}

func (group) held(item appcomponents.TypeaheadItem, _ jira.Field) any { return titled(item) }

func (group) refer(name string, _ jira.Field) (any, *Problem) { return named(name) }

// titled is an item of a typeahead, which has to have a title; nil for none.
func titled(item appcomponents.TypeaheadItem) any {
	if item.Value == "" {
		return nil
	}
	if item.Title == "" {
		item.Title = item.Value
	}
	return item
}

func named(name string) (any, *Problem) {
	if wikitext.Units(name) > maxJiraLine {
		return nil, tooLong()
	}
	return map[string]string{"name": name}, nil
}
