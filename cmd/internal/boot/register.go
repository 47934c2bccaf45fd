package boot

import (
	"context"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
	"jirabridge/bridge"
	"jirabridge/widget"
)

// builtInClientID names the registration of our own app. It is the same in
// every installation; the secret is not.
const builtInClientID = "1200000000000001"

// builtInRequests is how many requests a minute the app makes for one person at
// most. It is apart from the account's limit, which scripts may have used up.
const builtInRequests = 6000

// register writes the built-in app's registration: on the platform it is an
// ordinary app, whose texts and addresses stand here.
func (a *App) register(ctx context.Context) (err error) {
	components := components(a.config.BaseURL, a.frame.Words)
	components.FeedbackURL = a.config.FeedbackURL
	redirects := []string{a.config.BaseURL + "/setup/callback/asana", a.config.BaseURL + "/connect/callback/asana"}
	name, limit := "Jira Server", builtInRequests
	app, err := a.Platform.AppByClientID(ctx, builtInClientID)
	switch {
	case asana.IsKind(err, asana.NotFound):
		a.BuiltIn, err = a.Platform.RegisterApp(ctx, asana.NewApp{
			ClientID: builtInClientID, ClientSecret: seal.NewToken(""), Name: name,
			RedirectURIs: redirects, Scopes: []string{"default"}, Components: components, RequestsPerMinute: limit,
		})
	case err == nil: // the address may have changed since
		a.BuiltIn, err = a.Platform.UpdateApp(ctx, app.GID, asana.AppChange{Name: &name, RedirectURIs: redirects, Components: &components, RequestsPerMinute: &limit})
	}
	return err
}

// components describes the app to the platform, in every language.
func components(baseURL string, words *page.Words) asana.Components {
	at := widget.Components(baseURL)
	c := asana.Components{
		AuthenticationURL: at.AuthenticationURL, WidgetMetadataURL: at.WidgetMetadataURL, FormMetadataURL: at.FormMetadataURL,
		ResourceAttachURL: at.ResourceAttachURL, ResourceTypeaheadURL: at.ResourceTypeaheadURL, MatchURLPattern: at.MatchURLPattern,
		DetailsURL: at.DetailsURL, SetupURL: at.SetupURL,
		Icon: "app", Plans: []string{asana.Premium.Name(), asana.Business.Name(), asana.Enterprise.Name()}, Texts: map[string]asana.ComponentTexts{},
	}
	languages := page.Languages()
	c.ComponentTexts = componentTexts(widget.TextsIn(words, languages[0]))
	for _, lang := range languages[1:] {
		c.Texts[lang] = componentTexts(widget.TextsIn(words, lang))
	}
	c.RuleActions = []asana.RuleAction{createIssue(at, words)}
	return c
}

// createIssue describes the action that rules can have of the app.
func createIssue(at widget.Addresses, words *page.Words) asana.RuleAction {
	languages := page.Languages()
	action := asana.RuleAction{
		ActionType: bridge.CreateIssue, MetadataURL: at.RuleMetadataURL, RunActionURL: at.RuleRunURL, PreviewURL: at.RulePreviewURL,
		DisplayName: widget.TextsIn(words, languages[0]).RuleAction, Texts: map[string]string{},
	}
	for _, lang := range languages[1:] {
		action.Texts[lang] = widget.TextsIn(words, lang).RuleAction
	}
	return action
}

func componentTexts(t widget.Texts) asana.ComponentTexts {
	texts := asana.ComponentTexts{
		LookupPlaceholder: t.LookupPlaceholder, EntryPointText: t.EntryPoint, LookupActionText: t.LookupAction, FormActionText: t.FormAction,
		Title: t.Title, Subtitle: t.Subtitle, Description: t.Description, SetupText: t.Setup, SetupActionText: t.SetupAction,
	}
	for _, caption := range t.Features {
		texts.Features = append(texts.Features, asana.Feature{Caption: caption})
	}
	return texts
}
