package demo

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// Document is demo.json: where the demo listens and who may sign in, for
// scripts. Its keys are promised; see the README under "The demo for scripts".
type Document struct {
	PlatformURL        string         `json:"platform_url"`
	APIURL             string         `json:"api_url"`
	JiraURL            string         `json:"jira_url"`
	WorkspaceGID       string         `json:"workspace_gid"`
	TeamGID            string         `json:"team_gid"`
	ProjectGID         string         `json:"project_gid"`
	TaskGIDs           []string       `json:"task_gids"`
	TextCustomFieldGID string         `json:"text_custom_field_gid"`
	People             []Person       `json:"people"`
	ServiceAccount     ServiceAccount `json:"service_account"`
	OAuthApp           OAuthApp       `json:"oauth_app"`
	JiraPeople         []JiraPerson   `json:"jira_people"`
	JiraOAuth2         JiraOAuth2     `json:"jira_oauth2"`
	JiraApp            JiraApp        `json:"jira_app"`
}

// Person is somebody who may sign in to the platform.
type Person struct {
	Name          string `json:"name"`
	Email         string `json:"email"`
	Password      string `json:"password"`
	GID           string `json:"gid"`
	Role          string `json:"role"` // owner, super_admin, member or guest
	Token         string `json:"token"`
	APIAccess     bool   `json:"api_access"`
	ManagesUsers  bool   `json:"manages_users"`
	JiraUser      string `json:"jira_user"`
	JiraConnected bool   `json:"jira_connected"`
}

// ServiceAccount has full access to the workspace.
type ServiceAccount struct {
	GID   string `json:"gid"`
	Name  string `json:"name"`
	Token string `json:"token"`
}

// OAuthApp is a third party's app, for trying Asana Connect.
type OAuthApp struct {
	ClientID     string   `json:"client_id"`
	ClientSecret string   `json:"client_secret"`
	RedirectURIs []string `json:"redirect_uris"`
}

// JiraPerson is somebody who may sign in to the simulated Jira.
type JiraPerson struct {
	Name     string `json:"name"`
	Password string `json:"password"`
	Token    string `json:"token"`
	Admin    bool   `json:"admin"`
}

// JiraOAuth2 is the incoming application link that Jira's admin made.
type JiraOAuth2 struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	RedirectURI  string `json:"redirect_uri"`
}

// JiraApp is the registration of the built-in app. With the secret and the
// addresses anybody can play the App Components host.
type JiraApp struct {
	ClientID          string     `json:"client_id"`
	ClientSecret      string     `json:"client_secret"`
	AuthenticationURL string     `json:"authentication_url"`
	WidgetMetadataURL string     `json:"widget_metadata_url"`
	MatchURLPattern   string     `json:"match_url_pattern"`
	FormMetadataURL   string     `json:"form_metadata_url"`
	AttachURL         string     `json:"resource_attach_url"`
	TypeaheadURL      string     `json:"resource_typeahead_url"`
	RuleAction        RuleAction `json:"rule_action"`
}

// RuleAction is what rules can have of the app.
type RuleAction struct {
	ActionType   string `json:"action_type"`
	MetadataURL  string `json:"metadata_url"`
	RunActionURL string `json:"run_action_url"`
}

// documentName is the file's name in the data folder.
const documentName = "demo.json"

// Read reads the document that a demo left in its data folder.
func Read(dir string) (Document, error) {
	var d Document
	text, err := os.ReadFile(filepath.Join(dir, documentName))
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(text, &d)
}

// save writes the document where only this user can read it: it holds
// passwords and tokens.
func (d Document) save(dir string) error {
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	part := filepath.Join(dir, documentName+".part")
	if err := os.WriteFile(part, append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(part, filepath.Join(dir, documentName))
}
