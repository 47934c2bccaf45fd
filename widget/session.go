package widget

import (
	"net/http"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/bridge"
)

// personKey is where the bridge's sessions keep the gid of who has signed in by
// Asana Connect. Package setup uses the same: one sign-in serves both faces.
const personKey = "person"

// browser names the browser to the bridge, so that a state given out to it is
// taken back from no other.
func (w *Widget) browser(r *http.Request) string {
	return httpkit.Browser(r.Context(), w.sessions)
}

// person returns the gid of who has signed in, "" for nobody.
func (w *Widget) person(r *http.Request) string {
	return w.sessions.GetString(r.Context(), personKey)
}

// begin makes the session the person's, under a new token: one planted before
// is worth nothing.
func (w *Widget) begin(r *http.Request, person bridge.Person) error {
	if err := w.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	w.sessions.Put(r.Context(), personKey, person.GID)
	return nil
}
