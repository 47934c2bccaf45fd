package apphost_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/asana/appcomponents/wiretest"
	"jirabridge/asana/apphost"
)

var formAnswer = object{"template": "form_metadata_v0", "metadata": object{
	"title":              "Create New Issue",
	"submit_button_text": "Create Issue",
	"fields": []object{
		{"id": "summary", "type": "single_line_text", "name": "Summary", "is_required": true, "value": "Fly"},
		{"id": "type", "type": "dropdown", "name": "Type", "is_watched": true, "options": []object{{"id": "1", "label": "Bug"}}},
	},
}}

var widgetAnswer = object{"template": "summary_with_details_v0", "metadata": object{
	"title":  "CP-1 Fly",
	"fields": []object{{"type": "pill", "name": "Status", "text": "To Do", "color": "cool-gray"}},
	"footer": object{"footer_type": "updated", "last_updated_at": "2035-10-05T14:48:00.000Z"},
}}

var resourceAnswer = object{"resource_name": "CP-1 Fly", "resource_url": "https://tracker.example.com/browse/CP-1"}

// The whole story on one task: form, change, refusal, submission, widget.
func TestFormBecomesAWidget(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, a := apphost.WithLanguage(t.Context(), "sv"), w.owner
		w.app.on("/form", says(200, formAnswer))
		form, err := w.host.Form(ctx, a, w.task.GID, w.registered.GID)
		must(t, err)
		if form.Metadata.SubmitButtonText != "Create Issue" || form.Field("summary").Value != "Fly" {
			t.Errorf("form = %+v", form)
		}

		w.app.on("/change", says(200, formAnswer))
		values := appcomponents.Values{"summary": "Fly <high>", "type": "1"}
		_, err = w.host.ChangeForm(ctx, a, w.task.GID, w.registered.GID, w.app.url+"/change", values, "type")
		must(t, err)

		w.app.on("/submit", says(400, formAnswer))
		gid := w.ReserveGID()
		_, err = w.host.SubmitForm(ctx, a, w.task.GID, w.registered.GID, w.app.url+"/submit", gid, values)
		var refused *apphost.Error
		if !errors.As(err, &refused) || refused.Form == nil || refused.Form.Field("type") == nil || len(w.attachments(t)) != 0 {
			t.Fatalf("a refused form gave %v", err)
		}

		w.app.on("/submit", says(200, resourceAnswer))
		made, err := w.host.SubmitForm(ctx, a, w.task.GID, w.registered.GID, w.app.url+"/submit", gid, values)
		must(t, err)
		want := asana.Attachment{
			GID: gid, Name: "CP-1 Fly", URL: "https://tracker.example.com/browse/CP-1", External: true, App: w.registered.GID,
			Task: asana.Ref{GID: w.task.GID, Name: "Fly"}, CreatedBy: made.CreatedBy, CreatedAt: made.CreatedAt,
		}
		if diff := cmp.Diff(want, made, cmp.AllowUnexported(asana.Attachment{})); diff != "" {
			t.Error(diff)
		}

		w.app.on("/widget", says(200, widgetAnswer))
		view, err := w.host.Widget(ctx, a, gid)
		must(t, err)
		if view.Widget.Metadata.Title != "CP-1 Fly" || view.App.GID != w.registered.GID || view.Attachment.GID != gid {
			t.Errorf("view = %+v", view)
		}
		w.checkMessages(t, gid)
	})
}

// checkMessages looks at what the app was told, part by part.
func (w *world) checkMessages(t *testing.T, attachment string) {
	who := object{"user": w.owner.Person, "workspace": w.workspace.GID, "task": w.task.GID}
	values := object{"summary": "Fly <high>", "type": "1"}
	want := []struct {
		method, path, schema string
		params               object
	}{
		{"GET", "/form", "", object{}},
		{"POST", "/change", "FormOnChangeRequest", object{"values": values, "changed_field": "type"}},
		{"POST", "/submit", "OnSubmitCallbackRequest", object{"values": values, "attachment": attachment}},
		{"POST", "/submit", "OnSubmitCallbackRequest", object{"values": values, "attachment": attachment}},
		{"GET", "/widget", "", object{"attachment": attachment, "resource_url": "https://tracker.example.com/browse/CP-1"}},
	}
	seen, spec := w.app.seen(), wiretest.LoadSpec(t)
	if len(seen) != len(want) {
		t.Fatalf("the app received %d messages, want %d", len(seen), len(want))
	}
	for i, m := range seen {
		if left := time.Until(m.expiry(t)); left < 4*time.Minute || left > 5*time.Minute {
			t.Errorf("%s is valid for %s", m.Path, left)
		}
		if want[i].schema != "" {
			spec.Check(t, want[i].schema, m.Params)
		}
		delete(m.Params, "expires_at")
		for name, value := range who {
			want[i].params[name] = value
		}
		if m.Method != want[i].method || m.Path != want[i].path {
			t.Errorf("message %d was %s %s, want %s %s", i, m.Method, m.Path, want[i].method, want[i].path)
		}
		if diff := cmp.Diff(want[i].params, m.Params); diff != "" {
			t.Errorf("%s: %s", m.Path, diff)
		}
		checkHeader(t, m.Header)
	}
}

func checkHeader(t *testing.T, h http.Header) {
	for name, want := range map[string]string{"Origin": "http://platform.test", "Accept-Language": "sv", "Accept": "application/json"} {
		if h.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, h.Get(name), want)
		}
	}
	for _, name := range []string{"Cookie", "Authorization", "Referer"} {
		if h.Get(name) != "" {
			t.Errorf("%s is sent", name)
		}
	}
}

func TestLookup(t *testing.T) {
	w := sqlite(t)
	w.app.on("/typeahead", says(200, object{"items": []object{{"title": "CP-1 Fly", "value": "CP-1", "subtitle": "To Do"}}}))
	list, err := w.host.Typeahead(t.Context(), w.owner, w.task.GID, w.registered.GID, "", "fly & land")
	must(t, err)
	if len(list.Items) != 1 || list.Items[0].Value != "CP-1" {
		t.Errorf("list = %+v", list)
	}
	w.app.on("/typeahead/projects", says(200, object{"items": []object{}}))
	_, err = w.host.Typeahead(t.Context(), w.owner, w.task.GID, w.registered.GID, w.app.url+"/typeahead/projects?tenant=7", "")
	must(t, err)
	w.app.on("/attach", says(200, resourceAnswer))
	gid := w.ReserveGID()
	made, err := w.host.Attach(t.Context(), w.owner, w.task.GID, w.registered.GID, gid, "CP-1")
	must(t, err)
	if made.GID != gid || made.App != w.registered.GID {
		t.Errorf("attachment = %+v", made)
	}
	seen := w.app.seen()
	if seen[0].Params["query"] != "fly & land" || seen[1].Params["tenant"] != "7" || seen[2].Params["attachment"] != gid {
		t.Errorf("the app was asked %+v", seen)
	}
	wiretest.LoadSpec(t).Check(t, "AttachResourceRequest", seen[2].Params)
}
