package widget_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"jirabridge/asana/appcomponents/wiretest"
	"jirabridge/jira/jiratest"
)

// rule is a message about a rule's action, and more.
func rule(more map[string]any) map[string]any {
	all := map[string]any{"user": "11", "workspace": "1", "project": "401", "action_type": "create_issue", "action": "801"}
	for name, value := range more {
		all[name] = value
	}
	return all
}

// runOf is a delivery of a run for task 501.
func runOf(key string) map[string]any {
	return rule(map[string]any{"target_object": "501", "idempotency_key": key})
}

// saveRule opens the form of a new action and submits it as it is.
func (w *world) saveRule(t *testing.T) {
	t.Helper()
	got := w.host.Get(t, w.app("/rule"), map[string]string{"user": "11", "workspace": "1", "project": "401", "action_type": "create_issue"})
	if got.Status != http.StatusOK {
		t.Fatalf("the form: %d %s", got.Status, got.Body)
	}
	w.spec.CheckForm(t, got.JSON)
	metadata := got.JSON["metadata"].(map[string]any)
	if metadata["on_submit_callback"] != w.app("/rule/submit") || metadata["on_change_callback"] != w.app("/rule/change") {
		t.Errorf("%v", metadata)
	}
	values := map[string]any{}
	for _, f := range metadata["fields"].([]any) {
		field := f.(map[string]any)
		if field["value"] != nil {
			values[field["id"].(string)] = field["value"]
		}
		if address, ok := field["typeahead_url"].(string); ok {
			list := w.host.Get(t, address, map[string]string{"user": "11", "workspace": "1", "query": "a"})
			if list.Status != http.StatusOK {
				t.Errorf("%s: %d %s", address, list.Status, list.Body)
			}
		}
	}
	saved := w.host.Post(t, w.app("/rule/submit"), rule(map[string]any{"rule_name": "Hand over", "values": values}))
	if saved.Status != http.StatusOK {
		t.Fatalf("saving: %d %s", saved.Status, saved.Body)
	}
	values["summary"] = "{{task.boss}}"
	wrong := w.host.Post(t, w.app("/rule/submit"), rule(map[string]any{"rule_name": "Hand over", "values": values}))
	w.spec.CheckForm(t, wrong.JSON)
	if wrong.Status != http.StatusBadRequest || wrong.JSON["metadata"].(map[string]any)["on_submit_callback"] != w.app("/rule/submit") {
		t.Errorf("%d %s", wrong.Status, wrong.Body)
	}
}

// The whole life of an action over the wire, each answer in the shape that Asana
// documents.
func TestRuleOverTheWire(t *testing.T) {
	w := ready(t, one(t))
	w.saveRule(t)
	made := w.host.Post(t, w.app("/rule/run"), runOf("r1"))
	w.spec.Check(t, "RanActionResponse", any(made.JSON))
	if made.Status != http.StatusOK || made.JSON["action_result"] != "resources_created" || !strings.Contains(made.Body, "IT-4 Replace the printer") || made.JSON["message"] != nil {
		t.Errorf("%d %s", made.Status, made.Body)
	}
	if again := w.host.Post(t, w.app("/rule/run"), runOf("r1")); again.Body != made.Body {
		t.Errorf("the second delivery: %s", again.Body)
	}
	host := w.host
	host.Header = map[string]string{"Accept-Language": "sv"}
	other := host.Post(t, w.app("/rule/run"), runOf("r2"))
	if other.Status != http.StatusOK || other.JSON["action_result"] != "ok" || other.JSON["message"] != "Uppgiften har redan IT-4, så inget skapades." {
		t.Errorf("%d %s", other.Status, other.Body)
	}
	if n := len(w.writes()); n != 1 {
		t.Errorf("%d writes: %q", n, w.writes())
	}
}

// What a run that fails answers, so that the rules engine knows whether to
// deliver it again, and when.
func TestRefusedRuns(t *testing.T) {
	w := ready(t, one(t))
	w.saveRule(t)
	for name, try := range map[string]struct {
		fault        jiratest.Fault
		change       map[string]any
		status, wait int
		says         string
	}{
		"an unknown action":   {change: map[string]any{"action": "802"}, status: 410, says: "not known"},
		"another project":     {change: map[string]any{"project": "402"}, status: 410, says: "not known"},
		"another owner":       {change: map[string]any{"user": "12"}, status: 401, says: "owner has to connect"},
		"another workspace":   {change: map[string]any{"user": "10", "workspace": "2"}, status: 404, says: "has not been added"},
		"a task out of sight": {change: map[string]any{"target_object": "999"}, status: 404, says: "task does not exist"},
		"what Jira refuses":   {fault: jiratest.Fault{Match: "POST /issue$", Status: 400, Body: `{"errorMessages":["No."],"errors":{"summary":"Too loud."}}`}, status: 400, says: "No. Summary: Too loud."},
		"what Jira forbids":   {fault: jiratest.Fault{Match: "POST /issue$", Status: 403, Body: `{"errorMessages":["Not you."]}`}, status: 403, says: "Not you."},
	} {
		w.jira.ClearFaults()
		if try.fault.Match != "" {
			check(t, w.jira.SetFault(try.fault))
		}
		message := runOf(name)
		for part, value := range try.change {
			message[part] = value
		}
		w.refuses(t, name, w.host.Post(t, w.app("/rule/run"), message), try.status, try.wait, try.says)
	}
	w.jira.ClearFaults()
	check(t, w.jira.SetFault(jiratest.Fault{Match: "POST /issue$", Status: 429, Headers: map[string]string{"Retry-After": "90"}}))
	w.refuses(t, "too many requests", w.host.Post(t, w.app("/rule/run"), runOf("k1")), 429, 90, "Nothing is lost")
	w.advance(100e9)
	w.jira.ClearFaults()
	check(t, w.jira.SetFault(jiratest.Fault{Match: "POST /issue$", Drop: "after"}))
	w.refuses(t, "a creation that is cut off", w.host.Post(t, w.app("/rule/run"), runOf("k1")), 503, 5, "by itself")
	if line := <-w.logged; line != "INFO request is to come again" {
		t.Errorf("the log has %q", line)
	}
}

func (w *world) refuses(t *testing.T, name string, got wiretest.Reply, status, wait int, says string) {
	t.Helper()
	said, _ := got.JSON["error"].(string)
	after, _ := strconv.Atoi(got.Header.Get("Retry-After"))
	if got.Status != status || !strings.Contains(said, says) || after > wait || after < wait-30 || (wait > 0) != (after > 0) {
		t.Errorf("%s: %d, after %d, %s", name, got.Status, after, got.Body)
	}
}

// The page of a link names the rule that made it.
func TestLinkOfARule(t *testing.T) {
	w := ready(t, one(t))
	w.saveRule(t)
	w.host.Post(t, w.app("/rule/run"), runOf("r1"))
	page := w.visitor("11").open("/app/links?" + url.Values{"task": {"501"}}.Encode())
	if !strings.Contains(page.text(), "By the rule “Hand over”.") {
		t.Errorf("%s", page.text())
	}
}
