package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jirabridge/asana"
)

func TestOwnApps(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		v.get("/0/my-apps").want(http.StatusOK).says("Your apps", "You have not registered any app yet.").silent("Bug Tracker")
		form := url.Values{"name": {"<Charts>"}, "redirect_uris": {" https://example.com/cb \r\n\r\nurn:ietf:wg:oauth:2.0:oob"}, "permissions": {"single"}, "scope": {"tasks:read", "nonsense"}}
		page := v.post("/0/my-apps/apps", form).want(http.StatusOK)
		id, secret := page.has("client-id")["value"], page.has("client-secret")["value"]
		own := "/0/my-apps/apps/" + id
		page = v.get(own).want(http.StatusOK).says("<Charts>").silent(secret)
		if strings.Contains(page.Body, secret) || strings.Count(page.Body, " checked") != 2 {
			t.Errorf("the app's page has the secret, or %d choices: %s", strings.Count(page.Body, " checked"), page.Body)
		}
		app := must(w.Platform.OwnApp(t.Context(), w.Member.Actor, id))(t)
		if app.RedirectURIs[0] != "https://example.com/cb" || len(app.RedirectURIs) != 2 || strings.Join(app.Scopes, " ") != "tasks:read" {
			t.Errorf("registered %q for %q", app.RedirectURIs, app.Scopes)
		}
		reset := v.post(own+"/reset", nil).want(http.StatusOK).has("client-secret")["value"]
		if reset == secret || reset == "" {
			t.Errorf("the secret after %q is %q", secret, reset)
		}
		form.Set("permissions", "full")
		v.post(own, form).want(http.StatusOK).says("<Charts>")
		if app := must(w.Platform.App(t.Context(), id))(t); app.Scopes[0] != "default" || app.ClientSecret.Reveal() != reset {
			t.Errorf("changed to %q", app.Scopes)
		}
		for _, path := range []string{own, own + "/reset", own + "/delete"} {
			w.as(t, w.Colleague).post(path, form).want(http.StatusNotFound)
		}
		v.post(own+"/delete", nil).want(http.StatusOK).says("You have not registered any app yet.")
		v.get(own).want(http.StatusNotFound)
	})
}

// What was entered stands in the form again, with what is wrong at its field.
func TestOwnAppsRefuseWhatIsWrong(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		for field, form := range map[string]url.Values{
			"name":          {"redirect_uris": {"https://example.com/"}, "permissions": {"full"}},
			"redirect_uris": {"name": {"Kept"}, "redirect_uris": {"javascript:alert(1)"}, "permissions": {"full"}},
		} {
			page := v.post("/0/my-apps/apps", form).want(http.StatusBadRequest)
			if !strings.Contains(page.Body, `name="`+field+`"`) || strings.Count(page.Body, `aria-invalid="true"`) != 1 {
				t.Errorf("nothing is marked at %s: %s", field, page.Body)
			}
			page.holds(form.Get("redirect_uris"))
		}
		v.post("/0/my-apps/apps", url.Values{"name": {"x"}, "redirect_uris": {"https://example.com/"}, "scope": {"default"}}).
			want(http.StatusBadRequest).says("Choose at least one permission.")
		w.as(t, w.Guest).post("/0/my-apps/apps", url.Values{"name": {"x"}, "redirect_uris": {"https://example.com/"}, "permissions": {"full"}}).
			want(http.StatusForbidden)
	})
}

// Whoever removes somebody is told that his apps come to him.
func TestAppsOfWhoIsRemoved(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(w.Platform.RegisterOwnApp(t.Context(), w.Member.Actor, asana.OwnApp{
			Name: "Charts", RedirectURIs: []string{asana.OutOfBand}, Scopes: []string{"default"},
		}))(t)
		v, remove := w.as(t, w.Owner), "/0/members/"+w.Member.GID+"/remove"
		v.get(remove + "?workspace=" + w.Workspace.GID).says("Apps the person has registered (1) go to you.")
		v.get("/0/members/" + w.Colleague.GID + "/remove?workspace=" + w.Workspace.GID).silent("has registered")
		v.post(remove, url.Values{"workspace": {w.Workspace.GID}}).want(http.StatusOK)
		v.get("/0/my-apps").says("Charts")
	})
}
