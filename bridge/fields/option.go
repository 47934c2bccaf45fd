package fields

import (
	"encoding/json"
	"slices"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// options are what a list offers.
type options []appcomponents.Option

// usable are the values that may be chosen today.
func usable(values []jira.Option) options {
	var list options
	for _, o := range values {
		if o.ID != "" && !o.Disabled && !o.Archived {
			list = append(list, choiceOf(o.ID, o.Label(), o.IconURL))
		}
	}
	return list
}

// allowed are the values of a field.
func allowed(meta jira.Field) options { return usable(meta.AllowedValues) }

func hasOptions(meta jira.Field) bool { return len(allowed(meta)) > 0 }

// long tells whether there are more options than a dropdown may have: then they
// are found by typing, at the source.
func (o options) long() bool { return len(o) > appcomponents.MaxDropdownOptions }

// ask makes an input with the options.
func (o options) ask(field *appcomponents.Field, source string) {
	if o.long() {
		field.Type, field.TypeaheadURL = appcomponents.Typeahead, source
		return
	}
	field.Type, field.Options = appcomponents.Dropdown, o
}

func (o options) find(id string) (appcomponents.Option, bool) {
	i := slices.IndexFunc(o, func(one appcomponents.Option) bool { return one.ID == id })
	if i < 0 {
		return appcomponents.Option{}, false
	}
	return o[i], true
}

// held is an option as the input of ask holds it; what was chosen for another
// project is no option here.
func (o options) held(id string) any {
	found, ok := o.find(id)
	switch {
	case !ok:
		return nil
	case o.long():
		return appcomponents.TypeaheadItem{Title: found.Label, Value: found.ID, IconURL: found.IconURL}
	}
	return id
}

// option picks one of the values a field allows.
type option struct{}

func (option) ask(field *appcomponents.Field, meta jira.Field, in Input) {
	allowed(meta).ask(field, in.source(Source{Kind: Options, Field: meta.ID}))
}

func (option) stored(value json.RawMessage) appcomponents.TypeaheadItem {
	return appcomponents.TypeaheadItem{Value: idIn(value)}
}

func (option) held(item appcomponents.TypeaheadItem, meta jira.Field) any {
	return allowed(meta).held(item.Value)
}

func (option) refer(id string, meta jira.Field) (any, *Problem) {
	if _, ok := allowed(meta).find(id); !ok {
		return nil, &Problem{ID: UnknownOption}
	}
	return map[string]string{"id": id}, nil
}

// none is the button that takes a choice back, under the id Jira gives it.
const none = "-1"

// radio is a choice with a button for each option, as long as a form may have
// as many buttons.
type radio struct{ single }

func (r radio) show(field *appcomponents.Field, meta jira.Field, in Input) {
	buttons := allowed(meta)
	if !mustFill(meta) {
		buttons = append(options{choiceOf(none, in.Say(Problem{ID: LabelNone}), "")}, buttons...)
	}
	if len(buttons) > appcomponents.MaxRadioOptions {
		r.single.show(field, meta, in)
		return
	}
	field.Type, field.Options = appcomponents.RadioButton, buttons
}

func (r radio) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	if values[meta.ID] == none {
		return nil, nil
	}
	return r.single.encode(values, meta)
}

// boxes are some of the allowed values, each with a box to tick.
type boxes struct{}

func (boxes) show(field *appcomponents.Field, meta jira.Field, _ Input) {
	field.Type, field.Options = appcomponents.Checkbox, allowed(meta)
}

func (boxes) initial(meta jira.Field) any { return ticks(idsIn(meta.DefaultValue), meta) }

func (boxes) entered(values appcomponents.Values, meta jira.Field) any {
	return ticks(values.Strings(meta.ID), meta)
}

func (boxes) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	ids, ok := ticked(values, meta.ID)
	if !ok {
		return nil, unreadable()
	}
	var list []any
	for _, id := range ids {
		value, problem := option{}.refer(id, meta)
		if problem != nil {
			return nil, problem
		}
		list = append(list, value)
	}
	if list == nil {
		return nil, nil
	}
	return list, nil
}

// ticks are those ids that the field allows.
func ticks(ids []string, meta jira.Field) any {
	if ids = known(ids, allowed(meta)); len(ids) == 0 {
		return nil
	}
	return ids
}
