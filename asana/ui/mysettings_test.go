package ui_test

import (
	"net/http"
	"net/url"
	"testing"
)

// an app that was allowed is listed, and stays so until its person
// takes that back.
func TestAuthorizedAppsAreListedAndDeauthorized(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		v.get("/").want(http.StatusOK).says("My Settings")
		v.get("/0/my-settings/apps").want(http.StatusOK).says("You have not authorized any app yet.")

		app := must(w.Platform.App(t.Context(), w.gid))(t)
		ask := "/-/oauth_authorize?" + url.Values{
			"response_type": {"code"}, "client_id": {app.ClientID}, "redirect_uri": {w.app.url + "/callback"}, "scope": {"default"}, "state": {"a state of ours"},
		}.Encode()
		v.post(ask, url.Values{"person": {w.Member.GID}, "decision": {"allow"}})
		page := v.get("/0/my-settings/apps").want(http.StatusOK).says("Bug Tracker", "Authorized on")
		page.has("deauthorize")
		w.as(t, w.Owner).get("/0/my-settings/apps").silent("Bug Tracker")

		for range 2 { // the second time there is nothing left to take back
			v.post("/0/my-settings/apps/"+w.gid+"/deauthorize", nil).want(http.StatusOK).silent("Bug Tracker")
		}
		v.get(ask).want(http.StatusOK).has("consent")
	})
}
