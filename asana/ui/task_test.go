package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jirabridge/asana"
)

func TestTaskIsEditedFieldByField(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		for _, change := range []url.Values{
			{"name": {"Rewrite the text"}}, {"assignee": {w.Colleague.GID}}, {"due_on": {"2031-05-06"}}, {"completed": {"on"}}, {"private": {"on"}},
			{"notes": {"Plain words\r\nin two lines"}},
		} {
			v.post(w.task(), change).want(http.StatusOK)
		}
		task := must(w.Platform.Task(t.Context(), w.Member.Actor, w.Tasks[0].GID))(t)
		if task.Name != "Rewrite the text" || task.Assignee.GID != w.Colleague.GID || task.DueOn != "2031-05-06" || !task.Completed || !task.Private || task.Notes != "Plain words\nin two lines" {
			t.Errorf("the task is %+v", task)
		}
		v.get(w.task()).says("Rewrite the text", "Completed", "Private", "in two lines")
		v.post(w.task(), url.Values{"assignee": {""}, "due_on": {""}, "completed": {"off"}}).want(http.StatusOK).says("Mark complete")
	})
}

func TestScriptsAreToldWhatIsWrong(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		r := must(http.NewRequest(http.MethodPost, w.URL+w.task(), strings.NewReader("due_on=someday")))(t)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept", "application/json")
		if text := v.do(r).want(http.StatusBadRequest).decode()["error"]; text == "" || text == nil {
			t.Error("no words for the script")
		}
		v.post(w.task(), url.Values{"due_on": {"someday"}}).want(http.StatusBadRequest).says("Write the text")
	})
}

// A form that is too large is refused, not taken for an empty one.
func TestFormTooLarge(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		v.post(w.task(), url.Values{"padding": {strings.Repeat("x", 2<<20)}, "name": {"Too large"}}).want(http.StatusRequestEntityTooLarge)
		v.post(w.task(), url.Values{"name": {"Not %zz"}}).want(http.StatusOK)
		v.get(w.task()).says("Not %zz").silent("Too large")
	})
}

// An owner who sets the limit is told that it is saved.
func TestLimitIsSaved(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Owner)
		form := url.Values{"workspace": {w.Workspace.GID}, "requests_per_minute": {"77"}}
		v.post("/0/account/limit", form).want(http.StatusOK).says("Saved.")
		v.get("/0/account?workspace=" + w.Workspace.GID).silent("Saved.")
	})
}

func TestDescriptionIsRichText(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		got := v.post(w.task(), url.Values{"kind": {"html"}, "notes": {`<strong>Bold</strong> &amp; <a href="https://example.com/">there</a>`}}).want(http.StatusOK)
		if !strings.Contains(got.Body, `<strong>Bold</strong> &amp; <a href="https://example.com/" rel="nofollow noreferrer noopener" target="_blank">there</a>`) {
			t.Errorf("shown as:\n%s", got.Body)
		}
		v.post(w.task(), url.Values{"kind": {"html"}, "notes": {`<script>alert(1)</script> kept`}}).want(http.StatusBadRequest).says("<script>alert(1)</script> kept").silent("<script>alert")
		v.post(w.task(), url.Values{"kind": {"text"}, "notes": {`Tom & <b>Jerry</b>`}}).want(http.StatusOK).says("Tom & <b>Jerry</b>")
	})
}

func TestNothingAPersonTypedIsMarkup(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const evil = `"><img src=x onerror=alert(1)>`
		task := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: evil})
		must(w.Platform.AddComment(t.Context(), w.Member.Actor, task.GID, asana.NewComment{Text: evil}))(t)
		must(w.Platform.AttachFile(t.Context(), w.Member.Actor, task.GID, evil, "text/plain", strings.NewReader("x")))(t)
		v := w.as(t, w.Member)
		for _, path := range []string{"/0/" + w.Project.GID, "/0/" + w.Project.GID + "/" + task.GID} {
			v.get(path).want(http.StatusOK).silent("<img src=x")
		}
	})
}

func TestCommentsInOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		v.post(w.task()+"/comments", url.Values{"text": {"First words"}}).want(http.StatusOK)
		text := v.post(w.task()+"/comments", url.Values{"text": {"Second words"}}).want(http.StatusOK).text()
		if strings.Index(text, "First words") > strings.Index(text, "Second words") {
			t.Error("the newer comment comes first")
		}
		v.post(w.task()+"/comments", url.Values{"text": {"  "}}).want(http.StatusBadRequest)
	})
}

func TestDeletedTaskIsGone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		v.post(w.task()+"/delete", nil).want(http.StatusOK).silent("Write the text")
		v.get(w.task()).want(http.StatusNotFound)
	})
}

// What one may not see answers exactly as what does not exist.
func TestUnseenTasksLookLikeMissingOnes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		hidden := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Buy the rival"}).GID
		made := must(w.Platform.AttachFile(t.Context(), w.Member.Actor, hidden, "plan.txt", "text/plain", strings.NewReader("secret")))(t)
		v := w.as(t, w.Colleague)
		const none = "1111111111111111"
		for _, pair := range [][2]string{
			{"/0/" + w.Secret.GID, "/0/" + none},
			{"/0/" + w.Secret.GID + "/" + hidden, "/0/" + w.Secret.GID + "/" + none},
			{"/0/0/" + hidden, "/0/0/" + none},
			{"/0/" + w.Secret.GID + "/customize", "/0/" + none + "/customize"},
			{"/0/" + w.Secret.GID + "/apps", "/0/" + none + "/apps"},
			{"/0/attachments/" + made.GID, "/0/attachments/" + none},
		} {
			seen, missing := v.get(pair[0]).want(http.StatusNotFound), v.get(pair[1]).want(http.StatusNotFound)
			if strings.ReplaceAll(seen.Body, pair[0], "") != strings.ReplaceAll(missing.Body, pair[1], "") {
				t.Errorf("%s and %s differ", pair[0], pair[1])
			}
		}
		v.post("/0/0/"+hidden, url.Values{"name": {"Mine"}}).want(http.StatusNotFound)
		v.post("/0/0/"+hidden+"/comments", url.Values{"text": {"Hello"}}).want(http.StatusNotFound)
		v.post("/0/0/"+hidden+"/delete", nil).want(http.StatusNotFound)
		for _, path := range []string{"/form", "/lookup", "/widgets", "/typeahead?q=x", "/attachments/" + made.GID + "/widget"} {
			v.askJSON("/0/apps/"+w.gid+"/tasks/"+hidden+path, nil).want(http.StatusNotFound)
		}
		if calls := w.app.calls("/form"); len(calls) != 0 {
			t.Errorf("the app was asked %v", calls)
		}
	})
}

func TestForeignSitesCannotWrite(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		for _, path := range []string{w.task(), w.task() + "/delete", w.ask("/form/submit"), "/0/" + w.Project.GID + "/apps/" + w.gid + "/install"} {
			r := must(http.NewRequest(http.MethodPost, w.URL+path, strings.NewReader("name=Owned")))(t)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Origin", "https://evil.example")
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			v.do(r).want(http.StatusForbidden)
		}
		v.get(w.task()).says("Write the text")
	})
}

func TestHeadersAndUnknownAddresses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		h := v.get(w.task()).Header
		if !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'self'") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("headers %v", h)
		}
		v.get("/nowhere").want(http.StatusNotFound).says("Nothing here")
		v.get(w.task() + "/comments").want(http.StatusMethodNotAllowed)
		if got := v.get("/1/" + w.Workspace.GID + "/task/" + w.Tasks[0].GID).want(http.StatusOK); got.URL.Path != "/0/0/"+w.Tasks[0].GID {
			t.Errorf("the newer address led to %s", got.URL.Path)
		}
		v.get(w.task()).silent("<script>", "style=\"", "onclick=")
	})
}
