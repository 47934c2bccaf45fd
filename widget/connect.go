package widget

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
)

// freshly marks a return from signing in, so that a person whose sign-in does
// not help is told so instead of being sent round and round.
const freshly = "signed_in"

// connect is the window the platform opens to connect an account. It signs in
// with Asana Connect each time: the platform's person may be another than when
// it was opened last in this browser. Then it leads on to whatever is missing:
// choosing a workspace, consent at Jira. The parameter domainId, a workspace's
// gid, is a hint and no more: Asana does not document it.
func (w *Widget) connect(rw http.ResponseWriter, r *http.Request) error {
	person := w.person(r)
	hint := r.URL.Query().Get("domainId")
	if person == "" || !r.URL.Query().Has(freshly) {
		return w.signIn(rw, r, hint)
	}
	workspaces, err := w.bridge.Workspaces(r.Context(), person)
	if err != nil {
		return err
	}
	connected, err := w.connected(r, workspaces)
	if err != nil {
		return err
	}
	chosen, ok := choose(hint, workspaces, connected)
	switch {
	case len(workspaces) == 0:
		return w.showGuest(rw, r)
	case !ok && len(connected) > 0:
		return w.showChoice(rw, r, connected)
	case !ok || !slices.Contains(connected, chosen):
		return w.showNotConnected(rw, r, chosen)
	}
	endings, err := w.bridge.TellEndings(r.Context(), person, chosen.GID)
	switch {
	case err != nil:
		return err
	case len(endings) > 0:
		return w.showEndings(rw, r, endings)
	}
	return w.authorize(rw, r, person, chosen.GID)
}

// showEndings tells a person once why consent is asked for again, before it is.
func (w *Widget) showEndings(rw http.ResponseWriter, r *http.Request, endings []bridge.Ending) error {
	return w.frame.Render(rw, r, http.StatusOK, "widget/ended", page.View{
		Title: "widget.ended_title", Layout: "popup",
		Data: map[string]any{"Endings": w.endingsIn(r, endings), "Next": r.URL.RequestURI()},
	})
}

// signIn sends the browser to Asana Connect, and from there back here.
func (w *Widget) signIn(rw http.ResponseWriter, r *http.Request, hint string) error {
	back := url.Values{freshly: {""}}
	if hint != "" {
		back.Set("domainId", hint)
	}
	to, err := w.bridge.StartSignIn(r.Context(), w.browser(r), connectPath+asanaCallback, connectPath+"?"+back.Encode())
	if err != nil {
		return err
	}
	http.Redirect(rw, r, to, http.StatusSeeOther)
	return nil
}

// signedIn is where Asana Connect returns to.
func (w *Widget) signedIn(rw http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	in, err := w.bridge.FinishSignIn(r.Context(), w.browser(r), connectPath+asanaCallback, q.Get("state"), q.Get("code"), q.Get("error"))
	if bridge.KindOf(err) == bridge.Forbidden {
		return w.showDone(rw, r, outcome{Message: "widget.denied_asana", Again: again(in.ReturnPath)})
	}
	if err != nil {
		return err
	}
	if err := w.begin(r, in.Person); err != nil {
		return err
	}
	http.Redirect(rw, r, in.ReturnPath, http.StatusSeeOther)
	return nil
}

// again is a return path without the mark of a fresh sign-in.
func again(returnPath string) string {
	u, err := url.Parse(returnPath)
	if err != nil {
		return connectPath
	}
	q := u.Query()
	q.Del(freshly)
	u.RawQuery = q.Encode()
	return u.String()
}

// authorize sends the browser to Jira's consent page, unless Jira knows us. Jira
// itself is asked: it tells nobody when somebody revokes the access there.
func (w *Widget) authorize(rw http.ResponseWriter, r *http.Request, person, workspace string) error {
	done := donePath + "?" + url.Values{"workspace": {workspace}}.Encode()
	ready, err := w.bridge.IsAuthorized(r.Context(), person, workspace)
	if err != nil {
		return err
	}
	if !ready {
		done, err = w.bridge.StartAuthorization(r.Context(), person, w.browser(r), workspace, done)
	}
	if err != nil {
		return w.notAsked(rw, r, workspace, err)
	}
	http.Redirect(rw, r, done, http.StatusSeeOther)
	return nil
}

// notAsked says why Jira did not want to ask anybody, in the window, which
// stays open for it.
func (w *Widget) notAsked(rw http.ResponseWriter, r *http.Request, workspace string, err error) error {
	status, text := w.explain(r, err)
	if status != http.StatusBadRequest && status != http.StatusForbidden {
		return err
	}
	w.log.InfoContext(r.Context(), "Jira did not ask for consent", "error", err)
	return w.showDone(rw, r, outcome{Stays: true, Message: text, Again: startAt(workspace)})
}

// startAt is the window's beginning for a workspace.
func startAt(workspace string) string {
	return connectPath + "?" + url.Values{"domainId": {workspace}}.Encode()
}

// connected returns those of the workspaces that have a Jira.
func (w *Widget) connected(r *http.Request, workspaces []bridge.WorkspaceChoice) ([]bridge.WorkspaceChoice, error) {
	var some []bridge.WorkspaceChoice
	for _, workspace := range workspaces {
		connection, err := w.bridge.Connection(r.Context(), workspace.GID)
		switch {
		case err == nil && connection.Active:
			some = append(some, workspace)
		case err != nil && bridge.KindOf(err) != bridge.NotConnected:
			return nil, err
		}
	}
	return some, nil
}

// choose returns the workspace meant: the hinted one if the person belongs to
// it, else the only one that is connected, else the only one there is.
func choose(hint string, all, connected []bridge.WorkspaceChoice) (bridge.WorkspaceChoice, bool) {
	for _, workspace := range all {
		if workspace.GID == hint {
			return workspace, true
		}
	}
	for _, some := range [][]bridge.WorkspaceChoice{connected, all} {
		if len(some) == 1 {
			return some[0], true
		}
	}
	return bridge.WorkspaceChoice{}, false
}

// page wraps a handler of the window. Failures are told in words, not codes.
func (w *Widget) page(h httpkit.Handler) http.Handler {
	return httpkit.Wrap(func(rw http.ResponseWriter, r *http.Request) error {
		err := h(rw, r)
		var failure *bridge.Error
		if errors.As(err, &failure) {
			status, text := w.explain(r, err)
			return httpkit.Fail(status, text, err)
		}
		return err
	}, w.frame.RenderError, w.log)
}
