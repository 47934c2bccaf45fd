package rest_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// commenting is a rule that comments on each task of which a web request tells.
func commenting() object {
	return object{"name": "Comment", "triggers": []object{{"kind": "web_request"}}, "actions": []object{{"kind": "comment", "text": "Seen."}}}
}

// requested is the gid of a rule's first trigger.
func requested(rule map[string]any) string {
	return rule["triggers"].([]any)[0].(map[string]any)["gid"].(string)
}

func (s samples) rules() map[string]answer {
	tracker := startTracker(s.t, s.w)
	rules, task := "/projects/"+s.w.Project.GID+"/rules", s.task("Ruled")
	data := commenting()
	data["conditions"] = []object{{"kind": "name", "value": "Ruled"}, {"kind": "section", "section": s.section(), "not": true}}
	data["actions"] = []object{{"kind": "complete"}, tracker.creates(object{"project": "p1", "summary": "{{task.name}}"})}
	made := s.a.post(rules+"?opt_fields=triggers.secret_url,triggers.kind,conditions,actions,owner,pause", data)
	rule := "/rules/" + s.made(made)
	read := s.a.get(rule)
	ran := s.a.post(rule+"/run", object{"task": task})
	run := s.a.get("/rule_runs/" + s.made(ran))
	trigger := s.a.post("/rule_triggers/"+requested(read.ok(200))+"/run", object{"resource": task, "action_data": object{"key": "A-1"}})
	gone := s.made(s.a.post(rules, commenting()))
	return map[string]answer{
		"createRule":         made,
		"getRule":            read,
		"getRulesForProject": s.a.get(rules + "?limit=1"),
		"runRule":            ran,
		"getRuleRun":         run,
		"triggerRule":        trigger,
		"renewTriggerSecret": s.a.post("/rule_triggers/"+requested(read.ok(200))+"/renew_secret", nil),
		"dryRunRule":         s.a.post(rule+"/dry_run", object{"task": task}),
		"getRunsForRule":     s.a.get(rule + "/runs?limit=1&opt_fields=state,reason,trigger,conditions,actions,person.name,caused_by.name"),
		"getRuleRunsForTask": s.a.get("/tasks/" + task + "/rule_runs?limit=1"),
		"updateRule":         s.a.put(rule, object{"enabled": false, "ceiling": 20}),
		"takeOverRule":       s.a.as(s.w.Owner).post(rule+"/take_over", nil),
		"resumeRule":         s.a.post("/rules/"+gone+"/resume", nil),
		"dropHeldRuns":       s.a.post(rule+"/drop_held", nil),
		"deleteRule":         s.a.delete("/rules/" + gone),
	}
}

// section is the first of the project.
func (s samples) section() string {
	s.t.Helper()
	return gids(s.a.get("/projects/" + s.w.Project.GID + "/sections").list())[0]
}

func ruleRows() map[string]row {
	rule := func(s stage) string { return "/rules/" + s.rule() }
	run := func(s stage) string { return s.made(s.a.post(rule(s)+"/run", object{"task": s.task()})) }
	on := func(path string, body any) func(s stage) (string, any) {
		return func(s stage) (string, any) { return rule(s) + path, body }
	}
	withTask := func(path string) func(s stage) (string, any) {
		return func(s stage) (string, any) { return rule(s) + path, object{"task": s.task()} }
	}
	return map[string]row{ //                OSMCGIFXR OSMCGIFXR
		"getRulesForProject": get(whoSeesProject, func(s stage) string { return "/projects/" + s.project() + "/rules" }),
		"createRule": {whoEditsProject, func(s stage) (string, any) {
			return "/projects/" + s.project() + "/rules", commenting()
		}},
		"getRule":            get(whoSeesProject, rule),
		"updateRule":         {whoEditsProject, on("", object{"enabled": false})},
		"deleteRule":         {whoEditsProject, on("", nil)},
		"takeOverRule":       {whoEditsProject, on("/take_over", nil)},
		"resumeRule":         {whoEditsProject, on("/resume", nil)},
		"dropHeldRuns":       {whoEditsProject, on("/drop_held", nil)},
		"runRule":            {whoEditsProject, withTask("/run")},
		"dryRunRule":         {whoEditsProject, withTask("/dry_run")},
		"getRunsForRule":     get(whoSeesProject, func(s stage) string { return rule(s) + "/runs" }),
		"getRuleRunsForTask": get(whoSeesTask, func(s stage) string { return "/tasks/" + s.task() + "/rule_runs" }),
		"getRuleRun":         get(whoSeesProject, func(s stage) string { return "/rule_runs/" + run(s) }),
		"triggerRule": {whoEditsProject, func(s stage) (string, any) {
			made := s.a.post("/projects/"+s.project()+"/rules", commenting()).ok(201)
			return "/rule_triggers/" + requested(made) + "/run", object{"resource": s.task(), "action_data": object{}}
		}},
		"renewTriggerSecret": {"ffyfnfnnn fnynnnnnn", func(s stage) (string, any) {
			made := s.a.post("/projects/"+s.project()+"/rules", commenting()).ok(201)
			return "/rule_triggers/" + requested(made) + "/renew_secret", nil
		}},
	}
}

// rule is a new one of Member's.
func (s stage) rule() string {
	s.t.Helper()
	data := commenting()
	data["name"] = s.name(privateProject)
	return s.made(s.a.post("/projects/"+s.project()+"/rules", data))
}

// A rule is made, found, changed and deleted; what is read of it can be sent back and changes nothing.
func TestRules(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		rules := "/projects/" + w.Project.GID + "/rules"
		if got := a.get(rules).list(); len(got) != 0 {
			t.Errorf("there are rules: %v", got)
		}
		section := gids(a.get("/projects/" + w.Project.GID + "/sections").list())[0]
		log := "/events?resource=" + w.Project.GID + "&sync="
		sync := a.get(log).Body["sync"].(string)
		made := a.post(rules, object{"name": "Hand over", "ceiling": 50,
			"triggers":   []object{{"kind": "section_changed", "section": section}, {"kind": "assignee_changed", "person": "me"}},
			"conditions": []object{{"kind": "assignee", "person": w.Colleague.Email, "not": true}, {"kind": "completed", "not": true}},
			"actions":    []object{{"kind": "assign", "person": "me"}, {"kind": "due_date", "days": 3}, {"kind": "comment", "text": "Over to you."}}})
		rule := made.ok(201)
		path := "/rules/" + rule["gid"].(string)
		if got := made.Header.Get("Location"); got != a.base+"/api/1.0"+path {
			t.Errorf("Location %s", got)
		}
		if got := rule["owner"].(object)["gid"]; got != w.Member.GID || rule["enabled"] != true || rule["ceiling"] != 50.0 {
			t.Errorf("made %s", made.Raw)
		}
		if got := rule["conditions"].([]any)[0].(object)["person"]; got != w.Colleague.GID {
			t.Errorf("an address became %v, want %s", got, w.Colleague.GID)
		}
		read := a.get(path).ok(200)
		if diff := cmp.Diff(rule, read); diff != "" {
			t.Errorf("read (-made +read):\n%s", diff)
		}
		sent := maps.Clone(read)
		back := a.put(path, sent).ok(200)
		delete(back, "modified_at")
		delete(read, "modified_at")
		if diff := cmp.Diff(read, back); diff != "" {
			t.Errorf("sent back (-read +answered):\n%s", diff)
		}
		changed := a.put(path, object{"name": "Later", "enabled": false, "conditions": []object{}}).ok(200)
		if changed["name"] != "Later" || changed["enabled"] != false || len(changed["conditions"].([]any)) != 0 || len(changed["actions"].([]any)) != 3 {
			t.Errorf("changed %v", changed)
		}
		a.delete(path).ok(200)
		var told []string
		for _, e := range a.get(log + sync).list() {
			told = append(told, e["action"].(string)+" "+e["type"].(string)+" "+e["resource"].(object)["gid"].(string)+" by "+e["user"].(object)["gid"].(string))
		}
		of := " rule " + rule["gid"].(string) + " by " + w.Member.GID
		if diff := cmp.Diff([]string{"added" + of, "changed" + of, "changed" + of, "deleted" + of}, told); diff != "" {
			t.Errorf("events (-want +told):\n%s", diff)
		}
		a.delete(path).fails(404, "rule: Unknown object: "+rule["gid"].(string))
		a.get(path).fails(404, "rule: Unknown object: "+rule["gid"].(string))
	})
}

// A rule that is wrong is refused with the name of the part that is.
func TestRulesRefused(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		rules := "/projects/" + w.Project.GID + "/rules"
		with := func(name string, value any) object {
			data := commenting()
			data[name] = value
			return data
		}
		other := a.as(w.Owner).post("/projects/"+w.Secret.GID+"/sections", object{"name": "Elsewhere"}).ok(201)["gid"].(string)
		for _, c := range []struct {
			body object
			want string
		}{
			{with("name", ""), "name: Missing input"},
			{with("triggers", []object{}), "triggers: Missing input"},
			{with("actions", nil), "actions: Missing input"},
			{with("ceiling", 0.5), "ceiling: Value is not a whole number"},
			{with("ceiling", -1), "ceiling: Must be from 1 to 100000"},
			{with("triggers", []object{{"kind": "full_moon"}}), "triggers[0].kind: Not a kind of trigger: full_moon"},
			{with("triggers", []object{{"kind": "section_changed", "secton": other}}), "triggers[0]: There is no such part: secton"},
			{with("triggers", []object{{"kind": "section_changed", "section": other}}), "triggers[0].section: Not in the project: " + other},
			{with("triggers", "x"), "triggers: Value is not an array"},
			{with("conditions", []any{object{"kind": "completed"}, "x"}), "conditions[1]: Value is not a JSON object"},
			{with("conditions", []object{{"kind": "assignee", "person": "nobody@example.com"}}), "conditions[0].person: Not a user in Workspace: nobody@example.com"},
			{with("actions", []object{{"kind": "move", "section": "x"}}), "actions[0].section: Not a recognized ID: x"},
			{with("actions", []object{{"kind": "comment"}}), "actions[0].text: Missing input"},
			{with("actions", []object{{"kind": "app", "app": "12"}}), "actions[0].app: The app is not in the project: 12"},
			{with("actions", make([]object, 101)), "actions: At most 100 may be named"},
		} {
			a.post(rules, c.body).fails(400, c.want)
		}
		a.post(rules, with("actions", []object{{"kind": "comment", "text": strings.Repeat("x", 100_000)}})).status(400)
		a.post("/projects/12/rules", commenting()).fails(404, "project: Unknown object: 12")
		a.as(w.Outsider).post(rules, commenting()).fails(403, "You do not have access to this project.")
		a.as(w.Colleague).get("/projects/"+w.Secret.GID+"/rules").fails(403, "You do not have access to this project.")
		mine := a.post(rules, commenting()).ok(201)
		path := "/rules/" + mine["gid"].(string)
		a.put(path, object{"triggers": []object{}}).fails(400, "triggers: Missing input")
		a.put(path, object{"triggers": []object{{"gid": w.Tasks[0].GID, "kind": "task_added"}}}).
			fails(400, "triggers[0].gid: Unknown object: "+w.Tasks[0].GID)
		if got := a.get(rules).list(); len(got) != 1 {
			t.Errorf("%d rules were made", len(got))
		}
	})
}

// An app needs everything to make rules: they act beyond what it was granted. It may read what it may otherwise.
func TestRulesThroughAnApp(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		rules := "/projects/" + w.Project.GID + "/rules"
		made := a.post(rules, commenting()).ok(201)
		path := "/rules/" + made["gid"].(string)
		few := a.through("5", "projects:read", "projects:write", "tasks:read", "tasks:write")
		for _, got := range []answer{few.post(rules, commenting()), few.put(path, object{"enabled": false}), few.delete(path),
			few.post(path+"/run", object{"task": w.Tasks[0].GID}), few.post(path+"/dry_run", object{"task": w.Tasks[0].GID}),
			few.post(path+"/take_over", nil), few.post("/rule_triggers/"+requested(made)+"/renew_secret", nil), few.post(path+"/resume", nil), few.post(path+"/drop_held", nil),
			few.post("/rule_triggers/"+requested(made)+"/run", object{"resource": w.Tasks[0].GID, "action_data": object{}})} {
			got.fails(403, "This app was not granted the scope this needs: default")
		}
		few.get(rules).list()
		if got := few.get(path + "?opt_fields=triggers.secret_url"); strings.Contains(got.Raw, "/-/triggers/") {
			t.Errorf("the secret address is told: %s", got.Raw)
		}
		few.get(path + "/runs").list()
		a.through("5", "projects:read").get(path+"/runs").fails(403, "This app was not granted the scope this needs: tasks:read")
		a.through("5", "tasks:read").get(path).fails(403, "This app was not granted the scope this needs: projects:read")
		a.through("5", "default").post(rules, commenting()).ok(201)
	})
}

// Runs are listed newest first, page by page; whoever does not see a task does not see its run.
func TestRuleRuns(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		made := a.post("/projects/"+w.Project.GID+"/rules", commenting()).ok(201)
		path := "/rules/" + made["gid"].(string)
		if got := a.get(path + "/runs").list(); len(got) != 0 {
			t.Errorf("it ran: %v", got)
		}
		hidden := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Mine", Private: true}).GID
		var runs []string
		for _, task := range []string{w.Tasks[0].GID, w.Tasks[0].GID, hidden} {
			runs = append([]string{a.post(path+"/run", object{"task": task}).ok(201)["gid"].(string)}, runs...)
		}
		page := a.get(path + "/runs?limit=2")
		next := page.Body["next_page"].(object)["offset"].(string)
		if got := append(gids(page.list()), gids(a.get(path+"/runs?limit=2&offset="+next).list())...); !cmp.Equal(got, runs) {
			t.Errorf("runs %v, want %v", got, runs)
		}
		if got := gids(a.get("/tasks/" + w.Tasks[0].GID + "/rule_runs").list()); !cmp.Equal(got, runs[1:]) {
			t.Errorf("runs of the task %v, want %v", got, runs[1:])
		}
		if got := gids(a.as(w.Colleague).get(path + "/runs").list()); !cmp.Equal(got, runs[1:]) {
			t.Errorf("a colleague sees %v, want %v", got, runs[1:])
		}
		a.as(w.Colleague).get("/rule_runs/"+runs[0]).fails(403, "You do not have access to this rule_run.")
		a.as(w.Colleague).post(path+"/run", object{"task": hidden}).fails(403, "You do not have access to this task.")
		one := a.get("/rule_runs/" + runs[2]).ok(200)
		if one["state"] != "waiting" || one["trigger"] != nil || one["caused_by"].(object)["gid"] != w.Member.GID {
			t.Errorf("run now is %v", one)
		}
		a.get("/rule_runs/12").fails(404, "rule_run: Unknown object: 12")
		a.post(path+"/run", object{}).fails(400, "task: Missing input")
		elsewhere := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Elsewhere"}).GID
		a.post(path+"/run", object{"task": elsewhere}).fails(400, "task: The task is not in the rule's project.")
		a.put(path, object{"enabled": false}).ok(200)
		a.post(path+"/run", object{"task": w.Tasks[0].GID}).status(400)
	})
}

// Every kind that the document names is one there is.
func TestKindsOfPartsAreDescribed(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		schemas := described(t, a, false).Components.Schemas
		for part, schema := range map[string]string{"triggers": "RuleTriggerBody", "conditions": "RuleConditionBody", "actions": "RuleActionBody"} {
			kinds := schemas[schema].Value.Properties["kind"].Value.Enum
			if len(kinds) == 0 {
				t.Errorf("%s: no kinds are named", part)
			}
			for _, kind := range kinds {
				data := commenting()
				data[part] = []object{{"kind": kind}}
				if got := a.post("/projects/"+w.Project.GID+"/rules", data); strings.Contains(got.Raw, "Not a kind") {
					t.Errorf("%s of kind %s: %s", part, kind, got.Raw)
				}
			}
		}
	})
}
