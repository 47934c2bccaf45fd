package rest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana/asanatest"
)

// withApp is a rule with an app's action.
func withApp(action object) object {
	return object{"name": "Hand over", "triggers": []object{{"kind": "task_added"}}, "actions": []object{action}}
}

// actionOf is the first action of a rule.
func actionOf(rule map[string]any) map[string]any {
	return rule["actions"].([]any)[0].(map[string]any)
}

// The app's form is filled in as a person would: what is watched first, the rest as it is prefilled.
func TestRuleOfAnApp(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		app := startTracker(t, w)
		rules := "/projects/" + w.Project.GID + "/rules"
		action := app.creates(object{"project": "Web shop", "summary": "{{task.name}}"})
		action["app"], action["gid"] = app.ClientID, w.Tasks[0].GID // the gid of something else
		rule := a.post(rules, withApp(action)).ok(201)
		got := actionOf(rule)
		if got["app"] != app.GID || got["gid"] == w.Tasks[0].GID {
			t.Errorf("made %v", got)
		}
		want := object{"project": "p1", "type": "2", "summary": "{{task.name}}"}
		if diff := cmp.Diff(want, got["values"]); diff != "" {
			t.Errorf("values (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, app.keeps(got["gid"].(string))); diff != "" {
			t.Errorf("the app keeps (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"/meta", "/change", "/submit"}, app.seen()); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
		path := "/rules/" + rule["gid"].(string)
		a.put(path, object{"actions": rule["actions"], "name": "Later"}).ok(200)
		if seen := app.seen(); len(seen) != 0 {
			t.Errorf("asked about what did not change: %v", seen)
		}
		changed := object{"gid": got["gid"], "kind": "app", "app": app.GID, "action_type": "create_issue", "values": object{"type": "Bug"}}
		again := actionOf(a.put(path, object{"actions": []object{changed}}).ok(200))
		want["type"] = "1"
		if again["gid"] != got["gid"] || !cmp.Equal(want, again["values"]) || !cmp.Equal(want, app.keeps(got["gid"].(string))) {
			t.Errorf("changed to %v, the app keeps %v", again, app.keeps(got["gid"].(string)))
		}
	})
}

// A text for a field with suggestions means the suggestion of that name.
func TestRuleNamesASuggestion(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		app := startTracker(t, w)
		rules := "/projects/" + w.Project.GID + "/rules"
		for typed, want := range map[string]string{"Ann": "id of Ann", "B": "id of Bo", "id of Bo": "", "An": "", "C": ""} {
			got := a.post(rules, withApp(app.creates(object{"project": "p1", "summary": "x", "who": typed})))
			if want == "" {
				got.status(400)
				continue
			}
			chosen, _ := actionOf(got.ok(201))["values"].(object)["who"].(object)
			if chosen["value"] != want {
				t.Errorf("%s became %v", typed, chosen)
			}
		}
		item := object{"title": "Else", "value": "id of somebody else"}
		got := actionOf(a.post(rules, withApp(app.creates(object{"project": "p1", "summary": "x", "who": item}))).ok(201))["values"].(object)["who"]
		if diff := cmp.Diff(item, got); diff != "" {
			t.Errorf("a suggestion sent whole (-want +got):\n%s", diff)
		}
	})
}

// What the app has against its values stands in the answer, each thing by itself, and no rule is made.
func TestRuleRefusedByItsApp(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		app := startTracker(t, w)
		rules := "/projects/" + w.Project.GID + "/rules"
		a.post(rules, withApp(app.creates(object{"project": "p2"}))).fails(400, "actions[0].values.summary: A summary is needed")
		got := a.post(rules, withApp(app.creates(object{"project": "p2", "color": "red", "age": 3})))
		got.status(400)
		var messages []string
		for _, e := range got.Body["errors"].([]any) {
			messages = append(messages, e.(object)["message"].(string))
		}
		if diff := cmp.Diff([]string{"actions[0].values.age: The app's form has no such field.", "actions[0].values.color: The app's form has no such field."}, messages); diff != "" {
			t.Errorf("errors (-want +got):\n%s", diff)
		}
		a.post(rules, withApp(object{"kind": "app", "app": app.GID, "action_type": "make_coffee"})).
			fails(400, "actions[0].action_type: Not in the project: make_coffee")
		a.post(rules, withApp(app.creates(object{"summary": strings.Repeat("x", 65<<10)}))).fails(400, "actions[0].values: At most 65536 bytes")
		good := app.creates(object{"project": "p1", "summary": "x"})
		form, err := json.Marshal(app.form(nil, ""))
		check(t, err)
		app.seen()
		app.instead("/change", 200, string(form)) // it does not take the project
		a.post(rules, withApp(good)).fails(400, "actions[0].values.summary: The app's form has no such field.")
		if diff := cmp.Diff([]string{"/meta", "/change"}, app.seen()); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
		app.restore("/change")
		app.instead("/submit", 401, `{"error": "Who are you?"}`)
		a.post(rules, withApp(good)).fails(403, "actions[0].app: Sign in with the app first, on the page of the project's rules. Who are you?")
		app.instead("/submit", 403, `{"error": "Not yours"}`)
		a.post(rules, withApp(good)).fails(400, "actions[0].Not yours")
		app.instead("/submit", 500, "")
		a.post(rules, withApp(good)).status(502)
		if got := a.get(rules).list(); len(got) != 0 {
			t.Errorf("rules were made: %v", got)
		}
	})
}

// A change that is refused is no change of what the app keeps either: it would act by that.
func TestRefusedChangeOfAnApp(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		app := startTracker(t, w)
		rule := a.post("/projects/"+w.Project.GID+"/rules", withApp(app.creates(object{"project": "p1", "summary": "x"}))).ok(201)
		action := actionOf(rule)
		changed := object{"gid": action["gid"], "kind": "app", "app": app.GID, "action_type": "create_issue", "values": object{"summary": "y"}}
		a.put("/rules/"+rule["gid"].(string), object{"actions": []object{changed}, "ceiling": -1}).status(400)
		if got := app.keeps(action["gid"].(string))["summary"]; got != "x" {
			t.Errorf("the app keeps %v", got)
		}
	})
}

// What an app does in somebody's name nobody else changes; the app is not asked.
func TestRuleOfAnAppIsItsOwners(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		app := startTracker(t, w)
		rule := a.post("/projects/"+w.Project.GID+"/rules", withApp(app.creates(object{"project": "p1", "summary": "x"}))).ok(201)
		path, action := "/rules/"+rule["gid"].(string), actionOf(rule)
		app.seen()
		other := a.as(w.Colleague)
		changed := object{"gid": action["gid"], "kind": "app", "app": app.GID, "action_type": "create_issue", "values": object{"summary": "y"}}
		other.put(path, object{"actions": []object{changed}}).fails(403, "Only the rule's owner may change what an app does in his name.")
		other.put(path, object{"name": "Mine"}).fails(403, "Only the rule's owner may change what an app does in his name.")
		if seen := app.seen(); len(seen) != 0 {
			t.Errorf("the app was asked: %v", seen)
		}
		if got := app.keeps(action["gid"].(string))["summary"]; got != "x" {
			t.Errorf("the app keeps %v", got)
		}
		other.put(path, object{"enabled": false}).ok(200)
		other.put(path, object{"actions": []object{{"kind": "complete"}}}).ok(200)
	})
}
