package rest_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/rest"
)

// A trigger answers as asana.com does, and the run has what was sent along.
func TestTriggerRule(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		rule := a.post("/projects/"+w.Project.GID+"/rules", commenting()).ok(201)
		task, run := w.Tasks[0].GID, "/rule_triggers/"+requested(rule)+"/run"
		got := a.post(run, object{"resource": task, "action_data": object{"key": "A-1", "n": 9007199254740993}})
		got.status(200)
		if want := `{"data":{"message":"Successfully saved the payload and ran the rule"}}` + "\n"; got.Raw != want {
			t.Errorf("answered %s", got.Raw)
		}
		a.post(run, object{"resource": task, "action_data": object{}}).status(200) // again is a run again
		runs := a.get("/rules/" + rule["gid"].(string) + "/runs?opt_fields=trigger.kind,caused_by").list()
		if len(runs) != 2 || runs[0]["trigger"].(object)["kind"] != "web_request" || runs[0]["caused_by"].(object)["gid"] != w.Member.GID {
			t.Errorf("runs %v", runs)
		}
		a.post(run, object{"action_data": object{}}).fails(400, "resource: Missing input")
		a.post(run, object{"resource": task}).fails(400, "action_data: Missing input")
		a.post(run, object{"resource": task, "action_data": "x"}).fails(400, "action_data: Value is not a JSON object")
		a.post(run, object{"resource": "12", "action_data": object{}}).fails(404, "task: Unknown object: 12")
		a.post(run, object{"resource": task, "action_data": object{"x": strings.Repeat("x", 16<<10)}}).fails(400, "action_data: Too large")
		elsewhere := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Elsewhere"}).GID
		a.post(run, object{"resource": elsewhere, "action_data": object{}}).fails(400, "task: The task is not in the rule's project.")
		a.post("/rule_triggers/12/run", object{"resource": task, "action_data": object{}}).fails(404, "rule_trigger: Unknown object: 12")
		a.as(w.Outsider).post(run, object{"resource": task, "action_data": object{}}).fails(403, "You do not have access to this rule_trigger.")
		added := a.post("/projects/"+w.Project.GID+"/rules", object{"name": "Added", "triggers": []object{{"kind": "task_added"}},
			"actions": []object{{"kind": "complete"}}}).ok(201)
		a.post("/rule_triggers/"+requested(added)+"/run", object{"resource": task, "action_data": object{}}).
			fails(404, "rule_trigger: Unknown object: "+requested(added))
	})
}

// The secret address is its owner's, needs no token, and tells nothing about tasks.
func TestSecretTrigger(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		rule := a.post("/projects/"+w.Project.GID+"/rules", commenting()).ok(201)
		path := "/rules/" + rule["gid"].(string)
		if strings.Contains(a.get(path).Raw, "/-/triggers/") {
			t.Error("the secret is told without being asked for")
		}
		fields := "?opt_fields=triggers.secret_url"
		if got := a.as(w.Colleague).get(path + fields).Raw; strings.Contains(got, "/-/triggers/") {
			t.Errorf("a colleague is told the secret: %s", got)
		}
		secret := a.get(path + fields).ok(200)["triggers"].([]any)[0].(object)["secret_url"].(string)
		if !strings.HasPrefix(secret, a.base+"/-/triggers/") {
			t.Fatalf("the address is %s", secret)
		}
		stranger := a.asNobody()
		const ran = `{"data":{"message":"Successfully saved the payload and ran the rule"}}` + "\n"
		for _, body := range []object{{"resource": w.Tasks[0].GID, "action_data": object{"a": 1}}, {"resource": w.Tasks[0].GID}} {
			if got := stranger.post(secret, body); got.Status != 200 || got.Raw != ran {
				t.Errorf("answered %d %s", got.Status, got.Raw)
			}
		}
		runs := a.get(path + "/runs?opt_fields=person,caused_by").list()
		if len(runs) != 2 || runs[0]["person"].(object)["gid"] != w.Member.GID {
			t.Errorf("runs %v", runs)
		}
		stranger.post(secret+"x", object{"resource": w.Tasks[0].GID}).fails(404, "No matching route for request")
		stranger.post(a.base+"/-/triggers/", object{"resource": w.Tasks[0].GID}).status(404)
		stranger.get(secret).fails(404, "No matching route for request")
		stranger.post(secret, nil).fails(400, "resource: Missing input")
		hidden, err := w.Platform.CreateTask(t.Context(), w.Owner.Actor, asana.NewTask{Workspace: w.Workspace.GID, Name: "Hers", Private: true})
		check(t, err)
		elsewhere := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Elsewhere"}).GID
		for _, task := range []string{"12", hidden.GID, elsewhere} {
			stranger.post(secret, object{"resource": task}).fails(400,
				"resource: The rule was not started. Either this is no task of its project, or the rule is switched off.")
		}
		renew := "/rule_triggers/" + requested(rule) + "/renew_secret"
		a.as(w.Colleague).post(renew, nil).fails(403, "Only the rule's owner gets its secret address.")
		renewed := a.post(renew+fields, nil).ok(200)["triggers"].([]any)[0].(object)["secret_url"].(string)
		stranger.post(secret, object{"resource": w.Tasks[0].GID}).fails(404, "No matching route for request")
		if got := stranger.post(renewed, object{"resource": w.Tasks[0].GID}); got.Status != 200 {
			t.Errorf("the new address answers %d %s", got.Status, got.Raw)
		}
		a.delete(path).ok(200)
		stranger.post(renewed, object{"resource": w.Tasks[0].GID}).fails(404, "No matching route for request")
	})
}

// Each secret address has as many requests a minute as its owner, whose own it does not use up.
func TestSecretTriggerIsLimited(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		var secrets []string
		for range 2 {
			rule := a.post("/projects/"+w.Project.GID+"/rules?opt_fields=triggers.secret_url", commenting()).ok(201)
			secrets = append(secrets, rule["triggers"].([]any)[0].(object)["secret_url"].(string))
		}
		check(t, w.Platform.SetRequestLimit(t.Context(), w.Owner.Actor, w.Workspace.GID, 3))
		stranger, body := a.asNobody(), object{"resource": w.Tasks[0].GID}
		for range 3 {
			stranger.post(secrets[0], body).status(200)
		}
		if got := stranger.post(secrets[0], body); got.Status != 429 || got.Header.Get("Retry-After") == "" {
			t.Errorf("the fourth: %d %s", got.Status, got.Raw)
		}
		stranger.post(secrets[1], body).status(200)
	})
}

// The secret is in no line of the log, whatever goes wrong.
func TestSecretTriggerIsNotLogged(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, _ api) {
		var written bytes.Buffer
		log := slog.New(slog.NewTextHandler(&written, &slog.HandlerOptions{Level: slog.LevelDebug}))
		h, err := rest.New(rest.Config{Platform: w.Platform, Auth: w.Auth, Hooks: w.Hooks, Host: w.Host, Rules: w.Rules, BaseURL: w.URL, Logger: log})
		check(t, err)
		send := func() {
			t.Helper()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, rest.TriggerPath+"hunter2", strings.NewReader("{}"))
			h.ServeHTTP(httptest.NewRecorder(), r)
		}
		send()
		check(t, w.DB.Close()) // from here on nothing works
		send()
		if text := written.String(); !strings.Contains(text, "level=ERROR") || strings.Contains(text, "hunter2") {
			t.Errorf("logged %s", text)
		}
	})
}
