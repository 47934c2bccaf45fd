package ui_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/store"
)

// dryRuns answers dry runs as it was told, and keeps what it was asked.
type dryRuns struct {
	answer asana.RuleRun
	draft  *asana.NewRule
	rule   string
}

func (d *dryRuns) DryRun(_ context.Context, a asana.Actor, rule string, draft *asana.NewRule, project, task string) (asana.RuleRun, error) {
	d.rule, d.draft = rule, draft
	run := d.answer
	run.Project, run.Task, run.Person = project, asana.Ref{GID: task}, asana.Ref{GID: a.Person, Name: "Mia"}
	return run, nil
}

func (w *world) rules() string { return "/0/" + w.Project.GID + "/rules" }

// typed is a builder's form: pairs of names and values.
func typed(pairs ...string) url.Values {
	values := url.Values{"ceiling": {"500"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values
}

// comments is the form of a rule that comments on every task that is added.
func comments(name, text string) url.Values {
	return typed("name", name, "part", "t1", "t1.kind", "task_added", "part", "a1", "a1.kind", "comment", "a1.text", text)
}

// reports is the form of a rule in which the app acts.
func (w *world) reports(name string) url.Values {
	return typed("name", name, "part", "t1", "t1.kind", "task_added", "part", "a1", "a1.kind", "app", "a1.app", w.gid, "a1.action_type", "report",
		"a1.values", `{"title":"{{task.name}}"}`, "a1.callback", w.app.url+"/submit", "a1.changed", "on")
}

func (w *world) ruleNamed(t *testing.T, name string) asana.Rule {
	t.Helper()
	for _, r := range must(w.Platform.Rules(t.Context(), w.Owner.Actor, w.Project.GID))(t) {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("there is no rule %q", name)
	return asana.Rule{}
}

func TestRulesOfAProject(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		v := w.as(t, w.Member)
		v.get("/0/" + w.Project.GID).want(http.StatusOK).has("rules")
		v.get("/0/" + w.Project.GID + "/customize").want(http.StatusOK).has("customize-rules")
		empty := v.get(w.rules()).want(http.StatusOK).says("No rules yet", "Bug Tracker", "Create new bug", "When a task is added")
		empty.has("no-rules")
		empty.has("add-rule")
		empty.has("rule-card-bug-tracker-report")
		swedish := w.as(t, w.Member).speaking("sv")
		swedish.get(w.rules()).says("Regler", "Lägg till regel", "Skapa nytt fel")
		swedish.get(w.rules()+"/new").says("Lägga till regel", "Skapa regel")

		v.post(w.rules(), comments("Greet", "Hello")).want(http.StatusOK).says("The rule is on.")
		v.get(w.rules()).says("Greet", "Task is added to this project → Write a comment: “Hello”", "Has not run yet", "On")
		rule := w.ruleNamed(t, "Greet")
		v.post("/0/rules/"+rule.GID+"/switch", url.Values{"on": {"off"}, "back": {"list"}}).want(http.StatusOK).says("Off")
		v.post("/0/rules/"+rule.GID+"/delete", nil).want(http.StatusOK).says("No rules yet")
	})
}

// Everything works by posting the form, as it does without script.
func TestRuleIsBuiltPartByPart(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		form := comments("Greet <all>", "Hello there")
		form.Set("add", "c:name")
		page := v.post(w.rules(), form).want(http.StatusOK).holds(`value="Greet &lt;all&gt;"`).says("Hello there")
		page.has("part-name")
		form.Del("add")
		form.Set("remove", "a1")
		if v.post(w.rules(), form).want(http.StatusOK).find("part-comment") != nil {
			t.Error("the comment is still there")
		}
		form.Del("remove")

		form.Add("part", "c1")
		form.Set("c1.kind", "section")
		form.Set("a1.text", "")
		wrong := v.post(w.rules(), form).want(http.StatusBadRequest).says("Choose something here.").holds(`value="Greet &lt;all&gt;"`)
		if wrong.has("section")["aria-invalid"] != "true" {
			t.Error("the section is not marked")
		}
		section := must(w.Platform.Sections(t.Context(), w.Member.Actor, w.Project.GID))(t)[0].GID
		form.Set("c1.section", section)
		form.Set("c1.not", "on")
		v.post(w.rules(), form).want(http.StatusBadRequest).says("Write something first.")
		form.Set("a1.text", "Hello there")
		v.post(w.rules(), form).want(http.StatusOK)

		rule := w.ruleNamed(t, "Greet <all>")
		if c := rule.Conditions; len(c) != 1 || c[0].Section != section || !c[0].Not {
			t.Errorf("conditions = %+v", c)
		}
		v.get("/0/rules/" + rule.GID).want(http.StatusOK).says("Hello there").holds(`<option value="` + section + `" selected>`)
	})
}

// What an app does is set up with the app when the rule is saved, and its refusal loses nothing.
func TestAppActionIsHandedOverWithTheRule(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		v := w.as(t, w.Member)
		w.app.set("/submit", w.app.say(http.StatusBadRequest, w.app.form(map[string]string{"title": "Too plain"})))
		no := v.post(w.rules(), w.reports("Report")).want(http.StatusBadRequest).holds("Too plain").holds(`data-refused`).holds("{{task.name}}")
		no.has("rule-name")
		if len(must(w.Platform.Rules(t.Context(), w.Member.Actor, w.Project.GID))(t)) != 0 {
			t.Error("a refused rule was made")
		}
		w.app.set("/submit", w.app.say(http.StatusOK, map[string]any{}))
		v.post(w.rules(), w.reports("Report")).want(http.StatusOK)
		rule := w.ruleNamed(t, "Report")
		calls := w.app.calls("/submit")
		last := calls[len(calls)-1].data
		if last["action"] != rule.Actions[0].GID || last["rule_name"] != "Report" || last["action_type"] != "report" {
			t.Errorf("the app was told %v, the action is %s", last, rule.Actions[0].GID)
		}
		again := w.reports("Report more")
		again.Set("a1.gid", rule.Actions[0].GID)
		again.Del("a1.changed")
		again.Set("t1.gid", rule.Triggers[0].GID)
		v.post("/0/rules/"+rule.GID, again).want(http.StatusOK).says("Saved.")
		if n := len(w.app.calls("/submit")); n != len(calls) {
			t.Errorf("the app was told %d times of what nobody changed", n-len(calls))
		}
		if now := w.ruleNamed(t, "Report more"); now.Actions[0] != rule.Actions[0] || now.Triggers[0] != rule.Triggers[0] {
			t.Errorf("%+v became %+v", rule, now)
		}
	})
}

// An app keeps settings under the gid of an action: whoever builds another rule does not get at them.
func TestNobodyNamesAnothersAction(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		w.app.set("/submit", w.app.say(http.StatusOK, map[string]any{}))
		w.as(t, w.Member).post(w.rules(), w.reports("Hers")).want(http.StatusOK)
		hers := w.ruleNamed(t, "Hers").Actions[0].GID
		form := w.reports("Mine")
		form.Set("a1.gid", hers)
		w.as(t, w.Owner).post(w.rules(), form).want(http.StatusOK)
		calls := w.app.calls("/submit")
		if got := calls[len(calls)-1].data["action"]; got == hers || got == "" {
			t.Errorf("the app was told to change action %v", got)
		}
	})
}

func TestWhoMayDoWhatWithARule(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		w.app.set("/submit", w.app.say(http.StatusOK, map[string]any{}))
		w.as(t, w.Member).post(w.rules(), w.reports("Hers")).want(http.StatusOK)
		rule := w.ruleNamed(t, "Hers")
		address := "/0/rules/" + rule.GID
		other := w.as(t, w.Owner)
		page := other.get(address).want(http.StatusOK).says("Only " + w.Member.Name + " may change it").holds("<fieldset class=\"rule-fields\" disabled>")
		page.has("take-over")
		page.has("remove-apps")
		if page.find("save-rule") != nil {
			t.Error("another's rule can be saved")
		}
		other.post(address+"/take_over", nil).want(http.StatusOK).says("The rule is yours now").has("save-rule")
		if owner := w.ruleNamed(t, "Hers").Owner.GID; owner != w.Owner.GID {
			t.Errorf("%s owns it", owner)
		}
		guest := w.as(t, w.Guest)
		w.share(t, w.Guest)
		seen := guest.get(address).want(http.StatusOK).says("Guests see rules")
		for _, hook := range []string{"save-rule", "rule-switch", "delete-rule", "dry-run"} {
			if seen.find(hook) != nil {
				t.Errorf("a guest gets %s", hook)
			}
		}
		guest.post(address+"/switch", url.Values{"on": {"off"}}).want(http.StatusForbidden)
		other.post(address+"/remove_apps", nil).want(http.StatusOK).says("No rules yet")
	})
}

func (w *world) share(t *testing.T, p asanatest.Person) {
	t.Helper()
	if err := w.Platform.AddProjectMember(t.Context(), w.Owner.Actor, w.Project.GID, p.GID); err != nil {
		t.Fatal(err)
	}
}

// Whatever the gallery and the menus offer opens, before anything is entered.
func TestEveryRuleThatIsOfferedOpens(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		v := w.as(t, w.Member)
		cards := regexp.MustCompile(`rules/new\?preset=([^"]+)"`).FindAllStringSubmatch(v.get(w.rules()).Body, -1)
		if len(cards) < 6 {
			t.Fatalf("the gallery has %d cards", len(cards))
		}
		for _, card := range cards {
			v.get(w.rules() + "/new?preset=" + card[1]).want(http.StatusOK).has("rule-name")
		}
		for _, kind := range regexp.MustCompile(`name="add" value="([^"]+)"`).FindAllStringSubmatch(v.get(w.rules()+"/new").Body, -1) {
			v.post(w.rules(), typed("add", kind[1])).want(http.StatusOK).has("remove-part")
		}
	})
}

func TestSecretAddressIsTheOwners(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		form := comments("On request", "Hello")
		form.Set("t1.kind", "web_request")
		v := w.as(t, w.Member)
		saved := v.post(w.rules(), form).want(http.StatusOK)
		address := saved.has("secret-address")["value"]
		if !strings.HasPrefix(address, w.URL+"/-/triggers/") || len(address) < len(w.URL)+30 {
			t.Errorf("the address is %q", address)
		}
		rule := w.ruleNamed(t, "On request")
		at, other := "/0/rules/"+rule.GID, w.as(t, w.Owner)
		other.get(at).want(http.StatusOK).silent("/-/triggers/").says("Only " + w.Member.Name + " sees the secret address")

		form.Set("t1.gid", rule.Triggers[0].GID)
		form.Set("a1.text", "Typed meanwhile")
		form.Set("renew", rule.Triggers[0].GID)
		other.post(at, form).want(http.StatusForbidden)
		renewed := v.post(at, form).want(http.StatusOK).says("The one before no longer starts the rule.", "Typed meanwhile")
		second := renewed.has("secret-address")["value"]
		taken := other.post(at+"/take_over", nil).want(http.StatusOK).says("The rule is yours now and acts in your name. Its secret address is a new one")
		third := taken.has("secret-address")["value"]
		if address == second || second == third || !strings.HasPrefix(second, w.URL+"/-/triggers/") {
			t.Errorf("the addresses are %q, %q, %q", address, second, third)
		}
		if got := w.ruleNamed(t, "On request").Actions[0].Text; got != "Hello" {
			t.Errorf("a new address saved %q", got)
		}
	})
}

func TestDryRunShowsWhatWouldHappen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		w.try.answer = asana.RuleRun{
			State:      asana.RunDone,
			Conditions: []asana.CheckedCondition{{Condition: asana.Condition{Kind: asana.ConditionName, Value: "urgent"}, Found: "Plan", Holds: false}},
			Actions: []asana.ActionResult{{Action: asana.Action{Kind: asana.ActApp, App: w.gid, ActionType: "report"}, Said: "A bug would be made.",
				Request: `{"method":"POST","url":"https://tracker.example/bugs","body":{"title":"Plan"}}`, Duration: 1200 * time.Millisecond}},
		}
		form := w.reports("Report")
		form.Set("do", "try")
		v := w.as(t, w.Member)
		v.post(w.rules(), form).want(http.StatusBadRequest).says("Choose a task first.")
		form.Set("task", w.Tasks[0].GID)
		page := v.post(w.rules(), form).want(http.StatusOK)
		page.says("Nothing was changed or created", "Task name contains “urgent”", "Found: Plan", "Does not hold", "A bug would be made.")
		page.holds("POST https://tracker.example/bugs\n\n{\n  &#34;title&#34;: &#34;Plan&#34;\n}").holds("{{task.name}}").has("run-now")
		if len(w.app.calls("/submit")) != 0 || len(must(w.Platform.Rules(t.Context(), w.Member.Actor, w.Project.GID))(t)) != 0 {
			t.Error("a dry run left something behind")
		}
		if w.try.rule != "" || w.try.draft.Name != "Report" {
			t.Errorf("asked of %q: %+v", w.try.rule, w.try.draft)
		}
		found := v.askJSON(w.rules()+"/tasks?q="+url.QueryEscape(w.Tasks[0].Name), nil).want(http.StatusOK)
		found.holds(w.Tasks[0].GID)
	})
}

func TestHistoryOfARuleAndOfATask(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		v.post(w.rules(), comments("Greet", "Hello")).want(http.StatusOK)
		rule := w.ruleNamed(t, "Greet")
		v.get("/0/rules/" + rule.GID + "/history").want(http.StatusOK).says("Nothing has happened yet")
		run := v.post(w.task()+"/run", url.Values{"rule": {rule.GID}}).want(http.StatusOK).says("Greet", w.Tasks[0].Name, w.Member.Name)
		run.has("run-details")
		v.get("/0/rules/" + rule.GID + "/history").want(http.StatusOK).says(w.Tasks[0].Name).has("run-link")
		task := v.get(w.task()).want(http.StatusOK).says("Rule “Greet”")
		task.has("task-run")
		task.has("run-rule")
		said := asana.RuleAct{Project: w.Project.GID, RuleName: "Greet", Task: w.Tasks[0].GID, Action: asana.Action{Kind: asana.ActComment, Text: "Hello"}}
		noted := func(context.Context, *store.Queries, asana.Acted) error { return nil }
		if err := w.Platform.ActForRule(t.Context(), w.Member.Actor, said, noted); err != nil {
			t.Fatal(err)
		}
		v.get(w.task()).want(http.StatusOK).says("Hello", "by the rule “Greet”")
	})
}

// What an app made is a link, and is said to be made in the language of whoever reads it, not of whoever owns the rule.
func TestHistoryLinksWhatAppsMade(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		v.post(w.rules(), comments("Greet", "Hello")).want(http.StatusOK)
		rule := w.ruleNamed(t, "Greet")
		v.post(w.task()+"/run", url.Values{"rule": {rule.GID}}).want(http.StatusOK)
		runs, _, err := w.Platform.RuleRuns(t.Context(), w.Member.Actor, rule.GID, asana.Page{})
		run := must(runs, err)(t)[0]
		made := asana.ActionResult{Action: rule.Actions[0], State: "done", Said: "B-1 <Lift>", Created: []asana.Created{{Name: "B-1 <Lift>", URL: "https://bugs.example/1"}}}
		kept := string(must(json.Marshal([]asana.ActionResult{made}))(t))
		if _, err := w.DB.Writer().ExecContext(t.Context(), "update rule_runs set state = 'done', actions = $1 where gid = $2", kept, run.GID); err != nil {
			t.Fatal(err)
		}
		for lang, says := range map[string]string{"en": "Created: B-1 <Lift>", "sv": "Skapat: B-1 <Lift>", "pl": "Utworzono: B-1 <Lift>"} {
			v := w.as(t, w.Member).speaking(lang)
			for _, page := range []string{w.task(), "/0/rules/" + rule.GID + "/history", "/0/rules/" + rule.GID + "/runs/" + run.GID} {
				shown := v.get(page).want(http.StatusOK).says(says)
				if got := shown.has("run-created")["href"]; got != "https://bugs.example/1" || strings.Count(shown.Body, "B-1") != 1 {
					t.Errorf("%s in %s leads to %q, or says it twice", page, lang, got)
				}
			}
		}
	})
}

// A run that went no further than its conditions says which of them did not hold, and what was found.
func TestSkippedRunShowsItsConditions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		v.post(w.rules(), comments("Greet", "Hello")).want(http.StatusOK)
		rule := w.ruleNamed(t, "Greet")
		page := v.post(w.task()+"/run", url.Values{"rule": {rule.GID}}).want(http.StatusOK).says("Nothing has been checked or done yet.")
		run := regexp.MustCompile(`/runs/([0-9]+)`).FindStringSubmatch(page.URL.Path)[1]
		checked := string(must(json.Marshal([]asana.CheckedCondition{{Condition: asana.Condition{Kind: asana.ConditionCompleted, Not: true}, Found: "true"}}))(t))
		_, err := w.DB.Writer().ExecContext(t.Context(),
			"update rule_runs set state = 'skipped', reason = 'rules.conditions', finished_at = 1, conditions = $1 where gid = $2", checked, run)
		if err != nil {
			t.Fatal(err)
		}
		at := "/0/rules/" + rule.GID + "/runs/" + run
		v.get(at).want(http.StatusOK).says("Task is not completed", "Found: completed", "Does not hold").silent("Nothing has been checked").has("run-condition")
		w.as(t, w.Member).speaking("sv").get(at).want(http.StatusOK).says("slutförd").silent(" true")
	})
}

// Whoever may not change the rule any more, because somebody took it over meanwhile, is told so.
func TestRuleTakenOverMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		w.app.set("/submit", w.app.say(http.StatusOK, map[string]any{}))
		w.as(t, w.Member).post(w.rules(), w.reports("Hers")).want(http.StatusOK)
		rule := w.ruleNamed(t, "Hers")
		must(w.Platform.TakeRule(t.Context(), w.Owner.Actor, rule.GID))(t)
		late := w.reports("Hers too")
		late.Set("a1.gid", rule.Actions[0].GID)
		for _, press := range []string{"save", "add"} {
			late.Set(press, "c:name")
			w.as(t, w.Member).post("/0/rules/"+rule.GID, late).want(http.StatusForbidden).says("Only " + w.Owner.Name + " may change it").has("rule-locked")
		}
		if n := len(w.app.calls("/submit")); n != 1 {
			t.Errorf("the app was told %d times", n)
		}
	})
}

// Every kind of part and every reason to wait has its words, in every language.
func TestRulesAreInTheReadersLanguage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		ctx, a := t.Context(), w.Member.Actor
		must(w.Platform.CreateProjectField(ctx, a, w.Project.GID, asana.NewField{
			Name: "Size", Kind: asana.FieldEnum, Options: []asana.NewOption{{Name: "Large"}},
		}, asana.NewSetting{}))(t)
		form := typed("name", "All", "do", "look")
		for letter, kinds := range map[string]string{
			"t": "task_added section_changed task_completed assignee_changed due_date_changed due_date_near field_changed comment_added web_request",
			"c": "section assignee field name completed resource", "a": "move complete assign due_date field comment",
		} {
			for i, kind := range strings.Fields(kinds) {
				id := fmt.Sprint(letter, i+1)
				form.Add("part", id)
				form.Set(id+".kind", kind)
			}
		}
		w.as(t, w.Member).post(w.rules(), comments("Greet", "Hello")).want(http.StatusOK)
		rule := w.ruleNamed(t, "Greet")
		for lang, large := range map[string]string{"en": "Size: Large", "sv": "Size: Large", "pl": "Size: Large"} {
			v := w.as(t, w.Member).speaking(lang)
			v.post(w.rules(), form).want(http.StatusBadRequest).silent("ui.rule").says(large)
			for _, reason := range []asana.PauseReason{asana.PausedOwnerGone, asana.PausedUnauthorized, asana.PausedAppGone, asana.PausedStorm} {
				w.pause(t, rule, asana.Pause{Reason: reason, Since: time.Now()})
				v.get("/0/rules/" + rule.GID).want(http.StatusOK).silent("ui.rule").has("rule-pause")
				w.as(t, w.Owner).speaking(lang).get(w.rules()).want(http.StatusOK).silent("ui.rule").has("rule-pause")
				v.post("/0/rules/"+rule.GID+"/resume", nil).want(http.StatusOK).silent("ui.rule")
			}
		}
	})
}

func (w *world) pause(t *testing.T, r asana.Rule, why asana.Pause) {
	t.Helper()
	waits := false
	err := w.DB.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) (err error) {
		waits, err = w.Platform.PauseRule(ctx, tx, r.GID, why)
		return err
	})
	if err != nil || !waits {
		t.Fatalf("the rule waits already, or %v", err)
	}
}

func TestWaitingRuleSaysWhatToDo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		v.post(w.rules(), comments("Greet", "Hello")).want(http.StatusOK)
		rule := w.ruleNamed(t, "Greet")
		address := "/0/rules/" + rule.GID
		v.post(w.task()+"/run", url.Values{"rule": {rule.GID}}).want(http.StatusOK)
		w.pause(t, rule, asana.Pause{Reason: asana.PausedUnauthorized, Since: time.Now(), Text: "Log in to the tracker"})
		mine := v.get(address).want(http.StatusOK).says("Log in to the app again, then let the rule go on", "The app says: Log in to the tracker", "1 task waits with it.", "Skip the waiting task")
		mine.has("resume")
		other := w.as(t, w.Owner)
		other.get("/0/"+w.Project.GID).want(http.StatusOK).says("The rule “Greet” waits.", "asks "+w.Member.Name+" to log in again").has("rule-waits")
		other.get(w.rules()).want(http.StatusOK).says("take the rule over").has("take-over")
		v.post(address+"/drop_held", nil).want(http.StatusOK).says("Skipped", "By "+w.Member.Name+".")
		v.post(address+"/resume", nil).want(http.StatusOK).says("The rule goes on where it stopped.")
		if now := w.ruleNamed(t, "Greet"); now.Held != 0 || now.Pause.Reason != "" {
			t.Errorf("the rule is %+v", now)
		}
	})
}
