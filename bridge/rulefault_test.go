package bridge_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// ruled is a world on SQLite in which Member, who is ann, has saved an action.
func ruled(t *testing.T, changes appcomponents.Values) (*bridgetest.World, bridge.RuleAction) {
	t.Helper()
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	return w, saved(t, w, changes)
}

// foretold is the preview of a run of Member's action.
func foretold(t *testing.T, w *bridgetest.World, a bridge.RuleAction, task string) appcomponents.Preview {
	t.Helper()
	p, err := w.Bridge.PreviewRule(t.Context(), w.Caller(w.Member), bridge.Run{RuleAction: a, Task: task})
	check(t, err)
	check(t, p.Validate())
	return p
}

// requires makes Jira require one more text on the create screen that a rule
// uses, of which it says nothing before it is asked again.
func requires(t *testing.T, w *bridgetest.World, name string) {
	t.Helper()
	const screens = `/rest/api/2/issue/createmeta/10000/issuetypes/`
	_, body := jiraCall(t, w, http.MethodGet, screens+usual(t, w), "")
	var screen map[string]any
	check(t, json.Unmarshal(body, &screen))
	screen["values"] = append(screen["values"].([]any), map[string]any{
		"fieldId": "customfield_19999", "name": name, "required": true, "hasDefaultValue": false, "operations": []string{"set"},
		"schema": map[string]any{"type": "string", "custom": "com.atlassian.jira.plugin.system.customfieldtypes:textfield", "customId": 19999},
	})
	text, err := json.Marshal(screen)
	check(t, err)
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET createmeta/10000/issuetypes/", Times: -1, Status: 200, Body: string(text)}))
	refusal := `{"errorMessages":[],"errors":{"customfield_19999":"` + name + ` is required."}}`
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /issue$", Times: -1, Status: 400, Body: refusal}))
}

// usual is the issue type that the form proposes.
func usual(t *testing.T, w *bridgetest.World) string {
	t.Helper()
	form, err := w.Bridge.RuleForm(t.Context(), w.Caller(w.Member), action(w, ""))
	check(t, err)
	return filled(form).String("issuetype")
}

// TestFieldRequiredLater by an administrator of Jira: a run that does not know it
// yet fails in Jira's words with the field's name, the next one in ours without
// asking Jira to create, a preview says it beforehand, and so does the form.
func TestFieldRequiredLater(t *testing.T) {
	w, a := ruled(t, nil)
	check(t, failed(t, w, a, w.Task("Warm up", ""), "k0"))
	requires(t, w, "Team")
	task := w.Task("Hand over", "")
	err := failed(t, w, a, task, "k1")
	if bridge.KindOf(err) != bridge.Invalid || said(t, w, "", err) != "Jira did not create the issue. Team: Team is required." {
		t.Errorf("%v", err)
	}
	w.Jira.ClearRequests()
	const words = "Jira requires “Team”, which the rule leaves empty. The rule’s owner has to fill it in."
	err = failed(t, w, a, task, "k2")
	if bridge.KindOf(err) != bridge.Invalid || said(t, w, "", err) != words+" Nothing was created." {
		t.Errorf("%v", err)
	}
	if p := foretold(t, w, a, task); len(p.Problems) != 1 || p.Problems[0] != words {
		t.Errorf("%+v", p)
	}
	form, err := w.Bridge.RuleForm(t.Context(), w.Caller(w.Member), a)
	check(t, err)
	if f := field(t, form, "customfield_19999"); !f.IsRequired || f.Value != nil {
		t.Errorf("%+v", f)
	}
	if posts(w) != 0 {
		t.Errorf("Jira was asked to create %d times", posts(w))
	}
	values := filled(form)
	for _, wrong := range []string{"", "{{field.Nope}}"} {
		values["customfield_19999"] = wrong
		refusedAt(t, w.Bridge.SubmitRule(t.Context(), w.Caller(w.Member), a, "Hand over", values), "customfield_19999")
	}
	values["customfield_19999"] = "{{task.due_on}}"
	check(t, w.Bridge.SubmitRule(t.Context(), w.Caller(w.Member), a, "Hand over", values))
	if p := foretold(t, w, a, task); len(p.Problems) != 1 || p.Problems[0] != "Jira requires “Team”, and {{task.due_on}} is empty for this task." {
		t.Errorf("%+v", p)
	}
}

// TestFieldRequiredNoMore: what is remembered of Jira refuses no run by itself.
func TestFieldRequiredNoMore(t *testing.T) {
	w, a := ruled(t, nil)
	requires(t, w, "Team")
	task := w.Task("Hand over", "")
	if p := foretold(t, w, a, task); len(p.Problems) != 1 {
		t.Errorf("%+v", p)
	}
	w.Jira.ClearFaults()
	check(t, failed(t, w, a, task, "k1"))
}

// refusedAt wants a form with an error at the field.
func refusedAt(t *testing.T, err error, id string) {
	t.Helper()
	var refusal *bridge.FormError
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v, want a form with an error at %s", err, id)
	}
	check(t, withCallbacks(refusal.Form).Validate())
	if f := refusal.Form.Field(id); f == nil || f.Error == "" {
		t.Errorf("%+v", refusal.Form)
	}
}

// failed delivers a run and returns its failure.
func failed(t *testing.T, w *bridgetest.World, a bridge.RuleAction, task, key string) error {
	t.Helper()
	_, err := run(t, w, a, task, key)
	return err
}

// TestNoPermissionAnyMore to create issues in the project: the preview says so,
// and so does a run, whether or not it has asked before.
func TestNoPermissionAnyMore(t *testing.T) {
	w, a := ruled(t, nil)
	nothing := `{"maxResults":50,"startAt":0,"total":0,"isLast":true,"values":[]}`
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET createmeta/10000/issuetypes", Times: -1, Status: 200, Body: nothing}))
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /issue$", Times: -1, Status: 400, Body: `{"errorMessages":[],"errors":{"project":"You do not have permission to create issues in this project."}}`}))
	task := w.Task("Hand over", "")
	err := failed(t, w, a, task, "k1") // what Jira said when the rule was saved is remembered
	if got := said(t, w, "", err); got != "Jira did not create the issue. Project: You do not have permission to create issues in this project." {
		t.Errorf("%s", got)
	}
	const words = "The Jira account of the rule’s owner is not allowed to create such issues in IT (IT). An administrator of that project in Jira can grant the permission Create Issues."
	err = failed(t, w, a, task, "k2")
	if bridge.KindOf(err) != bridge.Forbidden || said(t, w, "", err) != words {
		t.Errorf("%v", err)
	}
	if p := foretold(t, w, a, task); len(p.Problems) != 1 || p.Problems[0] != words {
		t.Errorf("%+v", p)
	}
	form, err := w.Bridge.RuleForm(t.Context(), w.Caller(w.Member), a)
	check(t, err)
	refusedAt(t, w.Bridge.SubmitRule(t.Context(), w.Caller(w.Member), a, "Hand over", filled(form)), "project")
	w.Jira.ClearFaults()
	check(t, failed(t, w, a, task, "k3")) // it was given back
}

// TestOwnerIsNotAuthorized: a run tells so in words for whoever reads the
// history, and goes on when the owner has authorized again, or somebody who has
// takes the rule over.
func TestOwnerIsNotAuthorized(t *testing.T) {
	w, a := ruled(t, nil)
	earlier := w.Task("Handed over", "")
	check(t, failed(t, w, a, earlier, "k0"))
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /rest/oauth2/", Times: -1, Status: 400, Body: `{"error":"invalid_grant"}`}))
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "* /rest/api", Times: -1, Status: 401}))
	task := w.Task("Hand over", "")
	const words = "The rule’s owner has to connect the Jira account again, or somebody else takes the rule over."
	if p := foretold(t, w, a, task); len(p.Problems) != 1 || p.Problems[0] != words {
		t.Errorf("%+v", p)
	}
	for _, key := range []string{"k1", "k1"} {
		err := failed(t, w, a, task, key)
		if bridge.KindOf(err) != bridge.NeedsConsent || said(t, w, "", err) != words {
			t.Errorf("%v", err)
		}
	}
	check(t, failed(t, w, a, earlier, "k0")) // what has been done is answered the same
	w.Jira.ClearFaults()
	w.Authorize(w.Colleague, "bob")
	made, err := w.Bridge.RunRule(t.Context(), w.Caller(w.Colleague), bridge.Run{RuleAction: a, Task: task, Key: "k1"})
	check(t, err)
	if len(made.ResourcesCreated) != 1 {
		t.Fatalf("%+v", made)
	}
	if creator := issue(t, w, "IT-5")["fields"].(map[string]any)["creator"].(map[string]any)["name"]; creator != "bob" {
		t.Errorf("created by %s", creator)
	}
	w.Authorize(w.Member, "ann")
	check(t, failed(t, w, a, w.Task("Next", ""), "k2"))
}

// TestOneWhoNeverAuthorized owns the rule.
func TestOneWhoNeverAuthorized(t *testing.T) {
	w, a := ruled(t, nil)
	_, err := w.Bridge.RunRule(t.Context(), w.Caller(w.Colleague), bridge.Run{RuleAction: a, Task: w.Task("x", ""), Key: "k"})
	refused(t, err, bridge.NeedsConsent, "rule_consent_jira")
	_, err = w.Bridge.RuleForm(t.Context(), w.Caller(w.Colleague), a)
	refused(t, err, bridge.NeedsConsent, "consent_jira")
}

// TestJiraRefusesForNow: a run fails for as long as Jira says, and the same one
// creates then.
func TestJiraRefusesForNow(t *testing.T) {
	w, a := ruled(t, nil)
	task := w.Task("Hand over", "")
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /issue$", Times: -1, Status: 429, Headers: map[string]string{"Retry-After": "90"}}))
	w.Jira.ClearRequests()
	for range 3 {
		err := failed(t, w, a, task, "k")
		var failure *bridge.Error
		if refused(t, err, bridge.Busy, "jira_wait"); !errors.As(err, &failure) || failure.After > 90*time.Second || failure.After < time.Minute {
			t.Errorf("%+v", failure)
		}
	}
	if posts(w) != 1 {
		t.Errorf("Jira was asked %d times", posts(w))
	}
	w.Jira.ClearFaults()
	w.Clock.Advance(2 * time.Minute)
	check(t, failed(t, w, a, task, "k"))
	if created(t, w) != 1 {
		t.Errorf("%d issues", created(t, w))
	}
}

// TestRunIsCutOff between Jira's creating and its answer, or before Jira has got
// it: later deliveries of the same run wait, and then get the issue, of which
// there is one.
func TestRunIsCutOff(t *testing.T) {
	for drop, settled := range map[string]string{"after": "known", "before": "failed"} {
		t.Run(drop, func(t *testing.T) {
			bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
				a, task := saved(t, w, nil), w.Task("Cut off", "")
				check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /issue$", Drop: drop}))
				for range 2 {
					err := failed(t, w, a, task, "k")
					if refused(t, err, bridge.Slow, "asked"); !strings.Contains(said(t, w, "", err), "appear on the task") {
						t.Errorf("%v", err)
					}
				}
				if p := foretold(t, w, a, task); len(p.Problems) != 1 || p.Summary != "" {
					t.Errorf("%+v", p)
				}
				w.Clock.Advance(2 * time.Minute)
				settleDue(t, w)
				if state := linkState(t, w, "k"); state != settled {
					t.Fatalf("%s", state)
				}
				made, err := run(t, w, a, task, "k")
				check(t, err)
				if len(made.ResourcesCreated) != 1 || made.Message != "" || created(t, w) != 1 {
					t.Errorf("%+v, %d issues", made, created(t, w))
				}
			})
		})
	}
}

// TestRunOutlivesItsRequest: the host is told to come again before it stops listening, and
// the run goes on meanwhile. Its own issue is none that it has to wait for.
func TestRunOutlivesItsRequest(t *testing.T) {
	w, a := ruled(t, nil)
	w.LimitRules(1)
	task := w.Task("Slow", "")
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /issue$", AnswerDelayMS: 2000}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		w.Eventually("the creation is sent", func() bool { return posts(w) == 1 })
		cancel() // as a host does that has stopped listening, and one that was killed
	}()
	_, err := w.Bridge.RunRule(ctx, w.Caller(w.Member), bridge.Run{RuleAction: a, Task: task, Key: "k"})
	if err == nil {
		t.Error("nobody was listening")
	}
	made, err := run(t, w, a, task, "k")
	check(t, err)
	if len(made.ResourcesCreated) != 1 || created(t, w) != 1 {
		t.Errorf("%+v, %d issues", made, created(t, w))
	}
}
