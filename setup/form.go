package setup

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/seal"
	"jirabridge/bridge"
)

// maxInput is how many characters an input may have. What Jira shows has 64,
// and addresses are shorter than this.
const maxInput = 500

// show answers GET /setup: the form, or the connection the workspace has. With
// edit the form is shown for a connected workspace too, to those who may
// change its connection.
func (s *Setup) show(w http.ResponseWriter, r *http.Request) error {
	if s.isStart(r) {
		return s.showStart(w, r)
	}
	v, err := s.open(w, r)
	if err != nil || v == nil {
		return err
	}
	if v.Connection.ID != "" && (r.FormValue("edit") == "" || !v.MayChange) {
		return s.render(w, r, http.StatusOK, "connected", v)
	}
	if err := s.chooseKind(r, v); err != nil {
		return err
	}
	v.Removed = s.sessions.PopString(r.Context(), removedKey) == v.Workspace.GID
	v.JiraDomain, v.BrowserURL = v.Connection.JiraURL, v.Connection.BrowserURL
	if v.Kind == v.Connection.Kind {
		v.ClientID = v.Connection.ClientID
	}
	if d := s.draft(r.Context()); d.Workspace == v.Workspace.GID || d.Workspace == r.FormValue("workspace") {
		s.fill(r, v, d)
	}
	return s.render(w, r, http.StatusOK, "form", v)
}

// save answers POST /setup: it leads to Jira's consent, or back to the form,
// which shows what was typed and what is wrong with it. It never answers with a
// page of its own, to which a browser could not go back from Jira.
func (s *Setup) save(w http.ResponseWriter, r *http.Request) error {
	if err := httpkit.ParseForm(r, "setup.unreadable"); err != nil {
		return err
	}
	p, _ := s.person(r.Context())
	d, secret, err := s.typed(r, p)
	if err != nil {
		return err
	}
	if d.Problems = incomplete(d, secret); len(d.Problems) > 0 {
		return s.again(w, r, d)
	}
	if err := s.keep(r.Context(), d); err != nil {
		return err
	}
	if p.GID == "" {
		return s.signIn(w, r)
	}
	to, err := s.bridge.Connect(r.Context(), bridge.ConnectRequest{
		Person: p.GID, Session: httpkit.Browser(r.Context(), s.sessions), Workspace: d.Workspace, Kind: d.Kind,
		JiraDomain: input(r, "jira_domain"), BrowserURL: input(r, "browser_url"), ClientID: d.ClientID, ClientSecret: secret, ReturnPath: donePath + workspaceQuery(d.Workspace),
	})
	if err != nil {
		return s.refuse(w, r, d, err)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// typed reads the form. An empty secret stands for the one entered before.
func (s *Setup) typed(r *http.Request, p bridge.Person) (draft, seal.Secret, error) {
	d := draft{Workspace: r.PostFormValue("workspace"), Kind: kindOf(r.PostFormValue("kind")), JiraDomain: withoutPassword(input(r, "jira_domain")), BrowserURL: withoutPassword(input(r, "browser_url")), ClientID: input(r, "client_id")}
	secret := seal.Secret(input(r, "client_secret"))
	if secret == "" {
		secret = s.openSecret(p.GID, s.draft(r.Context()))
	}
	var err error
	d.Secret, err = s.sealSecret(p.GID, secret)
	return d, secret, err
}

// input is what was typed without the spaces that copying brings along.
func input(r *http.Request, name string) string { return strings.TrimSpace(r.PostFormValue(name)) }

// withoutPassword is an address without the name and password that somebody
// has put into it: they are neither kept nor shown, also where they keep it
// from being an address or the scheme was left out.
func withoutPassword(typed string) string {
	scheme, rest, ok := strings.Cut(typed, "://")
	if !ok {
		scheme, rest = "", typed
	}
	if u, err := url.Parse("//" + rest); err == nil && u.User == nil {
		return typed
	}
	rest = rest[strings.LastIndexByte(rest, '@')+1:]
	if !ok {
		return rest
	}
	return scheme + "://" + rest
}

// incomplete are the problems that need no look at Jira.
func incomplete(d draft, secret seal.Secret) (found []problem) {
	inputs := []struct{ name, value string }{{"jira_domain", d.JiraDomain}, {"client_id", d.ClientID}, {"client_secret", secret.Reveal()}}
	if d.Kind == bridge.OAuth1 {
		inputs = inputs[:1]
	}
	if d.BrowserURL != "" {
		inputs = append(inputs, struct{ name, value string }{"browser_url", d.BrowserURL})
	}
	for _, in := range inputs {
		switch {
		case in.value == "":
			found = append(found, problem{in.name, bridge.Text{ID: "setup." + in.name + "_missing"}})
		case utf8.RuneCountInString(in.value) > maxInput:
			found = append(found, problem{in.name, bridge.Text{ID: "setup.too_long", Args: map[string]any{"Max": maxInput}}})
		}
	}
	return found
}

// refuse shows what the bridge has against a form.
func (s *Setup) refuse(w http.ResponseWriter, r *http.Request, d draft, err error) error {
	p, ok := problemOf(err)
	if !ok {
		return err
	}
	d.refused(p)
	return s.again(w, r, d)
}

// again leads to the form with a draft.
func (s *Setup) again(w http.ResponseWriter, r *http.Request, d draft) error {
	if err := s.keep(r.Context(), d); err != nil {
		return err
	}
	http.Redirect(w, r, kindPath(d.Workspace, d.Kind), http.StatusSeeOther)
	return nil
}

// kindPath is the form of a workspace for a kind of link.
func kindPath(workspace string, kind bridge.LinkKind) string {
	return formPath(workspace) + "&" + url.Values{"kind": {string(kind)}}.Encode()
}

// formPath is the form of a workspace, connected or not.
func formPath(workspace string) string {
	return homePath + "?" + url.Values{"workspace": {workspace}, "edit": {"1"}}.Encode()
}

// workspaceQuery is the query that names a workspace, "" for none.
func workspaceQuery(gid string) string {
	if gid == "" {
		return ""
	}
	return "?" + url.Values{"workspace": {gid}}.Encode()
}
