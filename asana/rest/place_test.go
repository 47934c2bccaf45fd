package rest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// Sections stand where they were put, and the last one stays.
func TestSectionsInOrder(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		sections := "/projects/" + w.Project.GID + "/sections"
		first := gids(a.get(sections).list())[0]
		doing := a.post(sections, object{"name": "Doing"}).ok(201)["gid"].(string)
		done := a.post(sections, object{"name": "Done", "insert_before": doing}).ok(201)["gid"].(string)
		top := a.post(sections, object{"name": "Top", "insert_after": nil}).ok(201)["gid"].(string)
		want := func(order ...string) {
			t.Helper()
			if got := gids(a.get(sections).list()); !cmp.Equal(got, order) {
				t.Errorf("order %v, want %v", got, order)
			}
		}
		want(top, first, done, doing)
		a.post(sections+"/insert", object{"section": top, "after_section": done}).ok(200)
		want(first, done, top, doing)
		a.post(sections+"/insert", object{"section": top, "after_section": done, "before_section": first}).
			fails(400, "You may only provide one of insert_before or insert_after!")
		a.post(sections+"/insert", object{"section": top, "after_section": "12"}).fails(404, "section: Unknown object: 12")
		a.delete("/sections/"+first).fails(400, "section: Only empty sections can be deleted")
		a.put("/sections/"+top, object{"name": " "}).fails(400, "name: Missing input")
		for _, gid := range []string{done, top, doing} {
			a.delete("/sections/" + gid).ok(200)
		}
		for _, task := range w.Tasks {
			a.delete("/tasks/" + task.GID).ok(200)
		}
		a.delete("/sections/"+first).fails(400, "section: The last section of a project cannot be deleted")
	})
}

// A task goes where it is put: section, top, before and after others; out of a project; back in.
func TestTasksInPlace(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		project := w.Project.GID
		one, two, three := w.Tasks[0].GID, w.Tasks[1].GID, w.Tasks[2].GID
		section := a.post("/projects/"+project+"/sections", object{"name": "Doing"}).ok(201)["gid"].(string)
		want := func(path string, order ...string) {
			t.Helper()
			if got := gids(a.get(path).list()); !cmp.Equal(got, order) {
				t.Errorf("%s: %v, want %v", path, got, order)
			}
		}
		place := func(task string, data object) {
			t.Helper()
			data["project"] = project
			a.post("/tasks/"+task+"/addProject", data).ok(200)
		}
		all := "/projects/" + project + "/tasks"
		place(three, object{"insert_before": one})
		want(all, three, one, two)
		place(three, object{"insert_after": one})
		want(all, one, three, two)
		place(two, object{"insert_after": nil})
		want(all, two, one, three)
		place(two, object{}) // is there already
		want(all, two, one, three)
		place(one, object{"section": section})
		a.post("/sections/"+section+"/addTask", object{"task": three}).ok(200)
		want("/sections/"+section+"/tasks", three, one)
		a.post("/tasks/"+one+"/addProject", object{"project": project, "insert_after": two, "section": section}).
			fails(400, "The task to insert at is not in the project or section")
		a.post("/tasks/"+one+"/addProject", object{"project": w.Secret.GID, "section": section}).
			fails(400, "section: The section is not in the project")
		a.post("/tasks/"+one+"/removeProject", object{"project": project}).ok(200)
		want(all, two, three)
		if got := a.get("/tasks/" + one).ok(200)["memberships"].([]any); len(got) != 0 {
			t.Errorf("the task is still in %v", got)
		}
		a.as(w.Outsider).post("/tasks/"+one+"/addProject", object{"project": project}).fails(403, "You do not have access to this task.")
		a.as(w.Colleague).post("/tasks/"+two+"/addProject", object{"project": w.Secret.GID}).fails(403, "You do not have access to this project.")
	})
}

// No task comes to be below itself, and no tree too deep.
func TestParents(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		chain := []string{w.Tasks[0].GID}
		for range 4 {
			chain = append(chain, a.post("/tasks/"+chain[len(chain)-1]+"/subtasks", object{"name": "x"}).ok(201)["gid"].(string))
		}
		a.post("/tasks/"+chain[0]+"/setParent", object{"parent": chain[0]}).fails(400, "parent: A task cannot be below itself")
		a.post("/tasks/"+chain[0]+"/setParent", object{"parent": chain[3]}).fails(400, "parent: A task cannot be below itself")
		a.post("/tasks/"+w.Tasks[1].GID+"/subtasks", object{"name": "y"}).ok(201)
		a.post("/tasks/"+w.Tasks[1].GID+"/setParent", object{"parent": chain[4]}).fails(400, "parent: Subtasks may be at most 5 levels deep")
		a.post("/tasks/"+w.Tasks[1].GID+"/setParent", object{}).fails(400, "parent: Missing input")
		got := a.post("/tasks/"+w.Tasks[1].GID+"/setParent", object{"parent": chain[1]}).ok(200)
		if got["parent"].(map[string]any)["gid"] != chain[1] {
			t.Errorf("parent %v", got["parent"])
		}
		a.post("/tasks/"+w.Tasks[1].GID+"/setParent", object{"parent": nil}).ok(200)
	})
}

func TestDependenciesMakeNoCircle(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		one, two, three := w.Tasks[0].GID, w.Tasks[1].GID, w.Tasks[2].GID
		a.post("/tasks/"+one+"/addDependencies", object{"dependencies": []string{two}}).ok(200)
		a.post("/tasks/"+two+"/addDependencies", object{"dependencies": []string{three}}).ok(200)
		circle := a.post("/tasks/"+three+"/addDependencies", object{"dependencies": []string{one}})
		circle.fails(400, "dependencies: A task cannot wait for itself")
		hidden := w.AddTask(t, asana.NewTask{Workspace: w.Workspace.GID, Name: "Mine", Private: true}).GID
		a.as(w.Colleague).post("/tasks/"+one+"/addDependents", object{"dependents": []string{w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}}).GID, hidden}}).
			fails(403, "You do not have access to this task.")
		if got := a.get("/tasks/" + one + "/dependents").list(); len(got) != 0 {
			t.Errorf("half of a refused request was done: %v", got)
		}
		a.post("/tasks/"+one+"/addDependencies", object{"dependencies": []string{hidden}}).ok(200)
		if got := gids(a.as(w.Colleague).get("/tasks/" + one + "/dependencies").list()); !cmp.Equal(got, []string{two}) {
			t.Errorf("a colleague sees %v, want only %s", got, two)
		}
		for _, path := range []string{"/tasks/" + one + "?", "/tasks?project=" + w.Project.GID + "&"} {
			got := a.as(w.Colleague).get(path + "opt_fields=dependencies.name,dependents").Raw
			if !strings.Contains(got, `"dependencies":[{"gid":"`+two+`","name":"Choose pictures"}]`) || strings.Contains(got, hidden) {
				t.Errorf("as fields of the task: %s", got)
			}
		}
		if got := a.get("/tasks/" + two + "?opt_fields=dependents").ok(200)["dependents"]; len(got.([]any)) != 1 {
			t.Errorf("dependents %v", got)
		}
	})
}

// Only authors change and delete comments; everybody pins.
func TestComments(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		story := "/stories/" + a.post("/tasks/"+w.Tasks[0].GID+"/stories", object{"text": "Draft"}).ok(201)["gid"].(string)
		other := a.as(w.Colleague)
		other.put(story, object{"text": "Mine now"}).fails(403, "Only the author may change or delete a comment.")
		other.delete(story).fails(403, "Only the author may change or delete a comment.")
		if got := other.put(story, object{"is_pinned": true}).ok(200); got["is_pinned"] != true || got["is_edited"] != false {
			t.Errorf("pinned: %v", got)
		}
		a.put(story, object{"text": "a", "html_text": "<body>b</body>"}).fails(400, "You may only provide one of text or html_text!")
		if got := a.put(story, object{"text": "First"}).ok(200); got["text"] != "First" || got["is_edited"] != true {
			t.Errorf("edited: %v", got)
		}
		a.as(w.Outsider).get(story).fails(403, "You do not have access to this story.")
		a.delete(story).ok(200)
		a.get(story).fails(404, "story: Unknown object: "+strings.TrimPrefix(story, "/stories/"))
	})
}

// What is only in a deleted project and nobody's goes with it.
func TestDeletedProject(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		other := w.AddProject(t, "Other", false).GID
		a.put("/tasks/"+w.Tasks[0].GID, object{"assignee": "me"}).ok(200)
		a.post("/tasks/"+w.Tasks[1].GID+"/addProject", object{"project": other}).ok(200)
		a.as(w.Guest).delete("/projects/"+w.Project.GID).fails(403, "You do not have access to this project.")
		a.delete("/projects/" + w.Project.GID).ok(200)
		a.get("/projects/"+w.Project.GID).fails(404, "project: Unknown object: "+w.Project.GID)
		a.get("/tasks/" + w.Tasks[0].GID).ok(200)
		a.get("/tasks/" + w.Tasks[1].GID).ok(200)
		a.get("/tasks/"+w.Tasks[2].GID).fails(404, "task: Unknown object: "+w.Tasks[2].GID)
	})
}

// A request with one bad part changes nothing.
func TestNothingIsHalfDone(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		space := w.Workspace.GID
		a.post("/projects", object{"workspace": space, "name": "Half", "members": []string{w.Colleague.GID, w.Outsider.GID}}).
			fails(400, "members: Not a user in Workspace: "+w.Outsider.GID)
		a.post("/projects/"+w.Project.GID+"/addMembers", object{"members": []string{w.Colleague.GID, w.Outsider.GID}}).
			fails(400, "members: Not a user in Workspace: "+w.Outsider.GID)
		a.post("/tasks/"+w.Tasks[0].GID+"/addFollowers", object{"followers": []string{w.Colleague.GID, w.Outsider.GID}}).
			fails(400, "followers: Not a user in Workspace: "+w.Outsider.GID)
		if got := a.get("/workspaces/" + space + "/projects").names(); got != "Website, Merger" {
			t.Errorf("projects %s", got)
		}
		if got := len(a.get("/projects/" + w.Project.GID + "/project_memberships").list()); got != 2 {
			t.Errorf("%d members, want 2", got)
		}
		if got := len(a.get("/tasks/" + w.Tasks[0].GID).ok(200)["followers"].([]any)); got != 1 {
			t.Errorf("%d followers, want 1", got)
		}
	})
}
