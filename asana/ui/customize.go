package ui

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// appView is an app as pages show it.
type appView struct {
	asana.App
	Icon      appIcon
	Slug      string // for data-test
	Installed bool
}

// customizeData is the panel "Customize": what the project has besides tasks.
type customizeData struct {
	Project  asana.Project
	Apps     []appView
	Sections []asana.Section
	Fields   []asana.FieldSetting
	Others   []asana.CustomField // fields of the library that could be added
	Kinds    []string            // of new fields
	MayEdit  bool
}

// galleryData is what ui/gallery and ui/app show.
type galleryData struct {
	Project asana.Project
	Apps    []appView
	App     appView
	MayEdit bool
	Plan    asana.Plan // of the workspace
	By      string     // the name of who registered App, "" for the server's own
}

// BelowPlan tells whether the app is for higher plans than the workspace's.
func (d galleryData) BelowPlan() bool { return !d.Plan.Has(d.App.Needs()) }

func (u *UI) customize(v visit) (*customizeData, error) {
	gallery, err := u.gallery(v)
	if err != nil {
		return nil, err
	}
	panel := &customizeData{Project: gallery.Project, MayEdit: gallery.MayEdit}
	for _, a := range gallery.Apps {
		if a.Installed {
			panel.Apps = append(panel.Apps, a)
		}
	}
	project := gallery.Project.GID
	if panel.Sections, err = u.sections(v, project); err != nil {
		return nil, err
	}
	if panel.Fields, err = u.platform.FieldSettings(v.r.Context(), v.actor, project); err != nil || !panel.MayEdit {
		return panel, err
	}
	library, err := u.platform.Fields(v.r.Context(), v.actor, panel.Project.Workspace.GID)
	panel.Others, panel.Kinds = otherFields(library, panel.Fields), asana.FieldKinds()
	return panel, err
}

// gallery is the project with every app, and which of them it has.
func (u *UI) gallery(v visit) (galleryData, error) {
	ctx, project := v.r.Context(), v.path("project")
	p, err := u.platform.Project(ctx, v.actor, project)
	if err != nil {
		return galleryData{}, err
	}
	data := galleryData{Project: p}
	if data.MayEdit, err = u.platform.MayEditProject(ctx, v.actor, project); err != nil {
		return data, err
	}
	workspace, err := u.platform.Workspace(ctx, v.actor, p.Workspace.GID)
	if err != nil {
		return data, err
	}
	data.Plan = workspace.Plan
	apps, err := u.platform.Apps(ctx, v.actor)
	if err != nil {
		return data, err
	}
	installed, err := u.platform.InstalledApps(ctx, v.actor, project)
	if err != nil {
		return data, err
	}
	for _, a := range apps {
		data.Apps = append(data.Apps, u.appView(v, a, isAmong(installed, a)))
	}
	for _, a := range installed {
		if !isAmong(apps, a) { // somebody else's
			data.Apps = append(data.Apps, u.appView(v, a, true))
		}
	}
	return data, nil
}

func isAmong(apps []asana.App, app asana.App) bool {
	return slices.ContainsFunc(apps, func(a asana.App) bool { return a.GID == app.GID })
}

// showGallery is GET /0/{project}/apps: a card for each app.
func (u *UI) showGallery(v visit) error {
	data, err := u.gallery(v)
	if err != nil {
		return err
	}
	return u.render(v, http.StatusOK, "ui/gallery", page.View{Title: "ui.apps", Layout: "app", Data: data})
}

// showApp is GET /0/{project}/apps/{app}: what it does, what it may see.
func (u *UI) showApp(v visit) error {
	data, err := u.galleryApp(v)
	if err != nil {
		return err
	}
	return u.render(v, http.StatusOK, "ui/app", page.View{Title: data.App.Name, Layout: "app", Data: data})
}

// galleryApp is the gallery with the app the address names.
func (u *UI) galleryApp(v visit) (galleryData, error) {
	data, err := u.gallery(v)
	if err != nil {
		return data, err
	}
	for _, a := range data.Apps {
		if a.GID == v.path("app") {
			data.App = a
			data.By, err = u.registrant(v, a.App)
			return data, err
		}
	}
	return data, &asana.Error{Kind: asana.NotFound, Field: "app", Text: "Not found"}
}

// registrant is the name of whoever registered an app, which may call itself
// anything.
func (u *UI) registrant(v visit, app asana.App) (string, error) {
	if app.Owner == "" {
		return "", nil
	}
	person, err := u.platform.Person(v.r.Context(), app.Owner)
	return person.Name, err
}

// appView is an app with its texts in the reader's language.
func (u *UI) appView(v visit, a asana.App, installed bool) appView {
	a.Components = a.Components.In(u.frame.Lang(v.r))
	return appView{App: a, Icon: u.iconOf(a), Slug: slug(a.Name), Installed: installed}
}

var notInSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slug is a name as part of an identifier: "Bug Tracker" is "bug-tracker".
func slug(name string) string {
	return strings.Trim(notInSlug.ReplaceAllString(strings.ToLower(name), "-"), "-")
}
