package ui_test

import (
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"

	"jirabridge/asana"
)

func TestMakeAProjectAndFillIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		v.get("/0/projects/new?workspace="+w.Workspace.GID).want(http.StatusOK).says("Name", "Team", "Crew")
		made := v.post("/0/projects/new", url.Values{"workspace": {w.Workspace.GID}, "team": {w.Team.GID}, "name": {"Spring <campaign>"}}).want(http.StatusOK)
		made.says("Spring <campaign>", "Crew").silent("<campaign>")
		project := "/0/" + path.Base(made.URL.Path)

		v.post(project+"/sections", url.Values{"name": {"Ideas"}}).want(http.StatusOK).says("Ideas")
		v.post(project+"/tasks", url.Values{"name": {"Buy flowers"}}).want(http.StatusOK).says("Buy flowers")
		v.post(project+"/fields", url.Values{"name": {"Cost centre"}, "kind": {"text"}}).want(http.StatusOK)
		v.get(project + "/customize").want(http.StatusOK).says("Cost centre")
		v.post(project, url.Values{"name": {"Summer"}, "notes": {"Warm."}}).want(http.StatusOK).says("Summer", "Warm.")
	})
}

// The mark before a task says what pressing it does.
func TestMarkOfATaskSaysWhatItDoes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		task := must(w.Platform.CreateTask(t.Context(), w.Member.Actor, newTask(w.Project.GID, "Paint")))(t)
		v, list := w.as(t, w.Member), "/0/"+w.Project.GID
		v.get(list).holds(`aria-label="Mark complete: Paint"`)
		v.post(list+"/"+task.GID, url.Values{"back": {"list"}, "completed": {"on"}}).want(http.StatusOK)
		v.get(list).holds(`aria-label="Mark incomplete: Paint"`).silent("Mark complete: Paint")
	})
}

func TestWrongProjectInputIsKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		got := v.post("/0/projects/new", url.Values{"workspace": {w.Workspace.GID}, "name": {""}, "notes": {"Kept words"}}).want(http.StatusBadRequest)
		got.says("Kept words")
		if got.has("project-name")["aria-invalid"] != "true" {
			t.Error("the name is not marked")
		}
		v.post("/0/"+w.Project.GID+"/tasks", url.Values{"name": {strings.Repeat("x", 5000)}}).want(http.StatusBadRequest).says("Website")
	})
}

func TestTasksStandUnderTheirSections(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		section := must(w.Platform.CreateSection(t.Context(), w.Member.Actor, w.Project.GID, "Doing"))(t)
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Section: section.GID, Name: "Paint the door"})
		text := w.as(t, w.Member).get("/0/" + w.Project.GID).want(http.StatusOK).text()
		if at, heading := strings.Index(text, "Paint the door"), strings.Index(text, "Doing"); at < heading || heading < strings.Index(text, "Write the text") {
			t.Errorf("the task does not follow its section: %s", text)
		}
	})
}

func TestLongProjectsComeInPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 100 {
			w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Filler"})
		}
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "The very last"})
		v := w.as(t, w.Member)
		first := v.get("/0/" + w.Project.GID).want(http.StatusOK).says("More tasks")
		second := v.get("/0/" + w.Project.GID + "?" + url.Values{"offset": {offsetOf(t, first.Body)}}.Encode()).want(http.StatusOK)
		if strings.Contains(first.text(), "The very last") == strings.Contains(second.text(), "The very last") {
			t.Error("the last task does not stand on exactly one page")
		}
	})
}

func offsetOf(t *testing.T, body string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, "?offset=")
	if !ok {
		t.Fatal("no link to the next page")
	}
	rest, _, _ = strings.Cut(rest, `"`)
	return must(url.QueryUnescape(rest))(t)
}

func TestMembersAndPrivacy(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v, project := w.as(t, w.Member), "/0/"+w.Project.GID
		v.post(project+"/members", url.Values{"add": {w.Guest.GID}}).want(http.StatusOK).says("greta@example.org")
		w.as(t, w.Guest).get(project).want(http.StatusOK).silent("/members\"", "/0/projects/new")
		v.post(project+"/members", url.Values{"remove": {w.Guest.GID}}).want(http.StatusOK).silent("greta@example.org")
		w.as(t, w.Guest).get(project).want(http.StatusNotFound)

		colleague := w.as(t, w.Colleague)
		colleague.get(project).want(http.StatusOK)
		v.post(project, url.Values{"private": {"off", "on"}}).want(http.StatusOK)
		colleague.get(project).want(http.StatusNotFound)
		v.post(project, url.Values{"private": {"off"}}).want(http.StatusOK)
		colleague.get(project).want(http.StatusOK)
	})
}

func TestGuestsMakeNoProjects(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Guest)
		v.get("/0/projects/new").want(http.StatusForbidden).says("Guests cannot create projects")
		v.post("/0/projects/new", url.Values{"workspace": {w.Workspace.GID}, "name": {"Mine"}}).want(http.StatusForbidden)
	})
}
