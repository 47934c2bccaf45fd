package setup

import (
	"net/http"

	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
)

// requirement is an address of Jira with what it is asked for.
type requirement struct {
	bridge.JiraCall
	Text string // id of the words
}

// requirements answers GET /setup/requirements: what has to be reachable, for
// administrators of networks. Nobody needs to sign in for it.
func (s *Setup) requirements(w http.ResponseWriter, r *http.Request) error {
	data := struct {
		Egress string
		Back   string // the form that led here
		Calls  []requirement
	}{Egress: s.egress, Back: homePath}
	if workspace := r.FormValue("workspace"); workspace != "" {
		data.Back = kindPath(workspace, kindOf(r.FormValue("kind")))
	}
	for _, c := range bridge.JiraCalls() {
		data.Calls = append(data.Calls, requirement{c, "setup.call_" + c.ID})
	}
	return s.frame.Render(w, r, http.StatusOK, "setup/requirements", page.View{Title: "setup.requirements", Layout: "screen", Data: data})
}
