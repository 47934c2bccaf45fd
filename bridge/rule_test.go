package bridge_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
)

// action is an action of a rule of the project.
func action(w *bridgetest.World, gid string) bridge.RuleAction {
	return bridge.RuleAction{Action: gid, ActionType: bridge.CreateIssue, Project: w.Project.GID}
}

// saved saves a new action as Member, with changes to what its form proposes.
func saved(t *testing.T, w *bridgetest.World, changes appcomponents.Values) bridge.RuleAction {
	t.Helper()
	form, err := w.Bridge.RuleForm(t.Context(), w.Caller(w.Member), action(w, ""))
	check(t, err)
	values := filled(form)
	maps.Copy(values, changes)
	a := action(w, w.Reserve())
	check(t, w.Bridge.SubmitRule(t.Context(), w.Caller(w.Member), a, "Hand over", values))
	return a
}

// run delivers a run of an action as Member's.
func run(t *testing.T, w *bridgetest.World, a bridge.RuleAction, task, key string) (appcomponents.RunResult, error) {
	t.Helper()
	result, err := w.Bridge.RunRule(t.Context(), w.Caller(w.Member), bridge.Run{RuleAction: a, Task: task, Key: key})
	if err == nil {
		check(t, result.Validate())
	}
	return result, err
}

// posts are the creations that Jira has seen since ClearRequests.
func posts(w *bridgetest.World) int {
	return len(slices.DeleteFunc(w.JiraCalls("/rest/api/2/issue"), func(call string) bool { return call != "POST /jira/rest/api/2/issue" }))
}

// TestRuleCreates an issue from the task the rule runs for, once for a key, and
// not for a task that has one.
func TestRuleCreates(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		a, task := saved(t, w, nil), w.Task("Fix the printer", "<body>It <strong>jams</strong>.</body>")
		w.Jira.ClearRequests()
		made, err := run(t, w, a, task, "run-1")
		check(t, err)
		want := appcomponents.Resource{Name: "IT-4 Fix the printer", URL: w.Jira.URL + "/browse/IT-4"}
		if made.ActionResult != appcomponents.ResultResourcesCreated || len(made.ResourcesCreated) != 1 || made.ResourcesCreated[0] != want || made.Message != "" {
			t.Fatalf("%+v", made)
		}
		fields := issue(t, w, "IT-4")["fields"].(map[string]any)
		if fields["summary"] != "Fix the printer" || fields["description"] != "It *jams*." || fields["reporter"].(map[string]any)["name"] != "ann" {
			t.Errorf("%v", fields)
		}
		again, err := run(t, w, a, task, "run-1")
		check(t, err)
		if again.ResourcesCreated[0] != want || again.Message != made.Message {
			t.Errorf("the second delivery was answered %+v", again)
		}
		elsewhere := w.Caller(w.Member)
		elsewhere.Workspace = "1"
		_, err = w.Bridge.RunRule(t.Context(), elsewhere, bridge.Run{RuleAction: a, Task: task, Key: "run-1"})
		refused(t, err, bridge.NotFound, "task_out_of_reach")
		other, err := run(t, w, saved(t, w, nil), task, "run-2")
		check(t, err)
		if other.ActionResult != appcomponents.ResultOK || other.ResourcesCreated != nil || other.Message != "The task has IT-4 already, so nothing was created." {
			t.Errorf("%+v", other)
		}
		if posts(w) != 1 {
			t.Errorf("Jira was asked to create %d times", posts(w))
		}
	})
}

// TestRuleIsEdited with what was saved.
func TestRuleIsEdited(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	a := saved(t, w, appcomponents.Values{"summary": "{{task.name}} for {{project.name}}", "attachments": []any{"all"}})
	form, err := w.Bridge.RuleForm(t.Context(), w.Caller(w.Member), a)
	check(t, err)
	if field(t, form, "summary").Value != "{{task.name}} for {{project.name}}" || !slices.Equal(filled(form).Strings("attachments"), []string{"all"}) {
		t.Errorf("%+v", filled(form))
	}
	check(t, withCallbacks(form).Validate())
	changed := filled(form)
	changed["summary"] = "Other"
	check(t, w.Bridge.SubmitRule(t.Context(), w.Caller(w.Member), a, "Hand over", changed))
	form, err = w.Bridge.RuleForm(t.Context(), w.Caller(w.Member), a)
	check(t, err)
	if field(t, form, "summary").Value != "Other" {
		t.Errorf("%+v", filled(form))
	}
}

// TestUnknownRule is gone, and so is one of another project.
func TestUnknownRule(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	a, task := saved(t, w, nil), w.Task("Any", "")
	other := a
	other.Project = w.Secret.GID
	for name, a := range map[string]bridge.RuleAction{"unknown": action(w, "1"), "of another project": other} {
		if _, err := run(t, w, a, task, "k"); bridge.KindOf(err) != bridge.Gone || !strings.Contains(said(t, w, "", err), "owner") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
