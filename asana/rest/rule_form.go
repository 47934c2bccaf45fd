package rest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/apphost"
)

// fillIn puts the values sent into a form. The app is told of those of watched fields, one after the other, and says
// how the form goes on.
func (c *call) fillIn(named apphost.RuleAction, form appcomponents.Form, sent freeForm) (appcomponents.Form, appcomponents.Values, error) {
	sent, told := maps.Clone(sent), map[string]bool{}
	for {
		if err := c.lookUp(named, form, sent); err != nil {
			return form, nil, err
		}
		values, changed := valuesOf(form, sent), ""
		for _, f := range form.Metadata.Fields {
			if f.IsWatched && !told[f.ID] && !sameJSON(f.Value, values[f.ID]) {
				changed = f.ID
				break
			}
		}
		if changed == "" || form.Metadata.OnChangeCallback == "" || len(told) == maxChanges {
			return form, values, unknownValues(form, sent)
		}
		told[changed] = true
		var err error
		if form, err = c.host.ChangeAction(c.ctx(), c.actor, named, form.Metadata.OnChangeCallback, values, changed); err != nil {
			return form, nil, err
		}
	}
}

// lookUp puts what the app suggests for it in the place of a text that was sent for a field with suggestions.
func (c *call) lookUp(named apphost.RuleAction, form appcomponents.Form, sent freeForm) error {
	for _, f := range form.Metadata.Fields {
		typed, ok := sent[f.ID].(string)
		if !ok || typed == "" || f.Type != appcomponents.Typeahead {
			continue
		}
		list, err := c.host.ActionTypeahead(c.ctx(), c.actor, named, f.TypeaheadURL, typed)
		if err != nil {
			return err
		}
		item, ok := suggested(list.Items, typed)
		if !ok {
			return refusals{fmt.Sprintf("values.%s: Of the app's %d suggestions none is this one: %s", f.ID, len(list.Items), typed)}
		}
		sent[f.ID] = item
	}
	return nil
}

// suggested is the suggestion a text means: the one of that value or title, or else the only one that has it in its title.
func suggested(items []appcomponents.TypeaheadItem, typed string) (appcomponents.TypeaheadItem, bool) {
	for _, item := range items {
		if item.Value == typed || item.Title == typed {
			return item, true
		}
	}
	if len(items) == 1 && strings.Contains(strings.ToLower(items[0].Title), strings.ToLower(typed)) {
		return items[0], true
	}
	return appcomponents.TypeaheadItem{}, false
}

// valuesOf are the values of a form's fields: those sent, and otherwise what stands there.
func valuesOf(form appcomponents.Form, sent freeForm) appcomponents.Values {
	values := appcomponents.Values{}
	for _, f := range form.Metadata.Fields {
		if f.Type == appcomponents.StaticText {
			continue
		}
		values[f.ID] = f.Value
		if value, ok := sent[f.ID]; ok {
			values[f.ID] = chosen(f, value)
		}
		if values[f.ID] == nil {
			delete(values, f.ID)
		}
	}
	return values
}

// chosen is the option that a text names: by its id or, where there is none, by its label.
func chosen(f appcomponents.Field, value any) any {
	name, ok := value.(string)
	if !ok || slices.ContainsFunc(f.Options, func(o appcomponents.Option) bool { return o.ID == name }) {
		return value
	}
	for _, o := range f.Options {
		if o.Label == name {
			return o.ID
		}
	}
	return value
}

// unknownValues refuses values the form has no field for.
func unknownValues(form appcomponents.Form, sent freeForm) error {
	var unknown refusals
	for id := range sent {
		if form.Field(id) == nil {
			unknown = append(unknown, "values."+id+": The app's form has no such field.")
		}
	}
	if unknown == nil {
		return nil
	}
	slices.Sort(unknown)
	return unknown
}

// sameJSON tells whether two values are the same as JSON. A missing one is like an empty text.
func sameJSON(a, b any) bool {
	return canonical(a) == canonical(b)
}

func canonical(v any) string {
	text, err := json.Marshal(v)
	var plain any
	if err != nil || json.Unmarshal(text, &plain) != nil {
		return ""
	}
	if plain == nil {
		plain = ""
	}
	text, err = json.Marshal(plain)
	if err != nil {
		return ""
	}
	return string(text)
}
