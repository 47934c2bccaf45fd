package setup

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/seal"
	"jirabridge/bridge"
)

// choice is a workspace in the picker.
type choice struct {
	bridge.WorkspaceChoice
	Selected, Connected bool
}

// view is what the pages show.
type view struct {
	Person      string
	Choices     []choice
	Workspace   bridge.WorkspaceChoice // the selected one
	SetupURL    string
	RedirectURL string
	PlainHTTP   bool // Jira takes such redirect URLs only when told to
	JiraDomain  string
	ClientID    string
	Errors      map[string]string // by name of the input
	Banner      string            // an error that concerns no input

	Connection bridge.Connection
	MayRemove  bool
	Done       bool   // the connection has just been made
	Opener     string // the origin to tell of it
}

// show answers GET /setup: the form, or the connection the workspace has.
func (s *Setup) show(w http.ResponseWriter, r *http.Request) error {
	v, err := s.open(w, r)
	if err != nil || v == nil {
		return err
	}
	if v.Connection.ID != "" {
		return s.render(w, r, http.StatusOK, "connected", v)
	}
	d := s.draft(r.Context())
	if d.Workspace == v.Workspace.GID {
		s.fill(r, v, d)
	}
	return s.render(w, r, http.StatusOK, "form", v)
}

// open prepares a page for the person who is signed in and the workspace the
// request names. It returns nil when it has answered otherwise.
func (s *Setup) open(w http.ResponseWriter, r *http.Request) (*view, error) {
	p, ok := s.person(r.Context())
	if !ok {
		return nil, s.signIn(w, r)
	}
	choices, err := s.bridge.Workspaces(r.Context(), p.GID)
	if bridge.KindOf(err) == bridge.NeedsConsent {
		s.sessions.Remove(r.Context(), personKey)
		return nil, s.stop(w, r, http.StatusUnauthorized, "setup.signed_out", s.say(r, err), "setup.log_in")
	}
	if err != nil {
		return nil, err
	}
	if len(choices) == 0 {
		return nil, s.stop(w, r, http.StatusForbidden, "setup.no_workspace", s.frame.T(r, "setup.no_workspace_text", nil), "setup.back")
	}
	v := &view{
		Person: p.Name, SetupURL: s.base + homePath, RedirectURL: s.base + jiraCallback,
		PlainHTTP: strings.HasPrefix(s.base, "http:"), Errors: map[string]string{},
	}
	return v, s.choose(r, v, p, choices)
}

// choose selects the workspace the request or the draft names, else the first.
func (s *Setup) choose(r *http.Request, v *view, p bridge.Person, choices []bridge.WorkspaceChoice) error {
	wanted := r.FormValue("workspace")
	if wanted == "" {
		wanted = s.draft(r.Context()).Workspace
	}
	v.Workspace = choices[0]
	for _, c := range choices {
		if c.GID == wanted {
			v.Workspace = c
		}
	}
	for _, c := range choices {
		conn, err := s.connection(r.Context(), c.GID)
		if err != nil {
			return err
		}
		selected := c.GID == v.Workspace.GID
		v.Choices = append(v.Choices, choice{c, selected, conn.ID != ""})
		if selected {
			v.Connection = conn
			v.MayRemove = c.IsAdmin || conn.ConnectedBy == p.GID
		}
	}
	return nil
}

// connection is the workspace's connection; the zero one when there is none.
func (s *Setup) connection(ctx context.Context, workspace string) (bridge.Connection, error) {
	conn, err := s.bridge.Connection(ctx, workspace)
	if bridge.KindOf(err) == bridge.NotConnected {
		return bridge.Connection{}, nil
	}
	return conn, err
}

// fill puts a draft into the form, and its problem where it belongs.
func (s *Setup) fill(r *http.Request, v *view, d draft) {
	v.JiraDomain, v.ClientID = d.JiraDomain, d.ClientID
	if d.Problem == nil {
		return
	}
	text := s.bridge.Say(s.frame.Lang(r), d.Problem.Text)
	if d.Problem.Field == "" {
		v.Banner = text
	} else {
		v.Errors[d.Problem.Field] = text
	}
}

// save answers POST /setup: it leads to Jira's consent, or shows the form
// again with what was typed and what is wrong with it.
func (s *Setup) save(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return httpkit.Fail(http.StatusBadRequest, "setup.unreadable", err)
	}
	p, ok := s.person(r.Context())
	if !ok {
		return s.signIn(w, r)
	}
	d := draft{Workspace: r.PostFormValue("workspace"), JiraDomain: typed(r, "jira_domain"), ClientID: typed(r, "client_id")}
	if err := s.remember(r.Context(), draftKey, d); err != nil {
		return err
	}
	secret := seal.Secret(typed(r, "client_secret"))
	if missing := s.missing(r, secret); len(missing) > 0 {
		return s.again(w, r, http.StatusBadRequest, d, missing)
	}
	to, err := s.bridge.Connect(r.Context(), bridge.ConnectRequest{
		Person: p.GID, Session: httpkit.Browser(r.Context(), s.sessions), Workspace: d.Workspace,
		JiraDomain: d.JiraDomain, ClientID: d.ClientID, ClientSecret: secret, ReturnPath: donePath + workspaceQuery(d.Workspace),
	})
	if err != nil {
		return s.refuse(w, r, d, err)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// typed is an input without the spaces that copying brings along.
func typed(r *http.Request, name string) string { return strings.TrimSpace(r.PostFormValue(name)) }

func (s *Setup) missing(r *http.Request, secret seal.Secret) map[string]string {
	errs := map[string]string{}
	for _, input := range []struct{ name, value, id string }{
		{"jira_domain", typed(r, "jira_domain"), "setup.jira_domain_missing"},
		{"client_id", typed(r, "client_id"), "setup.client_id_missing"},
		{"client_secret", secret.Reveal(), "setup.client_secret_missing"},
	} {
		if input.value == "" {
			errs[input.name] = s.frame.T(r, input.id, nil)
		}
	}
	return errs
}

// refuse shows what the bridge has against a form; only our own failures are
// left to the error page.
func (s *Setup) refuse(w http.ResponseWriter, r *http.Request, d draft, err error) error {
	var e *bridge.Error
	if !errors.As(err, &e) || status(e.Kind) >= http.StatusInternalServerError || e.Kind == bridge.NeedsConsent {
		return err
	}
	d.Problem = problemOf(e)
	return s.again(w, r, status(e.Kind), d, nil)
}

// again shows the form with a draft and errors beside its inputs.
func (s *Setup) again(w http.ResponseWriter, r *http.Request, status int, d draft, errs map[string]string) error {
	v, err := s.open(w, r)
	if err != nil || v == nil {
		return err
	}
	s.fill(r, v, d)
	for name, text := range errs {
		v.Errors[name] = text
	}
	return s.render(w, r, status, "form", v)
}

// inputs names the input for each field the bridge speaks of.
var inputs = map[string]string{
	"domain": "jira_domain", "client_id": "client_id", "client_secret": "client_secret", "workspace": "workspace",
}

func problemOf(e *bridge.Error) *problem {
	field, _ := e.Text.Args["Field"].(string)
	return &problem{Field: inputs[field], Text: e.Text}
}

// workspaceQuery is the query that names a workspace, "" for none.
func workspaceQuery(gid string) string {
	if gid == "" {
		return ""
	}
	return "?" + url.Values{"workspace": {gid}}.Encode()
}
