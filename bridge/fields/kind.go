package fields

import (
	"slices"
	"strings"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// A kind is one way to enter a Jira field: how the form shows it, and what Jira
// takes for what was entered.
type kind interface {
	// show fills in the type of the input and what belongs to it.
	show(field *appcomponents.Field, meta jira.Field, in Input)
	// initial is the input's value for Jira's default, nil for none.
	initial(meta jira.Field) any
	// entered is the input's value for what was entered, nil for nothing.
	entered(values appcomponents.Values, meta jira.Field) any
	// encode is Jira's value, nil for nothing.
	encode(values appcomponents.Values, meta jira.Field) (any, *Problem)
}

// A wide kind needs more inputs than one.
type wide interface {
	kind
	// more are the inputs that follow the first one.
	more(first appcomponents.Field, meta jira.Field, in Input) []appcomponents.Field
}

// The types of Jira's own custom fields, and those of Jira Software.
const (
	customTypes = "com.atlassian.jira.plugin.system.customfieldtypes:"
	agileTypes  = "com.pyxis.greenhopper.jira:"

	epicName = agileTypes + "gh-epic-label"
	epicLink = agileTypes + "gh-epic-link"
)

// kindOf chooses the kind by the schema; false when the form has no input for
// the field. What add-ons bring stays out even where it calls itself a text:
// what it takes is its own affair (a sprint calls itself a list of texts and
// takes a number).
func kindOf(meta jira.Field) (kind, bool) {
	schema := meta.Schema
	switch schema.Custom {
	case epicLink:
		return single{epic{}}, true
	case jira.SprintField:
		return single{sprint{}}, true
	case epicName:
		return line{}, true
	}
	switch schema.System {
	case "parent":
		return single{parent{}}, true
	case "timetracking":
		return estimates{}, true
	}
	if schema.Custom != "" && !strings.HasPrefix(schema.Custom, customTypes) {
		return nil, false
	}
	return plainKind(meta)
}

// plainKind is the kind of a field that is what its type says.
func plainKind(meta jira.Field) (kind, bool) {
	switch meta.Schema.Type {
	case "string":
		return textKind(meta.Schema)
	case "number":
		return number{}, true
	case "date":
		return date{}, true
	case "datetime":
		return datetime{}, true
	case "user":
		return single{account{}}, true
	case "group":
		return single{group{}}, true
	case "option-with-child":
		return cascade{single{option{}}}, hasOptions(meta)
	case "array":
		return listKind(meta)
	}
	return choiceKind(meta)
}

// choiceKind is the kind of one of the allowed values.
func choiceKind(meta jira.Field) (kind, bool) {
	types := []string{"priority", "option", "version", "resolution", "securitylevel", "project"}
	if !slices.Contains(types, meta.Schema.Type) || !hasOptions(meta) {
		return nil, false
	}
	if meta.Schema.Custom == customTypes+"radiobuttons" {
		return radio{single{option{}}}, true
	}
	return single{option{}}, true
}

// textKind is several lines for the fields Jira shows so, else one.
func textKind(schema jira.Schema) (kind, bool) {
	switch {
	case schema.Custom == customTypes+"readonlyfield":
		return nil, false
	case schema.System == "environment", schema.Custom == customTypes+"textarea":
		return paragraph{}, true
	}
	return line{}, true
}

// listKind is the kind of a list, by what it is made of.
func listKind(meta jira.Field) (kind, bool) {
	switch meta.Schema.Items {
	case "option", "component", "version":
		if meta.Schema.Custom == customTypes+"cascadingselect" { // as older versions call it
			return cascade{single{option{}}}, hasOptions(meta)
		}
		if len(allowed(meta)) > appcomponents.MaxCheckboxOptions {
			return rows{option{}}, true
		}
		return boxes{}, hasOptions(meta)
	case "user":
		return rows{account{}}, true
	case "group":
		return rows{group{}}, true
	case "string":
		isLabels := meta.Schema.System == "labels" || meta.Schema.Custom == customTypes+"labels"
		return labels{}, isLabels
	}
	return nil, false
}
