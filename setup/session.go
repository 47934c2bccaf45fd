package setup

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/bridge"
)

// What the session keeps. The widget uses personKey too, so that who has
// signed in at one face is signed in at the other; draft and profile are ours,
// as JSON.
const (
	personKey  = "person"          // gid of who has signed in
	problemKey = "consent.problem" // a bridge.Text: why a member's last consent failed, for the widget
	profileKey = "setup.profile"   // a bridge.Person, that one's
	draftKey   = "setup.draft"     // a draft; its secret is sealed
	removedKey = "setup.removed"   // workspace whose connection has just been removed
	savedKey   = "setup.saved"     // section of the settings that has just been saved
	wrongKey   = "setup.wrong"     // what was wrong with an input of the settings
)

// person is who has signed in. One who did so at the widget has no name here
// and has to do it again, which costs no click once Asana Connect is allowed.
func (s *Setup) person(ctx context.Context) (p bridge.Person, ok bool) {
	s.recall(ctx, profileKey, &p)
	httpkit.Note(ctx, "person", p.GID)
	return p, p.GID != "" && p.GID == s.sessions.GetString(ctx, personKey)
}

// begin makes the session the person's.
func (s *Setup) begin(ctx context.Context, p bridge.Person) error {
	if err := httpkit.SignIn(ctx, s.sessions, personKey, p.GID); err != nil {
		return err
	}
	return s.remember(ctx, profileKey, p)
}

func (s *Setup) remember(ctx context.Context, key string, v any) error {
	text, err := json.Marshal(v)
	if err == nil {
		s.sessions.Put(ctx, key, string(text))
	}
	return err
}

// recall leaves v as it is when nothing is remembered, or what an older
// version remembered cannot be read.
func (s *Setup) recall(ctx context.Context, key string, v any) {
	_ = json.Unmarshal([]byte(s.sessions.GetString(ctx, key)), v)
}

// signIn sends the browser to Asana Connect, and from there back to the page
// that was asked for.
func (s *Setup) signIn(w http.ResponseWriter, r *http.Request) error {
	back := returnTo(r)
	to, err := s.bridge.StartSignIn(r.Context(), httpkit.Browser(r.Context(), s.sessions), asanaCallback, back)
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// returnTo is the page that was asked for, with the workspace and the kind of
// link it is about; a form that was sent has to be sent again.
func returnTo(r *http.Request) string {
	workspace := r.FormValue("workspace")
	switch {
	case r.Method == http.MethodGet && slices.Contains([]string{settingsPath, doctorPath, coveragePath}, r.URL.Path):
		return r.URL.Path + workspaceQuery(workspace)
	case r.Method == http.MethodPost && r.URL.Path == homePath, r.FormValue("edit") != "":
		return kindPath(workspace, kindOf(r.FormValue("kind")))
	case kindOf(r.FormValue("kind")) == bridge.OAuth1:
		return homePath + "?" + url.Values{"workspace": {workspace}, "kind": {"oauth1"}}.Encode()
	}
	return homePath + workspaceQuery(workspace)
}

// logout forgets who signed in here. It asks before signing in again: Asana
// Connect would do that without a word.
func (s *Setup) logout(w http.ResponseWriter, r *http.Request) error {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	return s.stop(w, r, http.StatusOK, "setup.logged_out", s.frame.T(r, "setup.logged_out_text", nil), homePath, "setup.log_in")
}
