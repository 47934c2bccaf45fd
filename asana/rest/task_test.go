package rest_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func TestTaskLifecycle(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		made := a.post("/tasks", map[string]any{
			"projects": []string{w.Project.GID}, "name": "Ship it", "html_notes": "<body>By <strong>boat</strong></body>",
			"assignee": "me", "due_on": "2030-05-06", "followers": []string{w.Colleague.Email},
		})
		task := made.ok(201)
		gid := task["gid"].(string)
		if got, want := made.Header.Get("Location"), w.URL+"/api/1.0/tasks/"+gid; got != want {
			t.Errorf("Location %s, want %s", got, want)
		}
		if task["notes"] != "By boat" || task["due_on"] != "2030-05-06" || task["completed"] != false {
			t.Errorf("task = %v", task)
		}
		changed := a.put("/tasks/"+gid, map[string]any{"completed": true, "name": "Shipped", "assignee": nil}).ok(200)
		if changed["completed"] != true || changed["completed_at"] == nil || changed["assignee"] != nil || changed["notes"] != "By boat" {
			t.Errorf("changed = %v", changed)
		}
		if got := a.delete("/tasks/" + gid).ok(200); len(got) != 0 {
			t.Errorf("deleting answered %v, want {}", got)
		}
		a.get("/tasks/"+gid).fails(404, "task: Unknown object: "+gid)
	})
}

// Official clients read these names without asking whether they are there.
func TestFullTaskHasTheNamesClientsRead(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		task := a.get("/tasks/" + w.Tasks[0].GID).ok(200)
		for _, name := range strings.Fields(`gid resource_type resource_subtype name notes completed completed_at created_at modified_at
			due_on due_at start_on start_at assignee assignee_status hearted hearts num_hearts liked likes num_likes memberships projects
			parent tags workspace permalink_url followers custom_fields actual_time_minutes`) {
			if _, ok := task[name]; !ok {
				t.Errorf("%s is missing", name)
			}
		}
		for _, name := range []string{"html_notes", "num_subtasks", "created_by", "dependencies"} {
			if _, ok := task[name]; ok {
				t.Errorf("%s is there without being asked for", name)
			}
		}
		place := task["memberships"].([]any)[0].(map[string]any)
		if place["project"].(map[string]any)["gid"] != w.Project.GID || place["section"].(map[string]any)["name"] != "Untitled section" {
			t.Errorf("membership = %v", place)
		}
	})
}

func TestOptFields(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		task := "/tasks/" + w.Tasks[0].GID
		me := map[string]any{"gid": w.Member.GID, "email": w.Member.Email}
		for _, c := range []struct {
			fields string
			want   map[string]any
		}{
			{"name", map[string]any{"name": w.Tasks[0].Name}},
			{" name , this.completed", map[string]any{"name": w.Tasks[0].Name, "completed": false}},
			{"created_by.email", map[string]any{"created_by": me}},
			{"(created_by|followers).email", map[string]any{"created_by": me, "followers": []any{me}}},
			{"(created_by.email|name)", map[string]any{"created_by": me, "name": w.Tasks[0].Name}},
			{"workspace", map[string]any{"workspace": map[string]any{"gid": w.Workspace.GID, "resource_type": "workspace"}}},
			{"memberships.project.notes", map[string]any{"memberships": []any{
				map[string]any{"project": map[string]any{"gid": w.Project.GID, "notes": ""}}}}},
			{"html_notes,nonsense,assignee.nonsense", map[string]any{"html_notes": "<body></body>", "assignee": nil}},
		} {
			c.want["gid"] = w.Tasks[0].GID
			got := a.get(task + "?opt_fields=" + url.QueryEscape(c.fields)).ok(200)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("opt_fields=%s (-want +got)\n%s", c.fields, diff)
			}
		}
		byBody := a.sendJSON("PUT", task, map[string]any{"data": map[string]any{}, "options": map[string]any{"fields": []string{"name"}}}).ok(200)
		if diff := cmp.Diff(map[string]bool{"gid": true, "name": true}, keys(byBody)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestListsAreCompact(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		for path, want := range map[string]string{
			"/tasks?project=" + w.Project.GID: "gid resource_type name resource_subtype",
			"/workspaces":                     "gid resource_type name",
			"/projects":                       "gid resource_type name",
			"/projects/" + w.Project.GID + "/sections":     "gid resource_type name",
			"/users/me/workspace_memberships":              "gid resource_type user workspace",
			"/workspaces/" + w.Workspace.GID + "/projects": "gid resource_type name",
		} {
			got := a.get(path)
			wanted := map[string]bool{}
			for _, name := range strings.Fields(want) {
				wanted[name] = true
			}
			if diff := cmp.Diff(wanted, keys(got.list()[0])); diff != "" {
				t.Errorf("%s (-want +got)\n%s", path, diff)
			}
			if _, ok := got.Body["next_page"]; ok {
				t.Errorf("%s has next_page without a limit", path)
			}
		}
	})
}

func TestPages(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		var want []string
		for _, task := range w.Tasks {
			want = append(want, task.GID)
		}
		for _, path := range []string{"/tasks?limit=2&opt_fields=name&project=" + w.Project.GID, "/projects/" + w.Project.GID + "/tasks?limit=1&opt_fields=name"} {
			var got []string
			for path != "" {
				page := a.get(path)
				got = append(got, gids(page.list())...)
				next, ok := page.Body["next_page"]
				if !ok {
					t.Fatalf("no next_page: %s", page.Raw)
				}
				path = ""
				if next != nil {
					path = next.(map[string]any)["uri"].(string)
					if !strings.HasPrefix(path, w.URL+"/api/1.0/") || !strings.Contains(path, "opt_fields=name") {
						t.Errorf("uri = %s", path)
					}
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		a.get("/tasks?project="+w.Project.GID+"&limit=1&offset=nonsense").fails(400, "offset: Your pagination token is invalid.")
		a.get("/projects?limit=1&offset=nonsense").fails(400, "offset: Your pagination token is invalid.")
		for _, limit := range []string{"0", "101", "ten"} {
			a.get("/projects?limit=" + limit).status(400)
		}
	})
}

func TestProjectPagesInMemory(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		first := a.get("/projects?limit=1")
		next := first.Body["next_page"].(map[string]any)["uri"].(string)
		second := a.get(next)
		if second.Body["next_page"] != nil {
			t.Errorf("next_page = %v, want null", second.Body["next_page"])
		}
		got := append(gids(first.list()), gids(second.list())...)
		if diff := cmp.Diff([]string{w.Project.GID, w.Secret.GID}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTaskErrors(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		project := []string{w.Project.GID}
		for _, c := range []struct {
			data map[string]any
			want string
		}{
			{map[string]any{"name": "x"}, "You should specify one of workspace, parent, projects"},
			{map[string]any{"projects": []string{"1234567890123456"}}, "projects: [0]: Unknown object: 1234567890123456"},
			{map[string]any{"projects": []string{"abc"}}, "projects: [0]: Not a recognized ID: abc"},
			{map[string]any{"projects": []int{5}}, "projects: [0]: Not a valid GID type: number"},
			{map[string]any{"parent": "1234567890123456"}, "parent: Unknown object: 1234567890123456"},
			{map[string]any{"workspace": 5}, "workspace: Not a valid GID type: number"},
			{map[string]any{"projects": project, "due_on": "tomorrow"}, "due_on: Date must be in ISO-8601 (yyyy-mm-dd) format, not: tomorrow"},
			{map[string]any{"projects": project, "assignee": w.Outsider.GID}, "assignee: Not a user in Workspace: " + w.Outsider.GID},
			{map[string]any{"projects": project, "assignee": w.Outsider.Email}, "assignee: Not a user in Workspace: " + w.Outsider.Email},
			{map[string]any{"projects": project, "followers": []string{w.Outsider.Email}}, "followers: [0]: Not a user in Workspace: " + w.Outsider.Email},
			{map[string]any{"projects": project, "assignee": "nobody@example.com"}, "assignee: Not a user in Workspace: nobody@example.com"},
			{map[string]any{"projects": project, "html_notes": "no body"}, "html_notes: XML is invalid: the text must be inside one <body> without attributes"},
			{map[string]any{"projects": project, "custom_fields": "x"}, "custom_fields: Value is not a JSON object: x"},
			{map[string]any{"projects": project, "custom_fields": map[string]string{"77": "x"}}, "Custom field with ID 77 is not on given object"},
			{map[string]any{"projects": project, "completed": "perhaps"}, "completed: Value is not a boolean"},
			{map[string]any{"projects": project, "name": strings.Repeat("x", 1025)}, "name: Too long: at most 1024 characters are allowed"},
			{map[string]any{"memberships": []any{map[string]any{}}}, "memberships: [0]: project: Missing required field"},
		} {
			a.post("/tasks", c.data).fails(400, c.want)
		}
		a.put("/tasks/"+w.Tasks[0].GID, map[string]any{"projects": project}).fails(400, "projects: Cannot write this property")
		a.get("/tasks").fails(400, "Must specify exactly one of project, tag, section, user task list, or assignee + workspace")
		a.get("/tasks/abc").fails(404, "task: Not a recognized ID: abc")
	})
}

func TestFormWrites(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		field := w.AddField(t, asana.NewField{Name: "Order", Kind: asana.FieldText})
		form := url.Values{
			"projects": {w.Project.GID}, "name": {"From a form"}, "completed": {"True"},
			"custom_fields[" + field.GID + "]": {"A-17"}, "opt_fields": {"name,completed,custom_fields.display_value"},
		}
		got := a.send("POST", "/tasks", "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).ok(201)
		delete(got, "gid")
		want := map[string]any{"name": "From a form", "completed": true,
			"custom_fields": []any{map[string]any{"gid": field.GID, "display_value": "A-17"}}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPrivateTaskIsLeftOutOfListsAndPagesGoOn(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		for range 3 {
			w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Private", Private: true})
		}
		last := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Last"})
		var got []string
		next := "/tasks?limit=2&project=" + w.Project.GID
		for next != "" {
			page := a.as(w.Colleague).get(next)
			got = append(got, gids(page.list())...)
			next = ""
			if n, ok := page.Body["next_page"].(map[string]any); ok {
				next = n["uri"].(string)
			}
		}
		want := []string{w.Tasks[0].GID, w.Tasks[1].GID, w.Tasks[2].GID, last.GID}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if n := len(a.get("/tasks?project=" + w.Project.GID).list()); n != 7 {
			t.Errorf("the creator sees %d tasks, want 7", n)
		}
	})
}

// A subtask takes its parent from the path, also when nothing stands in its body.
func TestSubtaskWithoutABody(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		path := "/tasks/" + w.Tasks[0].GID + "/subtasks"
		made := []map[string]any{
			a.send("POST", path, "", nil).ok(201),
			a.send("POST", path, "application/json", strings.NewReader(`{"data": null}`)).ok(201),
			a.send("POST", path, "application/x-www-form-urlencoded", nil).ok(201),
		}
		for _, task := range made {
			if parent, ok := task["parent"].(map[string]any); !ok || parent["gid"] != w.Tasks[0].GID {
				t.Errorf("the parent of %v", task)
			}
		}
		answers := a.post("/batch", object{"actions": []object{{"method": "post", "relative_path": path}}}).list()
		if answers[0]["status_code"] != 201.0 {
			t.Errorf("in a batch: %v", answers)
		}
	})
}
