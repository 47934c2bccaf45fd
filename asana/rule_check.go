package asana

import (
	"context"
	"fmt"
	"slices"
)

// Bounds of rules.
const (
	maxRules      = 100 // of a project
	maxRuleParts  = 20  // triggers, conditions or actions of one rule
	maxCeiling    = 100_000
	maxMinutes    = 30 * 24 * 60
	maxDays       = 3650
	maxRuleValues = 256 << 10 // of an app's form, in characters
)

// roomForRule bounds how many rules a project has. Who makes two at once is asked after the other.
func (c *change) roomForRule(ctx context.Context, workspace, project string) error {
	if err := c.oneByOne(ctx, workspace); err != nil {
		return err
	}
	n, err := c.q.CountRules(ctx, project)
	if err == nil && n >= maxRules {
		return invalid("", "rules_many", "A project may have at most %d rules", "Max", maxRules)
	}
	return err
}

// checkRule brings a rule into the form it is stored in, or finds what is wrong with it.
func (c *change) checkRule(ctx context.Context, project string, n *NewRule) (err error) {
	if n.Name, err = checkName("name", n.Name); err != nil {
		return err
	}
	if n.Ceiling == 0 {
		n.Ceiling = DefaultCeiling
	}
	if err := within("ceiling", n.Ceiling, 1, maxCeiling); err != nil {
		return err
	}
	if err := n.checkCounts(); err != nil {
		return err
	}
	facts, err := c.ruleFacts(ctx, project)
	if err != nil {
		return err
	}
	n.Triggers, n.Conditions, n.Actions = slices.Clone(n.Triggers), slices.Clone(n.Conditions), slices.Clone(n.Actions)
	return facts.check(ctx, n)
}

func (n *NewRule) checkCounts() error {
	for _, part := range []struct {
		name         string
		count, least int
	}{{"triggers", len(n.Triggers), 1}, {"conditions", len(n.Conditions), 0}, {"actions", len(n.Actions), 1}} {
		if part.count < part.least {
			return invalid(part.name, "rule_missing", "Missing input")
		}
		if part.count > maxRuleParts {
			return invalid(part.name, "rule_many", "At most %d are allowed", "Max", maxRuleParts)
		}
	}
	return nil
}

func within(field string, n, least, most int) error {
	if n < least || n > most {
		return invalid(field, "rule_range", "Must be from %d to %d", "Min", least, "Max", most)
	}
	return nil
}

// ruleFacts are what a rule of a project may name.
type ruleFacts struct {
	*change
	workspace string
	sections  []string
	fields    map[string]CustomField
	apps      map[string]App
}

func (c *change) ruleFacts(ctx context.Context, project string) (ruleFacts, error) {
	row, err := c.q.Project(ctx, project)
	if err != nil {
		return ruleFacts{}, err
	}
	f := ruleFacts{change: c, workspace: row.Workspace, fields: map[string]CustomField{}, apps: map[string]App{}}
	sections, err := c.q.SectionsOf(ctx, project)
	if err != nil {
		return f, err
	}
	for _, s := range sections {
		f.sections = append(f.sections, s.Gid)
	}
	settings, err := c.fieldSettings(ctx, project)
	if err != nil {
		return f, err
	}
	for _, s := range settings {
		f.fields[s.Field.GID] = s.Field
	}
	return f, f.addApps(ctx, project)
}

func (f ruleFacts) addApps(ctx context.Context, project string) error {
	rows, err := f.q.InstalledApps(ctx, project)
	for _, r := range rows {
		if f.apps[r.Gid], err = withoutSecret(r); err != nil {
			return err
		}
	}
	return err
}

func (f ruleFacts) check(ctx context.Context, n *NewRule) error {
	for i := range n.Triggers {
		if err := f.checkTrigger(ctx, fmt.Sprintf("triggers[%d]", i), &n.Triggers[i]); err != nil {
			return err
		}
	}
	for i := range n.Conditions {
		if err := f.checkCondition(ctx, fmt.Sprintf("conditions[%d]", i), n.Conditions[i]); err != nil {
			return err
		}
	}
	for i := range n.Actions {
		if err := f.checkAction(ctx, fmt.Sprintf("actions[%d]", i), &n.Actions[i]); err != nil {
			return err
		}
	}
	return checkTwice(n)
}

// checkTwice refuses one gid for two parts.
func checkTwice(n *NewRule) error {
	seen := map[string]bool{}
	for i, t := range n.Triggers {
		if seen[t.GID] {
			return misused(fmt.Sprintf("triggers[%d].gid", i), "This ID is used already.")
		}
		seen[t.GID] = true
	}
	for i, a := range n.Actions {
		if seen[a.GID] {
			return misused(fmt.Sprintf("actions[%d].gid", i), "This ID is used already.")
		}
		seen[a.GID] = true
	}
	return nil
}

// keepGID makes an id where none was given.
func keepGID(about string, gid *string) error {
	if *gid == "" {
		*gid = newGID()
	}
	if !isGID(*gid) {
		return misused(about+".gid", "Not a recognized ID: %s", *gid)
	}
	return nil
}
