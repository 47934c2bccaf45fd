package ui

import (
	"strconv"
	"time"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/apphost"
)

// widgetAnswer is what the page shows of an app's resource.
type widgetAnswer struct {
	Widget appcomponents.Widget `json:"widget"`
	URL    string               `json:"url"` // of the resource
	Icons  map[string]string    `json:"icons"`
}

// widgetsAnswer says what an app shows on a task.
type widgetsAnswer struct {
	Widgets []attachedAnswer `json:"widgets"`
}

// widgets is GET /0/apps/{app}/tasks/{task}/widgets: what is attached, without
// asking the app. A page finds out with it what others have attached since.
func (u *UI) widgets(v visit) error {
	all, err := u.host.WidgetsForTask(v.r.Context(), v.actor, v.path("task"))
	if err != nil {
		return err
	}
	answer := widgetsAnswer{Widgets: []attachedAnswer{}}
	for _, w := range all {
		if w.App.GID == v.path("app") {
			a := w.Attachment
			answer.Widgets = append(answer.Widgets, attachedAnswer{Attachment: a.GID, Name: a.Name, URL: a.URL})
		}
	}
	return u.answer(v, answer)
}

// widget is GET /0/apps/{app}/tasks/{task}/attachments/{attachment}/widget.
// The page asks after it has loaded and then again while somebody looks; then
// it says with ?age=SECONDS how old an answer it takes.
func (u *UI) widget(v visit) error {
	ctx := v.r.Context()
	if seconds, err := strconv.ParseUint(v.r.FormValue("age"), 10, 16); err == nil {
		ctx = apphost.WithMaxAge(ctx, time.Duration(seconds)*time.Second)
	}
	view, err := u.host.Widget(ctx, v.actor, v.path("attachment"))
	if err != nil {
		return u.refused(v, err)
	}
	icons := map[string]string{}
	m := view.Widget.Metadata
	u.addIcon(icons, m.SubiconURL)
	u.addIcon(icons, m.Footer.IconURL)
	for _, f := range m.Fields {
		u.addIcon(icons, f.IconURL)
	}
	return u.answer(v, widgetAnswer{Widget: view.Widget, URL: view.Attachment.URL, Icons: icons})
}
