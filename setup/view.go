package setup

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"jirabridge/bridge"
)

// choice is a workspace in the picker.
type choice struct {
	bridge.WorkspaceChoice
	Connection bridge.Connection // the zero one when there is none
	Selected   bool
}

// JiraURL is "" without a connection.
func (c choice) JiraURL() string { return c.Connection.JiraURL }

// view is what the pages show.
type view struct {
	Person      string
	Choices     []choice
	Workspace   bridge.WorkspaceChoice // the selected one
	SetupURL    string
	RedirectURL string
	Egress      string
	PlainHTTP   bool // Jira takes such redirect URLs only when told to
	Kind        bridge.LinkKind
	Key         bridge.SigningKey // of OAuth 1.0a
	JiraDomain  string
	BrowserURL  string
	ClientID    string
	SecretKept  bool              // the secret entered before is used when none is entered
	Errors      map[string]string // by name of the input
	Banner      string            // an error that concerns no input

	Connection bridge.Connection
	MayChange  bool   // renew or remove it
	Done       bool   // the connection has just been made
	Removed    bool   // it has just been removed
	Platform   string // the origin of the platform, where projects are
	Opener     string // the origin to tell of it
}

// Others are the workspaces that are connected besides the selected one.
func (v *view) Others() (list []choice) {
	for _, c := range v.Choices {
		if c.JiraURL() != "" && !c.Selected {
			list = append(list, c)
		}
	}
	return list
}

// FirstError is the first input with an error: the one to begin with.
func (v *view) FirstError() string {
	for _, name := range []string{"jira_domain", "browser_url", "client_id", "client_secret"} {
		if v.Errors[name] != "" {
			return name
		}
	}
	return ""
}

// KindURL is the form for another kind of link.
func (v *view) KindURL(kind string) string { return kindPath(v.Workspace.GID, kindOf(kind)) }

// Requirements is the page of what has to be reachable, which leads back here.
func (v *view) Requirements() string {
	return needsPath + "?" + url.Values{"workspace": {v.Workspace.GID}, "kind": {string(v.Kind)}}.Encode()
}

// kindOf is the kind of link that a request names; OAuth 2.0 for anything else.
func kindOf(name string) bridge.LinkKind {
	if bridge.LinkKind(name) == bridge.OAuth1 {
		return bridge.OAuth1
	}
	return bridge.OAuth2
}

// kindName is what people call a kind of link.
func kindName(kind bridge.LinkKind) string {
	if kind == bridge.OAuth1 {
		return "OAuth 1.0"
	}
	return "OAuth 2.0"
}

// KindName is what the kind of link is called that the form is for.
func (v *view) KindName() string { return kindName(v.Kind) }

// Uses is what the kind of link is called that the connection is made with.
func (v *view) Uses() string { return kindName(v.Connection.Kind) }

// Former is what the kind of link before is called, "" when there is none.
func (v *view) Former() string {
	if v.Connection.Former == "" {
		return ""
	}
	return kindName(v.Connection.Former)
}

// Changes tells whether the form is for another kind of link than the
// connection's.
func (v *view) Changes() bool { return v.Connection.ID != "" && v.Kind != v.Connection.Kind }

// Releases are the versions of Jira that are tried.
func (v *view) Releases() []bridge.JiraRelease { return bridge.JiraReleases() }

// chooseKind takes the kind of link the request, the draft or the connection
// names. A link that is signed for has a key to show.
func (s *Setup) chooseKind(r *http.Request, v *view) (err error) {
	d := s.draft(r.Context())
	switch {
	case r.FormValue("kind") != "":
		v.Kind = kindOf(r.FormValue("kind"))
	case d.Kind != "" && d.Workspace == v.Workspace.GID:
		v.Kind = d.Kind
	default:
		v.Kind = kindOf(string(v.Connection.Kind))
	}
	if v.Kind == bridge.OAuth1 {
		v.Key, err = s.bridge.SigningKey(r.Context(), v.Workspace.GID)
	}
	return err
}

// open prepares a page for the person who is signed in and the workspace the
// request names. It returns nil when it has answered otherwise.
func (s *Setup) open(w http.ResponseWriter, r *http.Request) (*view, error) {
	p, ok := s.person(r.Context())
	if !ok {
		return nil, s.signIn(w, r)
	}
	all, err := s.bridge.Workspaces(r.Context(), p.GID)
	if bridge.KindOf(err) == bridge.NeedsConsent {
		s.sessions.Remove(r.Context(), personKey)
		return nil, s.stop(w, r, http.StatusUnauthorized, "setup.signed_out", s.say(r, err), homePath, "setup.log_in")
	}
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, s.stop(w, r, http.StatusForbidden, "setup.no_workspace", s.frame.T(r, "setup.no_workspace_text", nil), s.platform, "setup.to_projects")
	}
	choices, err := s.selectable(r.Context(), p.GID, all)
	if err != nil {
		return nil, err
	}
	if len(choices) == 0 {
		return nil, s.stop(w, r, http.StatusPaymentRequired, "setup.no_plan", s.frame.T(r, "setup.no_plan_text", nil), s.platform, "setup.to_projects")
	}
	v := &view{
		Choices: choices, Person: p.Name, SetupURL: s.base + homePath, RedirectURL: s.base + jiraCallback,
		Platform:  s.platform,
		Egress:    s.egress,
		PlainHTTP: strings.HasPrefix(s.base, "http:"), Errors: map[string]string{},
	}
	s.choose(r, v, p)
	return v, nil
}

// selectable are the workspaces that are connected, and those whose plan has connections.
func (s *Setup) selectable(ctx context.Context, person string, all []bridge.WorkspaceChoice) (some []choice, err error) {
	for _, w := range all {
		c := choice{WorkspaceChoice: w}
		if c.Connection, err = s.connection(ctx, w.GID); err != nil {
			return nil, err
		}
		free := false
		if c.Connection.ID == "" {
			if free, err = s.bridge.IsFree(ctx, person, w.GID); err != nil {
				return nil, err
			}
		}
		if !free {
			some = append(some, c)
		}
	}
	return some, nil
}

// choose selects the workspace the request or the draft names, else the first.
func (s *Setup) choose(r *http.Request, v *view, p bridge.Person) {
	wanted := r.FormValue("workspace")
	if wanted == "" {
		wanted = s.draft(r.Context()).Workspace
	}
	selected := max(0, slices.IndexFunc(v.Choices, func(c choice) bool { return c.GID == wanted }))
	c := &v.Choices[selected]
	c.Selected, v.Workspace, v.Connection = true, c.WorkspaceChoice, c.Connection
	v.MayChange = c.IsAdmin || c.Connection.ConnectedBy == p.GID
}

// connection is the workspace's connection; the zero one when there is none.
func (s *Setup) connection(ctx context.Context, workspace string) (bridge.Connection, error) {
	conn, err := s.bridge.Connection(ctx, workspace)
	if bridge.KindOf(err) == bridge.NotConnected {
		return bridge.Connection{}, nil
	}
	return conn, err
}

// fill puts a draft into the form, and its problems where they belong; what was wrong with one kind of link
// says nothing of the other.
func (s *Setup) fill(r *http.Request, v *view, d draft) {
	v.JiraDomain, v.BrowserURL, v.ClientID = d.JiraDomain, d.BrowserURL, d.ClientID
	v.SecretKept = s.openSecret(s.sessions.GetString(r.Context(), personKey), d) != ""
	if d.Kind != v.Kind {
		return
	}
	for _, p := range d.Problems {
		text := s.frame.T(r, p.Text.ID, p.Text.Args)
		if p.Field == "" {
			v.Banner = text
		} else {
			v.Errors[p.Field] = text
		}
	}
}
