package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb/sqldbtest"
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

// sender is the form of an app that does something in rules.
func sender() url.Values {
	return url.Values{
		"name": {"Sender"}, "redirect_uris": {"https://example.com/"}, "permissions": {"full"},
		"action_name": {"", "Send <it>"}, "action_type": {"", "send"}, "action_metadata_url": {"", "https://example.com/form"},
		"action_run_url": {"", "https://example.com/run"}, "action_preview_url": {"", ""},
	}
}

// An app with an action for rules is added by whoever registered it, and others
// read who that is.
func TestOwnAppForRules(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v, other := w.as(t, w.Member), w.as(t, w.Colleague)
		page := v.post("/0/my-apps/apps", sender()).want(http.StatusOK).says("Action 1", "Action 2").holds("Send &lt;it&gt;")
		id := page.has("client-id")["value"]
		own, there := "/0/my-apps/apps/"+id, "/0/"+w.Project.GID+"/apps"
		other.get(there).want(http.StatusOK).silent("Sender")
		other.post(there+"/"+id+"/install", url.Values{"introduced": {"yes"}}).want(http.StatusNotFound)
		v.get(there).want(http.StatusOK).says("Sender")
		v.get(there+"/"+id).want(http.StatusOK).says("Send <it>", "Rules of", "can use Sender.", "has registered this app.")
		v.post(there+"/"+id+"/install", url.Values{"introduced": {"yes"}}).want(http.StatusOK).says("Sender was added to")
		other.get(there+"/"+id).want(http.StatusOK).says("Installed", w.Member.Name+" has registered this app.")
		task := must(w.Platform.CreateTask(t.Context(), w.Member.Actor, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Fly"}))(t)
		v.get("/0/" + w.Project.GID + "/" + task.GID).want(http.StatusOK).silent("Sender")

		form := sender()
		form["action_name"], form["action_type"] = []string{" ", ""}, []string{"", " "}
		form["action_metadata_url"], form["action_run_url"] = nil, []string{""}
		v.post(own, form).want(http.StatusOK)
		if app := must(w.Platform.OwnApp(t.Context(), w.Member.Actor, id))(t); len(app.Components.RuleActions) != 0 {
			t.Errorf("emptied, it has %+v", app.Components.RuleActions)
		}
	})
}

// What was entered about components stands in the form again, opened, with what
// is wrong at its field.
func TestOwnAppsRefuseComponents(t *testing.T) {
	w := newWorld(t, sqldbtest.Open(t, sqldbtest.SQLite(t)))
	v := w.as(t, w.Member)
	for field, value := range map[string]string{
		"authentication_url": "http://example.com/", "widget_metadata_url": "ftp://example.com/", "match_url_pattern": "(", "action_name": " ",
		"action_type": "ö", "action_metadata_url": "https://example.com/?task=1", "action_run_url": "", "action_preview_url": "https://",
	} {
		form := sender()
		form.Set(field, value)
		if strings.HasPrefix(field, "action_") {
			form[field] = []string{"", value}
		}
		page := v.post("/0/my-apps/apps", form).want(http.StatusBadRequest).holds("Send")
		marked := page.Body[:max(strings.Index(page.Body, `aria-invalid="true"`), 0)]
		if at := strings.LastIndex(marked, ` name="`); !strings.HasPrefix(marked[max(at, 0):], ` name="`+field+`"`) || !strings.Contains(page.Body, " open data-test=\"components\"") {
			t.Errorf("%s is not marked", field)
		}
	}
	form := sender()
	for _, field := range []string{"action_name", "action_type", "action_metadata_url", "action_run_url"} {
		form[field] = strings.Split(strings.Repeat(form[field][1]+"\n", 1000), "\n")
	}
	for i := range form["action_type"] {
		form["action_type"][i] += strings.Repeat("x", i%90)
	}
	page := v.post("/0/my-apps/apps", form).want(http.StatusBadRequest).says("At most 10 actions are allowed.")
	if n := strings.Count(page.Body, `data-test="rule-action"`); n != 11 {
		t.Errorf("%d actions are shown again", n)
	}
}
