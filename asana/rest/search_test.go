package rest_test

import (
	"net/url"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// Search finds without regard to case and accents, what all conditions hold for, and what one may see.
func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Żółw i łódź", Notes: "Ångström 100%", DueOn: "2030-01-02"})
		w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Hidden turtle", Completed: true})
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
			"team": "Crew", "tag": "", "task&query=angstrom": "",
		} {
			if got := a.get(typeahead + query).names(); got != want {
				t.Errorf("typeahead %s: %s, want %s", query, got, want)
			}
		}
		a.get(typeahead+"goal").fails(400, "resource_type: Must be task, project, user, tag or team, not: goal")
		a.get(typeahead+"task&count=0").fails(400, "count: Value must be a number from 1 to 100, not: 0")
	})
}
