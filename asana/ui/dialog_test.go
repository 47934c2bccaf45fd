package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jirabridge/asana"
)

func newTask(project, name string) asana.NewTask {
	return asana.NewTask{Projects: []string{project}, Name: name}
}

func TestFormGoesThroughUnchanged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		v := w.as(t, w.Member)
		opened := v.askJSON(w.ask("/form"), nil).want(http.StatusOK).decode()
		form := opened["form"].(map[string]any)["metadata"].(map[string]any)
		if fields := form["fields"].([]any); form["title"] != "Report a bug" || len(fields) != 10 {
			t.Errorf("form %v", form)
		}
		icons := opened["icons"].(map[string]any)
		if ours, _ := icons[w.app.url+"/icon.png"].(string); !strings.HasPrefix(ours, "/0/apps/icon?u=") {
			t.Errorf("icons %v", icons)
		}
		values := map[string]any{"title": "Crash", "flags": []string{"low"}, "person": map[string]any{"title": "Ada", "value": "ada", "icon_url": w.app.url + "/icon.png"}}
		v.askJSON(w.ask("/form/change"), map[string]any{"callback": form["on_change_callback"], "changed": "level", "values": values}).want(http.StatusOK)
		sent := w.app.calls("/change")[0].data
		if sent["changed_field"] != "level" || sent["values"].(map[string]any)["person"].(map[string]any)["icon_url"] != w.app.url+"/icon.png" {
			t.Errorf("the app was told %v", sent)
		}
	})
}

// However often one opened form is sent, the task has one attachment.
func TestOneOpenedFormMakesOneAttachment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		v := w.as(t, w.Member)
		opened := v.askJSON(w.ask("/form"), nil).want(http.StatusOK).decode()
		body := map[string]any{"callback": w.app.url + "/submit", "attachment": opened["attachment"], "values": map[string]any{"title": "Crash"}}
		first := v.askJSON(w.ask("/form/submit"), body).want(http.StatusOK).decode()
		second := v.askJSON(w.ask("/form/submit"), body).want(http.StatusOK).decode()
		if first["attachment"] != opened["attachment"] || first["attachment"] != second["attachment"] || first["name"] != "TR-7 Made by a form" {
			t.Errorf("answers %v and %v", first, second)
		}
		if list := v.askJSON(w.ask("/widgets"), nil).decode()["widgets"].([]any); len(list) != 1 {
			t.Errorf("the task shows %v", list)
		}
		page := v.get(w.task()).want(http.StatusOK)
		if !strings.Contains(page.Body, `data-widget="`+opened["attachment"].(string)+`"`) {
			t.Error("the page does not show the widget")
		}
		if len(page.find("attachment")) != 0 {
			t.Error("the widget's attachment is listed a second time")
		}
	})
}

func TestRefusalsOfTheApp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		v := w.as(t, w.Member)
		body := map[string]any{"callback": w.app.url + "/submit", "attachment": "123456789", "values": map[string]any{}}

		w.app.set("/submit", w.app.say(http.StatusBadRequest, w.app.form(map[string]string{"title": "Say what."})))
		refused := v.askJSON(w.ask("/form/submit"), body).want(http.StatusUnprocessableEntity).decode()
		if form, _ := refused["form"].(map[string]any); form == nil || !strings.Contains(v.askJSON(w.ask("/form/submit"), body).Body, `"error":"Say what."`) {
			t.Errorf("refused with %v", refused)
		}
		w.app.set("/submit", w.app.say(http.StatusUnauthorized, map[string]any{"error": "Who are you?"}))
		if refused := v.askJSON(w.ask("/form/submit"), body).want(http.StatusUnprocessableEntity).decode(); refused["connect"] != true {
			t.Errorf("401 became %v", refused)
		}
		w.app.set("/submit", w.app.say(http.StatusForbidden, map[string]any{"error": "Not your tracker."}))
		if refused := v.askJSON(w.ask("/form/submit"), body).decode(); refused["error"] != "Not your tracker." || refused["connect"] != nil {
			t.Errorf("403 became %v", refused)
		}
		w.app.set("/submit", w.app.say(http.StatusInternalServerError, map[string]any{"error": "stack trace"}))
		if refused := v.askJSON(w.ask("/form/submit"), body).decode(); refused["error"] != "Something went wrong. Try again later." {
			t.Errorf("500 became %v", refused)
		}
		elsewhere := map[string]any{"callback": "https://evil.example/submit", "attachment": "123456789", "values": map[string]any{}}
		if got := v.askJSON(w.ask("/form/submit"), elsewhere); got.Status < 400 {
			t.Errorf("a foreign callback answered %d", got.Status)
		}
	})
}

func TestLookup(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		v := w.as(t, w.Member)
		opened := v.askJSON(w.ask("/lookup"), nil).want(http.StatusOK).decode()
		found := v.askJSON(w.ask("/typeahead?"+url.Values{"q": {"first & last"}}.Encode()), nil).want(http.StatusOK).decode()
		if items := found["list"].(map[string]any)["items"].([]any); len(items) != 2 {
			t.Errorf("found %v", found)
		}
		if q := w.app.calls("/typeahead")[0].data["query"]; q != "first & last" {
			t.Errorf("the app was asked for %q", q)
		}
		made := v.askJSON(w.ask("/attach"), map[string]any{"query": "TR-1", "attachment": opened["attachment"]}).want(http.StatusOK).decode()
		if made["name"] != "TR-1 Found" || made["url"] != "https://tracker.example/TR-1" {
			t.Errorf("attached %v", made)
		}
		v.askJSON(w.ask("/attach"), map[string]any{"query": 5}).want(http.StatusBadRequest)
	})
}

func TestWidget(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		a := must(w.Platform.AttachExternal(t.Context(), w.Member.Actor, w.Tasks[0].GID, asana.NewExternal{Name: "TR-1", URL: "https://tracker.example/TR-1"}))(t)
		v := w.as(t, w.Colleague)
		shown := v.askJSON(w.ask("/attachments/"+a.GID+"/widget"), nil).want(http.StatusOK).decode()
		if shown["url"] != "https://tracker.example/TR-1" || len(shown["icons"].(map[string]any)) != 1 {
			t.Errorf("shown %v", shown)
		}
		w.app.set("/widget", w.app.say(http.StatusForbidden, map[string]any{"error": "Not for you."}))
		v.askJSON(w.ask("/attachments/"+a.GID+"/widget"), nil).want(http.StatusUnprocessableEntity).says("Not for you.")
		v.post(w.task()+"/attachments/"+a.GID+"/delete", nil).want(http.StatusOK)
		v.askJSON(w.ask("/attachments/"+a.GID+"/widget"), nil).want(http.StatusNotFound)
	})
}
