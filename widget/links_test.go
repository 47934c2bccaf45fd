package widget_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/jira/jiratest"
)

// linked is the address of the link that person 11 makes on task 501.
func linked(t *testing.T, w *world) (path string) {
	t.Helper()
	if r := w.host.Post(t, w.app("/attach"), data(map[string]any{"query": "IT-1", "attachment": "900"})); r.Status != http.StatusOK {
		t.Fatalf("attach: %d %s", r.Status, r.Body)
	}
	id, err := w.bridge.LinkOf(t.Context(), "11", "501")
	check(t, err)
	return "/app/links/" + id
}

// A link has a page for those who can see its task, who may open it without a
// session at hand; it does not exist for others.
func TestLinkPage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		path := linked(t, ready(t, w))
		for _, address := range []string{path, "/app/links?task=501"} {
			v := w.visitor("10").open(address)
			v.says("IT-1", "Replace the printer", "Linked by Person 11")
			if v.status != http.StatusOK || v.at.Path != path || v.find("data-test", "retry") != nil {
				t.Errorf("%s ended at %s (%d): %s", address, v.at, v.status, v.text())
			}
		}
		delete(w.platform.tasks, "501") // for 12, as a private one is
		for _, address := range []string{path, "/app/links?task=501", "/app/links?task=777"} {
			if v := w.visitor("12").open(address); v.status != http.StatusNotFound || v.at.Path == path && address != path || strings.Contains(v.text(), "IT-1") {
				t.Errorf("%s leads to %s: %d %s", address, v.at, v.status, v.text())
			}
		}
		if v := w.visitor("12").open("/app/links"); v.status != http.StatusOK || strings.Contains(v.text(), "IT-1") {
			t.Errorf("%d %s", v.status, v.text())
		}
	})
}

// An issue that was removed can be linked again, and its page says how.
func TestUnlinkedPageSaysHowToLinkAgain(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	w := ready(t, newWorld(t, db))
	path := linked(t, w)
	if v := w.visitor("11").open(path); v.find("data-test", "relink") != nil {
		t.Errorf("a linked issue is to be linked: %s", v.text())
	}
	_, err := db.Writer().ExecContext(t.Context(), "update bridge_links set state = 'unlinked'")
	check(t, err)
	w.visitor("11").open(path).says("no longer on the task", "To link it again, add "+w.jira.URL+"/browse/IT-1 to the task")
}

// What failed can be tried again without scripts, by the linker and from our
// own page only.
func TestRetryOnThePage(t *testing.T) {
	w := ready(t, newWorld(t, sqldbtest.Open(t, sqldbtest.SQLite(t))))
	check(t, w.bridge.SwitchBacklinks(t.Context(), "10", "1", true))
	check(t, w.queue.Start(t.Context()))
	t.Cleanup(func() { _ = w.queue.Stop(t.Context()) })
	check(t, w.jira.SetFault(jiratest.Fault{Match: "POST /remotelink", Status: 403}))
	path := linked(t, w)
	v := w.visitor("11").open(path)
	v.until(path, "the issue without its link", func() bool { return v.find("data-test", "retry") != nil })
	v.says("Jira does not allow you to do this.")
	if other := w.visitor("10").open(path); other.find("data-test", "retry") != nil {
		t.Error("another person is offered to try again")
	} else {
		other.says("Only Person 11, in whose name it is done, can try again.")
	}
	w.visitor("11").open("/app/links").says("IT-1")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+path+"/retry", nil)
	check(t, err)
	r.Header.Set("Origin", "https://elsewhere.example.com")
	if v.load(r); v.status != http.StatusForbidden {
		t.Errorf("from another site: %d", v.status)
	}
	v.open(path).press("retry")
	v.until(path, "the link on the issue", func() bool { return strings.Contains(v.text(), "The issue has a link to this task.") })
}

// A person is told once, before consent is asked for, why it is asked again.
func TestWhyAgain(t *testing.T) {
	w := ready(t, one(t))
	atJira := w.visitor("11").open(w.jira.URL + "/plugins/servlet/oauth/users/access-tokens").answerSignIn("ann")
	atJira.submit("client", url.Values{})
	if r := w.host.Post(t, w.app("/attach"), data(map[string]any{"query": "IT-1", "attachment": "900"})); r.Status != http.StatusUnauthorized {
		t.Fatalf("attach: %d %s", r.Status, r.Body)
	}
	w.visitor("11").open("/app/links").says("ended because Jira no longer accepts it")
	v := w.visitor("11").open("/connect?domainId=1")
	v.says("Why you are asked again", "The authorization in Jira ended because Jira no longer accepts it.")
	v.open(attribute(v.find("data-test", "go-on"), "href")).allow("ann")
	if v.outcome() != "success" {
		t.Errorf("ended at %s: %s", v.at, v.text())
	}
	if v := w.visitor("11").open("/app/links"); strings.Contains(v.text(), "ended") {
		t.Errorf("still told: %s", v.text())
	}
}

// answerSignIn signs in to Jira.
func (v *visitor) answerSignIn(name string) *visitor {
	v.t.Helper()
	return v.submit("os_username", url.Values{"os_username": {name}, "os_password": {name}})
}

// until opens an address again until the page shows something.
func (v *visitor) until(path, what string, shown func() bool) {
	v.t.Helper()
	for end := time.Now().Add(time.Minute); !shown(); time.Sleep(50 * time.Millisecond) {
		if v.open(path); time.Now().After(end) {
			v.t.Fatalf("no %s: %s", what, v.text())
		}
	}
}

// press sends the form around a button that has no name.
func (v *visitor) press(hook string) {
	v.t.Helper()
	form := v.find("data-test", hook)
	for form.Data != "form" {
		form = form.Parent
	}
	to, err := v.at.Parse(attribute(form, "action"))
	check(v.t, err)
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, to.String(), strings.NewReader(url.Values{}.Encode()))
	check(v.t, err)
	r.Header.Set("Origin", v.w.url)
	v.load(r)
}
