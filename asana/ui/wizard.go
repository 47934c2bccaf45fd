package ui

import (
	"net/http"
	"net/url"
	"strconv"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// wizardSteps are the screens of an app's introduction: what it is good for,
// what it adds to tasks, who will see what, and connecting to it.
const wizardSteps = 4

// wizardData is what ui/wizard and ui/added show.
type wizardData struct {
	galleryData
	Step, Steps int
	Back, Next  string // addresses; "" where there is none
	Connect     string // what the popup opens, or "" when the app needs none
	Others      []wizardData
}

// Before is the step before this one.
func (d wizardData) Before() int { return d.Step - 1 }

// After is the next step.
func (d wizardData) After() int { return d.Step + 1 }

// Passed tells of a step whether it is done or at hand.
func (d wizardData) Passed(step int) bool { return step <= d.Step }

// Numbers are the steps, for the row of marks.
func (d wizardData) Numbers() []int {
	numbers := make([]int, d.Steps)
	for i := range numbers {
		numbers[i] = i + 1
	}
	return numbers
}

// showWizard is GET /0/{project}/apps/{app}/add?step=n. The app's page tells
// those who have nothing to add here.
func (u *UI) showWizard(v visit) error {
	gallery, err := u.galleryApp(v)
	if err != nil {
		return err
	}
	if gallery.App.Installed || !gallery.MayEdit || gallery.BelowPlan() {
		return u.done(v, appURL(gallery.Project.GID, gallery.App.GID))
	}
	at, err := strconv.Atoi(v.r.FormValue("step"))
	if err != nil || at < 1 || at > wizardSteps {
		at = 1
	}
	data := wizardStep(gallery, at)
	for n := 1; n <= wizardSteps; n++ {
		if n != at {
			data.Others = append(data.Others, wizardStep(gallery, n))
		}
	}
	return u.render(v, http.StatusOK, "ui/wizard", page.View{Title: data.App.Name, Layout: "screen", Data: data})
}

func wizardStep(gallery galleryData, n int) wizardData {
	d := wizardData{galleryData: gallery, Step: n, Steps: wizardSteps}
	d.Back, d.Next = wizardLinks(d)
	d.Connect = authenticationURL(d.App.Components, d.Project.Workspace.GID)
	return d
}

func wizardLinks(d wizardData) (back, next string) {
	base := appURL(d.Project.GID, d.App.GID) + "/add?step="
	if d.Step > 1 {
		back = base + strconv.Itoa(d.Step-1)
	}
	if d.Step < d.Steps {
		next = base + strconv.Itoa(d.Step+1)
	}
	return back, next
}

// authenticationURL is where a person signs in with the app. Asana tells it
// the workspace as domainId.
func authenticationURL(c asana.Components, workspace string) string {
	address, err := url.Parse(c.AuthenticationURL)
	if err != nil || address.Host == "" {
		return ""
	}
	q := address.Query()
	q.Set("domainId", workspace)
	address.RawQuery = q.Encode()
	return address.String()
}

func appURL(project, app string) string { return projectURL(project) + "/apps/" + app }

// installApp is POST /0/{project}/apps/{app}/install. Somebody who has not
// been led through the app's introduction yet is led there first; the last
// screen of it posts introduced=yes.
func (u *UI) installApp(v visit) error {
	ctx, project, app := v.r.Context(), v.path("project"), v.path("app")
	introduced, err := u.platform.AppIntroduced(ctx, v.actor, app)
	if err != nil {
		return err
	}
	if !introduced && v.form("introduced") != "yes" {
		return u.done(v, appURL(project, app)+"/add")
	}
	if err := u.platform.InstallApp(ctx, v.actor, project, app); err != nil {
		return err
	}
	if err := u.platform.MarkAppIntroduced(ctx, v.actor, app); err != nil {
		return err
	}
	return u.done(v, appURL(project, app)+"/added")
}

// showAdded is GET /0/{project}/apps/{app}/added: the confirmation.
func (u *UI) showAdded(v visit) error {
	gallery, err := u.galleryApp(v)
	if err != nil {
		return err
	}
	data := wizardData{galleryData: gallery, Step: wizardSteps, Steps: wizardSteps}
	return u.render(v, http.StatusOK, "ui/added", page.View{Title: data.App.Name, Layout: "screen", Data: data})
}

// uninstallApp is POST /0/{project}/apps/{app}/uninstall. Links that were
// made stay on their tasks.
func (u *UI) uninstallApp(v visit) error {
	err := u.platform.UninstallApp(v.r.Context(), v.actor, v.path("project"), v.path("app"))
	if err != nil {
		return err
	}
	return u.done(v, projectURL(v.path("project"))+"/customize")
}
