package rest_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"jirabridge/asana/asanatest"
)

// A member of a project is added, read, and removed over /memberships; the older operations tell the same.
func TestMemberships(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		project := w.AddProject(t, "Fence", true).GID
		a.as(w.Colleague).get("/projects/"+project).fails(403, "You do not have access to this project.")
		got := a.post("/memberships", object{"parent": project, "member": w.Colleague.Email})
		made := got.ok(201)
		gid := made["gid"].(string)
		if made["resource_type"] != "membership" || made["resource_subtype"] != "project_membership" || made["access_level"] != "editor" {
			t.Errorf("made %s", got.Raw)
		}
		if want := a.base + "/api/1.0/memberships/" + gid; got.Header.Get("Location") != want {
			t.Errorf("location %q, want %q", got.Header.Get("Location"), want)
		}
		if again := a.post("/memberships", object{"parent": project, "member": w.Colleague.GID}).ok(201); again["gid"] != gid {
			t.Errorf("twice made %v", again)
		}
		if seen := a.as(w.Colleague).get("/memberships/" + gid).ok(200); seen["member"].(object)["name"] != w.Colleague.Name {
			t.Errorf("read %v", seen)
		}
		if all := gids(a.get("/memberships?parent=" + project).list()); len(all) != 3 { // the owner is in it, too
			t.Errorf("members %v", all)
		}
		if mine := gids(a.get("/memberships?parent=" + project + "&member=" + w.Colleague.Email).list()); len(mine) != 1 || mine[0] != gid {
			t.Errorf("the colleague's %v", mine)
		}
		if old := gids(a.get("/projects/" + project + "/project_memberships?user=" + w.Colleague.GID).list()); len(old) != 1 || old[0] != gid {
			t.Errorf("as a project membership %v", old)
		}
		a.put("/memberships/"+gid, object{"access_level": "editor"}).ok(200)
		a.delete("/memberships/" + gid).ok(200)
		a.delete("/memberships/"+gid).fails(404, "membership: Unknown object: "+gid)
		a.as(w.Colleague).get("/memberships/"+gid).fails(403, "You do not have access to this membership.")
	})
}

func TestMembershipsRefuse(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		project, elsewhere := w.Project.GID, w.Outsider
		secret := w.Secret.GID + w.Member.GID
		for _, c := range []struct {
			data object
			want string
		}{
			{object{"member": w.Colleague.GID}, "parent: Missing input"},
			{object{"parent": project}, "member: Missing input"},
			{object{"parent": 12, "member": "me"}, "parent: Not a valid GID type: number"},
			{object{"parent": project, "member": []string{"me"}}, "member: Not a valid GID type: array"},
			{object{"parent": "4711", "member": "me"}, "parent: Unknown object: 4711"},
			{object{"parent": w.Tasks[0].GID, "member": "me"}, "parent: Unknown object: " + w.Tasks[0].GID},
			{object{"parent": project, "member": "4711"}, "member: Not a user in Workspace: 4711"},
			{object{"parent": project, "member": elsewhere.GID}, "member: Not a user in Workspace: " + elsewhere.GID},
			{object{"parent": project, "member": elsewhere.Email}, "member: Not a user in Workspace: " + elsewhere.Email},
			{object{"parent": project, "member": w.Team.GID}, "member: A team cannot be a member here, only its people can"},
			{object{"parent": project, "member": "me", "access_level": "commenter"}, "access_level: Must be editor, not: commenter"},
			{object{"parent": project, "member": "me", "role": "admin"}, "access_level: Must be editor, not: admin"},
		} {
			a.post("/memberships", c.data).fails(400, c.want)
		}
		a.as(w.Guest).post("/memberships", object{"parent": project, "member": "me"}).fails(403, "You do not have access to this project.")
		a.as(w.Colleague).get("/memberships/"+secret).fails(403, "You do not have access to this membership.")
		a.as(w.Colleague).delete("/memberships/"+secret).fails(403, "You do not have access to this membership.")
		a.put("/memberships/"+project+w.Member.GID, object{"access_level": "viewer"}).fails(400, "access_level: Must be editor, not: viewer")
		a.get("/memberships").fails(400, "You should specify parent, or member and resource_subtype")
		a.get("/memberships?parent="+project+"&resource_subtype=goal_membership").fails(400, "resource_subtype: Must be project_membership, not: goal_membership")
		a.get("/memberships?parent=4711").fails(404, "parent: Unknown object: 4711")
		a.get("/memberships/4711").fails(404, "membership: Unknown object: 4711")
		a.get("/memberships/12x").fails(404, "membership: Not a recognized ID: 12x")
		if of := a.get("/memberships?resource_subtype=project_membership&member=" + w.Team.GID).list(); len(of) != 0 {
			t.Errorf("the team is a member of %v", of)
		}
	})
}

// Of those who leave a private project at once one stays, so that somebody sees it.
func TestTheLastMembersDoNotLeaveAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		for range 5 { // they do not always meet
			project := w.AddProject(t, "Fence", true).GID
			everybody := []asanatest.Person{w.Member, w.Owner, w.Colleague, w.SuperAdmin}
			for _, p := range everybody[2:] {
				a.post("/memberships", object{"parent": project, "member": p.GID}).ok(201)
			}
			var all sync.WaitGroup
			var stay atomic.Int32
			for _, p := range everybody {
				all.Go(func() {
					if a.as(p).delete("/memberships/"+project+p.GID).Status != 200 {
						stay.Add(1)
					}
				})
			}
			all.Wait()
			if stay.Load() != 1 {
				t.Errorf("%d stay", stay.Load())
			}
		}
	})
}

func TestTeamMemberships(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		team := a.post("/teams", object{"organization": w.Workspace.GID, "name": "Night shift"}).ok(201)["gid"].(string)
		made := a.post("/teams/"+team+"/addUser", object{"user": w.Colleague.GID}).ok(200)["gid"].(string)
		one := a.get("/team_memberships/" + made).ok(200)
		if one["user"].(object)["gid"] != w.Colleague.GID || one["team"].(object)["gid"] != team {
			t.Errorf("read %v", one)
		}
		for path, want := range map[string]int{
			"/team_memberships?team=" + team:                                                        2,
			"/team_memberships?team=" + team + "&user=" + w.Colleague.Email:                         1,
			"/team_memberships?user=me&workspace=" + w.Workspace.GID:                                1,
			"/teams/" + team + "/team_memberships":                                                  2,
			"/users/" + w.Colleague.GID + "/team_memberships?workspace=" + w.Workspace.GID:          1,
			"/users/" + w.SuperAdmin.GID + "/team_memberships?limit=1&workspace=" + w.Workspace.GID: 0,
		} {
			if got := a.get(path).list(); len(got) != want {
				t.Errorf("%s: %v", path, got)
			}
		}
		a.get("/team_memberships").fails(400, "You should specify team, or user and workspace")
		a.get("/team_memberships?user=me").fails(400, "You should specify team, or user and workspace")
		a.get("/users/me/team_memberships").fails(400, "workspace: Missing input")
		a.get("/team_memberships?team=4711").fails(404, "team: Unknown object: 4711")
		a.as(w.Guest).get("/team_memberships/"+made).fails(403, "You do not have access to this team_membership.")
		a.as(w.Outsider).get("/teams/"+team+"/team_memberships").fails(403, "You do not have access to this team.")
		none := team + w.Owner.GID
		a.get("/team_memberships/"+none).fails(404, "team_membership: Unknown object: "+none)
	})
}

// The old names of status updates tell of the same status updates.
func TestProjectStatuses(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		statuses := "/projects/" + w.Project.GID + "/project_statuses"
		got := a.post(statuses, object{"title": "Week 1", "text": "Late.", "color": "red"})
		made := got.ok(201)
		gid := made["gid"].(string)
		if made["color"] != "red" || made["resource_type"] != "project_status" || made["text"] != "Late." {
			t.Errorf("made %s", got.Raw)
		}
		if want := a.base + "/api/1.0/project_statuses/" + gid; got.Header.Get("Location") != want {
			t.Errorf("location %q, want %q", got.Header.Get("Location"), want)
		}
		if update := a.get("/status_updates/" + gid).ok(200); update["status_type"] != "off_track" {
			t.Errorf("as a status update %v", update)
		}
		a.post("/status_updates", object{"parent": w.Project.GID, "text": "Well.", "status_type": "complete"}).ok(201)
		list := a.get(statuses + "?opt_fields=color").list()
		if len(list) != 2 || list[0]["color"] != "complete" || list[1]["gid"] != gid {
			t.Errorf("listed %v", list)
		}
		a.post(statuses, object{"text": "x", "color": "pink"}).fails(400, "color: Must be green, yellow, red, blue or complete, not: pink")
		a.post(statuses, object{"color": "red"}).fails(400, "text: Missing input")
		a.as(w.Guest).get("/project_statuses/"+gid).fails(403, "You do not have access to this project_status.")
		a.delete("/project_statuses/" + gid).ok(200)
		a.get("/project_statuses/"+gid).fails(404, "project_status: Unknown object: "+gid)
	})
}
