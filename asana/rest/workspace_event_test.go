package rest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"jirabridge/asana/asanatest"
)

// Whoever follows a workspace hears of all he sees in it, and of nothing else.
func TestWorkspaceEvents(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		feed := "/workspaces/" + w.Workspace.GID + "/events"
		sync := func(who asanatest.Person) string {
			got := a.as(who).get(feed)
			got.status(412)
			return got.Body["sync"].(string)
		}
		mias, carls := sync(w.Member), sync(w.Colleague)
		task := a.post("/tasks", object{"projects": []string{w.Project.GID}, "name": "Open"}).ok(201)["gid"].(string)
		hidden := a.post("/tasks", object{"projects": []string{w.Secret.GID}, "name": "Hidden"}).ok(201)["gid"].(string)
		section := a.post("/projects/"+w.Secret.GID+"/sections", object{"name": "Hidden"}).ok(201)["gid"].(string)
		team := a.post("/teams", object{"organization": w.Workspace.GID, "name": "Night shift"}).ok(201)["gid"].(string)
		loose := a.as(w.Colleague).post("/tasks", object{"workspace": w.Workspace.GID, "name": "Loose"}).ok(201)["gid"].(string)
		heard := func(who asanatest.Person, token string) (list []string, answer answer) {
			answer = a.as(who).get(feed + "?sync=" + token)
			for _, e := range answer.list() {
				list = append(list, e["resource"].(object)["gid"].(string))
			}
			return list, answer
		}
		for _, c := range []struct {
			who     asanatest.Person
			token   string
			hears   []string
			nothing []string
		}{
			{w.Member, mias, []string{task, hidden, section, team}, []string{loose}},
			{w.Colleague, carls, []string{task, team, loose}, []string{hidden, section}},
		} {
			list, got := heard(c.who, c.token)
			for _, gid := range c.hears {
				if !slices.Contains(list, gid) {
					t.Errorf("%s does not hear of %s: %s", c.who.Name, gid, got.Raw)
				}
			}
			for _, gid := range c.nothing {
				if strings.Contains(got.Raw, gid) {
					t.Errorf("%s hears of %s: %s", c.who.Name, gid, got.Raw)
				}
			}
			if again, _ := heard(c.who, c.token); fmt.Sprint(again) != fmt.Sprint(list) {
				t.Errorf("the same token gives %v, then %v", list, again)
			}
			if later, _ := heard(c.who, got.Body["sync"].(string)); len(later) != 0 {
				t.Errorf("the next token gives %v", later)
			}
		}
		a.as(w.Colleague).get(feed + "?sync=" + mias).status(412)
		a.get("/events?resource=" + w.Project.GID + "&sync=" + mias).status(412)
		a.as(w.Guest).get(feed).fails(403, "Guests may not do this.")
		a.as(w.Outsider).get(feed).fails(403, "You do not have access to this workspace.")
	})
}
