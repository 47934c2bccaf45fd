package rules_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/asana/apphost"
)

// A dry run tells what each action would come to, and does nothing.
func TestDryRun(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, a := t.Context(), w.Tasks[0].GID
		r := w.add(asana.Trigger{Kind: asana.TriggerCompleted},
			append([]asana.Action{{Kind: asana.ActComplete}, {Kind: asana.ActAssign, Person: w.Guest.GID}, {Kind: asana.ActComment, Text: "No"}}, w.make()...),
			asana.Condition{Kind: asana.ConditionCompleted, Not: true})
		try := func(draft *asana.NewRule) asana.RuleRun {
			t.Helper()
			run, err := w.Engine.DryRun(ctx, w.Colleague.Actor, r.GID, draft, w.Project.GID, a)
			check(t, err)
			return run
		}
		run := try(nil)
		if run.State != asana.RunDone || !run.Conditions[0].Holds || run.Actions[3].Reason != "rules.no_preview" || run.Person.GID != w.Member.GID {
			t.Errorf("it would come to %+v", run)
		}
		w.host.preview = func(run apphost.Run) (appcomponents.Preview, error) {
			return appcomponents.Preview{Summary: "A thing", Request: json.RawMessage(`{"method":"POST"}`), Problems: []string{"Not allowed"}}, nil
		}
		run = try(nil)
		if last := run.Actions[3]; run.State != asana.RunFailed || last.State != "failed" || last.Said != "A thing" || last.Problems[0] != "Not allowed" || !strings.Contains(last.Request, `"method": "POST"`) {
			t.Errorf("it would come to %+v", run)
		}
		w.host.preview = func(apphost.Run) (appcomponents.Preview, error) {
			return appcomponents.Preview{}, &apphost.Error{Status: 401, Text: "Sign in."}
		}
		if run = try(nil); run.State != asana.RunFailed || run.Actions[3].Said != "Sign in." || run.Actions[3].Status != 401 {
			t.Errorf("it would come to %+v", run)
		}
		draft := asana.NewRule{Name: "Draft", Triggers: r.Triggers, Conditions: []asana.Condition{{Kind: asana.ConditionName, Value: "nowhere"}},
			Actions: []asana.Action{{Kind: asana.ActMove, Section: w.sections[1].GID}}}
		if run = try(&draft); run.State != asana.RunSkipped || run.Reason != "rules.conditions" || run.Person.GID != w.Colleague.GID {
			t.Errorf("the draft would come to %+v", run)
		}
		draft.Actions[0].Section = "12"
		var e *asana.Error
		if _, err := w.Engine.DryRun(ctx, w.Colleague.Actor, "", &draft, w.Project.GID, a); !errors.As(err, &e) || e.Field != "actions[0].section" {
			t.Errorf("a wrong draft: %v", err)
		}
		if _, err := w.Engine.DryRun(ctx, w.Outsider.Actor, r.GID, nil, w.Project.GID, a); !asana.IsKind(err, asana.NotFound) {
			t.Errorf("an outsider: %v", err)
		}
		w.settle()
		task, err := w.Platform.Task(ctx, w.Member.Actor, a)
		check(t, err)
		w.is("done", w.comments(a)+w.runs(r.GID)+w.host.asked()+task.Assignee.GID, "0 for 0")
		if task.Completed {
			t.Error("the task is completed")
		}
	})
}

// A web request starts a rule at once, with what it brought; what the app does meanwhile starts the rule no second time.
func TestWebRequestAndAppLoop(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, a := t.Context(), w.Tasks[0].GID
		r, err := w.Platform.AddRule(ctx, w.Member.Actor, w.Project.GID, asana.NewRule{Name: "Rule", Actions: w.make(),
			Triggers: []asana.Trigger{{Kind: asana.TriggerRequested}, {Kind: asana.TriggerCommented}}})
		check(t, err)
		byApp := asana.Actor{Person: w.Member.GID, App: w.app.GID}
		w.host.answer = func(apphost.Run) error {
			_, err := w.Platform.AddComment(ctx, byApp, a, asana.NewComment{Text: "Made"})
			return err
		}
		_, err = w.Platform.RunTrigger(ctx, w.Colleague.Actor, r.Triggers[0].GID, a, json.RawMessage(`{"from":"elsewhere"}`))
		check(t, err)
		w.settle()
		w.settle()
		w.is("runs", w.runs(r.GID), "done, skipped loop")
		w.is("asked", w.host.asked(), "1 for 1")
		w.pass(1e9)
		_, err = w.Platform.AddComment(ctx, byApp, a, asana.NewComment{Text: "Of its own accord"})
		check(t, err)
		w.settle()
		w.is("later", w.host.asked(), "2 for 2")
	})
}
