package boottest

import (
	"fmt"
	"net/http"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// TestScripts plays what scripts do with projects as a whole: they say who is in one, make another of it and ask how
// far that is, though the program is stopped on the way.
func TestScripts(t *testing.T) {
	t.Parallel()
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			w := Start(t, Options{Database: database, Connect: "none"})
			s := &checklist{World: w}
			who := w.Role(t, "member", false)
			template := s.template(t, who)
			s.membersByScript(t, who, template)
			s.copyByScript(t, who, template)
		})
	}
}

// sizeOfTemplate is more than the work does at once.
const sizeOfTemplate = 130

// template is a project with tasks, each with one below it.
func (c *checklist) template(t *testing.T, who demo.Person) string {
	t.Helper()
	project := fmt.Sprint(c.data(t, who, http.MethodPost, "/projects", map[string]any{"workspace": c.WorkspaceGID, "name": "Template", "privacy_setting": "private"})["gid"])
	var tasks []string
	for range sizeOfTemplate / 10 {
		for _, made := range c.batch(t, who, 10, func(i int) (string, any) {
			return "/tasks", map[string]any{"projects": []string{project}, "name": fmt.Sprint("Task ", len(tasks)+i), "notes": "How.", "assignee": "me"}
		}) {
			tasks = append(tasks, fmt.Sprint(dig(made, "body.data.gid")))
		}
		last := tasks[len(tasks)-10:]
		c.batch(t, who, 10, func(i int) (string, any) {
			return "/tasks/" + last[i] + "/subtasks", map[string]any{"name": "Check"}
		})
	}
	c.data(t, who, http.MethodPost, "/tasks/"+tasks[1]+"/addDependencies", map[string]any{"dependencies": []string{tasks[0]}})
	return project
}

// batch sends n posts at once.
func (c *checklist) batch(t *testing.T, who demo.Person, n int, post func(i int) (path string, data any)) (results []map[string]any) {
	t.Helper()
	var actions []map[string]any
	for i := range n {
		path, data := post(i)
		actions = append(actions, map[string]any{"relative_path": path, "method": "post", "data": data})
	}
	r := c.API(t, who.Token, http.MethodPost, "/batch", map[string]any{"actions": actions})
	for _, one := range r.JSON(t)["data"].([]any) {
		result := one.(map[string]any)
		if fmt.Sprint(result["status_code"]) != "201" {
			t.Fatalf("in a batch: %v", result)
		}
		results = append(results, result)
	}
	return results
}

// membersByScript lets somebody into a private project, and out again.
func (c *checklist) membersByScript(t *testing.T, who demo.Person, project string) {
	t.Helper()
	other := c.Role(t, "owner", false)
	sees := func() int { return c.API(t, other.Token, http.MethodGet, "/projects/"+project, nil).Status }
	if got := sees(); got != http.StatusForbidden {
		t.Errorf("before: %d", got)
	}
	made := c.data(t, who, http.MethodPost, "/memberships", map[string]any{"parent": project, "member": other.Email, "access_level": "editor"})
	if got := sees(); got != http.StatusOK {
		t.Errorf("as a member: %d", got)
	}
	if all := c.list(t, other, "/memberships?parent="+project); len(all) != 2 {
		t.Errorf("members: %v", all)
	}
	c.data(t, other, http.MethodDelete, "/memberships/"+fmt.Sprint(made["gid"]), nil)
	if got := sees(); got != http.StatusForbidden {
		t.Errorf("after: %d", got)
	}
	c.data(t, who, http.MethodPut, "/users/me", map[string]any{"name": "Renamed by script"})
	if me := c.data(t, who, http.MethodGet, "/users/me", nil); me["name"] != "Renamed by script" {
		t.Errorf("renamed %v", me)
	}
}

// copyByScript duplicates a project and stops the program as soon as that is answered.
func (c *checklist) copyByScript(t *testing.T, who demo.Person, template string) {
	t.Helper()
	job := c.data(t, who, http.MethodPost, "/projects/"+template+"/duplicate", map[string]any{"name": "From template",
		"include":        "task_notes,task_subtasks,task_dependencies,task_dates",
		"schedule_dates": map[string]any{"due_on": "2030-05-06", "should_skip_weekends": true}})
	c.Demo.Stop(t)
	again(t, c.World)
	waitFor(t, "the copy", func() bool {
		now := c.data(t, who, http.MethodGet, "/jobs/"+fmt.Sprint(job["gid"]), nil)
		if now["status"] == "failed" {
			t.Fatalf("the job %v", now)
		}
		return now["status"] == "succeeded"
	})
	made := fmt.Sprint(dig(job, "new_project.gid"))
	tasks := c.list(t, who, "/projects/"+made+"/tasks?opt_fields=name,notes,num_subtasks,assignee")
	if len(tasks) != sizeOfTemplate {
		t.Fatalf("%d tasks", len(tasks))
	}
	for i, task := range tasks {
		if task["name"] != fmt.Sprint("Task ", i) || task["notes"] != "How." || fmt.Sprint(task["num_subtasks"]) != "1" || task["assignee"] != nil {
			t.Errorf("task %d: %v", i, task)
		}
	}
	if waits := c.list(t, who, "/tasks/"+fmt.Sprint(tasks[1]["gid"])+"/dependencies"); len(waits) != 1 || waits[0]["gid"] != tasks[0]["gid"] {
		t.Errorf("the second waits for %v", waits)
	}
	if old := c.list(t, who, "/projects/"+template+"/tasks"); len(old) != sizeOfTemplate {
		t.Errorf("the template has %d tasks", len(old))
	}
}
