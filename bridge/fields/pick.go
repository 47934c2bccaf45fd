package fields

import (
	"encoding/json"
	"fmt"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// A picker is a list of things one of which is chosen.
type picker interface {
	// ask makes an input with the list.
	ask(field *appcomponents.Field, meta jira.Field, in Input)
	// stored is the thing that a value of Jira's names, zero for none.
	stored(value json.RawMessage) appcomponents.TypeaheadItem
	// held is the thing as the input holds it, nil for what it cannot hold.
	held(item appcomponents.TypeaheadItem, meta jira.Field) any
	// refer is Jira's way to name the thing with an id.
	refer(id string, meta jira.Field) (any, *Problem)
}

// single is one thing of a list.
type single struct{ picker }

func (s single) show(field *appcomponents.Field, meta jira.Field, in Input) { s.ask(field, meta, in) }

func (s single) initial(meta jira.Field) any { return s.held(s.stored(meta.DefaultValue), meta) }

func (s single) entered(values appcomponents.Values, meta jira.Field) any {
	item, _ := picked(values, meta.ID)
	return s.held(item, meta)
}

func (s single) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	item, ok := picked(values, meta.ID)
	switch {
	case !ok:
		return nil, unreadable()
	case item.Value == "":
		return nil, nil
	}
	return s.refer(item.Value, meta)
}

// maxRows is how many things of a list a form asks for.
const maxRows = 10

// rows are several things of a list, each in an input of its own: the form has
// no list from which several are taken. Under those that are filled in there is
// an empty one.
type rows struct{ picker }

// row is the id of the nth input; the first has the field's own.
func row(id string, n int) string {
	if n == 0 {
		return id
	}
	return fmt.Sprintf("%s.%d", id, n+1)
}

func (r rows) show(field *appcomponents.Field, meta jira.Field, in Input) {
	r.ask(field, meta, in)
	field.IsWatched = true
}

func (r rows) initial(meta jira.Field) any { return first(r.heldBy(r.defaults(meta), meta)) }

func (r rows) entered(values appcomponents.Values, meta jira.Field) any {
	items, _ := r.chosen(values, meta)
	return first(r.heldBy(items, meta))
}

func (r rows) more(_ appcomponents.Field, meta jira.Field, in Input) []appcomponents.Field {
	items := r.defaults(meta)
	if _, entered := in.Values[meta.ID]; entered {
		items, _ = r.chosen(in.Values, meta)
	}
	held := r.heldBy(items, meta)
	var inputs []appcomponents.Field
	for n := 1; n <= min(len(held), maxRows-1); n++ {
		input := appcomponents.Field{ID: row(meta.ID, n), Name: numbered(meta, n+1)}
		r.show(&input, meta, in)
		if n < len(held) {
			input.Value = held[n]
		}
		inputs = append(inputs, input)
	}
	return inputs
}

func (r rows) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	items, problem := r.chosen(values, meta)
	if problem != nil {
		return nil, problem
	}
	var list []any
	seen := map[string]bool{}
	for n, item := range items {
		if seen[item.Value] {
			continue
		}
		seen[item.Value] = true
		value, problem := r.refer(item.Value, meta)
		if problem != nil {
			problem.At = row(meta.ID, n)
			return nil, problem
		}
		list = append(list, value)
	}
	if list == nil {
		return nil, nil
	}
	return list, nil
}

// chosen is what was entered in the rows, without the empty ones.
func (r rows) chosen(values appcomponents.Values, meta jira.Field) ([]appcomponents.TypeaheadItem, *Problem) {
	var items []appcomponents.TypeaheadItem
	for n := range maxRows {
		id := row(meta.ID, n)
		item, ok := picked(values, id)
		if !ok {
			return items, &Problem{ID: Unreadable, At: id}
		}
		if item.Value != "" {
			items = append(items, item)
		}
	}
	return items, nil
}

// defaults are the things of Jira's default.
func (r rows) defaults(meta jira.Field) []appcomponents.TypeaheadItem {
	var values []json.RawMessage
	if json.Unmarshal(meta.DefaultValue, &values) != nil {
		return nil
	}
	var items []appcomponents.TypeaheadItem
	for _, value := range values {
		items = append(items, r.stored(value))
	}
	return items
}

// heldBy are the things as the inputs hold them, without those they cannot.
func (r rows) heldBy(items []appcomponents.TypeaheadItem, meta jira.Field) []any {
	var held []any
	for _, item := range items {
		if value := r.held(item, meta); value != nil && len(held) < maxRows {
			held = append(held, value)
		}
	}
	return held
}

func first(values []any) any {
	if len(values) == 0 {
		return nil
	}
	return values[0]
}

// numbered is the label of the nth input of a field.
func numbered(meta jira.Field, n int) string {
	number := fmt.Sprintf(" (%d)", n)
	return clip(oneLine(label(meta)), appcomponents.MaxFieldName-len(number)) + number
}
