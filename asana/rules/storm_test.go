package rules_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
	"jirabridge/asana/rules"
)

// storm adds a rule with a ceiling, and then so many tasks.
func (w *world) storm(ceiling, tasks int, actions []asana.Action, conditions ...asana.Condition) asana.Rule {
	w.t.Helper()
	r, err := w.Platform.AddRule(w.t.Context(), w.Member.Actor, w.Project.GID, asana.NewRule{Name: "Rule", Ceiling: ceiling,
		Triggers: []asana.Trigger{{Kind: asana.TriggerAdded}}, Conditions: conditions, Actions: actions})
	check(w.t, err)
	var all sync.WaitGroup
	for part := range 4 {
		all.Go(func() {
			for i := part; i < tasks; i += 4 {
				w.AddTask(w.t, asana.NewTask{Projects: []string{w.Project.GID}, Name: fmt.Sprintf("Task %d", i)})
			}
		})
	}
	all.Wait()
	w.pass(time.Hour)
	return r
}

// Of a thousand tasks at once, two copies of the program let exactly as many through as the rule may take up.
func TestStorm(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.storm(20, 1000, w.make())
		var all sync.WaitGroup
		for _, e := range []*rules.Engine{w.Engine, w.engine()} {
			all.Go(func() {
				if err := e.Settle(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		w.is("asked", w.host.asked(), "20 for 20")
		now := w.ruleNow(r.GID)
		if now.Pause.Reason != asana.PausedStorm || now.Held != 980 {
			t.Errorf("it is %+v, and %d wait", now.Pause, now.Held)
		}
		told, err := w.Platform.Notices(t.Context(), w.Owner.Actor)
		if err != nil || len(told) != 1 || told[0].Tasks != 980 || told[0].Ceiling != 20 {
			t.Errorf("told %+v, %v", told, err)
		}
		_, err = w.Platform.ResumeRule(t.Context(), w.Colleague.Actor, r.GID)
		check(t, err)
		w.settle()
		w.is("then asked", w.host.asked(), "40 for 40")
		dropped, err := w.Platform.DropHeldRuns(t.Context(), w.Colleague.Actor, r.GID)
		if err != nil || dropped != 960 {
			t.Errorf("%d are dropped, %v", dropped, err)
		}
		_, err = w.Platform.ResumeRule(t.Context(), w.Colleague.Actor, r.GID)
		check(t, err)
		w.settle()
		w.is("at last asked", w.host.asked(), "40 for 40")
	})
}

// A rule that goes on does each thing once, in order; what its conditions leave out does not count.
func TestGoesOnAfterAStorm(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.storm(4, 12, say("Hello"), asana.Condition{Kind: asana.ConditionName, Value: "Task 1"}) // 1, 10, 11
		w.settle()
		w.is("without a pause", string(w.ruleNow(r.GID).Pause.Reason), "")
		check(t, w.Platform.DeleteRule(t.Context(), w.Member.Actor, r.GID))

		r = w.storm(4, 10, say("Hello"))
		for _, want := range []int{6, 2, 0} {
			w.settle()
			if now := w.ruleNow(r.GID); now.Held != want || (now.Pause.Reason == "") != (want == 0) {
				t.Errorf("%d wait, %+v", now.Held, now.Pause)
			}
			_, err := w.Platform.ResumeRule(t.Context(), w.Member.Actor, r.GID)
			check(t, err)
		}
		var last time.Time
		for _, run := range w.history(r.GID) {
			w.is("said", w.comments(run.Task.GID), "Hello")
			if run.State != asana.RunDone || !last.IsZero() && run.StartedAt.After(last) {
				t.Errorf("run %+v", run)
			}
			last = run.StartedAt
		}
	})
}

// The owner hears of a failure once, and no more when it works again.
func TestFailuresAreTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		told := func() string {
			t.Helper()
			list, err := w.Platform.Notices(t.Context(), w.Member.Actor)
			check(t, err)
			var all []string
			for _, n := range list {
				all = append(all, fmt.Sprintf("%s %d %s", n.Cause, n.Tasks, n.Text))
			}
			return strings.Join(all, ", ")
		}
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, w.make())
		w.host.answers(&apphost.Error{Status: 400, Text: "Team is required."})
		for i, task := range w.Tasks {
			w.move(task.GID, 1+i%2)
		}
		w.settle()
		w.is("told", told(), "failed 3 Team is required.")
		w.host.answers(&apphost.Error{Status: 400, Text: "You may not create issues."})
		w.move(w.Tasks[0].GID, 0)
		w.settle()
		if n := strings.Count(told(), "failed"); n != 2 {
			t.Errorf("told %s", told())
		}
		w.host.answers(nil)
		w.move(w.Tasks[0].GID, 1)
		w.settle()
		w.is("when it works", told(), "")
		w.host.answers(&apphost.Error{Status: 401})
		w.move(w.Tasks[0].GID, 2)
		w.settle()
		w.is("without authorization", told(), "unauthorized 1 ")
		w.host.answers(nil)
		_, err := w.Platform.ResumeRule(t.Context(), w.Member.Actor, r.GID)
		check(t, err)
		w.settle()
		w.is("authorized", told(), "")
		w.is("runs", w.runs(r.GID), "failed action_failed, failed action_failed, failed action_failed, failed action_failed, done, done")
	})
}

// An app that is too busy is waited for, which the rule's page says.
func TestBusyAppIsWaitedFor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, w.make())
		w.host.answers(&apphost.Error{Status: 429, RetryAfter: 7 * time.Minute})
		w.move(w.Tasks[0].GID, 1)
		w.settle()
		n, next, err := w.Platform.RunsOnRetry(t.Context(), w.Colleague.Actor, r.GID)
		if err != nil || n != 1 || !next.Equal(w.now().Add(7*time.Minute)) {
			t.Errorf("%d wait until %v, %v", n, next, err)
		}
		w.host.answers(nil)
		w.pass(7 * time.Minute)
		w.settle()
		n, _, err = w.Platform.RunsOnRetry(t.Context(), w.Colleague.Actor, r.GID)
		if err != nil || n != 0 {
			t.Errorf("%d still wait, %v", n, err)
		}
		w.is("asked", w.host.asked(), "2 for 1")
	})
}

// When its owner is removed a rule waits at once; who takes it over lets it go on in his own name.
func TestOwnerIsRemoved(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, p := t.Context(), w.Platform
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, say("Hello"))
		w.move(w.Tasks[0].GID, 1)
		w.settle()
		check(t, p.RemoveMember(ctx, w.Owner.Actor, w.Workspace.GID, w.Member.GID))
		if now := w.ruleOf(r.GID); now.Pause.Reason != asana.PausedOwnerGone {
			t.Errorf("it is %+v", now)
		}
		check(t, p.PlaceTask(ctx, w.Owner.Actor, w.Tasks[1].GID, asana.Placement{Project: w.Project.GID, Section: w.sections[1].GID}))
		w.settle()
		if now := w.ruleOf(r.GID); now.Held != 1 {
			t.Errorf("%d wait", now.Held)
		}
		_, err := p.TakeRule(ctx, w.Colleague.Actor, r.GID)
		check(t, err)
		w.settle()
		said, _, err := p.Comments(ctx, w.Owner.Actor, w.Tasks[1].GID, asana.Page{})
		if err != nil || len(said) != 1 || said[0].CreatedBy.GID != w.Colleague.GID {
			t.Errorf("said is %+v, %v", said, err)
		}
	})
}

// ruleOf is ruleNow in the eyes of the workspace's owner.
func (w *world) ruleOf(gid string) asana.Rule {
	w.t.Helper()
	r, err := w.Platform.Rule(w.t.Context(), w.Owner.Actor, gid)
	check(w.t, err)
	return r
}
