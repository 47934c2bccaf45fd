package rest_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// Search finds without regard to case and accents, what all conditions hold for, and what one may see.
func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Żółw i łódź", Notes: "Ångström 100%", DueOn: "2030-01-02"})
		w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Hidden turtle", Completed: true})
		a.post("/custom_fields", object{"workspace": w.Workspace.GID, "name": "Phase", "resource_subtype": "text"}).ok(201)
		search := "/workspaces/" + w.Workspace.GID + "/tasks/search?"
		for query, want := range map[string]string{
			"text=zolw": "Żółw i łódź",
			"text=" + url.QueryEscape("ÅNGSTROM lo"): "Żółw i łódź",
			"text=" + url.QueryEscape("100%"):        "Żółw i łódź",
			"text=" + url.QueryEscape("_"):           "",
			"text=turtle":                            "Hidden turtle",
			"text=turtle&completed=False":            "",
			"due_on.after=2030-01-01":                "Żółw i łódź",
			"due_on.before=2030-01-02":               "",
			"due_on=2030-01-02":                      "Żółw i łódź",
			"projects.any=" + w.Secret.GID:           "Hidden turtle",
			"assignee.any=me":                        "",
			"created_by.any=me&sort_by=created_at&sort_ascending=true&limit=2": "Write the text, Choose pictures",
			"created_at.after=2040-01-01T00:00:00Z":                            "",
		} {
			if got := a.get(search + query).names(); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		if got := a.as(w.Colleague).get(search + "text=turtle").names(); got != "" {
			t.Errorf("a colleague finds %s", got)
		}
		a.get(search+"projects.any=x").fails(400, "projects.any: Not a recognized ID: x")
		a.get(search+"due_on=soon").fails(400, "due_on: Date must be in ISO-8601 (yyyy-mm-dd) format, not: soon")
		typeahead := "/workspaces/" + w.Workspace.GID + "/typeahead?resource_type="
		for query, want := range map[string]string{
			"project&query=merg": "Merger", "user&query=mia": "Mia Member", "task&query=ZOLW": "Żółw i łódź",
			"team": "Crew", "tag": "", "task&query=angstrom": "", "custom_field&query=phas": "Phase", "actor&query=mia": "Mia Member",
			"agent": "", "goal": "", "portfolio": "", "project_template": "",
		} {
			if got := a.get(typeahead + query).names(); got != want {
				t.Errorf("typeahead %s: %s, want %s", query, got, want)
			}
		}
		a.get(typeahead+"story").fails(400, "resource_type: Must be one of actor, agent, custom_field, goal, portfolio, project, "+
			"project_template, tag, task, team, user, not: story")
		if kind := a.get(typeahead + "actor&query=mia").list()[0]["resource_type"]; kind != "user" {
			t.Errorf("an actor is a %v", kind)
		}
		a.get(typeahead+"task&count=0").fails(400, "count: Value must be a number from 1 to 100, not: 0")
	})
}

// Words in the name come before words in the notes, whole words before their beginnings, and then the newest; a word
// is found without and with the letters of Swedish and Polish.
func TestSearchRanks(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		for _, n := range []asana.NewTask{
			{Name: "Two", Notes: "Łódź"}, {Name: "One", Notes: "łódźka"}, {Name: "Old łódź"}, {Name: "Łódź"}, {Name: "Łódźki"},
			{Name: "Gränsöverskridande åäö"}, {Name: "Zażółć gęślą jaźń"},
		} {
			n.Projects = []string{w.Project.GID}
			w.AddTask(t, n)
		}
		search := "/workspaces/" + w.Workspace.GID + "/tasks/search?"
		const ranked = "Łódź, Old łódź, Łódźki, Two, One"
		for query, want := range map[string]string{
			"lodz": ranked, "Łódź": ranked, "ŁODZ": ranked, "lod": "Łódźki, Łódź, Old łódź, One, Two", "old lodz": "Old łódź",
			"gransover": "Gränsöverskridande åäö", "gränsöver ÅÄÖ": "Gränsöverskridande åäö", "aao": "Gränsöverskridande åäö",
			"zazolc": "Zażółć gęślą jaźń", "gęślą JAZN": "Zażółć gęślą jaźń", "olc": "", "zazolcx": "",
		} {
			if got := a.get(search + "text=" + url.QueryEscape(query)).names(); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		if got := a.get(search + "text=lodz&sort_by=created_at&sort_ascending=true").names(); got != "Two, One, Old łódź, Łódź, Łódźki" {
			t.Errorf("by time of creation: %s", got)
		}
		found := a.get(search + "text=lodzki").list()[0]["gid"].(string)
		a.put("/tasks/"+found, object{"name": "Renamed"}).ok(200)
		if got := a.get(search+"text=lodzki").names() + a.get(search+"text=rename").names(); got != "Renamed" {
			t.Errorf("after it was renamed: %s", got)
		}
		a.delete("/tasks/" + found).status(200)
		if got := a.get(search + "text=renamed").names(); got != "" {
			t.Errorf("after it was deleted: %s", got)
		}
	})
}

// Words that more tasks have than are counted are found too, the best first, and with them what only few have.
func TestSearchCommonWords(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		manyWords(t, w, 1200)
		best := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Common"})
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Last", Notes: "common but rare"})
		search := "/workspaces/" + w.Workspace.GID + "/tasks/search?limit=2&"
		for query, want := range map[string]string{
			"text=common": "Common, Common thing 1199", "text=common+thing": "Common thing 1199, Common thing 1198", "text=common+rare": "Last",
			"text=comm&projects.any=" + w.Secret.GID:          "",
			"text=common&sort_by=created_at":                  "Last, Common",
			"text=common&completed=true":                      "",
			"sort_by=created_at&projects.not=" + w.Secret.GID: "Last, Common",
		} {
			if got := a.get(search + query).names(); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		a.put("/tasks/"+best.GID, object{"completed": true}).ok(200)
		if got := a.get(search + "text=common&completed=true").names(); got != "Common" {
			t.Errorf("the completed one: %s", got)
		}
	})
}

// manyWords makes tasks with the same words.
func manyWords(t *testing.T, w *asanatest.World, n int) {
	t.Helper()
	for i := range n {
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: fmt.Sprint("Common thing ", i)})
	}
}

// Every documented condition, alone.
func TestSearchConditions(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		now := time.Now().UTC()
		today, tomorrow := now.Format(time.DateOnly), now.AddDate(0, 0, 1).Format(time.DateOnly)
		one, two, three := w.Tasks[0], w.Tasks[1], w.Tasks[2]
		w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Done", Completed: true, Assignee: w.Colleague.GID,
			StartOn: "2030-01-01", DueAt: time.Date(2030, 1, 5, 12, 0, 0, 0, time.UTC)})
		w.AddTask(t, asana.NewTask{Parent: one.GID, Name: "Below", DueOn: "2030-01-02"})
		a.post("/tasks/"+two.GID+"/addDependencies", object{"dependencies": []string{three.GID}}).status(200)
		tag := a.post("/tags", object{"workspace": w.Workspace.GID, "name": "Red"}).ok(201)["gid"].(string)
		a.post("/tasks/"+one.GID+"/addTag", object{"tag": tag}).status(200)
		a.as(w.Colleague).post("/tasks/"+three.GID+"/stories", object{"text": "Seen"}).ok(201)
		a.post("/attachments", object{"parent": two.GID, "resource_subtype": "external", "name": "x", "url": "https://example.com/x"}).status(200)
		names := "Write the text, Choose pictures, Publish, Done, Below"
		for query, want := range map[string]string{
			"": names, "portfolios.any=1": "", "resource_subtype=milestone": "", "resource_subtype=default_task": names,
			"assignee.any=" + w.Colleague.GID: "Done", "assignee.not=" + w.Colleague.GID: "Write the text, Choose pictures, Publish, Below",
			"created_by.not=me": "", "created_by.any=me": names, "commented_on_by.not=" + w.Colleague.GID: "Write the text, Choose pictures, Done, Below",
			"followers.any=" + w.Colleague.GID: "Publish, Done", "followers.not=" + w.Member.GID: "",
			"tags.any=" + tag: "Write the text", "tags.all=" + tag: "Write the text", "tags.not=" + tag: "Choose pictures, Publish, Done, Below",
			"projects.all=" + w.Secret.GID + "," + w.Project.GID: "", "projects.any=" + w.Secret.GID + "," + w.Project.GID: "Write the text, Choose pictures, Publish, Done",
			"projects.not=" + w.Project.GID: "Done, Below", "teams.any=" + w.Team.GID: "Write the text, Choose pictures, Publish, Done",
			"is_blocking=true": "Publish", "is_blocked=true": "Choose pictures", "is_blocked=false": "Write the text, Publish, Done, Below",
			"has_attachment=true": "Choose pictures", "is_subtask=true": "Below", "completed=True": "Done",
			"start_on=2030-01-01": "Done", "start_on.after=2030-01-01": "", "start_on=null": "Write the text, Choose pictures, Publish, Below",
			"due_on=null": "Write the text, Choose pictures, Publish", "due_on.after=2030-01-01&due_on.before=2030-01-03": "Below",
			"due_at.before=2030-01-05T12:00:00Z": "", "due_at.after=2030-01-05T11:59:59.999Z": "Done",
			"created_on=" + today: names, "created_on.after=" + today: "", "created_on.before=" + tomorrow: names,
			"completed_on=" + today: "Done", "completed_on=null": "Write the text, Choose pictures, Publish, Below", "completed_at.before=2020-01-01T00:00:00Z": "",
			"modified_on=" + today: names, "modified_on.before=" + today: "", "modified_at.after=2020-01-01T00:00:00Z": names,
		} {
			if got := a.get("/workspaces/" + w.Workspace.GID + "/tasks/search?sort_by=created_at&sort_ascending=true&" + query).names(); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		search := "/workspaces/" + w.Workspace.GID + "/tasks/search?"
		if got := a.get(search + "sort_by=due_date&sort_ascending=true&due_on.after=2000-01-01").names(); got != "Below, Done" {
			t.Errorf("by due date: %s", got)
		}
		if got := a.get(search + "sort_by=completed_at&limit=1").names(); got != "Done" {
			t.Errorf("by completion: %s", got)
		}
		a.get(search+"sort_by=age").fails(400, "sort_by: Must be one of relevance, due_date, created_at, completed_at, likes, modified_at, not: age")
		a.get(search+"assigned_by.any=me").fails(400, "assigned_by.any: Who assigned a task is not kept here")
	})
}

// Conditions on custom fields of every kind.
func TestSearchFields(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		text := w.AddField(t, asana.NewField{Name: "Order", Kind: asana.FieldText}).GID
		number := w.AddField(t, asana.NewField{Name: "Points", Kind: asana.FieldNumber}).GID
		day := w.AddField(t, asana.NewField{Name: "Ship", Kind: asana.FieldDate}).GID
		choice := w.AddField(t, asana.NewField{Name: "Stage", Kind: asana.FieldEnum, Options: []asana.NewOption{{Name: "Plan"}, {Name: "Do"}}})
		people := w.AddField(t, asana.NewField{Name: "Reviewers", Kind: asana.FieldPeople}).GID
		for i, values := range []object{
			{text: "Łódź-17", number: 3, day: object{"date": "2030-01-02"}, choice.GID: choice.Options[0].GID},
			{text: "100%", number: -1.5, people: []string{w.Colleague.GID}},
		} {
			a.put("/tasks/"+w.Tasks[i].GID, object{"custom_fields": values}).ok(200)
		}
		const one, two, three = "Write the text", "Choose pictures", "Publish"
		search := "/workspaces/" + w.Workspace.GID + "/tasks/search?sort_by=created_at&sort_ascending=true&custom_fields."
		for condition, want := range map[string]string{
			text + ".is_set=true": one + ", " + two, text + ".is_set=False": three, text + ".value=lodz-17": one, text + ".value=lodz": "",
			text + ".starts_with=Lodz": one, text + ".ends_with=17": one, text + ".contains=%C3%93d": one, text + ".contains=0%25": two, text + ".contains=_": "",
			number + ".value=3": one, number + ".less_than=3": two, number + ".greater_than=-1.5": one, number + ".less_than=-2": "",
			day + ".value=2030-01-02": one, day + ".before=2030-01-03": one, day + ".after=2030-01-02": "", day + ".is_set=false": two + ", " + three,
			choice.GID + ".value=" + choice.Options[0].GID: one, choice.GID + ".value=" + choice.Options[1].GID: "",
			people + ".value=" + w.Colleague.GID: two,
		} {
			if got := a.get(search + condition).names(); got != want {
				t.Errorf("%s: %s, want %s", condition, got, want)
			}
		}
		a.get(search+number+".value=x").fails(400, "custom_fields."+number+".value: Not a number: x")
		a.get(search+number+".contains=1").fails(400, "custom_fields."+number+".contains: Not possible with a field of type number")
		a.get(search + "12.is_set=true").status(404)
		a.get(search+"x.is_set=true").fails(400, "custom_fields.x: Not a recognized ID: x")
	})
}

// Searches have a limit of their own, two fifths of the account's; other requests go on.
func TestSearchLimit(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		if err := w.Platform.SetRequestLimit(t.Context(), w.Owner.Actor, w.Workspace.GID, 30); err != nil {
			t.Fatal(err)
		}
		for n := range 14 {
			got := a.get("/workspaces/" + w.Workspace.GID + "/tasks/search?text=write")
			if want := map[bool]int{true: 200, false: 429}[n < 12]; got.Status != want || (want == 429) != (got.Header.Get("Retry-After") != "") {
				t.Errorf("search %d: %d, Retry-After %q", n+1, got.Status, got.Header.Get("Retry-After"))
			}
		}
		a.get("/users/me").status(200)
		a.as(w.Colleague).get("/workspaces/" + w.Workspace.GID + "/tasks/search?text=write").status(200)
	})
}
