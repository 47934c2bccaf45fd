package rest_test

import (
	"strings"
	"testing"
	"time"

	"jirabridge/asana/asanatest"
)

// wait asks for a job until it has ended.
func (a api) wait(job string) map[string]any {
	a.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		got := a.get("/jobs/" + job).ok(200)
		if status := got["status"]; status != "not_started" && status != "in_progress" {
			return got
		}
		if time.Now().After(deadline) {
			a.t.Fatalf("the job does not end: %v", got)
		}
	}
}

func TestDuplicate(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		if err := w.Queue.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = w.Queue.Stop(t.Context()) })
		task := w.Tasks[0].GID
		a.put("/tasks/"+task, object{"notes": "Short.", "assignee": "me", "completed": true}).ok(200)
		a.post("/tasks/"+task+"/subtasks", object{"name": "Headline"}).ok(201)
		got := a.post("/tasks/"+task+"/duplicate", object{"name": "Another", "include": []string{"notes,subtasks", "projects"}})
		made := got.ok(201)
		if made["resource_type"] != "job" || made["resource_subtype"] != "duplicate_task" || made["new_project"] != nil {
			t.Errorf("the job %s", got.Raw)
		}
		if want := w.URL + "/api/1.0/jobs/" + made["gid"].(string); got.Header.Get("Location") != want {
			t.Errorf("location %q, want %q", got.Header.Get("Location"), want)
		}
		if end := a.wait(made["gid"].(string)); end["status"] != "succeeded" {
			t.Errorf("the end %v", end)
		}
		copied := "/tasks/" + made["new_task"].(object)["gid"].(string)
		is := a.get(copied).ok(200)
		if is["name"] != "Another" || is["notes"] != "Short." || is["assignee"] != nil || is["completed"] != false || len(is["projects"].([]any)) != 1 {
			t.Errorf("the copy %v", is)
		}
		if below := a.get(copied + "/subtasks").list(); len(below) != 1 || below[0]["name"] != "Headline" {
			t.Errorf("below the copy %v", below)
		}
		project := a.post("/projects/"+w.Project.GID+"/duplicate", object{"name": "Website 2", "include": "task_notes"}).ok(201)
		if end := a.wait(project["gid"].(string)); end["status"] != "succeeded" || end["new_project"].(object)["name"] != "Website 2" || end["new_task"] != nil {
			t.Errorf("the end %v", end)
		}
		if tasks := a.get("/projects/" + project["new_project"].(object)["gid"].(string) + "/tasks").list(); len(tasks) != 4 {
			t.Errorf("in the copy %v", tasks)
		}
	})
}

func TestDuplicateRefuses(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		task, project := "/tasks/"+w.Tasks[0].GID+"/duplicate", "/projects/"+w.Project.GID+"/duplicate"
		for _, c := range []struct {
			path string
			data object
			want string
		}{
			{task, object{"include": "notes,everything"}, "include: Not a recognized field: everything"},
			{task, object{"include": 7}, "include: Value is not an array"},
			{task, object{"include": strings.Repeat("x,y", 5000)}, "include: Not a recognized field: x"},
			{task, object{"name": []string{"x"}}, "name: Value is not a string"},
			{project, object{}, "name: Missing input"},
			{project, object{"name": "x", "schedule_dates": "soon"}, "schedule_dates: Value is not a JSON object"},
			{project, object{"name": "x", "schedule_dates": object{"due_on": "2030-01-01"}}, "schedule_dates: should_skip_weekends: Missing required field"},
			{project, object{"name": "x", "include": "task_dates", "schedule_dates": object{"should_skip_weekends": false}}, "schedule_dates: You should specify one of start_on, due_on"},
			{project, object{"name": "x", "schedule_dates": object{"should_skip_weekends": true, "due_on": "2030-01-01"}}, "schedule_dates: task_dates must be included"},
		} {
			a.post(c.path, c.data).fails(400, c.want)
		}
		a.as(w.Guest).post(project, object{"name": "x"}).fails(403, "You do not have access to this project.")
		a.post("/projects/4711/duplicate", object{"name": "x"}).fails(404, "project: Unknown object: 4711")
		a.get("/jobs/4711").fails(404, "job: Unknown object: 4711")
		job := a.post(task, object{}).ok(201)["gid"].(string)
		a.as(w.Owner).get("/jobs/"+job).fails(403, "You do not have access to this job.")
		a.through("7", "tasks:write").get("/jobs/" + job).status(403)
		a.through("7", "jobs:read").get("/jobs/" + job).ok(200)
		for range 4 {
			a.post(task, object{}).ok(201)
		}
		got := a.post(task, object{})
		got.fails(429, "You have 5 duplications going on. Wait until one has ended.")
		if got.Header.Get("Retry-After") == "" {
			t.Error("nothing tells when to ask again")
		}
	})
}
