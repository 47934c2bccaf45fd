package auth_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/auth"
)

// An app that is registered for less gets nothing new for more.
func TestNarrowedApp(t *testing.T) {
	each(t, func(w *world) {
		kept := w.token(url.Values{"grant_type": {"authorization_code"}, "code": {w.code(nil)}, "redirect_uri": {callback}})
		code := w.code(nil)
		must(w.platform.UpdateApp(w.t.Context(), w.app.GID, asana.AppChange{Scopes: []string{"tasks:read"}}))(w.t)
		for what, got := range map[string]tokens{
			"code":    w.token(url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback}}),
			"refresh": w.token(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {kept.RefreshToken}}),
		} {
			if got.status != http.StatusBadRequest || got.AccessToken != "" {
				w.t.Errorf("%s: %d %s %s", what, got.status, got.Error, got.Description)
			}
		}
	})
}

// The tokens that it has are good for what is left of them, from the next request on.
func TestNarrowedAppLosesWhatItHad(t *testing.T) {
	each(t, func(w *world) {
		may := func(token string) (actor asana.Actor) {
			w.t.Helper()
			got := w.me(token)
			if err := json.Unmarshal([]byte(got.body), &actor); got.status != http.StatusOK || err != nil {
				w.t.Fatal(got.status, got.body, err)
			}
			return actor
		}
		granted := func(scope string) string {
			code := w.code(url.Values{"scope": {scope}})
			return w.token(url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback}}).AccessToken
		}
		full, some := granted("default"), granted("openid tasks:read tasks:write")
		must(w.platform.UpdateApp(w.t.Context(), w.app.GID, asana.AppChange{Scopes: []string{"projects:read", "tasks:read"}}))(w.t)
		if got := may(full).Scopes; !slices.Equal(got, []string{"projects:read", "tasks:read"}) {
			w.t.Errorf("of everything is left: %q", got)
		}
		if got := may(some).Scopes; !slices.Equal(got, []string{"tasks:read"}) {
			w.t.Errorf("of three is left: %q", got)
		}
		must(w.platform.UpdateApp(w.t.Context(), w.app.GID, asana.AppChange{Scopes: auth.FullPermissions()}))(w.t)
		if got := may(some).Scopes; len(got) != 3 {
			w.t.Errorf("an app that may ask for more got %q", got)
		}
	})
}
