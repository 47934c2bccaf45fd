package rest_test

import (
	"slices"
	"testing"

	"jirabridge/asana/asanatest"
)

// People rename themselves and nobody else.
func TestUpdateUser(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		got := a.put("/users/me", object{"name": " Mia M. "}).ok(200)
		if got["name"] != "Mia M." || got["email"] != w.Member.Email {
			t.Errorf("answered %v", got)
		}
		here := "/workspaces/" + w.Workspace.GID + "/users/"
		a.put(here+w.Member.Email, object{"name": "Mia N."}).ok(200)
		if name := a.as(w.Colleague).get("/users/" + w.Member.GID).ok(200)["name"]; name != "Mia N." {
			t.Errorf("the colleague reads %v", name)
		}
		for _, who := range []asanatest.Person{w.Owner, w.Colleague} {
			a.as(who).put("/users/"+w.Member.GID, object{"name": "x"}).fails(403, "Only the person himself may change a name.")
			a.as(who).put(here+w.Member.GID, object{"name": "x"}).fails(403, "Only the person himself may change a name.")
		}
		a.put("/users/"+w.Outsider.GID, object{"name": "x"}).fails(403, "You do not have access to this user.")
		a.put(here+w.Outsider.GID, object{"name": "x"}).fails(404, "user: Unknown object: "+w.Outsider.GID)
		a.put("/users/me", object{"name": ""}).fails(400, "name: Missing input")
		a.put("/users/me", object{"name": []int{1}}).fails(400, "name: Value is not a string")
		a.put("/users/me", object{"custom_fields": object{"1": "x"}}).fails(400, "custom_fields: Cannot write this property")
		a.through("7", "users:read").put("/users/me", object{"name": "x"}).status(403)
		if name := a.put("/users/me", object{}).ok(200)["name"]; name != "Mia N." {
			t.Errorf("named %v", name)
		}
	})
}

func TestUpdateWorkspace(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		space := "/workspaces/" + w.Workspace.GID
		if got := a.as(w.SuperAdmin).put(space, object{"name": "Works"}).ok(200); got["name"] != "Works" || got["is_organization"] != true {
			t.Errorf("answered %v", got)
		}
		if name := a.get(space).ok(200)["name"]; name != "Works" {
			t.Errorf("named %v", name)
		}
		a.put(space, object{"name": "x"}).fails(403, "Only owners and super admins of the workspace may do this.")
		a.as(w.Outsider).put(space, object{"name": "x"}).fails(403, "You do not have access to this workspace.")
		a.as(w.Owner).put(space, object{"name": " "}).fails(400, "name: Missing input")
		a.as(w.Owner).put("/workspaces/4711", object{"name": "x"}).fails(404, "workspace: Unknown object: 4711")
	})
}

// Who stops following a project stays its member; a new member follows it, and a new follower is a member.
func TestProjectFollowers(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		project := "/projects/" + w.AddProject(t, "Fence", true).GID
		names := func(record object, field string) (list []string) {
			for _, one := range record[field].([]any) {
				list = append(list, one.(object)["name"].(string))
			}
			return list
		}
		a.post(project+"/addMembers", object{"members": w.Colleague.GID}).ok(200)
		after := a.post(project+"/removeFollowers", object{"followers": []string{w.Colleague.Email, w.Guest.GID}}).ok(200)
		if !slices.Contains(names(after, "members"), w.Colleague.Name) || slices.Contains(names(after, "followers"), w.Colleague.Name) {
			t.Errorf("after unfollowing %v", after)
		}
		a.as(w.Colleague).get(project).ok(200)
		after = a.post(project+"/addFollowers", object{"followers": w.Colleague.GID + "," + w.SuperAdmin.GID}).ok(200)
		for _, p := range []asanatest.Person{w.Colleague, w.SuperAdmin} {
			if !slices.Contains(names(after, "members"), p.Name) || !slices.Contains(names(after, "followers"), p.Name) {
				t.Errorf("%s after following: %v", p.Name, after)
			}
		}
		a.as(w.Guest).post(project+"/removeFollowers", object{"followers": "me"}).fails(403, "You do not have access to this project.")
		a.post(project+"/removeFollowers", object{"followers": 7}).fails(400, "followers: Value is not an array")
	})
}
