package ui

import (
	"strconv"
	"strings"

	"jirabridge/asana"
)

// rulePart is a row of the builder as it was typed: a trigger, a condition or an action. Its inputs are named
// after it, like "t1.section".
type rulePart struct {
	ID    string // "t1", "c2", "a3": the letter is what it is
	Kind  string
	Title string            // what the row is about, in words
	In    map[string]string // what stands in its inputs
	Wrong map[string]string // what is wrong with them, by input; "" is the row as a whole
	Saved bool              // an app's action that stands as it is saved
	App   appView           // of an app's action

	Refused string // the form that the app sent back, as a formAnswer
	Connect bool   // the app asks the person to sign in first
}

// partInputs are all inputs that rows have.
func partInputs() []string {
	return []string{"kind", "gid", "section", "person", "field", "value", "amount", "unit", "not", "undo", "days", "text",
		"app", "action_type", "values", "callback", "changed"}
}

// anyField separates a field from the option in the value of an input; a field alone is any of its values.
const anyField = "/"

// Asks tells whether the row has an input.
func (p rulePart) Asks(input string) bool { return asks(p.ID[:1], p.Kind, input) }

// Hidden are the inputs of an app's action that its script fills in.
func (p rulePart) Hidden() []string {
	return []string{"app", "action_type", "values", "callback", "changed"}
}

// NoneText is what is chosen where nothing is: the id of a message.
func (p rulePart) NoneText() string {
	switch p.Kind {
	case string(asana.TriggerMoved):
		return "ui.rule_any_section"
	case string(asana.TriggerAssigned):
		return "ui.rule_anybody"
	case string(asana.ConditionAssignee), string(asana.ActAssign):
		return "ui.rule_nobody"
	}
	return "ui.choose"
}

func newPart(id, kind string) rulePart {
	return rulePart{ID: id, Kind: kind, In: map[string]string{"kind": kind}, Wrong: map[string]string{}}
}

// put fills an input in, unless there is nothing to say.
func (p *rulePart) put(name, value string) {
	if value != "" {
		p.In[name] = value
	}
}

func yes(on bool) string {
	if on {
		return "on"
	}
	return ""
}

func partOfTrigger(id string, t asana.Trigger) rulePart {
	p := newPart(id, string(t.Kind))
	p.put("gid", t.GID)
	p.put("section", t.Section)
	p.put("person", t.Person)
	p.put("field", t.Field)
	if t.Option != "" {
		p.put("field", t.Field+anyField+t.Option)
	}
	amount, unit := inUnit(t.Minutes)
	p.put("amount", strconv.Itoa(amount))
	p.put("unit", unit)
	return p
}

func (p rulePart) trigger() asana.Trigger {
	field, option, _ := strings.Cut(p.In["field"], anyField)
	t := asana.Trigger{GID: p.In["gid"], Kind: asana.TriggerKind(p.Kind), Section: p.In["section"], Person: p.In["person"], Field: field, Option: option}
	if t.Kind == asana.TriggerDueSoon {
		t.Minutes = number(p.In["amount"])
		for _, u := range timeUnits {
			if u.name == p.In["unit"] {
				t.Minutes *= u.minutes
			}
		}
	}
	return t
}

// number reads a number; what is none is noNumber.
func number(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < -noNumber || n > noNumber {
		return noNumber
	}
	return n
}

// noNumber is more than any part of a rule may be, and bounds what is read.
const noNumber = 1_000_000

func partOfCondition(id string, c asana.Condition, fields []asana.CustomField) rulePart {
	p := newPart(id, string(c.Kind))
	p.put("not", yes(c.Not))
	p.put("section", c.Section)
	p.put("person", c.Person)
	p.put("app", c.App)
	p.putValue(c.Field, c.Value, fields)
	return p
}

// putValue fills in a field and its value: an option is chosen together with its field.
func (p *rulePart) putValue(field, value string, fields []asana.CustomField) {
	for _, f := range fields {
		if f.GID == field && f.Chosen() {
			p.put("field", field+anyField+value)
			return
		}
	}
	p.put("field", field)
	p.put("value", value)
}

// fieldAndValue reads what putValue filled in.
func (p rulePart) fieldAndValue() (field, value string) {
	field, option, chosen := strings.Cut(p.In["field"], anyField)
	if chosen {
		return field, option
	}
	return field, p.In["value"]
}

func (p rulePart) condition() asana.Condition {
	c := asana.Condition{Kind: asana.ConditionKind(p.Kind), Not: p.In["not"] == "on", Section: p.In["section"], Person: p.In["person"], App: p.In["app"]}
	c.Field, c.Value = p.fieldAndValue()
	return c
}

func partOfAction(id string, a asana.Action, fields []asana.CustomField) rulePart {
	p := newPart(id, string(a.Kind))
	p.put("gid", a.GID)
	p.put("undo", yes(a.Undo))
	p.put("section", a.Section)
	p.put("person", a.Person)
	p.put("days", strconv.Itoa(a.Days))
	p.put("text", a.Text)
	p.put("app", a.App)
	p.put("action_type", a.ActionType)
	p.put("values", a.Values)
	p.putValue(a.Field, a.Value, fields)
	p.Saved = a.Kind == asana.ActApp && a.Values != ""
	return p
}

func (p rulePart) action() asana.Action {
	a := asana.Action{
		GID: p.In["gid"], Kind: asana.ActionKind(p.Kind), Undo: p.In["undo"] == "on", Section: p.In["section"], Person: p.In["person"],
		Text: p.In["text"], App: p.In["app"], ActionType: p.In["action_type"], Values: p.In["values"],
	}
	a.Field, a.Value = p.fieldAndValue()
	if a.Kind == asana.ActDue && !a.Undo {
		a.Days = number(p.In["days"])
	}
	return a
}
