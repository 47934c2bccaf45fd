package rest_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// names are the names of a list's records.
func (got answer) names() string {
	got.t.Helper()
	var list []string
	for _, record := range got.list() {
		list = append(list, record["name"].(string))
	}
	return strings.Join(list, ", ")
}

// Filters leave out what they say, on every page; those that are not served are refused.
func TestTasksByTime(t *testing.T) {
	start := time.Date(2030, 1, 1, 3, 4, 5, 0, time.UTC)
	now := start
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		defer func() { now = start }()
		for _, name := range []string{"early", "late"} {
			now = now.Add(24 * time.Hour)
			done := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: name, Assignee: w.Member.GID})
			a.put("/tasks/"+done.GID, map[string]any{"completed": true}).ok(200)
		}
		now = now.Add(24 * time.Hour)
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "open", Assignee: w.Member.GID})
		mine := "/tasks?assignee=me&workspace=" + w.Workspace.GID
		for _, c := range []struct{ path, want string }{
			{"/tasks?project=" + w.Project.GID, "Write the text, Choose pictures, Publish, early, late, open"},
			{"/tasks?project=" + w.Project.GID + "&completed_since=now", "Write the text, Choose pictures, Publish, open"},
			{"/tasks?project=" + w.Project.GID + "&completed_since=2030-01-03T03:04:05.000Z", "Write the text, Choose pictures, Publish, late, open"},
			{"/tasks?project=" + w.Project.GID + "&completed_since=2030-01-03", "Write the text, Choose pictures, Publish, late, open"},
			{"/projects/" + w.Project.GID + "/tasks?completed_since=now", "Write the text, Choose pictures, Publish, open"},
			{"/tasks?project=" + w.Project.GID + "&modified_since=2030-01-03T04:04:05%2B01:00", "late, open"},
			{mine, "early, late, open"},
			{mine + "&completed_since=2030-01-03", "late, open"},
			{mine + "&completed_since=now", "open"},
			{strings.Replace(mine, "me", url.QueryEscape(w.Member.Email), 1), "early, late, open"},
			{strings.Replace(mine, "me", w.Colleague.GID, 1), ""},
		} {
			if got := a.get(c.path).names(); got != c.want {
				t.Errorf("%s\n got  %s\n want %s", c.path, got, c.want)
			}
			var paged []string
			for next := c.path + "&limit=1"; next != ""; {
				page := a.get(next)
				if text := page.names(); text != "" {
					paged = append(paged, text)
				}
				next = ""
				if n, ok := page.Body["next_page"].(map[string]any); ok {
					next = n["uri"].(string)
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(paged, ", ")); diff != "" {
				t.Errorf("%s in pages: %s", c.path, diff)
			}
		}
	}, func(c *asana.Config) { c.Now = func() time.Time { return now } })
}

// Of the tasks of somebody else only those are listed that the caller sees.
func TestTasksOfAssignee(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		for _, n := range []asana.NewTask{
			{Projects: []string{w.Project.GID}, Name: "public"}, {Projects: []string{w.Secret.GID}, Name: "secret"},
			{Projects: []string{w.Project.GID}, Name: "private", Private: true}, {Workspace: w.Workspace.GID, Name: "loose"},
			{Parent: w.Tasks[0].GID, Name: "below"},
		} {
			n.Assignee = w.Member.GID
			w.AddTask(t, n)
		}
		path := "/tasks?limit=100&workspace=" + w.Workspace.GID + "&assignee=" + w.Member.GID
		for p, want := range map[*asanatest.Person]string{
			&w.Member: "public, secret, private, loose, below", &w.Owner: "public, secret, below", &w.Colleague: "public, below",
		} {
			if got := a.as(*p).get(path).names(); got != want {
				t.Errorf("%s sees %s, want %s", p.Name, got, want)
			}
		}
		a.as(w.Guest).get(path).fails(403, "You do not have access to this user.")
		a.as(w.Outsider).get(path).fails(403, "You do not have access to this workspace.")
	})
}

func TestTasksOfSection(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		later, err := w.Platform.CreateSection(t.Context(), w.Owner.Actor, w.Project.GID, "Later")
		if err != nil {
			t.Fatal(err)
		}
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Section: later.GID, Name: "later"})
		if got := a.get("/tasks?section=" + later.GID).names(); got != "later" {
			t.Errorf("the section has %s", got)
		}
		a.as(w.Guest).get("/tasks?section="+later.GID).fails(403, "You do not have access to this section.")
		a.get("/tasks?section=1234567890123456").fails(404, "section: Unknown object: 1234567890123456")
	})
}

func TestListsThatAreNotServed(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		one := "Must specify exactly one of project, tag, section, user task list, or assignee + workspace"
		project, space := "project="+w.Project.GID, "workspace="+w.Workspace.GID
		for query, want := range map[string]string{
			"":                                     one,
			space:                                  one,
			"assignee=me":                          one,
			project + "&assignee=me":               one,
			project + "&" + space + "&assignee=me": one,
			project + "&user_task_list=1":          one,
			project + "&completed_since=yesterday": "completed_since: Date-time must be in ISO-8601 format, or now, not: yesterday",
			project + "&modified_since=12":         "modified_since: Date-time must be in ISO-8601 format, or now, not: 12",
			space + "&assignee=null":               "assignee: Not a recognized ID: null",
			"project=x":                            "project: Not a recognized ID: x",
		} {
			a.get("/tasks?"+query).fails(400, want)
		}
		a.get("/tasks?"+space+"&assignee=nobody@example.com").fails(404, "assignee: Unknown object: nobody@example.com")
		a.get("/tasks?"+space+"&assignee="+w.Outsider.Email).fails(404, "assignee: Unknown object: "+w.Outsider.Email)
		a.get("/tasks?tag=1").fails(404, "tag: Unknown object: 1")
		a.get("/tasks?user_task_list=1").fails(404, "user_task_list: Unknown object: 1")
		a.get("/projects?archived=perhaps").fails(400, "archived: Value is not a boolean")
		a.get("/projects?team=x").fails(400, "team: Not a recognized ID: x")
	})
}

func TestProjectFilters(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		other, err := w.Platform.CreateProject(t.Context(), w.Member.Actor, asana.NewProject{Workspace: w.Workspace.GID, Name: "Alone"})
		if err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]string{
			"/projects?archived=false&team=" + w.Team.GID:                 "Website, Merger",
			"/projects?archived=True":                                     "",
			"/projects?team=" + other.GID:                                 "",
			"/workspaces/" + w.Workspace.GID + "/projects?archived=true":  "",
			"/workspaces/" + w.Workspace.GID + "/projects?archived=false": "Website, Merger, Alone",
		} {
			if got := a.get(path).names(); got != want {
				t.Errorf("%s: %s, want %s", path, got, want)
			}
		}
	})
}
