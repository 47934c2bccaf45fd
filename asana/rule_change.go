package asana

import (
	"context"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// NewRule is what a rule is made from. Triggers and actions may have gids from ReserveGID, under which others know
// them already; the rest get some. Ceiling is DefaultCeiling when 0.
type NewRule struct {
	Name       string
	Triggers   []Trigger
	Conditions []Condition
	Actions    []Action
	Ceiling    int
	Disabled   bool
}

// RuleChange says what to change; nil leaves a value alone. Triggers and actions that are to stay keep their gids.
type RuleChange struct {
	Name       *string
	Enabled    *bool
	Triggers   []Trigger
	Conditions *[]Condition
	Actions    []Action
	Ceiling    *int
}

// CheckRule returns what AddRule would refuse now; Field of its error names the part, like "triggers[0].section".
func (p *Platform) CheckRule(ctx context.Context, a Actor, project string, n NewRule) error {
	c := &change{gate: p.gate(a)}
	if _, err := c.editProject(ctx, project); err != nil {
		return err
	}
	return c.checkRule(ctx, project, &n)
}

// AddRule makes a rule that acts in the actor's name on what happens from now on.
func (p *Platform) AddRule(ctx context.Context, a Actor, project string, n NewRule) (Rule, error) {
	gid := newGID()
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, project)
		if err != nil {
			return err
		}
		if err := c.roomForRule(ctx, access.Workspace, project); err != nil {
			return err
		}
		if err := c.checkRule(ctx, project, &n); err != nil {
			return err
		}
		err = c.q.InsertRule(ctx, store.InsertRuleParams{
			Gid: gid, Workspace: access.Workspace, Project: project, Name: n.Name, Owner: a.Person, Enabled: !n.Disabled,
			Triggers: toJSON(n.Triggers), Conditions: toJSON(n.Conditions), Actions: toJSON(n.Actions),
			Ceiling: int64(n.Ceiling), CreatedAt: c.nowMicros(),
		})
		if err != nil {
			return err
		}
		c.record(ruleEvent(ActionAdded, access.Workspace, project, gid))
		return p.putTriggers(ctx, c, gid, project, n.Triggers)
	})
	if sqldb.IsUnique(err) {
		err = conflict("triggers", "misused", "This ID is used already.")
	}
	if err != nil {
		return Rule{}, err
	}
	return p.Rule(ctx, a, gid)
}

func ruleEvent(action, workspace, project, gid string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "rule", Resource: gid,
		ParentType: "project", Parent: project, Projects: []string{project}}
}

// CheckRuleChange returns what UpdateRule would refuse now.
func (p *Platform) CheckRuleChange(ctx context.Context, a Actor, gid string, ch RuleChange) error {
	c := &change{gate: p.gate(a)}
	row, err := c.editRule(ctx, gid)
	if err != nil {
		return err
	}
	_, err = c.changedTo(ctx, row, ch)
	return err
}

// UpdateRule changes a rule. What an app does it does in the owner's name, so that others may switch such a rule on
// and off, and take the app's actions out, but change it no further.
func (p *Platform) UpdateRule(ctx context.Context, a Actor, gid string, ch RuleChange) (Rule, error) {
	err := p.changeRule(ctx, a, gid, func(ctx context.Context, c *change, row store.RuleRow) error {
		n, err := c.changedTo(ctx, row, ch)
		if err != nil {
			return err
		}
		if err := p.putTriggers(ctx, c, gid, row.Project, n.Triggers); err != nil {
			return err
		}
		return c.updateRule(ctx, gid, n)
	})
	if sqldb.IsUnique(err) {
		err = conflict("triggers", "misused", "This ID is used already.")
	}
	if err != nil {
		return Rule{}, err
	}
	return p.Rule(ctx, a, gid)
}

// changedTo is the rule as it is to be, if the actor may make it so. What is only switched on or off need not be right.
func (c *change) changedTo(ctx context.Context, row store.RuleRow, ch RuleChange) (NewRule, error) {
	before, err := RuleOf(row)
	n := ch.apply(before)
	if err != nil || ch.onlySwitches() {
		return n, err
	}
	if usesApps(n.Actions) && before.Owner.GID != c.actor.Person {
		return n, forbidden("rule_owner", "Only the rule's owner may change what an app does in his name.")
	}
	err = c.checkRule(ctx, row.Project, &n)
	return n, err
}

func (ch RuleChange) onlySwitches() bool {
	return ch.Name == nil && ch.Triggers == nil && ch.Conditions == nil && ch.Actions == nil && ch.Ceiling == nil
}

// apply returns the rule as it is to be then.
func (ch RuleChange) apply(r Rule) NewRule {
	n := NewRule{Name: r.Name, Triggers: r.Triggers, Conditions: r.Conditions, Actions: r.Actions, Ceiling: r.Ceiling, Disabled: !r.Enabled}
	if ch.Name != nil {
		n.Name = *ch.Name
	}
	if ch.Enabled != nil {
		n.Disabled = !*ch.Enabled
	}
	if ch.Triggers != nil {
		n.Triggers = ch.Triggers
	}
	if ch.Conditions != nil {
		n.Conditions = *ch.Conditions
	}
	if ch.Actions != nil {
		n.Actions = ch.Actions
	}
	if ch.Ceiling != nil {
		n.Ceiling = *ch.Ceiling
	}
	return n
}

func (c *change) updateRule(ctx context.Context, gid string, n NewRule) error {
	return c.q.UpdateRule(ctx, store.UpdateRuleParams{
		Gid: gid, Name: n.Name, Enabled: !n.Disabled, Triggers: toJSON(n.Triggers), Conditions: toJSON(n.Conditions),
		Actions: toJSON(n.Actions), Ceiling: int64(n.Ceiling), ModifiedAt: c.nowMicros(),
	})
}

// changeRule runs f on a rule that nobody else changes meanwhile.
func (p *Platform) changeRule(ctx context.Context, a Actor, gid string, f func(context.Context, *change, store.RuleRow) error) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.q.LockRule(ctx, gid); err != nil {
			return err
		}
		row, err := c.editRule(ctx, gid)
		if err != nil {
			return err
		}
		c.record(ruleEvent(ActionChanged, row.Workspace, row.Project, gid))
		return f(ctx, c, row)
	})
}

// DeleteRule ends a rule. What it has done stays in the history of the tasks; what it was to do is not done.
func (p *Platform) DeleteRule(ctx context.Context, a Actor, gid string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, err := c.editRule(ctx, gid)
		if err != nil {
			return err
		}
		if _, err := c.q.EndRuns(ctx, store.EndRunsParams{Rule: gid, Reason: "rules.deleted", EndedBy: a.Person, Now: c.nowMicros()}); err != nil {
			return err
		}
		c.record(ruleEvent(ActionDeleted, row.Workspace, row.Project, gid))
		_, err = c.q.DeleteRule(ctx, gid)
		return err
	})
}
