package ui

import (
	"slices"

	"jirabridge/asana"
)

// partKind is a kind of part that can be added, with the inputs it has; the letter says what it is.
type partKind struct {
	letter, kind string
	inputs       []string
}

// partKinds are all kinds in the order in which they are offered.
func partKinds() []partKind {
	return []partKind{
		{triggerLetter, string(asana.TriggerAdded), nil},
		{triggerLetter, string(asana.TriggerMoved), []string{"section"}},
		{triggerLetter, string(asana.TriggerCompleted), nil},
		{triggerLetter, string(asana.TriggerAssigned), []string{"person"}},
		{triggerLetter, string(asana.TriggerDueSoon), []string{"amount"}},
		{triggerLetter, string(asana.TriggerDueChanged), nil},
		{triggerLetter, string(asana.TriggerFieldChanged), []string{"field"}},
		{triggerLetter, string(asana.TriggerCommented), nil},
		{triggerLetter, string(asana.TriggerRequested), nil},
		{conditionLetter, string(asana.ConditionSection), []string{"not", "section"}},
		{conditionLetter, string(asana.ConditionAssignee), []string{"not", "person"}},
		{conditionLetter, string(asana.ConditionField), []string{"not", "field", "value"}},
		{conditionLetter, string(asana.ConditionName), []string{"not", "value"}},
		{conditionLetter, string(asana.ConditionCompleted), []string{"not"}},
		{conditionLetter, string(asana.ConditionResource), []string{"not", "app"}},
		{actionLetter, string(asana.ActMove), []string{"section"}},
		{actionLetter, string(asana.ActComplete), []string{"undo"}},
		{actionLetter, string(asana.ActAssign), []string{"person"}},
		{actionLetter, string(asana.ActDue), []string{"undo", "days"}},
		{actionLetter, string(asana.ActField), []string{"field", "value"}},
		{actionLetter, string(asana.ActComment), []string{"text"}},
	}
}

// asks tells whether parts of a kind have an input.
func asks(letter, kind, input string) bool {
	for _, k := range partKinds() {
		if k.letter == letter && k.kind == kind {
			return slices.Contains(k.inputs, input)
		}
	}
	return false
}

// choice is something that can be chosen, or a headed group of it.
type choice struct {
	Value string
	Text  string
	Typed bool // whether a value is typed beside it
	Group []choice
}

// kindChoices are the parts of a letter that can be added. What refers to fields or apps needs there to be some.
func (s ruleScope) kindChoices(words ruleWords, letter string) (list []choice) {
	for _, k := range partKinds() {
		if k.letter != letter || (slices.Contains(k.inputs, "field") && len(s.Fields) == 0) || (slices.Contains(k.inputs, "app") && len(s.Apps) == 0) {
			continue
		}
		list = append(list, choice{Value: letter + ":" + k.kind, Text: words.kind(letter, k.kind)})
	}
	return list
}

// kind is the name of a kind of part.
func (w ruleWords) kind(letter, kind string) string {
	family := map[string]string{triggerLetter: "trigger_", conditionLetter: "condition_", actionLetter: "action_"}[letter]
	return w.t("ui.rule_" + family + kind)
}

// fieldChoices are the fields of the project, those with options together with them. What heads the options of
// a field is offered for it as a whole.
func (s ruleScope) fieldChoices(whole choice) (list []choice) {
	for _, f := range s.Fields {
		if !f.Chosen() {
			list = append(list, choice{Value: f.GID, Text: f.Name, Typed: true})
			continue
		}
		group := choice{Text: f.Name, Group: []choice{{Value: f.GID + whole.Value, Text: f.Name + ": " + whole.Text}}}
		for _, o := range f.Options {
			group.Group = append(group.Group, choice{Value: f.GID + anyField + o.GID, Text: f.Name + ": " + o.Name})
		}
		list = append(list, group)
	}
	return list
}

// choices of sections, people and apps.
func (s ruleScope) sectionChoices() (list []choice) {
	for _, one := range s.Sections {
		list = append(list, choice{Value: one.GID, Text: one.Name})
	}
	return list
}

func (s ruleScope) personChoices() (list []choice) {
	for _, one := range s.People {
		list = append(list, choice{Value: one.GID, Text: one.Name})
	}
	return list
}

func (s ruleScope) appChoices() (list []choice) {
	for _, one := range s.Apps {
		list = append(list, choice{Value: one.GID, Text: one.Name})
	}
	return list
}
