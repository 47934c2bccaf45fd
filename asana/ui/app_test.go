package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestAddAnApp walks Customize, gallery, app page and introduction to the
// confirmation.
func TestAddAnApp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		page := v.get("/0/" + w.Project.GID).want(http.StatusOK)
		page = v.get(page.has("customize")["href"]).want(http.StatusOK)
		page = v.get(page.has("add-app")["href"]).want(http.StatusOK)
		page.says("Bug Tracker", "See bugs where you plan")
		page = v.get(page.has("app-card-bug-tracker")["href"]).want(http.StatusOK)
		page.says("All about bugs.", "Never lose a bug.", "Anyone with access to these tasks can see this data.", "Free")
		page.has("add-to-project")
		prepare := `href="` + w.app.url + `/prepare">Prepare it</a>`

		first := v.post(page.URL.Path+"/install", nil).want(http.StatusOK).says("Step 1 of 4", "Bugs beside tasks")
		if first.URL.Path != page.URL.Path+"/add" {
			t.Fatalf("adding led to %s", first.URL.Path)
		}
		for _, where := range []answer{page, first} {
			if where.says("Somebody prepares the tracker first."); !strings.Contains(where.Body, prepare) {
				t.Errorf("%s does not lead to %s", where.URL.Path, prepare)
			}
		}
		v.get(first.URL.Path+"?step=2").says("Step 2 of 4", "A new field for Bug Tracker will be added to all tasks in Website.")
		last := v.get(first.URL.Path+"?step=4").says("Step 4 of 4", "Connect to Bug Tracker")
		if want := `data-connect="` + w.app.url + "/connect?domainId=" + w.Workspace.GID + `"`; !strings.Contains(last.Body, want) {
			t.Errorf("the window would not open %s", want)
		}
		v.get(w.task()).silent("data-app=")

		added := v.post(page.URL.Path+"/install", url.Values{"introduced": {"yes"}}).want(http.StatusOK)
		added.has("app-added")
		added.says("Bug Tracker was added to Website")
		v.get(w.task()).says("Bug Tracker", "Add bug", "Add existing bug", "Report new bug")
		v.get(first.URL.Path).want(http.StatusOK).says("Installed in Website").silent("Step 1 of 4")
	})
}

func TestIntroductionIsShownOncePerPerson(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		app := "/0/" + w.Project.GID + "/apps/" + w.gid
		v := w.as(t, w.Member)
		v.post(app+"/install", url.Values{"introduced": {"yes"}}).want(http.StatusOK).has("app-added")
		v.post(app+"/uninstall", nil).want(http.StatusOK)
		v.get(w.task()).silent("data-app=")
		v.post(app+"/install", nil).want(http.StatusOK).has("app-added")
		v.post(app+"/uninstall", nil).want(http.StatusOK)
		w.as(t, w.Colleague).post(app+"/install", nil).want(http.StatusOK).says("Step 1 of 4")
	})
}

func TestAppIsOnItsProjectsOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		other := w.AddProject(t, "Elsewhere", false)
		task := must(w.Platform.CreateTask(t.Context(), w.Member.Actor, newTask(other.GID, "Not here")))(t)
		v := w.as(t, w.Member)
		v.get(w.task()).has("app-field-bug-tracker")
		v.get("/0/"+other.GID+"/"+task.GID).want(http.StatusOK).silent("data-app=", "Add bug")
		v.askJSON("/0/apps/"+w.gid+"/tasks/"+task.GID+"/form", nil).want(http.StatusNotFound)
	})
}

func TestGuestsAddNoApps(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(0, w.Platform.AddProjectMember(t.Context(), w.Owner.Actor, w.Project.GID, w.Guest.GID))(t)
		v, app := w.as(t, w.Guest), "/0/"+w.Project.GID+"/apps/"+w.gid
		v.get("/0/" + w.Project.GID + "/customize").want(http.StatusOK).says("Only members of the project can change its apps; guests cannot.").silent("add-app")
		v.get(app + "/add").want(http.StatusOK).says("Only members of the project can change its apps; guests cannot.")
		v.get(app).want(http.StatusOK).says("Only members of the project can change its apps; guests cannot.").silent("/install")
		v.post(app+"/install", url.Values{"introduced": {"yes"}}).want(http.StatusForbidden)
	})
}
