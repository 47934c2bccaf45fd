package boot

import (
	"context"

	"jirabridge/asana"
	"jirabridge/asana/kit/seal"
	"jirabridge/widget"
)

// builtInClientID names the registration of our own app. It is the same in
// every installation; the secret is not.
const builtInClientID = "1200000000000001"

// register writes the built-in app's registration: on the platform it is an
// ordinary app, whose texts and addresses stand here.
func (a *App) register(ctx context.Context) (err error) {
	components := components(a.config.BaseURL)
	components.FeedbackURL = a.config.FeedbackURL
	redirects := []string{a.config.BaseURL + "/setup/callback/asana", a.config.BaseURL + "/connect/callback/asana"}
	name := "Jira Server"
	app, err := a.Platform.AppByClientID(ctx, builtInClientID)
	switch {
	case asana.IsKind(err, asana.NotFound):
		a.BuiltIn, err = a.Platform.RegisterApp(ctx, asana.NewApp{
			ClientID: builtInClientID, ClientSecret: seal.NewToken(""), Name: name,
			RedirectURIs: redirects, Scopes: []string{"default"}, Components: components,
		})
	case err == nil: // the address may have changed since
		a.BuiltIn, err = a.Platform.UpdateApp(ctx, app.GID, asana.AppChange{Name: &name, RedirectURIs: redirects, Components: &components})
	}
	return err
}

// components describes the app to the platform: the words are those of Asana's
// own app for Jira Server.
func components(baseURL string) asana.Components {
	at := widget.Components(baseURL)
	return asana.Components{
		AuthenticationURL: at.AuthenticationURL, WidgetMetadataURL: at.WidgetMetadataURL, FormMetadataURL: at.FormMetadataURL,
		ResourceAttachURL: at.ResourceAttachURL, ResourceTypeaheadURL: at.ResourceTypeaheadURL, MatchURLPattern: at.MatchURLPattern,
		LookupPlaceholder: "Paste a Jira issue link or ID…",
		EntryPointText:    "Add Jira issue",
		LookupActionText:  "Add existing issue",
		FormActionText:    "Create new issue",
		Title:             "Connect tasks to Jira issues",
		Subtitle:          "See the status of Jira work where you plan it",
		Description:       "Create a Jira issue from a task or link an existing one. The task then shows the issue's status, priority and assignee. Anyone who can see the task can see this data.",
		Icon:              "app",
		Features: []asana.Feature{
			{Caption: "Create an issue in Jira without leaving the task. Name, description and files go along once."},
			{Caption: "Link an issue that already exists by its key, its address or a few words."},
			{Caption: "Everybody on the task sees status, priority and assignee. The data is read-only."},
		},
	}
}
