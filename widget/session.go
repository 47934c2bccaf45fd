package widget

import (
	"net/http"

	"jirabridge/asana/kit/seal"
	"jirabridge/bridge"
)

// What the bridge's sessions hold. Package setup uses the same keys, so that a
// person who has signed in there is signed in here and a state given out by one
// can be taken by the other.
const (
	sessionBrowser = "browser" // a random text, bound to this browser for good
	sessionPerson  = "person"  // gid of who signed in, by Asana Connect
)

// browser names the browser to the bridge. The session's own token would not
// do: it changes on sign-in.
func (w *Widget) browser(r *http.Request) string {
	id := w.sessions.GetString(r.Context(), sessionBrowser)
	if id == "" {
		id = seal.NewToken("").Reveal()
		w.sessions.Put(r.Context(), sessionBrowser, id)
	}
	return id
}

// person returns the gid of who has signed in, "" for nobody.
func (w *Widget) person(r *http.Request) string {
	return w.sessions.GetString(r.Context(), sessionPerson)
}

// remember notes who has signed in, under a new session token.
func (w *Widget) remember(r *http.Request, person bridge.Person) error {
	if err := w.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	w.sessions.Put(r.Context(), sessionPerson, person.GID)
	return nil
}
