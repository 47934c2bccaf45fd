package bridge

import (
	"context"
	"encoding/json"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/fields"
	"jirabridge/bridge/store"
)

// CreateIssue is the type of the one action that rules can have of us: it
// creates an issue from the task that the rule runs for.
const CreateIssue = "create_issue"

// RuleAction names an action of a rule. Action is its gid; a new one has none
// before it is submitted.
type RuleAction struct {
	Action, ActionType string
	Project            string // of the platform; the rule's
}

// rule is an action as it was entered.
type rule struct {
	store.Rule
	values appcomponents.Values
}

// RuleForm returns the form of an action: filled in as it was saved, or as a new
// one. NeedsConsent when the person has to authorize first.
func (b *Bridge) RuleForm(ctx context.Context, c Caller, a RuleAction) (appcomponents.Form, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	f, err := b.openRule(ctx, c, a)
	if err != nil {
		return appcomponents.Form{}, err
	}
	saved, err := b.savedRule(ctx, c, a)
	switch {
	case err == nil && saved.Connection == f.conn.ID:
		f.values, f.fresh = saved.values, true
		return b.redrawRule(ctx, f, nil)
	case err == nil, KindOf(err) == Gone: // of another Jira, or not saved yet
		return b.drawRule(ctx, f, func(ctx context.Context, u user, in *fields.Input) error {
			if err := b.preselect(ctx, u, f.conn, c, in); err != nil {
				return err
			}
			in.Reporter = appcomponents.TypeaheadItem{}
			return nil
		})
	}
	return appcomponents.Form{}, err
}

// ChangeRule returns the form of an action after a field was given a new value.
func (b *Bridge) ChangeRule(ctx context.Context, c Caller, a RuleAction, values appcomponents.Values) (appcomponents.Form, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	f, err := b.openRule(ctx, c, a)
	if err != nil {
		return appcomponents.Form{}, err
	}
	f.values = values
	return b.redrawRule(ctx, f, nil)
}

// SubmitRule saves what was entered for an action, unless Jira would refuse it
// whatever the task is like: then it is a *FormError. Name is the rule's.
func (b *Bridge) SubmitRule(ctx context.Context, c Caller, a RuleAction, name string, values appcomponents.Values) error {
	f, err := b.openRule(ctx, c, a)
	if err != nil {
		return err
	}
	f.values = values
	return b.explainRule(ctx, f, b.submitRule(ctx, f, name))
}

func (b *Bridge) submitRule(ctx context.Context, f ruleForm, name string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	if err := b.checkRule(ctx, f); err != nil {
		return err
	}
	entered, err := json.Marshal(f.values)
	if err != nil {
		return err
	}
	return store.New(b.db.Writer()).SaveRule(ctx, store.SaveRuleParams{
		Action: f.action.Action, ActionType: f.action.ActionType, Workspace: f.caller.Workspace, Project: f.action.Project,
		Person: f.caller.Person, Connection: f.conn.ID, Name: name, Form: string(entered), Now: sqldb.Micros(b.now()),
	})
}

// savedRule returns an action as it was entered; Gone when it is not known, or
// is another project's.
func (b *Bridge) savedRule(ctx context.Context, c Caller, a RuleAction) (rule, error) {
	row, ok, err := found(store.New(b.db.Reader()).Rule(ctx, a.Action))
	if err != nil {
		return rule{}, err
	}
	if !ok || row.Workspace != c.Workspace || row.Project != a.Project || row.ActionType != a.ActionType {
		return rule{}, fail(Gone, nil, "rule_gone")
	}
	r := rule{Rule: row}
	return r, json.Unmarshal([]byte(row.Form), &r.values)
}
