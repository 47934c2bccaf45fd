package apphost

import (
	"context"
	"regexp"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
)

// AttachedWidget is an attachment that an app shows as a widget.
type AttachedWidget struct {
	Attachment asana.Attachment
	App        asana.App
}

// WidgetView is a widget with what it was asked for.
type WidgetView struct {
	AttachedWidget
	Widget appcomponents.Widget
}

// Widget asks the app an attachment belongs to for its summary. An attachment
// that no app on its task's projects shows is NotFound.
func (h *Host) Widget(ctx context.Context, a asana.Actor, attachment string) (WidgetView, error) {
	var view WidgetView
	shown, err := h.platform.Attachment(ctx, a, attachment)
	if err != nil {
		return view, err
	}
	apps, err := h.platform.InstalledAppsForTask(ctx, a, shown.Task.GID)
	if err != nil {
		return view, err
	}
	app, ok := appOf(shown, apps)
	if !ok {
		return view, notFound("widget")
	}
	v, err := h.enter(ctx, a, shown.Task.GID, app.GID)
	if err != nil {
		return view, err
	}
	q := v.request(h.now())
	q.Attachment, q.ResourceURL = shown.GID, shown.URL
	view.AttachedWidget = AttachedWidget{Attachment: shown, App: app}
	err = h.get(ctx, v, app.Components.WidgetMetadataURL, q, &view.Widget)
	return view, err
}

// WidgetsForTask lists the attachments of a task that are shown as widgets, in
// the order they were attached, without calling any app.
func (h *Host) WidgetsForTask(ctx context.Context, a asana.Actor, task string) ([]AttachedWidget, error) {
	apps, err := h.platform.InstalledAppsForTask(ctx, a, task)
	if err != nil || len(apps) == 0 {
		return nil, err
	}
	var widgets []AttachedWidget
	var page asana.Page
	for {
		attachments, next, err := h.platform.Attachments(ctx, a, task, page)
		if err != nil {
			return nil, err
		}
		for _, attachment := range attachments {
			if app, ok := appOf(attachment, apps); ok {
				widgets = append(widgets, AttachedWidget{Attachment: attachment, App: app})
			}
		}
		if next == "" {
			return widgets, nil
		}
		page.Offset = next
	}
}

// appOf returns the app among those installed that shows an attachment: the one
// it is connected to, else the first whose pattern its address fits.
func appOf(attachment asana.Attachment, installed []asana.App) (asana.App, bool) {
	if !attachment.External {
		return asana.App{}, false
	}
	for _, app := range installed {
		if app.Components.WidgetMetadataURL == "" {
			continue
		}
		if attachment.App == app.GID || (attachment.App == "" && fits(app.Components.MatchURLPattern, attachment.URL)) {
			return app, true
		}
	}
	return asana.App{}, false
}

// fits tells whether an address begins with what the pattern describes. A
// pattern that is no regular expression fits nothing.
func fits(pattern, address string) bool {
	if pattern == "" {
		return false
	}
	re, err := regexp.Compile("^(?:" + pattern + ")")
	return err == nil && re.MatchString(address)
}
