package widget

import (
	"net/http"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/bridge"
)

// personKey is where the bridge's sessions keep the gid of who has signed in by
// Asana Connect. Package setup uses the same: one sign-in serves both faces.
const personKey = "person"

// problemKey is where package setup, which Jira returns to, keeps why the last
// consent failed: a bridge.Text as JSON.
const problemKey = "consent.problem"

// browser names the browser to the bridge, so that a state given out to it is
// taken back from no other.
func (w *Widget) browser(r *http.Request) string {
	return httpkit.Browser(r.Context(), w.sessions)
}

// person returns the gid of who has signed in, "" for nobody.
func (w *Widget) person(r *http.Request) string {
	gid := w.sessions.GetString(r.Context(), personKey)
	httpkit.Note(r.Context(), "person", gid)
	return gid
}

// begin makes the session the person's.
func (w *Widget) begin(r *http.Request, person bridge.Person) error {
	return httpkit.SignIn(r.Context(), w.sessions, personKey, person.GID)
}
