package auth_test

import (
	"net/http"
	"net/url"
	"testing"

	"jirabridge/asana"
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
