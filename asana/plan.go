package asana

import (
	"context"
	"slices"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Plan is what an account has. It is the operator's to set; a new workspace has the highest.
type Plan string

// The plans. Their names are never translated.
const (
	Free       Plan = "free"
	Premium    Plan = "premium"
	Business   Plan = "business"
	Enterprise Plan = "enterprise"
)

// Plans are all plans, the lowest first.
func Plans() []Plan { return []Plan{Free, Premium, Business, Enterprise} }

// Name is the plan as people read it.
func (p Plan) Name() string {
	if p == "" {
		return ""
	}
	return strings.ToUpper(string(p[:1])) + string(p[1:])
}

// Has tells whether the plan is another one, or more.
func (p Plan) Has(needed Plan) bool {
	return slices.Index(Plans(), p) >= slices.Index(Plans(), needed)
}

// lowest is the first plan among the names an app gives, Free when it names none.
func lowest(names []string) Plan {
	for _, p := range Plans() {
		if slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, string(p)) }) {
			return p
		}
	}
	return Free
}

// Needs is the lowest plan a workspace must have for the app to be added to its projects.
func (a App) Needs() Plan { return lowest(a.Components.Plans) }

// planTooLow refuses what a higher plan has.
func planTooLow(id, text string) *Error {
	return &Error{Kind: PlanTooLow, ID: "asana." + id, Text: text}
}

// plan demands that a workspace has a plan, or a higher one.
func (g gate) plan(ctx context.Context, workspace string, needed Plan, id, text string) error {
	row, err := g.q.Workspace(ctx, workspace)
	if err == nil && !Plan(row.Plan).Has(needed) {
		return planTooLow(id, text)
	}
	return err
}

// AccountPlan is a workspace as the operator sees it.
type AccountPlan struct {
	Workspace Ref
	Plan      Plan
	CreatedAt time.Time
}

// AccountPlans lists every workspace with its plan, oldest first. It is for the operator, who has the database.
func AccountPlans(ctx context.Context, db *sqldb.DB) ([]AccountPlan, error) {
	rows, err := store.New(db.Reader()).AllWorkspaces(ctx)
	list := make([]AccountPlan, len(rows))
	for i, r := range rows {
		list[i] = AccountPlan{Ref{r.Gid, r.Name}, Plan(r.Plan), sqldb.Time(r.CreatedAt)}
	}
	return list, err
}

// SetPlan sets a workspace's plan, for the operator. Data, projects with apps and links stay as they are.
func SetPlan(ctx context.Context, db *sqldb.DB, workspace string, plan Plan) error {
	if !slices.Contains(Plans(), plan) {
		return misused("plan", "Not a plan: %s", plan)
	}
	if !isGID(workspace) {
		return notFound("workspace", workspace)
	}
	p := &Platform{db: db, now: time.Now}
	return p.write(ctx, Actor{}, func(ctx context.Context, c *change) error {
		n, err := c.q.SetPlan(ctx, store.SetPlanParams{Gid: workspace, Plan: string(plan)})
		if err == nil && n == 0 {
			return notFound("workspace", workspace)
		}
		c.record(Event{Workspace: workspace, Action: ActionChanged, ResourceType: "workspace", Resource: workspace, Field: "plan"})
		return err
	})
}

// MaySearch refuses to search tasks in a workspace on the free plan, as asana.com does.
func (p *Platform) MaySearch(ctx context.Context, a Actor, workspace string) error {
	g := p.gate(a)
	if _, err := g.workspace(ctx, workspace); err != nil {
		return err
	}
	return g.plan(ctx, workspace, Premium, "plan_search", "Search is only available to premium users.")
}
