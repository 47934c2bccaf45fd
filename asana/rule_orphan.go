package asana

import (
	"context"
	"slices"

	"jirabridge/asana/store"
)

// pauseOrphans has the rules wait that what was done leaves without an owner who may act, or without their app. It
// looks at what was recorded, so that nobody who changes who sees what has to think of rules.
func (p *Platform) pauseOrphans(ctx context.Context, c *change) error {
	for _, e := range slices.Clone(c.events) {
		rows, err := c.rulesConcerned(ctx, e)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := p.pauseOrphan(ctx, c, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// rulesConcerned are the rules that may be left without their owner, or app, by what an event tells.
func (c *change) rulesConcerned(ctx context.Context, e Event) ([]store.RuleRow, error) {
	switch {
	case e.ResourceType == "workspace_membership": // also with a new role
		return c.q.RulesOwnedBy(ctx, store.RulesOwnedByParams{Workspace: e.Workspace, Owner: e.Resource})
	case e.ResourceType == "project_membership" && e.Action == ActionRemoved,
		e.ResourceType == "app_installation" && e.Action == ActionRemoved:
		return c.q.RulesOf(ctx, e.Parent)
	case e.ResourceType == "project" && e.Field == "privacy_setting":
		return c.q.RulesOf(ctx, e.Resource)
	}
	return nil, nil
}

func (p *Platform) pauseOrphan(ctx context.Context, c *change, row store.RuleRow) error {
	if !row.Enabled {
		return nil
	}
	acts, err := c.ownerActs(ctx, row)
	if err != nil {
		return err
	}
	if !acts {
		_, err := p.PauseRule(ctx, c.tx, row.Gid, Pause{Reason: PausedOwnerGone, Since: c.now})
		return err
	}
	missing, err := c.appMissing(ctx, row)
	if err == nil && missing {
		_, err = p.PauseRule(ctx, c.tx, row.Gid, Pause{Reason: PausedAppGone, Since: c.now})
	}
	return err
}

// ownerActs is RuleOwnerActs as the change leaves it.
func (c *change) ownerActs(ctx context.Context, row store.RuleRow) (bool, error) {
	return gate{c.q, Actor{Person: row.Owner}}.mayEdit(ctx, row.Project)
}

// appMissing tells whether an app that is to act in a rule is not in its project.
func (c *change) appMissing(ctx context.Context, row store.RuleRow) (bool, error) {
	rule, err := RuleOf(row)
	if err != nil || !usesApps(rule.Actions) {
		return false, err
	}
	installed, err := c.q.InstalledApps(ctx, row.Project)
	return slices.ContainsFunc(rule.Actions, func(a Action) bool {
		return a.Kind == ActApp && !slices.ContainsFunc(installed, func(app store.App) bool { return app.Gid == a.App })
	}), err
}
