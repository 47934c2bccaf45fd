package fields

import (
	"encoding/json"
	"slices"
	"strings"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/wikitext"
	"jirabridge/jira"
)

// ofRules are the sources of people in a rule's form, by the usual ones.
var ofRules = map[string]string{Users: RuleUsers, Assignees: RuleAssignees}

// WithoutRule is the kind of source that has the same people without those of a
// task, and whether the given one has those.
func WithoutRule(kind string) (usual string, isRule bool) {
	for usual, rules := range ofRules {
		if rules == kind {
			return usual, true
		}
	}
	return kind, false
}

// account picks a Jira user, found by typing. Data Center takes the user name.
// Somebody who shall work on an issue must be one to whom it may be assigned.
type account struct{}

func (account) ask(field *appcomponents.Field, meta jira.Field, in Input) {
	kind := Users
	if meta.Schema.System == "assignee" {
		kind = Assignees
	}
	if in.Rule != nil {
		kind = ofRules[kind]
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

// TaskPeople are the people of the task whom a rule's form lets choose, as far
// as they match the query.
func TaskPeople(query string, say func(Problem) string) []appcomponents.TypeaheadItem {
	var items []appcomponents.TypeaheadItem
	for id, name := range map[string]string{LabelAssignee: taskAssignee, LabelCreator: taskCreator} {
		title := say(Problem{ID: id})
		if Matches(query, title) || Matches(query, written(name)) {
			items = append(items, appcomponents.TypeaheadItem{Title: title, Value: written(name)})
		}
	}
	slices.SortFunc(items, func(a, b appcomponents.TypeaheadItem) int { return strings.Compare(a.Value, b.Value) })
	return items
}

// AsksForAssignee tells whether a rule's form names the task's assignee as
// somebody with an account in Jira.
func AsksForAssignee(form appcomponents.Values) bool { return names(form, taskAssignee) }

// AsksForCreator tells the same of whoever created the task.
func AsksForCreator(form appcomponents.Values) bool { return names(form, taskCreator) }

func names(form appcomponents.Values, who string) bool {
	for id := range form {
		if item, ok := form.Item(id); ok && nameIn(item.Value) == who {
			return true
		}
	}
	return false
}
