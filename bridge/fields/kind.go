package fields

import (
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

// The types of Jira's own custom fields, and Jira Software's Epic Name.
const (
	customTypes = "com.atlassian.jira.plugin.system.customfieldtypes:"
	epicName    = "com.pyxis.greenhopper.jira:gh-epic-label"
)

// kindOf chooses the kind by the schema; false when the form has no input for
// the field. What add-ons bring stays out even where it calls itself a text:
// what it takes is its own affair (a sprint calls itself a list of texts and
// takes a number).
func kindOf(meta jira.Field) (kind, bool) {
	schema := meta.Schema
	if schema.Custom != "" && schema.Custom != epicName && !strings.HasPrefix(schema.Custom, customTypes) {
		return nil, false
	}
	switch schema.Type {
	case "string":
		if schema.Custom == customTypes+"readonlyfield" {
			return nil, false
		}
		return textKind(schema), true
	case "number":
		return number{}, true
	case "date":
		return date{}, true
	case "datetime":
		return datetime{}, true
	case "user":
		return person{}, true
	case "priority", "option", "version", "resolution", "securitylevel":
		return choice{}, len(options(meta)) > 0
	case "array":
		return listKind(meta)
	}
	return nil, false
}

// textKind is several lines for the fields Jira shows so, else one.
func textKind(schema jira.Schema) kind {
	switch {
	case schema.System == "environment", schema.Custom == customTypes+"textarea":
		return paragraph{}
	}
	return line{}
}

// listKind is the kind of a list, by what it is made of.
func listKind(meta jira.Field) (kind, bool) {
	switch meta.Schema.Items {
	case "option", "component", "version":
		return several{}, len(options(meta)) > 0
	case "string":
		isLabels := meta.Schema.System == "labels" || meta.Schema.Custom == customTypes+"labels"
		return labels{}, isLabels
	}
	return nil, false
}

// options are the values a field allows today; none when there are more than a
// dropdown may have, because the one somebody needs could be missing.
func options(meta jira.Field) []appcomponents.Option {
	var list []appcomponents.Option
	for _, o := range meta.AllowedValues {
		if o.ID != "" && !o.Disabled && !o.Archived {
			list = append(list, option(o.ID, o.Label(), o.IconURL))
		}
	}
	if len(list) > appcomponents.MaxDropdownOptions {
		return nil
	}
	return list
}
