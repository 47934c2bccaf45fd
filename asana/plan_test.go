package asana_test

import (
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func TestPlans(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		app, err := p.RegisterApp(ctx, asana.NewApp{Name: "Tracker", Components: asana.Components{Plans: []string{"Business", "Enterprise"}}})
		check(t, err)
		space, err := p.Workspace(ctx, w.Member.Actor, w.Workspace.GID)
		if err != nil || space.Plan != asana.Enterprise {
			t.Errorf("a new workspace is on %q: %v", space.Plan, err)
		}
		for _, plan := range asana.Plans() {
			check(t, asana.SetPlan(ctx, w.DB, w.Workspace.GID, plan))
			err := p.InstallApp(ctx, w.Member.Actor, w.Project.GID, app.GID)
			if refused := asana.IsKind(err, asana.PlanTooLow); refused != (plan == asana.Free || plan == asana.Premium) {
				t.Errorf("on %s: %v", plan, err)
			}
			check(t, p.UninstallApp(ctx, w.Member.Actor, w.Project.GID, app.GID))
			err = p.MaySearch(ctx, w.Member.Actor, w.Workspace.GID)
			if refused := asana.IsKind(err, asana.PlanTooLow); refused != (plan == asana.Free) {
				t.Errorf("searching on %s: %v", plan, err)
			}
		}
		check(t, asana.SetPlan(ctx, w.DB, w.Workspace.GID, asana.Free))
		list, err := asana.AccountPlans(ctx, w.DB)
		check(t, err)
		if len(list) != 1 || list[0].Plan != asana.Free || list[0].Workspace.GID != w.Workspace.GID {
			t.Errorf("%+v", list)
		}
	})
}

// An app for every plan, or for plans nobody knows, can be added on each; what is installed stays on a lower plan.
func TestPlanKeepsWhatIsThere(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		check(t, asana.SetPlan(ctx, w.DB, w.Workspace.GID, asana.Free))
		for _, plans := range [][]string{nil, {"Any"}, {"Free", "Premium"}} {
			app, err := p.RegisterApp(ctx, asana.NewApp{Name: "Tracker", Components: asana.Components{Plans: plans}})
			check(t, err)
			check(t, p.InstallApp(ctx, w.Member.Actor, w.Project.GID, app.GID))
		}
		installed, err := p.InstalledApps(ctx, w.Member.Actor, w.Project.GID)
		check(t, err)
		if len(installed) != 3 {
			t.Errorf("%d apps are installed", len(installed))
		}
	})
}

func TestBadPlans(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		fails(t, asana.SetPlan(t.Context(), w.DB, w.Workspace.GID, "gold"), asana.Invalid, "plan: Not a plan: gold")
		for _, gid := range []string{"77", "", "x' or 1=1"} {
			fails(t, asana.SetPlan(t.Context(), w.DB, gid, asana.Free), asana.NotFound, "workspace: Unknown object: "+gid)
		}
	})
}
