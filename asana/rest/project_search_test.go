package rest_test

import (
	"strings"
	"testing"
	"time"

	"jirabridge/asana/asanatest"
)

func TestSearchProjects(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		search := "/workspaces/" + w.Workspace.GID + "/projects/search?"
		made := func(who asanatest.Person, data object) {
			data["workspace"] = w.Workspace.GID
			a.as(who).post("/projects", data).ok(201)
		}
		made(w.Member, object{"name": "Żółw garden", "due_on": "2030-03-01", "start_on": "2030-02-01", "team": w.Team.GID})
		made(w.Colleague, object{"name": "Garden shed", "due_on": "2030-04-01", "members": []string{w.SuperAdmin.GID}})
		made(w.Colleague, object{"name": "Garden secret", "privacy_setting": "private", "members": []string{w.SuperAdmin.GID}})
		today := time.Now().UTC()
		day := func(shift int) string { return today.AddDate(0, 0, shift).Format(time.DateOnly) }
		for query, want := range map[string]string{
			"text=GARDEN":                                            "Garden shed,Żółw garden",
			"text=zolw":                                              "Żółw garden",
			"text=garden&sort_by=due_date":                           "Garden shed,Żółw garden",
			"text=garden&sort_by=created_at&limit=1":                 "Garden shed",
			"text=garden&sort_ascending=True":                        "Żółw garden,Garden shed",
			"text=garden&sort_by=completed_at&limit=100":             "*2",
			"text=garden&owner.any=me":                               "Żółw garden",
			"text=garden&owner.any=" + w.Colleague.Email:             "Garden shed",
			"text=garden&teams.any=" + w.Team.GID:                    "Żółw garden",
			"members.any=" + w.SuperAdmin.GID:                        "Garden shed",
			"text=garden&members.not=" + w.SuperAdmin.GID + ",7":     "!404 members.not: Unknown object: 7",
			"text=garden&members.not=" + w.SuperAdmin.GID:            "Żółw garden",
			"due_on=2030-03-01":                                      "Żółw garden",
			"text=garden&due_on=null":                                "",
			"text=garden&start_on=null":                              "Garden shed",
			"due_on.after=2030-03-01":                                "Garden shed",
			"due_on.before=2030-04-01":                               "Żółw garden",
			"due_at.after=2030-03-01T12:00:00Z":                      "Garden shed",
			"due_at.before=2030-03-01T12:00:00Z":                     "Żółw garden",
			"start_on.before=2030-02-02":                             "Żółw garden",
			"text=garden&created_on.after=" + day(1):                 "",
			"text=garden&created_on.after=" + day(-2):                "*2",
			"text=garden&created_at.before=" + day(2) + "T00:00:00Z": "*2",
			"text=garden&completed=false":                            "*2",
			"completed=true":                                         "",
			"completed_on.after=2000-01-01":                          "",
			"portfolios.any=7":                                       "",
			"due_on=soon":                                            "!400 due_on: Date must be in ISO-8601 (yyyy-mm-dd) format, not: soon",
			"due_on.before=null":                                     "!400 due_on.before: Date must be in ISO-8601 (yyyy-mm-dd) format, not: null",
			"created_at.after=noon":                                  "!400 created_at.after: Date-time must be in ISO-8601 format, not: noon",
			"completed=perhaps":                                      "!400 completed: Value is not a boolean",
			"sort_by=color":                                          "!400 sort_by: Must be due_date, created_at, completed_at, relevance or modified_at, not: color",
			"members.any=" + w.Outsider.GID:                          "!403 You do not have access to this user.",
			"teams.any=x":                                            "!400 teams.any: Not a recognized ID: x",
		} {
			got := a.get(search + query)
			if refused, ok := strings.CutPrefix(want, "!"); ok {
				got.fails(map[string]int{"400": 400, "403": 403, "404": 404}[refused[:3]], refused[4:])
				continue
			}
			var names []string
			for _, p := range got.list() {
				names = append(names, p["name"].(string))
			}
			if text := strings.Join(names, ","); text != want && (want != "*2" || len(names) != 2) {
				t.Errorf("%s: %s, want %s", query, text, want)
			}
		}
	})
}
