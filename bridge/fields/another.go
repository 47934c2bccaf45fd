package fields

import (
	"slices"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// choose makes at most room fields of the optional ones. Where they do not all
// have room, or Jira fills some in, a list of the others stands below them; the
// one that is chosen there follows it.
func (in Input) choose(optional, rest []part, room int) []appcomponents.Field {
	if len(rest) == 0 && count(optional) <= room {
		return slices.Concat(asFields(optional)...)
	}
	chosen := in.chosenField(&optional, &rest)
	room -= 1 + len(chosen)
	if room < 0 {
		return nil
	}
	shown, others := in.fit(optional, room)
	form := slices.Concat(asFields(shown)...)
	others = append(others, rest...)
	if len(chosen) > 0 {
		others = append(others, chosen)
	}
	if len(others) == 0 {
		return form
	}
	return append(append(form, in.another(others, chosen)), chosen...)
}

// fit takes as many parts as there is room for, in their order: first of all
// those that have to stay.
func (in Input) fit(parts []part, room int) (shown, others []part) {
	takes := make([]bool, len(parts))
	for _, keep := range []bool{true, false} {
		for i, p := range parts {
			if !takes[i] && in.keeps(p) == keep && len(p) <= room {
				takes[i] = true
				room -= len(p)
			}
		}
	}
	for i, p := range parts {
		if takes[i] {
			shown = append(shown, p)
		} else {
			others = append(others, p)
		}
	}
	return shown, others
}

// chosenField takes the field that was chosen from the list out of the parts.
func (in Input) chosenField(lists ...*[]part) part {
	item, _ := picked(in.Values, Another)
	for _, list := range lists {
		i := slices.IndexFunc(*list, func(p part) bool { return p[0].ID == item.Value })
		if i >= 0 {
			chosen := (*list)[i]
			*list = slices.Delete(slices.Clone(*list), i, i+1)
			return chosen
		}
	}
	return nil
}

// another is the list of fields that are not on the form.
func (in Input) another(others []part, chosen part) appcomponents.Field {
	field := appcomponents.Field{ID: Another, Name: in.label(LabelAnother), IsWatched: true}
	var list options
	for _, p := range others {
		list = append(list, choiceOf(p[0].ID, p[0].Name, ""))
	}
	list.ask(&field, in.source(Source{Kind: Fields}))
	if len(chosen) > 0 {
		field.Value = list.held(chosen[0].ID)
	}
	return field
}

// SuggestedFields are the fields a form can ask for that Jira does without, as
// far as they match the query.
func SuggestedFields(meta []jira.Field, query string, limit int) []appcomponents.TypeaheadItem {
	var list options
	for _, field := range meta {
		if _, ok := kindFor(field); ok && !mustFill(field) {
			list = append(list, choiceOf(field.ID, label(field), ""))
		}
	}
	return list.matching(query, limit)
}

func count(parts []part) int { return len(slices.Concat(asFields(parts)...)) }

func asFields(parts []part) [][]appcomponents.Field {
	var all [][]appcomponents.Field
	for _, p := range parts {
		all = append(all, p)
	}
	return all
}
