package widget

import (
	"strings"

	"jirabridge/asana/appcomponents"
)

const (
	appPath       = "/app/v1"
	connectPath   = "/connect"
	asanaCallback = "/callback/asana" // below connectPath
	donePath      = connectPath + "/done"
)

// issueAddress matches the address of an issue in any Jira Server or Data
// Center, with or without a context path.
const issueAddress = `https?://[^/?#]+(/[^?#]*)?/browse/[A-Za-z][A-Za-z0-9_]*-[0-9]+`

// Addresses are what the platform has to know about this app. They fill the
// fields of the same name in its registration.
type Addresses struct {
	AuthenticationURL    string
	WidgetMetadataURL    string
	MatchURLPattern      string
	FormMetadataURL      string
	ResourceAttachURL    string
	ResourceTypeaheadURL string
	DetailsURL           string // beyond Asana's fields: with ?task=<gid>, more about a task's issue
	SetupURL             string // beyond Asana's fields: where a workspace is connected, once
	RuleMetadataURL      string // of the rule action bridge.CreateIssue
	RuleRunURL           string
	RulePreviewURL       string // beyond Asana's fields: says what a run would do
	RedirectURI          string // of the sign-in in the connect window
}

// Components returns the addresses of an app served at baseURL.
func Components(baseURL string) Addresses {
	base := strings.TrimRight(baseURL, "/")
	return Addresses{
		AuthenticationURL:    base + connectPath,
		WidgetMetadataURL:    base + appPath + "/widget",
		MatchURLPattern:      issueAddress,
		FormMetadataURL:      base + appPath + "/form",
		ResourceAttachURL:    base + appPath + "/attach",
		ResourceTypeaheadURL: base + appPath + "/typeahead/resource",
		DetailsURL:           base + linksPath,
		SetupURL:             base + "/setup",
		RuleMetadataURL:      base + appPath + rulePath,
		RuleRunURL:           base + appPath + runPath,
		RulePreviewURL:       base + appPath + rulePath + "/preview",
		RedirectURI:          base + connectPath + asanaCallback,
	}
}

// complete makes a form of the bridge one that a host can use: absolute
// addresses, and callbacks below path for a form that can be submitted.
func (w *Widget) complete(form *appcomponents.Form, path string) {
	form.Template = appcomponents.FormTemplate
	for i := range form.Metadata.Fields {
		field := &form.Metadata.Fields[i]
		if field.Type == appcomponents.Typeahead {
			field.TypeaheadURL = w.base + appPath + "/" + field.TypeaheadURL
		}
	}
	if form.Metadata.SubmitButtonText != "" {
		form.Metadata.OnSubmitCallback = w.base + appPath + path + "/submit"
		form.Metadata.OnChangeCallback = w.base + appPath + path + "/change"
	}
}
