package fields

import (
	"encoding/json"
	"slices"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// choice is one of the allowed values.
type choice struct{}

func (choice) show(field *appcomponents.Field, meta jira.Field, _ Input) {
	field.Type, field.Options = appcomponents.Dropdown, options(meta)
}

func (choice) initial(meta jira.Field) any {
	return oneOf(idIn(meta.DefaultValue), meta)
}

func (choice) entered(values appcomponents.Values, meta jira.Field) any {
	return oneOf(values.String(meta.ID), meta)
}

func (choice) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	id := values.String(meta.ID)
	if id == "" {
		return nil, nil
	}
	if oneOf(id, meta) == nil {
		return nil, &Problem{ID: UnknownOption}
	}
	return map[string]string{"id": id}, nil
}

// oneOf is the id when the field allows it, else nil: what was chosen for
// another project is no choice here.
func oneOf(id string, meta jira.Field) any {
	if len(known([]string{id}, options(meta))) == 0 {
		return nil
	}
	return id
}

// several are some of the allowed values: boxes to tick, or, when there are
// more than a form may have boxes, a dropdown for one of them.
type several struct{}

func (several) show(field *appcomponents.Field, meta jira.Field, _ Input) {
	field.Options = options(meta)
	field.Type = appcomponents.Checkbox
	if manyBoxes(meta) {
		field.Type = appcomponents.Dropdown
	}
}

func manyBoxes(meta jira.Field) bool {
	return len(options(meta)) > appcomponents.MaxCheckboxOptions
}

func (several) initial(meta jira.Field) any { return someOf(idsIn(meta.DefaultValue), meta) }

func (several) entered(values appcomponents.Values, meta jira.Field) any {
	return someOf(values.Strings(meta.ID), meta)
}

func (several) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	var list []map[string]string
	allowed := options(meta)
	for _, id := range values.Strings(meta.ID) {
		if len(known([]string{id}, allowed)) == 0 {
			return nil, &Problem{ID: UnknownOption}
		}
		list = append(list, map[string]string{"id": id})
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list, nil
}

// someOf are those ids that the field allows, as its input takes them.
func someOf(ids []string, meta jira.Field) any {
	ids = known(ids, options(meta))
	switch {
	case len(ids) == 0:
		return nil
	case manyBoxes(meta):
		return ids[0]
	}
	return slices.Clip(ids)
}

// person is a Jira user, found by typing. Data Center takes the user name.
type person struct{}

func (person) show(field *appcomponents.Field, _ jira.Field, in Input) {
	field.Type, field.TypeaheadURL = appcomponents.Typeahead, in.UserTypeahead
}

func (person) initial(meta jira.Field) any {
	var user jira.User
	if json.Unmarshal(meta.DefaultValue, &user) != nil || user.Name == "" {
		return nil
	}
	title := user.DisplayName
	if title == "" {
		title = user.Name
	}
	return appcomponents.TypeaheadItem{Title: title, Value: user.Name}
}

func (person) entered(values appcomponents.Values, meta jira.Field) any {
	name := values.String(meta.ID)
	if name == "" {
		return nil
	}
	item, _ := values.Item(meta.ID)
	item.Value = name
	if item.Title == "" {
		item.Title = name
	}
	return item
}

func (person) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	if name := values.String(meta.ID); name != "" {
		return map[string]string{"name": name}, nil
	}
	return nil, nil
}
