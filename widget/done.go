package widget

import (
	"encoding/json"
	"net/http"
	"strings"

	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
)

// outcome is what the window ends with. The page tells the platform's page
// that opened it "success" or "error", and closes; without such a page it shows
// the message.
type outcome struct {
	Success  bool
	Stays    bool   // the window stays and says nothing: there is something to read and to do
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
	result := outcome{Message: "widget.denied_jira", Again: startAt(workspace)}
	person := w.person(r)
	if person == "" || q.Has("error") {
		if text := w.reason(r, q.Get("error")); text != "" {
			result.Message, result.Stays = text, q.Get("error") != denial
		}
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

// denial is the bridge's message for somebody who clicked Deny, which needs no
// explanation.
const denial = "bridge.jira_denied"

// reason returns the bridge's message with the id an address names: the one
// that the consent failed with, or one that needs no arguments; else "".
func (w *Widget) reason(r *http.Request, id string) string {
	var failure bridge.Text
	kept := w.sessions.GetString(r.Context(), problemKey)
	if json.Unmarshal([]byte(kept), &failure) != nil || failure.ID != id {
		failure = bridge.Text{ID: id}
	}
	text := w.frame.T(r, failure.ID, failure.Args)
	if !strings.HasPrefix(id, "bridge.") || text == id || strings.Contains(text, "<no value>") {
		return ""
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
		choices = append(choices, choice{Name: workspace.Name, URL: startAt(workspace.GID)})
	}
	return w.frame.Render(rw, r, http.StatusOK, "widget/choose", page.View{
		Title: "widget.choose", Layout: "popup", Data: choices,
	})
}
