package rest_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// A mirror of a project follows it by sync tokens, and is told when it has lost the thread.
func TestEvents(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		path := "/events?resource=" + w.Project.GID
		first := a.get(path)
		first.fails(412, "Sync token invalid or too old. If you are attempting to keep resources in sync, you must fetch "+
			"the full dataset for this query now and use the new sync token for the next sync.")
		sync := first.Body["sync"].(string)
		below := a.post("/tasks/"+w.Tasks[0].GID+"/subtasks", object{"name": "Below"}).ok(201)["gid"]
		hidden := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Hidden", Private: true}).GID
		a.put("/tasks/"+w.Tasks[1].GID, object{"assignee": w.Colleague.GID}).ok(200)
		a.post("/tasks", object{"workspace": w.Workspace.GID, "name": "Elsewhere"}).ok(201)
		got := a.get(path + "&sync=" + sync)
		if told := events(got); told != "added task Below, added task Hidden, changed task Choose pictures assignee="+w.Colleague.GID {
			t.Errorf("told: %s", told)
		}
		moved, last := got.list()[1], got.list()[2]
		if _, has := moved["change"]; has || moved["parent"].(map[string]any)["name"] != w.Project.Name {
			t.Errorf("added: %v", moved)
		}
		if by := last["user"].(map[string]any)["name"]; by != w.Member.Name {
			t.Errorf("done by %v", by)
		}
		if to := last["change"].(map[string]any)["new_value"].(map[string]any)["name"]; to != w.Colleague.Name {
			t.Errorf("assigned to %v", to)
		}
		if again := a.get(path + "&sync=" + sync); events(again) != events(got) {
			t.Errorf("the same token tells %s", events(again))
		}
		if next := a.get(path + "&sync=" + got.Body["sync"].(string)); events(next) != "" {
			t.Errorf("then: %s", events(next))
		}
		a.as(w.Colleague).get(path + "&sync=" + sync).status(412) // the token is Member's
		own := a.as(w.Colleague).get(path).Body["sync"].(string)
		a.put("/tasks/"+hidden, object{"name": "Still hidden"}).ok(200)
		a.put("/tasks/"+below.(string), object{"name": "Under"}).ok(200)
		if told := events(a.as(w.Colleague).get(path + "&sync=" + own)); told != "changed task Under name" {
			t.Errorf("a colleague is told: %s", told)
		}
		a.get("/events?resource=" + w.Tasks[0].GID + "&sync=" + sync).status(412) // and the project's
		a.as(w.Outsider).get(path).fails(403, "You do not have access to this project.")
		a.get("/events?resource=12").fails(404, "resource: Unknown object: 12")
		a.get("/events").fails(400, "resource: Missing input")
		if _, err := w.Platform.ForgetEvents(t.Context(), time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		lost := a.get(path + "&sync=" + sync)
		lost.status(412)
		a.get(path + "&sync=" + lost.Body["sync"].(string)).status(200)
	})
}

// A task that leaves what somebody sees of a project is told of to the last, by its gid alone.
func TestEventsTellWhatLeaves(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		path, colleague := "/events?resource="+w.Project.GID, a.as(w.Colleague)
		sync := colleague.get(path).Body["sync"].(string)
		taken, hidden, yes := w.Tasks[0].GID, w.Tasks[1].GID, true
		a.post("/tasks/"+taken+"/removeProject", object{"project": w.Project.GID}).ok(200)
		if _, err := w.Platform.UpdateTask(t.Context(), w.Member.Actor, hidden, asana.TaskChange{Private: &yes}); err != nil {
			t.Fatal(err)
		}
		a.put("/tasks/"+hidden, object{"name": "Secret by now"}).ok(200)
		colleague.get("/tasks/" + taken).status(403)
		got := colleague.get(path + "&sync=" + sync)
		if told := events(got); told != "removed task , changed task  is_private" {
			t.Errorf("told: %s", told)
		}
		if list := got.list(); len(list) != 2 || list[0]["resource"].(map[string]any)["gid"] != taken || list[1]["resource"].(map[string]any)["gid"] != hidden {
			t.Errorf("told: %v", list)
		}
	})
}

// More than a hundred events come in portions that lose none.
func TestManyEvents(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		path := "/events?resource=" + w.Project.GID
		sync := a.get(path).Body["sync"].(string)
		for range 120 {
			w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "x"})
		}
		one := a.get(path + "&sync=" + sync)
		two := a.get(path + "&sync=" + one.Body["sync"].(string))
		if len(one.list()) != 100 || one.Body["has_more"] != true || len(two.list()) != 20 || two.Body["has_more"] != false {
			t.Errorf("%d and %d events, %v %v", len(one.list()), len(two.list()), one.Body["has_more"], two.Body["has_more"])
		}
	})
}

// events are what an answer tells, in short.
func events(got answer) string {
	got.t.Helper()
	var told []string
	for _, e := range got.list() {
		resource := e["resource"].(map[string]any)
		name, _ := resource["name"].(string)
		text := e["action"].(string) + " " + e["type"].(string) + " " + name
		if change, ok := e["change"].(map[string]any); ok {
			text += " " + change["field"].(string)
			if v, ok := change["new_value"].(map[string]any); ok {
				text += "=" + v["gid"].(string)
			}
		}
		told = append(told, text)
	}
	return strings.Join(told, ", ")
}

// An offset works on the list and for the person it was given for, and cannot be made up.
// Each action of a batch counts as a request, the batch itself does not; one that does not fit does nothing.
func TestBatchCountsItsActions(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		if err := w.Platform.SetRequestLimit(t.Context(), w.Owner.Actor, w.Workspace.GID, 30); err != nil {
			t.Fatal(err)
		}
		send := func(n int) answer {
			actions := make([]object, n)
			for i := range actions {
				actions[i] = object{"relative_path": "/tasks", "method": "post", "data": object{"workspace": w.Workspace.GID, "name": "Batched"}}
			}
			return a.post("/batch", object{"actions": actions})
		}
		send(10).status(200)
		send(9).status(200)
		send(8).status(200)
		if got := send(4); got.Status != 429 || got.Header.Get("Retry-After") == "" {
			t.Errorf("four with room for three: %d %s", got.Status, got.Raw)
		}
		if n := len(a.get("/workspaces/" + w.Workspace.GID + "/tasks/search?text=batched&limit=100").list()); n != 27 {
			t.Errorf("%d tasks, not 27", n)
		}
	})
}

func TestForgedOffsets(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		path := "/projects/" + w.Project.GID + "/tasks?limit=1"
		next := a.get(path).Body["next_page"].(map[string]any)["offset"].(string)
		a.get(path + "&offset=" + next).status(200)
		const invalid = "offset: Your pagination token is invalid."
		for _, forged := range []string{next[:len(next)-2], next + "AA", "MSAxIDEyMzQ", "eyJ0eXAiOiJKV1QifQ", url.QueryEscape("\x00"), strings.Repeat("A", 5000)} {
			a.get(path+"&offset="+forged).fails(400, invalid)
		}
		a.get("/projects?limit=1&offset="+next).fails(400, invalid)
		a.as(w.Colleague).get(path+"&offset="+next).fails(400, invalid)
	})
}

func TestBatch(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		got := a.post("/batch", object{"actions": []object{
			{"relative_path": "/users/me", "method": "get", "options": object{"fields": []string{"email"}}},
			{"relative_path": "/projects/" + w.Project.GID + "/tasks", "method": "GET", "options": object{"limit": 2}},
			{"relative_path": "/tasks", "method": "post", "data": object{"workspace": w.Workspace.GID, "name": "Batched"}},
			{"relative_path": "/tasks/12", "method": "delete"},
			{"relative_path": "/batch", "method": "post", "data": object{"actions": []object{}}},
			{"relative_path": "/x/../batch", "method": "post"},
			{"relative_path": "/attachments", "method": "post"},
			{"relative_path": "https://example.com/tasks", "method": "get"},
			{"relative_path": "/nonsense", "method": "get"},
			{"relative_path": "/tasks", "method": "b\nad"},
		}}).list()
		for i, want := range []float64{200, 200, 201, 404, 400, 400, 400, 400, 404, 400} {
			if got[i]["status_code"] != want {
				t.Errorf("action %d: %v", i, got[i])
			}
		}
		body := got[0]["body"].(map[string]any)["data"].(map[string]any)
		if body["email"] != w.Member.Email || body["name"] != nil {
			t.Errorf("me = %v", body)
		}
		if tasks := got[1]["body"].(map[string]any); len(tasks["data"].([]any)) != 2 || tasks["next_page"] == nil {
			t.Errorf("tasks = %v", tasks)
		}
		if !strings.Contains(got[2]["headers"].(map[string]any)["location"].(string), "/tasks/") {
			t.Errorf("headers %v", got[2]["headers"])
		}
		a.post("/batch", object{}).fails(400, "actions: Missing input")
		a.post("/batch", object{"actions": []int{1}}).fails(400, "actions: [0]: Value is not a JSON object")
		a.post("/batch", object{"actions": make([]object, 11)}).status(400)
		a.token = "2/1/1:unknown"
		a.post("/batch", object{"actions": []object{{"relative_path": "/users/me", "method": "get"}}}).status(401)
	})
}
