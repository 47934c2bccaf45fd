package bridge_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// attached links IT-1 to the first task in Member's name.
func attached(t *testing.T, w *bridgetest.World) (task, gid string, r appcomponents.Resource) {
	t.Helper()
	task, gid = w.Tasks[0].GID, w.Reserve()
	r, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, gid, "IT-1")
	check(t, err)
	w.HostAttaches(w.Member, task, gid, r.Name, r.URL)
	return task, gid, r
}

func view(t *testing.T, w *bridgetest.World, p bridgetest.Person, task, gid, url string) bridge.View {
	t.Helper()
	v, err := w.Bridge.View(t.Context(), w.Caller(p), task, gid, url)
	check(t, err)
	return v
}

// move takes an issue through a transition.
func move(t *testing.T, w *bridgetest.World, key, transition string) {
	t.Helper()
	status, body := jiraCall(t, w, http.MethodPost, "/rest/api/2/issue/"+key+"/transitions", `{"transition":{"id":"`+transition+`"}}`)
	if status != http.StatusNoContent {
		t.Fatalf("%d %s", status, body)
	}
}

func edit(t *testing.T, w *bridgetest.World, key, fields string) {
	t.Helper()
	status, body := jiraCall(t, w, http.MethodPut, "/rest/api/2/issue/"+key, `{"fields":`+fields+`}`)
	if status != http.StatusNoContent {
		t.Fatalf("%d %s", status, body)
	}
}

// TestViewIsFresh: what has changed in Jira is there at the next look, for
// people without a Jira account too.
func TestViewIsFresh(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, gid, r := attached(t, w)
		for transition, want := range map[string]bridge.Status{
			"21": {Name: "In Progress", Color: "blue"}, "31": {Name: "Done", Color: "green"}, "11": {Name: "To Do", Color: "cool-gray"},
		} {
			move(t, w, "IT-1", transition)
			if v := view(t, w, w.Guest, task, gid, r.URL); v.Status != want || v.Stale {
				t.Errorf("%+v", v)
			}
		}
		edit(t, w, "IT-1", `{"summary":"Renamed","assignee":{"name":"björn"},"priority":{"id":"1"}}`)
		v := view(t, w, w.Colleague, task, gid, r.URL)
		if v.Summary != "Renamed" || v.Assignee.Name != "Björn Åkesson" || v.Assignee.IconURL == "" || v.Priority.Name != "Highest" || v.Priority.IconURL == "" || v.URL != r.URL {
			t.Errorf("%+v", v)
		}
		edit(t, w, "IT-1", `{"assignee":null}`)
		if v := view(t, w, w.Colleague, task, gid, r.URL); v.Assignee != (bridge.Named{}) {
			t.Errorf("%+v", v)
		}
	})
}

// TestPastedAddressShowsNothing of an issue its viewer could not see.
func TestPastedAddressShowsNothing(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "sam")
	w.Authorize(w.Colleague, "bob")
	task, address := w.Tasks[0].GID, w.Jira.URL+"/browse/SEC-1"
	gid := w.HostAttaches(w.Colleague, task, "", "look", address)
	for _, p := range []bridgetest.Person{w.Colleague, w.Guest, w.Owner} {
		v, err := w.Bridge.View(t.Context(), w.Caller(p), task, gid, address)
		refused(t, err, bridge.Forbidden, "not_linked")
		if v.Key != "" || v.Summary != "" || v.URL != "" {
			t.Errorf("%s sees %+v", p.Name, v)
		}
	}
	if v := view(t, w, w.Member, task, gid, address); v.Key != "SEC-1" {
		t.Errorf("who may see it does not: %+v", v)
	}
	_, err := w.Bridge.View(t.Context(), w.Caller(w.Member), task, gid, "https://other.example.com/browse/SEC-1")
	refused(t, err, bridge.Forbidden, "not_linked")

	// A link of another task, or of an attachment that is not the link's, opens nothing either.
	linkedTask, linkedGID, r := attached(t, w)
	_, err = w.Bridge.View(t.Context(), w.Caller(w.Guest), w.Tasks[1].GID, linkedGID, r.URL)
	refused(t, err, bridge.Forbidden, "not_linked")
	_, err = w.Bridge.View(t.Context(), w.Caller(w.Guest), linkedTask, gid, r.URL)
	refused(t, err, bridge.Forbidden, "not_linked")
	elsewhere := w.HostAttaches(w.Member, w.Tasks[1].GID, "", r.Name, r.URL)
	_, err = w.Bridge.View(t.Context(), w.Caller(w.Guest), linkedTask, elsewhere, r.URL)
	refused(t, err, bridge.Forbidden, "not_linked")
}

// TestLinkOfAnotherJira: the workspace has another Jira now, in which the issue
// of that id may be any.
func TestLinkOfAnotherJira(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task, gid, r := attached(t, w)
	check(t, w.Bridge.Disconnect(t.Context(), w.Owner.GID, w.Workspace.GID))
	b := w.SignIn(w.Owner)
	other := w.ConnectRequest(w.Owner, b)
	other.JiraDomain = strings.Replace(w.Jira.URL, "127.0.0.1", "localhost", 1)
	to, err := w.Bridge.Connect(t.Context(), other)
	check(t, err)
	_, err = w.Return(b, b.JiraConsent(to, "admin", true))
	check(t, err)
	_, err = w.Bridge.View(t.Context(), w.Caller(w.Guest), task, gid, r.URL)
	refused(t, err, bridge.Forbidden, "not_linked")
}

// TestViewWhenNobodyIsLeft who has an authorization: the values read last stay,
// with their age.
func TestViewWhenNobodyIsLeft(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task, gid, r := attached(t, w)
	w.Revoke("ann")
	w.Revoke("admin")
	for range 2 {
		if v := view(t, w, w.Guest, task, gid, r.URL); !v.Stale || v.Because != bridge.NeedsConsent || v.Key != "IT-1" {
			t.Errorf("%+v", v)
		}
	}
}

// TestViewWhenTheLinkerIsGone: anybody of the workspace who can see the issue
// stands in; when Jira says that nobody can, nothing old is shown.
func TestViewWhenTheLinkerIsGone(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		w.Connect(w.Owner, "admin")
		w.Authorize(w.Member, "sam")
		w.Authorize(w.Colleague, "bob")
		task, gid := w.Tasks[0].GID, w.Reserve()
		r, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, gid, "IT-2")
		check(t, err)
		w.Revoke("sam")
		move(t, w, "IT-2", "21")
		if v := view(t, w, w.Guest, task, gid, r.URL); v.Status.Name != "In Progress" || v.Stale {
			t.Errorf("%+v", v)
		}
		if live, _ := w.Bridge.HasCredential(t.Context(), w.Member.GID, w.Workspace.GID); live {
			t.Error("a revoked credential counts as live")
		}
		if status, body := jiraCall(t, w, http.MethodDelete, "/rest/api/2/issue/IT-2", ""); status != http.StatusNoContent {
			t.Fatalf("%d %s", status, body)
		}
		_, err = w.Bridge.View(t.Context(), w.Caller(w.Guest), task, gid, r.URL)
		refused(t, err, bridge.NotFound, "issue_gone")
	})
}

// TestHiddenFromTheLinker: when Jira hides an issue from the person who linked
// it, somebody else's account does not show it on.
func TestHiddenFromTheLinker(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task, gid, r := attached(t, w)
	hidden := `{"errorMessages":["Issue Does Not Exist"],"errors":{}}`
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /issue/10001$", Status: 404, Body: hidden, Headers: map[string]string{"Content-Type": "application/json"}}))
	v, err := w.Bridge.View(t.Context(), w.Caller(w.Owner), task, gid, r.URL)
	refused(t, err, bridge.Forbidden, "issue_hidden")
	if v != (bridge.View{}) {
		t.Errorf("%+v is shown", v)
	}
	if status, body := jiraCall(t, w, http.MethodDelete, "/rest/api/2/issue/IT-1", ""); status != http.StatusNoContent {
		t.Fatalf("%d %s", status, body)
	}
	_, err = w.Bridge.View(t.Context(), w.Caller(w.Owner), task, gid, r.URL)
	refused(t, err, bridge.NotFound, "issue_gone")
}

// TestMovedIssue is followed by its id, and its former key is told.
func TestMovedIssue(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task, gid, r := attached(t, w)
	key, err := w.Jira.MoveIssue("IT-1", "WEB")
	check(t, err)
	if v := view(t, w, w.Guest, task, gid, r.URL); v.Key != key || v.MovedFrom != "IT-1" {
		t.Errorf("%+v, want %s", v, key)
	}
}

// TestCommentsAreCounted at every look.
func TestCommentsAreCounted(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task, gid, r := attached(t, w)
	for want := range 3 {
		if v := view(t, w, w.Guest, task, gid, r.URL); v.Comments != want {
			t.Errorf("%d comments, want %d", v.Comments, want)
		}
		if status, body := jiraCall(t, w, http.MethodPost, "/rest/api/2/issue/IT-1/comment", `{"body":"One more"}`); status != http.StatusCreated {
			t.Fatalf("%d %s", status, body)
		}
	}
}

// TestViewWhileJiraIsAway shows the values read last, with their age.
func TestViewWhileJiraIsAway(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, gid, r := attached(t, w)
		before := view(t, w, w.Guest, task, gid, r.URL)
		for _, fault := range []jiratest.Fault{
			{Match: "GET /issue/", Drop: "before", Times: -1},
			{Match: "GET /issue/", Status: 503, Times: -1},
			{Match: "GET /issue/", Status: 200, Body: "<html>", Headers: map[string]string{"Content-Type": "application/json"}, Times: -1},
		} {
			w.Jira.ClearFaults()
			check(t, w.Jira.SetFault(fault))
			v := view(t, w, w.Guest, task, gid, r.URL)
			if !v.Stale || (v.Because != bridge.Unreachable && v.Because != bridge.Slow) || !v.ReadAt.Equal(before.ReadAt.Truncate(time.Microsecond)) || v.Summary != before.Summary || v.URL != before.URL {
				t.Errorf("%+v, before %+v", v, before)
			}
		}
	})
}

// TestViewWhileJiraIsSlow: older values after two seconds; the read goes on and
// is there for the next.
func TestViewWhileJiraIsSlow(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task, gid, r := attached(t, w)
	move(t, w, "IT-1", "21")
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /issue/", DelayMS: 3000}))
	began := time.Now()
	v := view(t, w, w.Guest, task, gid, r.URL)
	if took := time.Since(began); took > 2900*time.Millisecond || !v.Stale || v.Because != bridge.Slow || v.Status.Name != "To Do" {
		t.Errorf("after %s: %+v", took, v)
	}
	w.Jira.ClearFaults()
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /issue/", Status: 503, Times: -1}))
	w.Eventually("the slow read is stored", func() bool {
		return view(t, w, w.Guest, task, gid, r.URL).Status.Name == "In Progress"
	})
}

// TestViewsShareOneRead of Jira.
func TestViewsShareOneRead(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task, gid, r := attached(t, w)
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /issue/", DelayMS: 300, Times: -1}))
	w.Jira.ClearRequests()
	done := make(chan bridge.View)
	for range 20 {
		go func() {
			v, _ := w.Bridge.View(t.Context(), w.Caller(w.Guest), task, gid, r.URL)
			done <- v
		}()
	}
	for range 20 {
		if v := <-done; v.Key != "IT-1" {
			t.Errorf("%+v", v)
		}
	}
	if calls := w.JiraCalls("/issue/"); len(calls) != 2 { // the issue and its comments
		t.Errorf("Jira was asked %q", calls)
	}
}

// TestViewAfterDisconnect tells that there is no Jira any more.
func TestViewAfterDisconnect(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task, gid, r := attached(t, w)
	check(t, w.Bridge.Disconnect(t.Context(), w.Owner.GID, w.Workspace.GID))
	_, err := w.Bridge.View(t.Context(), w.Caller(w.Guest), task, gid, r.URL)
	refused(t, err, bridge.NotConnected, "not_connected")
	w.Connect(w.Owner, "admin")
	if v := view(t, w, w.Guest, task, gid, r.URL); v.Key != "IT-1" {
		t.Errorf("%+v", v)
	}
}
