package fields

import (
	"encoding/json"
	"slices"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// cascade is an option and, if that has any, one of its children, in two inputs
// the second of which depends on the first.
type cascade struct{ single }

// child is the id of the second input.
func child(id string) string { return id + ".child" }

func (c cascade) show(field *appcomponents.Field, meta jira.Field, in Input) {
	c.single.show(field, meta, in)
	field.IsWatched = true
}

func (c cascade) more(first appcomponents.Field, meta jira.Field, in Input) []appcomponents.Field {
	parent := appcomponents.Values{meta.ID: first.Value}.String(meta.ID)
	list := childrenOf(parent, meta)
	if len(list) == 0 {
		return nil
	}
	above, _ := allowed(meta).find(parent)
	input := appcomponents.Field{ID: child(meta.ID), Name: clip(label(meta)+": "+above.Label, appcomponents.MaxFieldName)}
	list.ask(&input, in.source(Source{Kind: Options, Field: meta.ID, Parent: parent}))
	input.Value = list.held(childIn(meta.DefaultValue))
	if _, entered := in.Values[child(meta.ID)]; entered {
		item, _ := picked(in.Values, child(meta.ID))
		input.Value = list.held(item.Value)
	}
	return []appcomponents.Field{input}
}

func (c cascade) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	value, problem := c.single.encode(values, meta)
	if value == nil {
		return nil, problem
	}
	parent, _ := picked(values, meta.ID)
	below, ok := picked(values, child(meta.ID))
	switch {
	case !ok:
		return nil, &Problem{ID: Unreadable, At: child(meta.ID)}
	case below.Value == "":
		return value, nil
	}
	if _, ok := childrenOf(parent.Value, meta).find(below.Value); !ok {
		return nil, &Problem{ID: UnknownOption, At: child(meta.ID)}
	}
	return map[string]any{"id": parent.Value, "child": map[string]string{"id": below.Value}}, nil
}

// childrenOf are the options below one.
func childrenOf(parent string, meta jira.Field) options {
	i := slices.IndexFunc(meta.AllowedValues, func(o jira.Option) bool { return o.ID == parent })
	if i < 0 || parent == "" {
		return nil
	}
	return usable(meta.AllowedValues[i].Children)
}

// childIn is the id of the child in a cascade's value, "" for none.
func childIn(value json.RawMessage) string {
	var object struct{ Child json.RawMessage }
	if json.Unmarshal(value, &object) != nil {
		return ""
	}
	return idIn(object.Child)
}

// Suggested are the options of a field, or with a parent its children, whose
// label has a word that begins like the query, at most limit of them.
func Suggested(meta jira.Field, parent, query string, limit int) []appcomponents.TypeaheadItem {
	list := allowed(meta)
	if parent != "" {
		list = childrenOf(parent, meta)
	}
	return list.matching(query, limit)
}
