package ui

import (
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// showDocs is GET /docs: how a program calls the API and proves who it is.
func (u *UI) showDocs(v visit) error {
	if err := u.needAPIAccess(v); err != nil {
		return err
	}
	data := struct{ URL string }{u.baseURL}
	return u.render(v, http.StatusOK, "ui/docs", page.View{Title: "ui.developer_docs", Layout: "app", Data: data})
}

// showApps is GET /apps: the apps that can be added to a project.
func (u *UI) showApps(v visit) error {
	apps, err := u.platform.Apps(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	var data struct{ Apps []appText }
	for _, app := range apps {
		data.Apps = append(data.Apps, appText{app.Name, app.Components.In(u.frame.Lang(v.r)).ComponentTexts})
	}
	return u.render(v, http.StatusOK, "ui/applist", page.View{Title: "ui.apps_page", Layout: "app", Data: data})
}

// appText is an app in the reader's language.
type appText struct {
	Name  string
	Texts asana.ComponentTexts
}
