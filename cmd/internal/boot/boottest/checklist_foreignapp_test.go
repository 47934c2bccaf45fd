package boottest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// foreignAppInRules is an app that its developer has registered, in a rule that
// somebody builds: its form is filled in and refused, saved and changed, and the
// rule has it make a card, once, whose answer arrives at the second try.
func (c *checklist) foreignAppInRules(t *testing.T) {
	a := c.project(t, c.Role(t, "member", false))
	f := startForeignApp(t, a, "Cards")
	tab := c.browser.Person(t)
	tab.signIn(c.World, a.who)
	tab.Go(c.PlatformURL + "/0/" + a.project + "/rules/new")
	tab.Type(hook("rule-name"), "Hand over")
	tab.Click(hook("add-t"))
	tab.Click(hook("kind-t:task_completed"))
	tab.See(hook("part-task_completed"))
	tab.Click(hook("add-a"))
	tab.Click(hook("kind-app"))
	tab.SeeText(hook("rule-dialog"), "Add a card")
	tab.pick("board", "rock", "Rockets")
	tab.SeeText(hook("field-lane"), "Lane of Rockets")
	tab.Choose(formField("lane", "select"), "doing")
	tab.Click(hook("form-submit"))
	tab.SeeText(hook("field-title"), "A card needs a title.")
	tab.Type(formField("title", "input"), "From a rule")
	tab.Send(hook("form-submit"))
	tab.SeeText("[data-values]", "From a rule")
	tab.Click(hook("fill-in"))
	tab.Until("what was saved", `document.querySelector('[data-test="field-title"] input')?.value === "From a rule" &&
		document.querySelector('[data-test="field-lane"] select').value === "doing"`)
	tab.Type(formField("title", "input"), "Changed")
	tab.Send(hook("form-submit"))
	tab.SeeText("[data-values]", "Changed")

	f.mu.Lock()
	f.cutOff = 1
	for _, m := range f.asked {
		if _, named := m["task"]; named {
			t.Errorf("suggestions were asked for with a task: %v", m)
		}
	}
	f.mu.Unlock()
	task := a.task(t, "Ready for cards")
	a.ask(t, http.MethodPut, "/tasks/"+task, object{"completed": true})
	f.madeOnce(t, a, task)
	tab.Go(c.PlatformURL + "/0/" + a.project + "/" + task)
	tab.SeeText(hook("widget-title"), "CARD-1 as a widget")
}

// madeOnce is one card for the task, of messages that are the same.
func (f *foreignApp) madeOnce(t *testing.T, a *automation, task string) {
	t.Helper()
	ran := a.over(t, task)
	told := f.told(t)
	if ran.state() != "done" || ran.said() != "CARD-1 Changed" || len(told) < 2 || len(f.cards) != 1 {
		t.Fatalf("after %d messages: %v", len(told), ran)
	}
	for _, name := range []string{"idempotency_key", "action", "target_object", "project", "workspace", "user", "action_type"} {
		for _, again := range told {
			if again[name] == nil || told[0][name] != again[name] {
				t.Errorf("%s is %v, and then %v", name, told[0][name], again[name])
			}
		}
	}
	if told[0]["target_object"] != task || told[0]["user"] != a.who.GID || told[0]["project"] != a.project {
		t.Errorf("the app was told %v", told[0])
	}
	attached := a.attachments(t, a.who.Token, task)
	if len(attached) != 1 || dig(attached[0], "name") != "CARD-1 Changed" {
		t.Errorf("attached: %v", attached)
	}
}

// badActionsOfApps are answers that make no sense. Each is told in the run's
// history in words, and the rule goes on with the next task; a failure that
// passes is no failure.
func (c *checklist) badActionsOfApps(t *testing.T) {
	a := c.project(t, c.Role(t, "member", false))
	f := startForeignApp(t, a, "Bad cards")
	r := a.API(t, a.who.Token, http.MethodPost, "/projects/"+a.project+"/rules", object{
		"name": "Cards", "triggers": []object{{"kind": "task_completed"}}, "actions": []object{f.action(onRockets(" "))}})
	if r.Status != http.StatusBadRequest || !strings.Contains(string(r.Body), "A card needs a title.") {
		t.Errorf("values that the app refuses: %d %s", r.Status, r.Body)
	}
	rule := a.rule(t, object{"kind": "task_completed"}, f.action(onRockets("From a script")))
	for what, bad := range map[string]struct {
		answer http.HandlerFunc
		reason string
		says   string
	}{
		"huge":     {answers(200, `{"action_result":"ok","message":"`+strings.Repeat("x", 2<<20)+`"}`), "asana.app_huge", "The app’s answer is too large."},
		"garbage":  {answers(200, "\xff\x00{"), "asana.app_unreadable", "The app’s answer cannot be understood."},
		"HTML":     {answers(200, "<!doctype html><title>Sign in</title>"), "asana.app_unreadable", "The app’s answer cannot be understood."},
		"a script": {answers(200, `{"action_result":"resources_created","resources_created":[{"resource_name":"x","resource_url":"javascript:alert(1)"}]}`), "asana.app_unreadable", "The app’s answer cannot be understood."},
		"redirect": {redirects(f.URL + "/run"), "asana.app_redirects", "The app sends us to another address"},
		"no words": {answers(404, ""), "asana.app_refused", "The app refused and did not say why."},
		"words":    {answers(403, `{"error":"Board <b>closed</b>\u0000."}`), "", "Board <b>closed</b>."},
	} {
		task := a.task(t, what)
		f.mu.Lock()
		f.bad[task] = bad.answer
		f.mu.Unlock()
		gid := a.post(t, "/rules/"+rule+"/run", object{"task": task})
		ran := a.over(t, task)
		action := ran.actions()[0]
		if ran.state() != "failed" || dig(action, "reason") != bad.reason {
			t.Errorf("%s: %v", what, ran)
		}
		a.says(t, "/0/rules/"+rule+"/runs/"+gid, bad.says)
		if n := len(a.attachments(t, a.who.Token, task)); n != 0 {
			t.Errorf("%s left %d attachments", what, n)
		}
	}
	f.failsOnce(t, a, rule)
}

// failsOnce is an app that is down, and back.
func (f *foreignApp) failsOnce(t *testing.T, a *automation, rule string) {
	t.Helper()
	task, tries := a.task(t, "down"), 0
	f.mu.Lock()
	f.bad[task] = func(w http.ResponseWriter, _ *http.Request) {
		if tries++; tries == 1 {
			reply(w, http.StatusServiceUnavailable, map[string]any{"error": "Back in a minute"})
			return
		}
		reply(w, http.StatusOK, map[string]any{"action_result": "ok", "message": "Done after all"})
	}
	f.mu.Unlock()
	a.post(t, "/rules/"+rule+"/run", object{"task": task})
	if ran := a.over(t, task); ran.state() != "done" || ran.said() != "Done after all" || dig(ran.actions()[0], "tries") == "1" {
		t.Errorf("down and back: %v", ran)
	}
	f.told(t)
}

func answers(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, body)
	}
}

func redirects(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
}
