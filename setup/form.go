package setup

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/seal"
	"jirabridge/bridge"
)

// show answers GET /setup: the form, or the connection the workspace has.
func (s *Setup) show(w http.ResponseWriter, r *http.Request) error {
	v, err := s.open(w, r)
	if err != nil || v == nil {
		return err
	}
	if v.Connection.ID != "" {
		return s.render(w, r, http.StatusOK, "connected", v)
	}
	v.Removed = s.sessions.PopString(r.Context(), removedKey) == v.Workspace.GID
	d := s.draft(r.Context())
	if d.Workspace == v.Workspace.GID {
		s.fill(r, v, d)
	}
	return s.render(w, r, http.StatusOK, "form", v)
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
