package asana_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// moves is a rule that moves what is completed to the project's first section.
func moves(t *testing.T, w *asanatest.World) asana.NewRule {
	t.Helper()
	sections, err := w.Platform.Sections(t.Context(), w.Member.Actor, w.Project.GID)
	check(t, err)
	return asana.NewRule{
		Name: " Tidy up ", Triggers: []asana.Trigger{{Kind: asana.TriggerCompleted}, {Kind: asana.TriggerRequested}},
		Conditions: []asana.Condition{{Kind: asana.ConditionName, Value: "a", Not: true}},
		Actions:    []asana.Action{{Kind: asana.ActMove, Section: sections[0].GID}},
	}
}

// appRule is a rule whose action is a new app's.
func appRule(t *testing.T, w *asanatest.World) asana.NewRule {
	t.Helper()
	app, err := w.Platform.RegisterApp(t.Context(), asana.NewApp{Name: "Tracker", Components: asana.Components{
		RuleActions: []asana.RuleAction{{ActionType: "make", MetadataURL: "https://x.test/a", RunActionURL: "https://x.test/b"}}}})
	check(t, err)
	check(t, w.Platform.InstallApp(t.Context(), w.Owner.Actor, w.Project.GID, app.GID))
	return asana.NewRule{Name: "Make", Triggers: []asana.Trigger{{Kind: asana.TriggerAdded}},
		Actions: []asana.Action{{GID: w.Platform.ReserveGID(), Kind: asana.ActApp, App: app.GID, ActionType: "make", Values: `{"a":1}`}}}
}

func addRule(t *testing.T, w *asanatest.World, p asanatest.Person, n asana.NewRule) asana.Rule {
	t.Helper()
	rule, err := w.Platform.AddRule(t.Context(), p.Actor, w.Project.GID, n)
	check(t, err)
	return rule
}

func TestRuleIsKept(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		made := addRule(t, w, w.Member, moves(t, w))
		if made.Name != "Tidy up" || made.Owner.GID != w.Member.GID || !made.Enabled || made.Ceiling != asana.DefaultCeiling ||
			made.Project.Name != w.Project.Name || made.Triggers[0].GID == "" || made.Actions[0].GID == "" {
			t.Errorf("made %+v", made)
		}
		off, conditions := false, []asana.Condition{}
		changed, err := p.UpdateRule(ctx, w.Colleague.Actor, made.GID, asana.RuleChange{
			Enabled: &off, Conditions: &conditions, Triggers: []asana.Trigger{made.Triggers[1], {Kind: asana.TriggerAdded}}})
		check(t, err)
		if changed.Enabled || len(changed.Conditions) != 0 || changed.Triggers[0] != made.Triggers[1] || changed.Owner != made.Owner {
			t.Errorf("changed to %+v", changed)
		}
		list, err := p.Rules(ctx, w.Colleague.Actor, w.Project.GID)
		check(t, err)
		if len(list) != 1 || list[0].Name != "Tidy up" {
			t.Errorf("the project has %+v", list)
		}
		check(t, p.DeleteRule(ctx, w.Colleague.Actor, made.GID))
		if _, err := p.Rule(ctx, w.Member.Actor, made.GID); !asana.IsKind(err, asana.NotFound) {
			t.Errorf("after its end: %v", err)
		}
	})
}

// What a rule cannot mean is refused at the part that is wrong.
func TestRuleIsChecked(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		field := w.AddField(t, asana.NewField{Name: "Stage", Kind: asana.FieldEnum, Options: options("Idea")})
		n := appRule(t, w)
		app := n.Actions[0]
		for field, n := range map[string]asana.NewRule{
			"name":                   {Name: " ", Triggers: n.Triggers, Actions: n.Actions},
			"triggers":               {Name: "a", Actions: n.Actions},
			"actions":                {Name: "a", Triggers: n.Triggers},
			"ceiling":                {Name: "a", Triggers: n.Triggers, Actions: n.Actions, Ceiling: -1},
			"triggers[0].kind":       {Name: "a", Triggers: []asana.Trigger{{Kind: "eaten"}}, Actions: n.Actions},
			"triggers[1].section":    {Name: "a", Triggers: []asana.Trigger{n.Triggers[0], {Kind: asana.TriggerMoved, Section: "12"}}, Actions: n.Actions},
			"triggers[0].person":     {Name: "a", Triggers: []asana.Trigger{{Kind: asana.TriggerAssigned, Person: w.Outsider.GID}}, Actions: n.Actions},
			"triggers[0].minutes":    {Name: "a", Triggers: []asana.Trigger{{Kind: asana.TriggerDueSoon, Minutes: -1}}, Actions: n.Actions},
			"triggers[0].option":     {Name: "a", Triggers: []asana.Trigger{{Kind: asana.TriggerFieldChanged, Field: field.GID, Option: "12"}}, Actions: n.Actions},
			"triggers[0].field":      {Name: "a", Triggers: []asana.Trigger{{Kind: asana.TriggerFieldChanged}}, Actions: n.Actions},
			"conditions[0].value":    {Name: "a", Triggers: n.Triggers, Conditions: []asana.Condition{{Kind: asana.ConditionName}}, Actions: n.Actions},
			"conditions[0].app":      {Name: "a", Triggers: n.Triggers, Conditions: []asana.Condition{{Kind: asana.ConditionResource, App: "12"}}, Actions: n.Actions},
			"conditions[0].kind":     {Name: "a", Triggers: n.Triggers, Conditions: []asana.Condition{{Kind: "eaten"}}, Actions: n.Actions},
			"actions[0].kind":        {Name: "a", Triggers: n.Triggers, Actions: []asana.Action{{Kind: "eat"}}},
			"actions[0].section":     {Name: "a", Triggers: n.Triggers, Actions: []asana.Action{{Kind: asana.ActMove}}},
			"actions[0].value":       {Name: "a", Triggers: n.Triggers, Actions: []asana.Action{{Kind: asana.ActField, Field: field.GID, Value: "12"}}},
			"actions[0].text":        {Name: "a", Triggers: n.Triggers, Actions: []asana.Action{{Kind: asana.ActComment}}},
			"actions[0].action_type": {Name: "a", Triggers: n.Triggers, Actions: []asana.Action{{Kind: asana.ActApp, App: app.App, ActionType: "eat"}}},
			"actions[1].gid":         {Name: "a", Triggers: n.Triggers, Actions: []asana.Action{app, app}},
			"actions[0].gid":         {Name: "a", Triggers: n.Triggers, Actions: []asana.Action{{GID: "a", Kind: asana.ActComplete}}},
		} {
			var e *asana.Error
			err := w.Platform.CheckRule(t.Context(), w.Member.Actor, w.Project.GID, n)
			if !errors.As(err, &e) || e.Kind != asana.Invalid || e.Field != field {
				t.Errorf("%s: %v", field, err)
			}
			if _, err := w.Platform.AddRule(t.Context(), w.Member.Actor, w.Project.GID, n); !asana.IsKind(err, asana.Invalid) {
				t.Errorf("%s is made: %v", field, err)
			}
		}
		check(t, w.Platform.CheckRule(t.Context(), w.Member.Actor, w.Project.GID, n))
	})
}

// Guests make no rules, others know nothing of them, and nobody changes what an app does in somebody else's name.
func TestWhoMayChangeRules(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, n := t.Context(), w.Platform, appRule(t, w)
		made := addRule(t, w, w.Member, n)
		if made.Actions[0].GID != n.Actions[0].GID {
			t.Errorf("the app knows %s, the rule %s", n.Actions[0].GID, made.Actions[0].GID)
		}
		name, on, off := "Other", true, false
		try := func(a asana.Actor, ch asana.RuleChange, kind asana.ErrKind) {
			t.Helper()
			_, err := p.UpdateRule(ctx, a, made.GID, ch)
			if (kind == 0) != (err == nil) || kind != 0 && !asana.IsKind(err, kind) {
				t.Errorf("%+v: %v", ch, err)
			}
		}
		check(t, p.AddProjectMember(ctx, w.Owner.Actor, w.Project.GID, w.Guest.GID))
		try(w.Guest.Actor, asana.RuleChange{Enabled: &off}, asana.Forbidden)
		try(w.Outsider.Actor, asana.RuleChange{Enabled: &off}, asana.NotFound)
		try(w.Colleague.Actor, asana.RuleChange{Enabled: &off}, 0)
		try(w.Colleague.Actor, asana.RuleChange{Enabled: &on}, 0)
		try(w.Colleague.Actor, asana.RuleChange{Name: &name}, asana.Forbidden)
		try(w.Owner.Actor, asana.RuleChange{Triggers: made.Triggers, Enabled: &on}, asana.Forbidden)
		try(w.Member.Actor, asana.RuleChange{Name: &name}, 0)
		if _, err := p.Rule(ctx, w.Guest.Actor, made.GID); err != nil {
			t.Errorf("a guest does not see it: %v", err)
		}
		if _, err := p.AddRule(ctx, w.Guest.Actor, w.Project.GID, n); !asana.IsKind(err, asana.Forbidden) {
			t.Errorf("a guest makes one: %v", err)
		}
		try(w.Colleague.Actor, asana.RuleChange{Actions: []asana.Action{{Kind: asana.ActComplete}}}, 0)
		try(w.Colleague.Actor, asana.RuleChange{Actions: n.Actions}, asana.Forbidden)
		taken, err := p.TakeRule(ctx, w.Colleague.Actor, made.GID)
		if err != nil || taken.Owner.GID != w.Colleague.GID {
			t.Errorf("taken by %+v, %v", taken.Owner, err)
		}
		try(w.Colleague.Actor, asana.RuleChange{Actions: n.Actions}, 0)
	})
}

// A run is seen by whoever sees its task.
func TestRunsAreSeen(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, task := t.Context(), w.Platform, w.Tasks[0].GID
		rule := addRule(t, w, w.Member, moves(t, w))
		run, err := p.RunForTask(ctx, w.Colleague.Actor, rule.GID, task)
		check(t, err)
		if run.State != asana.RunWaiting || run.Task.GID != task || run.By.Name != w.Colleague.Name || run.Person.GID != w.Member.GID || run.Trigger != (asana.Trigger{}) {
			t.Errorf("the run is %+v", run)
		}
		private, err := p.CreateTask(ctx, w.Member.Actor, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Mine", Private: true})
		check(t, err)
		hidden, err := p.RunForTask(ctx, w.Member.Actor, rule.GID, private.GID)
		check(t, err)
		for person, want := range map[*asanatest.Person]string{&w.Member: hidden.GID + " " + run.GID, &w.Colleague: run.GID} {
			var got []string
			list, _, err := p.RuleRuns(ctx, person.Actor, rule.GID, asana.Page{})
			check(t, err)
			for _, r := range list {
				got = append(got, r.GID)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s sees %v, want %s", person.Name, got, want)
			}
		}
		if _, err := p.RuleRun(ctx, w.Colleague.Actor, hidden.GID); !asana.IsKind(err, asana.NotFound) {
			t.Errorf("a hidden run: %v", err)
		}
		if _, err := p.RunForTask(ctx, w.Colleague.Actor, rule.GID, private.GID); !asana.IsKind(err, asana.NotFound) {
			t.Errorf("a run for a hidden task: %v", err)
		}
		elsewhere := w.AddTask(t, asana.NewTask{Workspace: w.Workspace.GID, Name: "Elsewhere"})
		if _, err := p.RunForTask(ctx, w.Member.Actor, rule.GID, elsewhere.GID); !asana.IsKind(err, asana.Invalid) {
			t.Errorf("a task of no project: %v", err)
		}
		of, _, err := p.TaskRuns(ctx, w.Colleague.Actor, task, asana.Page{})
		if err != nil || len(of) != 1 || of[0].GID != run.GID {
			t.Errorf("the task tells of %+v, %v", of, err)
		}
		check(t, p.DeleteRule(ctx, w.Member.Actor, rule.GID))
		of, _, err = p.TaskRuns(ctx, w.Colleague.Actor, task, asana.Page{})
		if err != nil || len(of) != 1 || of[0].State != asana.RunSkipped || of[0].Reason != "rules.deleted" || of[0].EndedBy.Name != w.Member.Name {
			t.Errorf("then the task tells of %+v, %v", of, err)
		}
		check(t, p.DeleteTask(ctx, w.Member.Actor, task))
		check(t, p.DeleteProject(ctx, w.Owner.Actor, w.Project.GID))
	})
}

// A history goes on on the next page.
func TestPagesOfRuns(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		rule := addRule(t, w, w.Member, moves(t, w))
		var want, got []string
		for range 5 {
			run, err := p.RunForTask(ctx, w.Member.Actor, rule.GID, w.Tasks[0].GID)
			check(t, err)
			want = append([]string{run.GID}, want...)
		}
		for page := (asana.Page{Limit: 2}); ; {
			list, next, err := p.RuleRuns(ctx, w.Member.Actor, rule.GID, page)
			check(t, err)
			for _, r := range list {
				got = append(got, r.GID)
			}
			if page.Offset = next; next == "" {
				break
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("pages of %v, want %v", got, want)
		}
	})
}

// A web request starts a rule: by its gid for those who may, by its secret for whoever has it.
func TestWebRequestTriggers(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, task := t.Context(), w.Platform, w.Tasks[0].GID
		rule := addRule(t, w, w.Member, moves(t, w))
		trigger := rule.Triggers[1]
		run, err := p.RunTrigger(ctx, w.Colleague.Actor, trigger.GID, task, json.RawMessage(`{"a":1}`))
		if err != nil || run.Trigger != trigger || run.By.GID != w.Colleague.GID {
			t.Errorf("%+v, %v", run, err)
		}
		for _, gid := range []string{rule.Triggers[0].GID, "12", "x", rule.GID} {
			if _, err := p.RunTrigger(ctx, w.Colleague.Actor, gid, task, nil); !asana.IsKind(err, asana.NotFound) {
				t.Errorf("trigger %s: %v", gid, err)
			}
		}
		if _, err := p.RunTrigger(ctx, w.Outsider.Actor, trigger.GID, task, nil); !asana.IsKind(err, asana.NotFound) {
			t.Errorf("an outsider: %v", err)
		}
		if _, err := p.TriggerSecret(ctx, w.Colleague.Actor, rule.GID, trigger.GID); !asana.IsKind(err, asana.Forbidden) {
			t.Errorf("somebody else gets the secret: %v", err)
		}
		secret, err := p.TriggerSecret(ctx, w.Member.Actor, rule.GID, trigger.GID)
		check(t, err)
		run, err = p.RunSecretTrigger(ctx, secret.Reveal(), task, nil)
		if err != nil || run.By.GID != w.Member.GID {
			t.Errorf("%+v, %v", run, err)
		}
		for _, wrong := range []string{"", "x", secret.Reveal() + "x"} {
			if _, err := p.RunSecretTrigger(ctx, wrong, task, nil); !asana.IsKind(err, asana.NotFound) {
				t.Errorf("secret %q: %v", wrong, err)
			}
		}
		off := false
		_, err = p.UpdateRule(ctx, w.Member.Actor, rule.GID, asana.RuleChange{Enabled: &off, Triggers: rule.Triggers[1:]})
		check(t, err)
		if again, err := p.TriggerSecret(ctx, w.Member.Actor, rule.GID, trigger.GID); err != nil || again != secret {
			t.Errorf("the secret is another: %v", err)
		}
		if _, err := p.RunSecretTrigger(ctx, secret.Reveal(), task, nil); !asana.IsKind(err, asana.Conflict) {
			t.Errorf("a rule that is off: %v", err)
		}
	})
}

// Whoever has taken a rule over, or wants it so, is the only one who can start it from outside.
func TestSecretsOfTriggersAreRenewed(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, task := t.Context(), w.Platform, w.Tasks[0].GID
		rule := addRule(t, w, w.Member, moves(t, w))
		trigger := rule.Triggers[1].GID
		secret := func(owner asanatest.Person) string {
			t.Helper()
			text, err := p.TriggerSecret(ctx, owner.Actor, rule.GID, trigger)
			check(t, err)
			return text.Reveal()
		}
		starts := func(secret string, want bool) {
			t.Helper()
			_, err := p.RunSecretTrigger(ctx, secret, task, nil)
			if want != (err == nil) || !want && !asana.IsKind(err, asana.NotFound) {
				t.Errorf("the secret starts the rule: %v, want %v", err, want)
			}
		}
		first := secret(w.Member)
		_, err := p.RenewTriggerSecret(ctx, w.Member.Actor, trigger)
		check(t, err)
		second := secret(w.Member)
		starts(first, false)
		starts(second, true)

		_, err = p.TakeRule(ctx, w.Member.Actor, rule.GID) // it is his already
		check(t, err)
		starts(second, true)
		_, err = p.TakeRule(ctx, w.Colleague.Actor, rule.GID)
		check(t, err)
		starts(second, false)
		third := secret(w.Colleague)
		starts(third, true)

		for kind, tries := range map[asana.ErrKind][]func() (asana.Rule, error){
			asana.Forbidden: {func() (asana.Rule, error) { return p.RenewTriggerSecret(ctx, w.Member.Actor, trigger) }},
			asana.NotFound: {
				func() (asana.Rule, error) { return p.RenewTriggerSecret(ctx, w.Outsider.Actor, trigger) },
				func() (asana.Rule, error) { return p.RenewTriggerSecret(ctx, w.Colleague.Actor, rule.Triggers[0].GID) },
				func() (asana.Rule, error) { return p.RenewTriggerSecret(ctx, w.Colleague.Actor, "12") },
			},
		} {
			for i, try := range tries {
				var e *asana.Error
				if _, err := try(); !errors.As(err, &e) || e.Kind != kind || kind == asana.NotFound && e.Field != "rule_trigger" {
					t.Errorf("%v %d: %v", kind, i, err)
				}
			}
		}
		starts(third, true)
	})
}
