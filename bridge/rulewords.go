package bridge

import (
	"context"
	"maps"
	"slices"
	"strings"

	"jirabridge/bridge/fields"
	"jirabridge/jira"
)

// unfit says which fields of a rule's form Jira would refuse for the task, and
// nothing when there are none.
func (b *Bridge) unfit(w creation) error {
	if len(w.problems) == 0 {
		return nil
	}
	return fail(Invalid, nil, "rule_unfit", "Reasons", strings.Join(b.unfitFields(w, w.problems), " "))
}

// unfitFields are the problems in words, each with the name of its field.
func (b *Bridge) unfitFields(w creation, problems map[string]fields.Problem) (said []string) {
	for _, id := range slices.Sorted(maps.Keys(problems)) {
		problem, field := problems[id], fields.NameOf(w.screen, id)
		empty := fields.EmptyAt(w.rule.values, id)
		switch {
		case problem.ID == fields.Required && empty != "":
			said = append(said, b.say(w.caller, "rule_empty", "Field", field, "Placeholder", empty))
		case problem.ID == fields.Required:
			said = append(said, b.say(w.caller, "rule_required", "Field", field))
		default:
			said = append(said, b.say(w.caller, "rule_field", "Field", field, "Reason", b.sayer(w.caller)(problem)))
		}
	}
	return said
}

// ruleRefused says why Jira did not create a rule's issue, with the names of the
// fields: an administrator may have added some since the rule was made.
func (b *Bridge) ruleRefused(ctx context.Context, w creation, e *jira.Error) error {
	said, names := slices.Clone(e.Messages), w.screen
	if len(e.Fields) > 0 {
		_ = b.asCreator(ctx, w.conn, w.caller.Person, func(u user) error { // without it new fields go by their ids
			now, err := u.Screen(ctx, w.Values.String(fields.Project), w.Values.String(fields.IssueType))
			names = slices.Concat(now, w.screen)
			return err
		})
	}
	for _, id := range slices.Sorted(maps.Keys(e.Fields)) {
		said = append(said, b.say(w.caller, "rule_field", "Field", fields.NameOf(names, id), "Reason", e.Fields[id]))
	}
	return fail(Invalid, e, "rule_refused", "Reason", strings.Join(said, " "))
}

// leftEmpty says which fields stay empty, or a part of them, because the person
// they stand for is not known in Jira, or a custom field has gone or has another
// name.
func (b *Bridge) leftEmpty(w creation) (said []string) {
	for _, id := range slices.Sorted(maps.Keys(w.nobody)) {
		said = append(said, b.say(w.caller, "rule_nobody", "Field", fields.NameOf(w.screen, id), "Who", w.nobody[id]))
	}
	for _, id := range slices.Sorted(maps.Keys(w.unknown)) {
		said = append(said, b.say(w.caller, "rule_unknown", "Field", fields.NameOf(w.screen, id), "Placeholder", w.unknown[id].Args["Placeholder"]))
	}
	return said
}
