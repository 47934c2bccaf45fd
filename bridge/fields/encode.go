package fields

import (
	"slices"
	"strings"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/wikitext"
	"jirabridge/jira"
)

// Encode turns what a person entered into the "fields" of a new issue. Besides
// project and issue type only what meta has is sent: Jira refuses everything
// else. The description is converted from rich text to wiki markup. Problems
// come back by the id of the input; the fields are complete when there are none.
//
// An empty field is left out: Jira then fills in its default, the reporter
// being the person who asks. A required field that the form could not show is
// left to Jira's judgement.
func Encode(values appcomponents.Values, meta []jira.Field) (map[string]any, map[string]Problem) {
	e := encoder{values: values, fields: map[string]any{}, problems: map[string]Problem{}}
	e.reference(Project)
	e.reference(IssueType)
	e.add(jira.Field{ID: Summary, Required: true}, line{})
	for _, field := range meta {
		switch {
		case field.ID == Description:
			e.description(field)
		case field.ID == Reporter:
			e.add(jira.Field{ID: Reporter}, single{account{}})
		case !isCommon(field.ID) && len(field.Operations) > 0:
			if kind, ok := kindOf(field); ok {
				e.add(field, kind)
			}
		}
	}
	return e.fields, e.problems
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

type encoder struct {
	values   appcomponents.Values
	fields   map[string]any
	problems map[string]Problem
}

// add encodes one field.
func (e *encoder) add(meta jira.Field, k kind) {
	value, problem := k.encode(e.values, meta)
	switch {
	case problem != nil:
		at := problem.At
		if problem.At = ""; at == "" {
			at = meta.ID
		}
		e.problems[at] = *problem
	case value != nil:
		e.fields[meta.ID] = value
	case mustFill(meta):
		e.problems[meta.ID] = Problem{ID: Required}
	}
}

// reference encodes a field that has to be there and is named by its id.
func (e *encoder) reference(id string) {
	item, ok := picked(e.values, id)
	switch {
	case !ok:
		e.problems[id] = *unreadable()
	case item.Value == "":
		e.problems[id] = Problem{ID: Required}
	default:
		e.fields[id] = map[string]string{"id": item.Value}
	}
}

func (e *encoder) description(meta jira.Field) {
	rich, ok := typed(e.values, Description)
	text := wikitext.FromHTML(rich)
	switch {
	case !ok:
		e.problems[Description] = *unreadable()
	case strings.TrimSpace(text) != "":
		e.fields[Description] = text
	case mustFill(meta):
		e.problems[Description] = Problem{ID: Required}
	}
}

// field is the metadata of the field with the id.
func (in Input) field(id string) (jira.Field, bool) {
	i := slices.IndexFunc(in.Fields, func(f jira.Field) bool { return f.ID == id })
	if i < 0 {
		return jira.Field{}, false
	}
	return in.Fields[i], true
}
