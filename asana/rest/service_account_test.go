package rest_test

import (
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// A service account is a user like others to programs: it is told of itself, found, assigned to, and acts.
func TestServiceAccountIsAUser(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		service := w.AddService(t, "Nightly backup")
		s, space := a.as(service), "/workspaces/"+w.Workspace.GID
		me := s.get("/users/me").ok(200)
		if me["gid"] != service.GID || me["name"] != "Nightly backup" || me["email"] != "" {
			t.Errorf("me: %v", me)
		}
		if spaces := s.get("/workspaces").list(); len(spaces) != 1 {
			t.Errorf("its workspaces: %v", spaces)
		}
		found := a.get(space + "/typeahead?resource_type=user&query=backup").list()
		if len(found) != 1 || gids(found)[0] != service.GID {
			t.Errorf("typeahead: %v", found)
		}
		task := a.put("/tasks/"+w.Tasks[0].GID, object{"assignee": service.GID}).ok(200)
		if task["assignee"].(object)["name"] != "Nightly backup" {
			t.Errorf("assigned: %v", task["assignee"])
		}
		story := s.post("/tasks/"+w.Tasks[0].GID+"/stories", object{"text": "Backed up."}).ok(201)
		if story["created_by"].(object)["gid"] != service.GID {
			t.Errorf("its comment: %v", story)
		}
		check(t, w.Platform.EditService(t.Context(), w.Owner.Actor, w.Workspace.GID, service.GID, asana.NewService{Name: "Weekly backup"}))
		story = a.get("/stories/" + story["gid"].(string)).ok(200)
		if story["created_by"].(object)["name"] != "Weekly backup" {
			t.Errorf("renamed: %v", story)
		}
	})
}

// It manages people and teams, and what is left of projects it does not belong to.
func TestServiceAccountAdministers(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		for _, s := range []api{a.as(w.AddService(t, "Full")), a.as(w.AddService(t, "SCIM", asana.UserProvisioning))} {
			space, team := "/workspaces/"+w.Workspace.GID, "/teams/"+w.Team.GID
			for _, to := range []string{team + "/addUser", team + "/removeUser", space + "/removeUser", space + "/addUser"} {
				if got := s.post(to, object{"user": w.Colleague.GID}); got.Status != 200 {
					t.Errorf("%s: %d %s", to, got.Status, got.Raw)
				}
			}
			if got := s.post(space+"/removeUser", object{"user": w.Owner.GID}); got.Status != 403 {
				t.Errorf("removes an owner: %d %s", got.Status, got.Raw)
			}
			if got := s.post(space+"/addUser", object{"user": w.Outsider.GID}); got.Status != 403 && got.Status != 404 {
				t.Errorf("adds a stranger: %d %s", got.Status, got.Raw)
			}
		}
		full := a.as(w.AddService(t, "Tidy"))
		if got := full.delete("/projects/" + w.Secret.GID); got.Status != 200 {
			t.Errorf("deletes a project: %d %s", got.Status, got.Raw)
		}
	})
}

// One of limited scope does what it is for and nothing else.
func TestServiceAccountOfLimitedScope(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		space := w.Workspace.GID
		for _, s := range []api{a.as(w.AddService(t, "Exports", asana.Exports)), a.as(w.AddService(t, "SCIM", asana.UserProvisioning))} {
			for _, path := range []string{"/tasks/" + w.Tasks[0].GID, "/projects/" + w.Project.GID, "/tasks?project=" + w.Project.GID,
				"/workspaces/" + space + "/tasks/search", "/workspaces/" + space + "/typeahead?resource_type=task&query=x", "/projects?workspace=" + space} {
				if got := s.get(path); got.Status != 403 {
					t.Errorf("%s: %d %s", path, got.Status, got.Raw)
				}
			}
			if got := s.post("/tasks", object{"workspace": space, "name": "x"}); got.Status != 403 {
				t.Errorf("makes a task: %d %s", got.Status, got.Raw)
			}
			if got := s.post("/batch", object{"actions": []object{{"relative_path": "/tasks/" + w.Tasks[0].GID, "method": "get"}}}); got.Status != 403 {
				t.Errorf("in a batch: %d %s", got.Status, got.Raw)
			}
		}
	})
}

// It reaches its own organization only.
func TestServiceAccountStaysAtHome(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		other := w.AddWorkspace(t, "Elsewhere", w.Outsider)
		s, foreign := a.as(w.AddService(t, "Full")), a.as(w.Outsider)
		task := foreign.post("/tasks", object{"workspace": other.GID, "name": "Foreign", "assignee": "me"}).ok(201)["gid"].(string)
		project := foreign.post("/projects", object{"workspace": other.GID, "name": "Foreign"}).ok(201)["gid"].(string)
		for _, path := range []string{"/tasks/" + task, "/projects/" + project, "/users/" + w.Outsider.GID, "/workspaces/" + other.GID,
			"/workspaces/" + other.GID + "/users", "/events?resource=" + project, "/workspaces/" + other.GID + "/tasks/search"} {
			if got := s.get(path); got.Status != 403 && got.Status != 404 {
				t.Errorf("%s: %d %s", path, got.Status, got.Raw)
			}
		}
		me := s.get("/users/me").ok(200)["gid"]
		got := foreign.post("/workspaces/"+other.GID+"/addUser", object{"user": me})
		if got.Status != 403 && got.Status != 404 {
			t.Errorf("added elsewhere: %d %s", got.Status, got.Raw)
		}
	})
}

// Its token dies with a reset, when it is deauthorized or removed, and rests while the plan has no service accounts.
func TestServiceAccountTokens(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		service := w.AddService(t, "Full")
		status := func() int { return a.as(service).get("/users/me").Status }
		for plan, want := range map[asana.Plan]int{asana.Business: 402, asana.Enterprise: 200} {
			check(t, asana.SetPlan(ctx, w.DB, space, plan))
			waitFor(t, func() bool { return status() == want })
		}
		check(t, asana.SetPlan(ctx, w.DB, space, asana.Enterprise))
		waitFor(t, func() bool { return status() == 200 })
		fresh, err := p.ResetService(ctx, w.Owner.Actor, space, service.GID)
		check(t, err)
		if got := status(); got != 401 {
			t.Errorf("the old token: %d", got)
		}
		service.Token = fresh
		if got := status(); got != 200 {
			t.Errorf("the new token: %d", got)
		}
		check(t, p.RevokeLeaked(ctx, fresh.Reveal()))
		if got := status(); got != 401 {
			t.Errorf("after it leaked: %d", got)
		}
		service.Token, err = p.ResetService(ctx, w.Owner.Actor, space, service.GID)
		check(t, err)
		check(t, p.DeauthorizeService(ctx, w.Owner.Actor, space, service.GID))
		if got := status(); got != 401 {
			t.Errorf("deauthorized: %d", got)
		}
		service.Token, err = p.ResetService(ctx, w.Owner.Actor, space, service.GID)
		check(t, err)
		check(t, p.RemoveService(ctx, w.Owner.Actor, space, service.GID))
		if got := status(); got != 401 {
			t.Errorf("removed: %d", got)
		}
		found := a.get("/workspaces/" + space + "/typeahead?resource_type=user&query=full").list()
		if len(found) != 0 {
			t.Errorf("still found: %v", found)
		}
	})
}

// waitFor waits for what another process's writes bring about within seconds.
func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !done(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain")
		}
	}
}
