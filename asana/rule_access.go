package asana

import (
	"context"
	"encoding/json"
	"slices"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// rule returns a rule of a project the actor sees.
func (g gate) rule(ctx context.Context, gid string) (store.RuleRow, store.ProjectAccessRow, error) {
	if !isGID(gid) {
		return store.RuleRow{}, store.ProjectAccessRow{}, notFound("rule", gid)
	}
	row, err := g.q.Rule(ctx, gid)
	if err != nil {
		return row, store.ProjectAccessRow{}, orNotFound(err, "rule", gid)
	}
	access, err := g.project(ctx, row.Project)
	if IsKind(err, NotFound) {
		err = hidden("rule", gid)
	}
	return row, access, err
}

// editRule is rule for making it do something else, or anything.
func (g gate) editRule(ctx context.Context, gid string) (store.RuleRow, error) {
	row, access, err := g.rule(ctx, gid)
	if err == nil && !Role(access.Role).staff() {
		err = GuestsMayNot()
	}
	return row, err
}

// GuestsMayNot is the refusal of what members alone may do.
func GuestsMayNot() error { return forbidden("guests_may_not", "Guests may not do this.") }

// Rules lists the rules of a project the actor sees, oldest first.
func (p *Platform) Rules(ctx context.Context, a Actor, project string) ([]Rule, error) {
	g := p.gate(a)
	if _, err := g.project(ctx, project); err != nil {
		return nil, err
	}
	rows, err := g.q.RulesOf(ctx, project)
	if err != nil {
		return nil, err
	}
	list := make([]Rule, len(rows))
	for i, r := range rows {
		if list[i], err = RuleOf(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Rule returns a rule of a project the actor sees.
func (p *Platform) Rule(ctx context.Context, a Actor, gid string) (Rule, error) {
	row, _, err := p.gate(a).rule(ctx, gid)
	if err != nil {
		return Rule{}, err
	}
	return RuleOf(row)
}

// RuleOfAction returns the rule that has an action, for those who work for the platform itself: it may be one that
// nobody else here may see.
func (p *Platform) RuleOfAction(ctx context.Context, action string) (Rule, error) {
	if !isGID(action) {
		return Rule{}, notFound("action", action)
	}
	rows, err := store.New(p.db.Reader()).RulesWithAction(ctx, `%"gid":"`+action+`"%`)
	if err != nil {
		return Rule{}, err
	}
	for _, row := range rows {
		rule, err := RuleOf(row)
		if err != nil || slices.ContainsFunc(rule.Actions, func(a Action) bool { return a.GID == action }) {
			return rule, err
		}
	}
	return Rule{}, notFound("action", action)
}

// RuleOf reads a row. It is for those who work for the platform itself.
func RuleOf(r store.RuleRow) (Rule, error) {
	rule := Rule{
		GID: r.Gid, Name: r.Name, Workspace: Ref{r.Workspace, r.WorkspaceName}, Project: Ref{r.Project, r.ProjectName},
		Owner: Ref{r.Owner, r.OwnerName}, Enabled: r.Enabled,
		Pause:   Pause{Reason: PauseReason(r.Pause), Since: sqldb.Time(r.PausedAt), Text: r.PauseText},
		Ceiling: int(r.Ceiling), Held: int(r.Held),
		CreatedAt: sqldb.Time(r.CreatedAt), ModifiedAt: sqldb.Time(r.ModifiedAt), LastRunAt: sqldb.Time(r.LastRunAt),
	}
	if err := json.Unmarshal([]byte(r.Triggers), &rule.Triggers); err != nil {
		return rule, err
	}
	if err := json.Unmarshal([]byte(r.Conditions), &rule.Conditions); err != nil {
		return rule, err
	}
	return rule, json.Unmarshal([]byte(r.Actions), &rule.Actions)
}

// usesApps tells whether an app acts for somebody in these actions.
func usesApps(actions []Action) bool {
	return slices.ContainsFunc(actions, func(a Action) bool { return a.Kind == ActApp })
}
