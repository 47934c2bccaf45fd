package widget

import (
	"net/http"
	"net/url"
	"strings"

	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
)

// outcome is what the window ends with. The page tells the platform's page
// that opened it "success" or "error", and closes; without such a page it shows
// the message.
type outcome struct {
	Success  bool
	Message  string // a text, or the id of a message
	Again    string // local path that starts anew
	Platform string // the only origin that is told
}

// done ends the window. What is told is what is the case: whether the person
// who signed in here may now act in the workspace's Jira. The address alone
// claims nothing.
func (w *Widget) done(rw http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	workspace := q.Get("workspace")
	result := outcome{Message: "widget.denied_jira", Again: connectPath + "?" + url.Values{"domainId": {workspace}}.Encode()}
	person := w.person(r)
	if person == "" || q.Has("error") {
		result.Message = w.reason(r, q.Get("error"), result.Message)
		return w.showDone(rw, r, result)
	}
	ready, err := w.bridge.HasCredential(r.Context(), person, workspace)
	if err != nil {
		return err
	}
	if ready {
		result.Success, result.Message = true, "widget.connected"
	}
	return w.showDone(rw, r, result)
}

// reason returns the bridge's message with the id an address names, if there is
// one that needs no arguments, else the other message.
func (w *Widget) reason(r *http.Request, id, other string) string {
	text := w.frame.T(r, id, nil)
	if !strings.HasPrefix(id, "bridge.") || text == id || strings.Contains(text, "<no value>") {
		return other
	}
	return text
}

func (w *Widget) showDone(rw http.ResponseWriter, r *http.Request, result outcome) error {
	result.Platform = w.platform
	title := "widget.connected_title"
	if !result.Success {
		title = "widget.denied_title"
	}
	return w.frame.Render(rw, r, http.StatusOK, "widget/done", page.View{Title: title, Layout: "popup", Data: result})
}

// showNotConnected explains what to check when a workspace has no Jira. It
// tells the platform nothing: nothing has been connected, nothing refused.
func (w *Widget) showNotConnected(rw http.ResponseWriter, r *http.Request, workspace bridge.WorkspaceChoice) error {
	return w.frame.Render(rw, r, http.StatusOK, "widget/not_connected", page.View{
		Title: "widget.not_connected", Layout: "popup", Data: workspace,
	})
}

// showGuest tells a person without a workspace why nothing can be connected.
func (w *Widget) showGuest(rw http.ResponseWriter, r *http.Request) error {
	return w.frame.Render(rw, r, http.StatusOK, "widget/guest", page.View{Title: "widget.guest", Layout: "popup"})
}

// choice is one workspace to go on with.
type choice struct{ Name, URL string }

func (w *Widget) showChoice(rw http.ResponseWriter, r *http.Request, workspaces []bridge.WorkspaceChoice) error {
	choices := make([]choice, 0, len(workspaces))
	for _, workspace := range workspaces {
		to := connectPath + "?" + url.Values{"domainId": {workspace.GID}}.Encode()
		choices = append(choices, choice{Name: workspace.Name, URL: to})
	}
	return w.frame.Render(rw, r, http.StatusOK, "widget/choose", page.View{
		Title: "widget.choose", Layout: "popup", Data: choices,
	})
}
