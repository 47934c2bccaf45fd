package setup

import (
	"net/http"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/bridge"
)

// done is the success page. A page that has opened us as a popup is told.
func (s *Setup) done(w http.ResponseWriter, r *http.Request) error {
	v, err := s.open(w, r)
	if err != nil || v == nil {
		return err
	}
	if v.Connection.ID == "" {
		http.Redirect(w, r, homePath+workspaceQuery(v.Workspace.GID), http.StatusSeeOther)
		return nil
	}
	v.Done, v.Opener = true, s.platform
	return s.render(w, r, http.StatusOK, "connected", v)
}

// remove ends the connection of a workspace. One that is gone already is as
// good as removed.
func (s *Setup) remove(w http.ResponseWriter, r *http.Request) error {
	if err := httpkit.ParseForm(r, "setup.unreadable"); err != nil {
		return err
	}
	p, ok := s.person(r.Context())
	if !ok {
		return s.signIn(w, r)
	}
	workspace := r.PostFormValue("workspace")
	err := s.bridge.Disconnect(r.Context(), p.GID, workspace)
	if err != nil && bridge.KindOf(err) != bridge.NotConnected {
		return err
	}
	s.sessions.Put(r.Context(), removedKey, workspace)
	http.Redirect(w, r, homePath+workspaceQuery(workspace), http.StatusSeeOther)
	return nil
}
