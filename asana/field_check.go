package asana

import "slices"

// maxOptions is how many options a field may have, as on asana.com.
const maxOptions = 500

// taskWords are names that a custom field would be mistaken under, folded.
func taskWords() []string {
	return []string{"assignee", "completed", "created at", "due date", "due on", "followers", "name", "notes", "projects",
		"start date", "tags", "task name"}
}

// check brings a new field into the form it is stored in.
func (n *NewField) check() (err error) {
	if !slices.Contains(FieldKinds(), n.Kind) {
		return misused("resource_subtype", "Must be text, number, date, people, enum or multi_enum, not: %s", n.Kind)
	}
	if n.Name, err = checkFieldName(n.Name); err != nil {
		return err
	}
	if err := checkText("description", n.Description, maxNotes); err != nil {
		return err
	}
	if n.Kind != FieldNumber {
		n.Number = NumberFormat{}
	} else if n.Number, err = n.Number.check(); err != nil {
		return err
	}
	return n.checkOptions()
}

func checkFieldName(name string) (string, error) {
	name, err := checkName("name", name)
	if err == nil && slices.Contains(taskWords(), fold(name)) {
		return "", invalid("name", "field_reserved", "Tasks have something of this name already: %s", "Name", name)
	}
	return name, err
}

func (n *NewField) checkOptions() error {
	chosen := CustomField{Kind: n.Kind}.Chosen()
	switch {
	case chosen && len(n.Options) == 0:
		return invalid("enum_options", "options_missing", "Missing input")
	case len(n.Options) > maxOptions:
		return invalid("enum_options", "too_many_options", "A custom field may have at most %d options", "Max", maxOptions)
	case !chosen:
		n.Options = nil
	}
	for i := range n.Options {
		if err := n.Options[i].check(); err != nil {
			return err
		}
	}
	return nil
}

// apply returns the field as it is to be then.
func (ch FieldChange) apply(f CustomField) (CustomField, error) {
	var err error
	if ch.Name != nil {
		if f.Name, err = checkFieldName(*ch.Name); err != nil {
			return f, err
		}
	}
	if ch.Description != nil {
		f.Description = *ch.Description
	}
	if ch.Notifies != nil {
		f.Notifies = *ch.Notifies
	}
	if err := checkText("description", f.Description, maxNotes); err != nil || f.Kind != FieldNumber {
		return f, err
	}
	f.Number, err = ch.Number.Of(f.Number).check()
	return f, err
}

// names are what changes, for the event log.
func (ch FieldChange) names() (list []string) {
	for _, f := range []struct {
		name  string
		named bool
	}{
		{"name", ch.Name != nil}, {"description", ch.Description != nil}, {"has_notifications_enabled", ch.Notifies != nil},
		{"format", ch.Number != (NumberChange{})},
	} {
		if f.named {
			list = append(list, f.name)
		}
	}
	return list
}
