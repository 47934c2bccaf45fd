package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What the databases cannot hold as text is refused before anything is
// written, alike on both.
func TestFormsRefuseWhatIsNoText(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		v, project := w.as(t, w.Owner), "/0/"+w.Project.GID
		space := w.Workspace.GID
		before := w.eventCount(t)
		for _, bad := range []string{"a\x00b", "a\xffb"} {
			for _, f := range []struct {
				path   string
				values url.Values
			}{
				{project, url.Values{"name": {bad}}},
				{project, url.Values{"notes": {bad}}},
				{project + "/tasks", url.Values{"name": {bad}}},
				{project + "/tasks", url.Values{"name": {"x"}, "section": {bad}}},
				{project + "/sections", url.Values{"name": {bad}}},
				{project + "/fields", url.Values{"name": {bad}, "kind": {"text"}}},
				{project + "/members", url.Values{"add": {bad}}},
				{w.task(), url.Values{"name": {bad}}},
				{w.task(), url.Values{"notes": {bad}, "kind": {"rich"}}},
				{w.task(), url.Values{"due_on": {bad}}},
				{w.task(), url.Values{"assignee": {bad}}},
				{w.task() + "/comments", url.Values{"text": {bad}}},
				{"/0/projects/new", url.Values{"workspace": {space}, "name": {bad}}},
				{"/0/projects/new", url.Values{"workspace": {space}, "name": {"x"}, "notes": {bad}}},
				{"/0/projects/new", url.Values{"workspace": {bad}, "name": {"x"}}},
				{"/0/members/invite", url.Values{"workspace": {space}, "role": {"member"}, "email": {bad + "@example.com"}}},
				{"/0/members/invite", url.Values{"workspace": {bad}, "role": {"member"}, "email": {"a@example.com"}}},
				{mySettings, url.Values{"name": {bad}}},
				{mySettings, url.Values{"name": {"x"}, "time_zone": {bad}}},
				{mySettings + "/password", url.Values{"old_password": {"the right password"}, "password": {bad + "long enough"}}},
				{"/-/login", url.Values{"email": {bad}, "password": {bad}}},
			} {
				if got := v.post(f.path, f.values); got.Status < 400 || got.Status > 499 {
					t.Errorf("%s %q answered %d", f.path, f.values, got.Status)
				}
			}
			if got := v.upload(w.task()+"/attachments", "text/plain", strings.ReplaceAll(bad, "\x00", "\xfe"), "x"); got.Status != http.StatusBadRequest {
				t.Errorf("a file's name %q: %d", bad, got.Status)
			}
		}
		for _, body := range []map[string]any{
			{"callback": w.app.url + "/submit", "attachment": "1", "values": map[string]any{"title": "a\x00b"}},
			{"callback": w.app.url + "/submit", "attachment": "1", "values": map[string]any{"person": map[string]any{"value": "a\x00b"}}},
			{"callback": w.app.url + "/submit", "attachment": "1", "values": map[string]any{"flags": []string{"a\x00b"}}},
		} {
			v.askJSON(w.ask("/form/submit"), body).want(http.StatusBadRequest).says("characters that cannot be stored")
			v.askJSON(w.ask("/form/change"), body).want(http.StatusBadRequest)
		}
		v.askJSON(w.ask("/attach"), map[string]any{"attachment": "1", "query": "a\x00b"}).want(http.StatusBadRequest)
		v.askJSON(w.ask("/typeahead?q=a%00b"), nil).want(http.StatusBadRequest)
		for _, path := range []string{"/submit", "/change", "/attach", "/lookup"} {
			if n := len(w.app.calls(path)); n != 0 {
				t.Errorf("the app was asked %s %d times", path, n)
			}
		}
		if after := w.eventCount(t); after != before {
			t.Errorf("%d events before, %d after", before, after)
		}
	})
}

const mySettings = "/0/my-settings"

// eventCount is how many changes there have been.
func (w *world) eventCount(t *testing.T) int {
	t.Helper()
	return len(must(w.Platform.Events(t.Context(), 0, 10000))(t))
}
