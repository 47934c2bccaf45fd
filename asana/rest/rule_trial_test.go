package rest_test

import (
	"testing"

	"jirabridge/asana/asanatest"
)

// A dry run says what would be, and nothing is written; the run itself then says what was.
func TestDryRunAndRun(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		data := commenting()
		data["conditions"] = []object{{"kind": "name", "value": "text"}}
		made := a.post("/projects/"+w.Project.GID+"/rules", data).ok(201)
		path, task := "/rules/"+made["gid"].(string), "/tasks/"+w.Tasks[0].GID
		before := lastEvent(t, w)
		trial := a.post(path+"/dry_run", object{"task": w.Tasks[0].GID}).ok(200)
		found := trial["conditions"].([]any)[0].(object)
		if trial["state"] != "done" || found["holds"] != true || found["found"] != "Write the text" || len(trial["actions"].([]any)) != 1 {
			t.Errorf("would be %v", trial)
		}
		if got := a.post(path+"/dry_run", object{"task": w.Tasks[1].GID}).ok(200); got["state"] != "skipped" || got["reason"] != "rules.conditions" {
			t.Errorf("would be %v", got)
		}
		if lastEvent(t, w) != before || len(a.get(path+"/runs").list()) != 0 {
			t.Error("the dry run wrote something")
		}
		run := "/rule_runs/" + a.post(path+"/run", object{"task": w.Tasks[0].GID}).ok(201)["gid"].(string)
		check(t, w.Rules.Settle(t.Context()))
		done := a.get(run).ok(200)
		if done["state"] != "done" || done["actions"].([]any)[0].(object)["state"] != "done" || done["finished_at"] == nil {
			t.Errorf("was %v", done)
		}
		stories := a.get(task + "/stories?opt_fields=text").list()
		if len(stories) == 0 || stories[len(stories)-1]["text"] != "Seen." {
			t.Errorf("stories %v", stories)
		}
		a.post(path+"/dry_run", object{"task": "12"}).fails(404, "task: Unknown object: 12")
		a.post(path+"/dry_run", object{}).fails(400, "task: Missing input")
		a.post("/rules/12/dry_run", object{"task": w.Tasks[0].GID}).fails(404, "rule: Unknown object: 12")
	})
}
