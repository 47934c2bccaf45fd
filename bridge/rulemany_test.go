package bridge_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// TestManyRuns at once create one issue a task, also when two rules run for it,
// and ask Jira for little else.
func TestManyRuns(t *testing.T) {
	w, a := ruled(t, nil)
	b := saved(t, w, nil)
	var tasks []string
	for i := range 40 {
		tasks = append(tasks, w.Task(fmt.Sprint("Task ", i), ""))
	}
	w.Jira.ClearRequests()
	var group errgroup.Group
	group.SetLimit(8)
	var mu sync.Mutex
	made := 0
	for _, task := range tasks {
		for _, of := range []bridge.RuleAction{a, b} {
			group.Go(func() error {
				result, err := w.Bridge.RunRule(t.Context(), w.Caller(w.Member), bridge.Run{RuleAction: of, Task: task, Key: of.Action + task})
				mu.Lock()
				made += len(result.ResourcesCreated)
				mu.Unlock()
				return err
			})
		}
	}
	check(t, group.Wait())
	if made != 40 || posts(w) != 40 || created(t, w) != 40 {
		t.Errorf("%d were answered, %d sent, %d are there", made, posts(w), created(t, w))
	}
	if others := len(w.JiraCalls("/rest/api")) - 40 - 1; others > 8 { // one is ours, to count
		t.Errorf("Jira was asked %d other things: %q", others, w.JiraCalls(""))
	}
}

// TestRulesHaveACeiling for each connection: what is more waits, is told how
// long, and is created then. People are not stopped by it.
func TestRulesHaveACeiling(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		w.LimitRules(2)
		w.Connect(w.Owner, "admin")
		w.Authorize(w.Member, "ann")
		a := saved(t, w, nil)
		for i := range 2 {
			task := w.Task("x", "")
			check(t, failed(t, w, a, task, fmt.Sprint(i)))
			check(t, failed(t, w, a, task, fmt.Sprint(i, " creates nothing, so it need not wait")))
			w.Clock.Advance(20 * time.Minute)
		}
		task := w.Task("waits", "")
		err := failed(t, w, a, task, "k")
		var failure *bridge.Error
		if refused(t, err, bridge.Busy, "rule_ceiling"); !errors.As(err, &failure) || failure.After > 20*time.Minute || failure.After < 19*time.Minute {
			t.Errorf("%+v", failure)
		}
		if p := foretold(t, w, a, task); len(p.Problems) != 1 {
			t.Errorf("%+v", p)
		}
		create(t, w, w.Member, w.Task("by hand", ""))
		w.Clock.Advance(20 * time.Minute)
		check(t, failed(t, w, a, task, "k"))
		refused(t, failed(t, w, a, w.Task("waits again", ""), "k2"), bridge.Busy, "rule_ceiling")
	})
}

// TestRuleSurvivesAnotherKindOfLink: it goes on with its owner's authorization
// of before until that is retired, and then with the new one (J-82).
func TestRuleSurvivesAnotherKindOfLink(t *testing.T) {
	w := one(t)
	connectSigned(t, w)
	authorizeSigned(t, w, w.Member, "ann")
	a := saved(t, w, nil)
	check(t, failed(t, w, a, w.Task("before", ""), "1"))
	w.Connect(w.Owner, "admin")
	check(t, failed(t, w, a, w.Task("while people move", ""), "2"))
	check(t, w.Bridge.Retire(t.Context(), w.Owner.GID, w.Workspace.GID))
	task := w.Task("after", "")
	refused(t, failed(t, w, a, task, "3"), bridge.NeedsConsent, "rule_consent_jira")
	w.Authorize(w.Member, "ann")
	check(t, failed(t, w, a, task, "3"))
	if created(t, w) != 3 {
		t.Errorf("%d issues", created(t, w))
	}
	form, err := w.Bridge.RuleForm(t.Context(), w.Caller(w.Member), a)
	check(t, err)
	if field(t, form, "summary").Value != "{{task.name}}" {
		t.Errorf("%+v", filled(form))
	}
}

// TestRuleOfAnotherJira creates nothing in the one that the workspace has now,
// though a project has the same id there, until its owner has filled in its form
// again.
func TestRuleOfAnotherJira(t *testing.T) {
	w, a := ruled(t, nil)
	first := w.Jira
	t.Cleanup(func() { _ = first.Close(context.Background()) })
	var err error
	w.Jira, err = jiratest.Listen("127.0.0.1:0", jiratest.Config{Now: w.Clock.Now})
	check(t, err)
	check(t, w.Bridge.Disconnect(t.Context(), w.Owner.GID, w.Workspace.GID))
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task := w.Task("Hand over", "")
	refused(t, failed(t, w, a, task, "k"), bridge.Invalid, "rule_other_jira")
	if p := foretold(t, w, a, task); len(p.Problems) != 1 || created(t, w) != 0 {
		t.Errorf("%+v, %d issues", p, created(t, w))
	}
	form, err := w.Bridge.RuleForm(t.Context(), w.Caller(w.Member), a)
	check(t, err)
	check(t, w.Bridge.SubmitRule(t.Context(), w.Caller(w.Member), a, "Hand over", filled(form)))
	check(t, failed(t, w, a, task, "k"))
	if created(t, w) != 1 {
		t.Errorf("%d issues", created(t, w))
	}
}

// TestDetailsNameTheRule to people who see its project.
func TestDetailsNameTheRule(t *testing.T) {
	w, a := ruled(t, nil)
	task := w.Task("Hand over", "")
	check(t, failed(t, w, a, task, "k"))
	d, err := w.Bridge.Details(t.Context(), w.Member.GID, linkOf(t, w, "k"))
	check(t, err)
	if d.Rule != "Hand over" || !d.Creates || !d.Mine {
		t.Errorf("%+v", d)
	}
	_, gid := create(t, w, w.Member, w.Task("by hand", ""))
	if d, err = w.Bridge.Details(t.Context(), w.Member.GID, linkOf(t, w, gid)); err != nil || d.Rule != "" {
		t.Errorf("%+v, %v", d, err)
	}
}

// TestRemovedIssueIsNotCreatedAgain by a late delivery of the run that made it;
// another run creates a new one.
func TestRemovedIssueIsNotCreatedAgain(t *testing.T) {
	w, a := ruled(t, nil)
	task := w.Task("Hand over", "")
	made, err := run(t, w, a, task, "k")
	check(t, err)
	gid := w.HostAttaches(w.Member, task, "", made.ResourcesCreated[0].Name, made.ResourcesCreated[0].URL)
	w.Clock.Advance(time.Minute)
	settleDue(t, w)
	w.Remove(w.Member, gid)
	again, err := run(t, w, a, task, "k")
	check(t, err)
	if again.ActionResult != made.ActionResult || created(t, w) != 1 {
		t.Errorf("%+v, %d issues", again, created(t, w))
	}
	next, err := run(t, w, a, task, "k2")
	check(t, err)
	if len(next.ResourcesCreated) != 1 || created(t, w) != 2 {
		t.Errorf("%+v, %d issues", next, created(t, w))
	}
}
