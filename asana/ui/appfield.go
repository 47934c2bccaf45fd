package ui

import (
	"jirabridge/asana"
)

// appField is the field an installed app has on a task.
type appField struct {
	appView
	Connect  string // address of the app's sign-in
	Feedback string // where "Give feedback" leads; "" hides it
	Widgets  []asana.Attachment
}

// loadAttached splits what is attached: what an app shows as its widget
// belongs to the app's field, the rest is listed.
func (u *UI) loadAttached(v visit, data *taskData) error {
	ctx, task := v.r.Context(), data.Task.GID
	widgets, err := u.host.WidgetsForTask(ctx, v.actor, task)
	if err != nil {
		return err
	}
	shown, byApp := map[string]bool{}, map[string][]asana.Attachment{}
	for _, w := range widgets {
		shown[w.Attachment.GID] = true
		byApp[w.App.GID] = append(byApp[w.App.GID], w.Attachment)
	}
	apps, err := u.platform.InstalledAppsForTask(ctx, v.actor, task)
	if err != nil {
		return err
	}
	for _, a := range apps {
		if !a.Components.OnTasks() {
			continue
		}
		data.Apps = append(data.Apps, u.appField(v, a, *data, byApp[a.GID]))
	}
	data.Attachments, err = u.files(v, task, shown)
	return err
}

func (u *UI) appField(v visit, a asana.App, data taskData, widgets []asana.Attachment) appField {
	field := appField{
		appView: u.appView(v, a, true), Widgets: widgets,
		Connect:  authenticationURL(a.Components, data.Task.Workspace.GID),
		Feedback: a.Components.FeedbackURL,
	}
	if field.Feedback == "" && data.owner != "" {
		field.Feedback = "mailto:" + data.owner
	}
	return field
}

// ownerOf is the mail address of the workspace's owner, who hears what people
// think of an app that names no place for it; "" when the reader knows no owner.
func ownerOf(members []asana.WorkspaceMembership) string {
	for _, m := range members {
		if m.IsActive && m.Role == asana.Owner {
			return m.User.Email
		}
	}
	return ""
}
