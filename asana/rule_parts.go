package asana

import (
	"context"
	"errors"
	"slices"
)

func (f ruleFacts) checkTrigger(ctx context.Context, about string, t *Trigger) error {
	if err := keepGID(about, &t.GID); err != nil {
		return err
	}
	switch t.Kind {
	case TriggerAdded, TriggerCompleted, TriggerDueChanged, TriggerCommented, TriggerRequested:
		return nil
	case TriggerMoved:
		return f.checkSection(about, t.Section, true)
	case TriggerAssigned:
		return f.checkPerson(ctx, about, t.Person)
	case TriggerDueSoon:
		return within(about+".minutes", t.Minutes, 0, maxMinutes)
	case TriggerFieldChanged:
		return f.checkOption(about, t.Field, t.Option)
	}
	return misused(about+".kind", "Not a kind of trigger: %s", t.Kind)
}

func (f ruleFacts) checkCondition(ctx context.Context, about string, c Condition) error {
	switch c.Kind {
	case ConditionCompleted:
		return nil
	case ConditionSection:
		return f.checkSection(about, c.Section, false)
	case ConditionAssignee:
		return f.checkPerson(ctx, about, c.Person)
	case ConditionField:
		if _, err := f.field(about, c.Field); err != nil {
			return err
		}
		return checkText(about+".value", c.Value, maxValue)
	case ConditionName:
		_, err := checkName(about+".value", c.Value)
		return err
	case ConditionResource:
		return f.checkApp(about, c.App)
	}
	return misused(about+".kind", "Not a kind of condition: %s", c.Kind)
}

func (f ruleFacts) checkAction(ctx context.Context, about string, a *Action) error {
	if err := keepGID(about, &a.GID); err != nil {
		return err
	}
	switch a.Kind {
	case ActComplete:
		return nil
	case ActMove:
		return f.checkSection(about, a.Section, false)
	case ActAssign:
		return f.checkPerson(ctx, about, a.Person)
	case ActDue:
		return within(about+".days", a.Days, -maxDays, maxDays)
	case ActField:
		return f.checkValue(ctx, about, a.Field, a.Value)
	case ActComment:
		if a.Text == "" {
			return invalid(about+".text", "comment_missing", "Missing input")
		}
		if err := checkText(about+".text", a.Text, maxNotes); err != nil {
			return err
		}
		return f.checkPlaceholders(about+".text", a.Text)
	case ActApp:
		return f.checkAppAction(about, *a)
	}
	return misused(about+".kind", "Not a kind of action: %s", a.Kind)
}

func partMissing(field string) error { return invalid(field, "rule_missing", "Missing input") }

func partGone(field, gid string) error {
	return invalid(field, "rule_gone", "Not in the project: %s", "GID", gid)
}

func (f ruleFacts) checkSection(about, gid string, anyWill bool) error {
	switch {
	case gid == "" && anyWill:
		return nil
	case gid == "":
		return partMissing(about + ".section")
	case !slices.Contains(f.sections, gid):
		return partGone(about+".section", gid)
	}
	return nil
}

// checkPerson takes nobody, too.
func (f ruleFacts) checkPerson(ctx context.Context, about, gid string) error {
	if gid == "" {
		return nil
	}
	return f.checkInWorkspace(ctx, about+".person", f.workspace, gid)
}

func (f ruleFacts) field(about, gid string) (CustomField, error) {
	field, ok := f.fields[gid]
	switch {
	case gid == "":
		return field, partMissing(about + ".field")
	case !ok:
		return field, partGone(about+".field", gid)
	}
	return field, nil
}

func (f ruleFacts) checkOption(about, gid, option string) error {
	field, err := f.field(about, gid)
	if err == nil && option != "" && optionIndex(field.Options, option) < 0 {
		err = partGone(about+".option", option)
	}
	return err
}

// checkValue refuses a value the field would refuse on a task.
func (f ruleFacts) checkValue(ctx context.Context, about, gid, value string) error {
	field, err := f.field(about, gid)
	if err != nil {
		return err
	}
	_, err = f.read(ctx, f.workspace, FieldValue{Field: field, Enabled: true}, FieldInput{Text: value})
	var e *Error
	if errors.As(err, &e) {
		said := *e
		said.Field = about + ".value"
		return &said
	}
	return err
}

func (f ruleFacts) checkApp(about, gid string) error {
	if gid == "" {
		return partMissing(about + ".app")
	}
	if _, ok := f.apps[gid]; !ok {
		return partGone(about+".app", gid)
	}
	return nil
}

func (f ruleFacts) checkAppAction(about string, a Action) error {
	if err := f.checkApp(about, a.App); err != nil {
		return err
	}
	known := slices.ContainsFunc(f.apps[a.App].Components.RuleActions, func(r RuleAction) bool { return r.ActionType == a.ActionType })
	if a.ActionType == "" || !known {
		return partGone(about+".action_type", a.ActionType)
	}
	return checkText(about+".values", a.Values, maxRuleValues)
}
