package fields

import (
	"encoding/json"
	"strconv"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/wikitext"
	"jirabridge/jira"
)

// parent picks the issue that a sub-task belongs to.
type parent struct{}

func (parent) ask(field *appcomponents.Field, _ jira.Field, in Input) {
	field.Type, field.TypeaheadURL = appcomponents.Typeahead, in.source(Source{Kind: Parents})
}

func (parent) stored(json.RawMessage) appcomponents.TypeaheadItem {
	return appcomponents.TypeaheadItem{}
}

func (parent) held(item appcomponents.TypeaheadItem, _ jira.Field) any { return titled(item) }

func (parent) refer(key string, _ jira.Field) (any, *Problem) {
	if wikitext.Units(key) > maxJiraLine {
		return nil, tooLong()
	}
	return map[string]string{"key": key}, nil
}

// epic picks the epic that an issue belongs to. Jira takes its bare key.
type epic struct{}

func (epic) ask(field *appcomponents.Field, _ jira.Field, in Input) {
	field.Type, field.TypeaheadURL = appcomponents.Typeahead, in.source(Source{Kind: Epics})
}

func (epic) stored(value json.RawMessage) appcomponents.TypeaheadItem {
	return appcomponents.TypeaheadItem{Value: textIn(value)}
}

func (epic) held(item appcomponents.TypeaheadItem, _ jira.Field) any { return titled(item) }

func (epic) refer(key string, _ jira.Field) (any, *Problem) {
	if wikitext.Units(key) > maxJiraLine {
		return nil, tooLong()
	}
	return key, nil
}

// sprint picks a sprint. Jira takes its bare number, although the schema says
// that it is a list of texts.
type sprint struct{}

func (sprint) ask(field *appcomponents.Field, _ jira.Field, in Input) {
	field.Type, field.TypeaheadURL = appcomponents.Typeahead, in.source(Source{Kind: Sprints})
}

func (sprint) stored(json.RawMessage) appcomponents.TypeaheadItem {
	return appcomponents.TypeaheadItem{}
}

func (sprint) held(item appcomponents.TypeaheadItem, _ jira.Field) any { return titled(item) }

func (sprint) refer(id string, _ jira.Field) (any, *Problem) {
	number, err := strconv.Atoi(id)
	if err != nil || number <= 0 {
		return nil, &Problem{ID: UnknownOption}
	}
	return number, nil
}
