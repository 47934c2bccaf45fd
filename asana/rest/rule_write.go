package rest

import (
	"fmt"
	"slices"

	"jirabridge/asana"
)

func createRule(c *call) (any, error) {
	project, body, err := bodyAt[ruleBody](c, "project_gid")
	if err != nil {
		return nil, err
	}
	apps, err := c.platform.InstalledApps(c.ctx(), c.actor, project)
	if err != nil {
		return nil, err
	}
	n := asana.NewRule{Name: text(body.Name), Disabled: body.Enabled != nil && !*body.Enabled, Ceiling: number(body.Ceiling)}
	if n.Triggers, err = c.triggers(body.Triggers); err != nil {
		return nil, err
	}
	if n.Conditions, err = c.conditions(body.Conditions, apps); err != nil {
		return nil, err
	}
	if n.Actions, err = c.actions(body.Actions, apps); err != nil {
		return nil, err
	}
	c.asNew(n.Triggers, n.Actions)
	if err := c.platform.CheckRule(c.ctx(), c.actor, project, n); err != nil {
		return nil, err
	}
	if err := c.configure(asana.Rule{Name: n.Name, Project: asana.Ref{GID: project}}, body.Actions, n.Actions); err != nil {
		return nil, err
	}
	r, err := c.platform.AddRule(c.ctx(), c.actor, project, n)
	return one(r, err, c.ruleRecord)
}

// asNew gives the parts of a rule ids of their own, whatever they bear: what is read from one rule makes another.
func (c *call) asNew(triggers []asana.Trigger, actions []asana.Action) {
	for i := range triggers {
		triggers[i].GID = c.platform.ReserveGID()
	}
	for i := range actions {
		actions[i].GID = c.platform.ReserveGID()
	}
}

func updateRule(c *call) (any, error) {
	gid, body, err := bodyAt[ruleBody](c, "rule_gid")
	if err != nil {
		return nil, err
	}
	before, err := c.platform.Rule(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	ch, err := c.ruleChange(before, body)
	if err != nil {
		return nil, err
	}
	if err := c.platform.CheckRuleChange(c.ctx(), c.actor, gid, ch); err != nil {
		return nil, err
	}
	if err := c.configure(before, body.Actions, ch.Actions); err != nil {
		return nil, err
	}
	r, err := c.platform.UpdateRule(c.ctx(), c.actor, gid, ch)
	return one(r, err, c.ruleRecord)
}

// ruleChange is what a body changes of a rule, without what apps have to be asked about.
func (c *call) ruleChange(before asana.Rule, body ruleBody) (ch asana.RuleChange, err error) {
	apps, err := c.platform.InstalledApps(c.ctx(), c.actor, before.Project.GID)
	if err != nil {
		return ch, err
	}
	for _, name := range []string{"triggers", "actions"} {
		if list, named := c.data[name].([]any); named && len(list) == 0 {
			return ch, badRequest(name + ": Missing input")
		}
	}
	ch = asana.RuleChange{Name: body.Name, Enabled: body.Enabled, Ceiling: body.Ceiling}
	if ch.Triggers, err = c.triggers(body.Triggers); err != nil {
		return ch, err
	}
	if _, named := c.data["conditions"]; named {
		conditions, err := c.conditions(body.Conditions, apps)
		if err != nil {
			return ch, err
		}
		ch.Conditions = &conditions
	}
	if ch.Actions, err = c.actions(body.Actions, apps); err != nil {
		return ch, err
	}
	return ch, c.keepParts(before, ch)
}

// keepParts lets parts that bear the gid of one of the rule's stay that part, and gives the others one.
func (c *call) keepParts(before asana.Rule, ch asana.RuleChange) error {
	for i := range ch.Triggers {
		t := &ch.Triggers[i]
		if t.GID == "" {
			t.GID = c.platform.ReserveGID()
		} else if !slices.ContainsFunc(before.Triggers, func(old asana.Trigger) bool { return old.GID == t.GID }) {
			return badRequest(fmt.Sprintf("triggers[%d].gid: Unknown object: %s", i, t.GID))
		}
	}
	for i := range ch.Actions {
		a := &ch.Actions[i]
		if a.GID == "" {
			a.GID = c.platform.ReserveGID()
			continue
		}
		at := slices.IndexFunc(before.Actions, func(old asana.Action) bool { return old.GID == a.GID })
		if at < 0 {
			return badRequest(fmt.Sprintf("actions[%d].gid: Unknown object: %s", i, a.GID))
		}
		if old := before.Actions[at]; a.Kind != old.Kind || a.App != old.App || a.ActionType != old.ActionType {
			a.GID = c.platform.ReserveGID() // an app keeps nothing under it yet
		} else {
			a.Values = old.Values
		}
	}
	return nil
}
