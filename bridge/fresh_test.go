package bridge_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// again is the view of a page that stands open.
func again(t *testing.T, w *bridgetest.World, b *bridge.Bridge, task, gid, url string) bridge.View {
	t.Helper()
	c := w.Caller(w.Guest)
	c.MaxAge = 90 * time.Second
	v, err := b.View(t.Context(), c, task, gid, url)
	check(t, err)
	return v
}

// TestOpenPageTakesWhatIsKept, while one that loads has it read.
func TestOpenPageTakesWhatIsKept(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, gid, r := attached(t, w)
		view(t, w, w.Guest, task, gid, r.URL)
		move(t, w, "IT-1", "21")
		w.Jira.ClearRequests()
		if v := again(t, w, w.Bridge, task, gid, r.URL); v.Status.Name != "To Do" || v.Stale || len(w.JiraCalls("/issue/")) != 0 {
			t.Errorf("%+v after %q", v, w.JiraCalls("/issue/"))
		}
		if v := view(t, w, w.Guest, task, gid, r.URL); v.Status.Name != "In Progress" {
			t.Errorf("a page that loads shows %+v", v.Status)
		}
		move(t, w, "IT-1", "31")
		w.Clock.Advance(91 * time.Second)
		if v := again(t, w, w.Bridge, task, gid, r.URL); v.Status.Name != "Done" {
			t.Errorf("nobody kept it current, and still %+v", v.Status)
		}
	})
}

// watched is a link whose open page has been noted.
func watched(t *testing.T, w *bridgetest.World) (task, gid, url string) {
	t.Helper()
	task, gid, r := attached(t, w)
	view(t, w, w.Guest, task, gid, r.URL)
	again(t, w, w.Bridge, task, gid, r.URL)
	w.Eventually("the open page is noted", func() bool {
		n, err := w.Bridge.CountWatched(t.Context())
		check(t, err)
		return n == 1
	})
	return task, gid, r.URL
}

// TestOneSearchAMinute by all processes finds what has changed.
func TestOneSearchAMinute(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, gid, url := watched(t, w)
		other := w.Another()
		w.Clock.Advance(time.Minute)
		w.Jira.ClearRequests()
		for range 3 {
			check(t, w.Bridge.PollWatched(t.Context()))
			check(t, other.PollWatched(t.Context()))
		}
		if calls := asked(w); len(calls) != 1 || calls[0] != "GET /jira/rest/api/2/search" {
			t.Errorf("unchanged: %q", calls)
		}
		w.Clock.Advance(time.Minute)
		move(t, w, "IT-1", "21")
		w.Jira.ClearRequests()
		check(t, other.PollWatched(t.Context()))
		if calls := asked(w); len(calls) != 2 { // the search, and the number of comments
			t.Errorf("changed: %q", calls)
		}
		if v := again(t, w, w.Bridge, task, gid, url); v.Status.Name != "In Progress" || len(asked(w)) != 2 {
			t.Errorf("%+v after %q", v, asked(w))
		}
		w.Clock.Advance(4 * time.Minute)
		w.Jira.ClearRequests()
		check(t, w.Bridge.PollWatched(t.Context()))
		if calls := asked(w); len(calls) != 0 {
			t.Errorf("nobody looks: %q", calls)
		}
	})
}

// asked are the requests Jira has seen since ClearRequests, but for the list of
// its fields, which each process asks for once an hour.
func asked(w *bridgetest.World) []string {
	return slices.DeleteFunc(w.JiraCalls("/rest/api/"), func(call string) bool { return strings.HasSuffix(call, "/field") })
}

// TestConditionsComeAndGo: what becomes of an issue is noted with its time, and
// passes by itself.
func TestConditionsComeAndGo(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, gid, url := watched(t, w)
		key, err := w.Jira.MoveIssue("IT-1", "WEB")
		check(t, err)
		if v := view(t, w, w.Guest, task, gid, url); v.Key != key || v.MovedFrom != "IT-1" || condition(t, w) != "moved" {
			t.Errorf("%+v, condition %q", v, condition(t, w))
		}
		archive(t, w, key, "archive")
		w.Clock.Advance(time.Minute)
		check(t, w.Bridge.PollWatched(t.Context()))
		noticed := w.Clock.Now()
		w.Clock.Advance(time.Minute)
		v := view(t, w, w.Guest, task, gid, url)
		if !v.Archived || v.Since.After(noticed) || condition(t, w) != "archived" {
			t.Errorf("%+v, noticed before %s, condition %q", v, noticed, condition(t, w))
		}
		archive(t, w, key, "restore")
		if v := view(t, w, w.Guest, task, gid, url); v.Archived || condition(t, w) != "moved" {
			t.Errorf("%+v, condition %q", v, condition(t, w))
		}
	})
}

// TestWithheldIssueShowsNothingOld: once Jira has said no, values from before
// stay away also while Jira is.
func TestWithheldIssueShowsNothingOld(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, gid, url := watched(t, w)
		gone := jiratest.Fault{Match: "GET /issue/10001", Status: 404, Body: `{"errorMessages":["Issue Does Not Exist"],"errors":{}}`, Headers: map[string]string{"Content-Type": "application/json"}, Times: -1}
		check(t, w.Jira.SetFault(gone))
		_, err := w.Bridge.View(t.Context(), w.Caller(w.Guest), task, gid, url)
		refused(t, err, bridge.NotFound, "issue_gone")
		if condition(t, w) != "deleted" {
			t.Errorf("condition %q", condition(t, w))
		}
		w.Jira.ClearFaults()
		check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /issue/", Status: 503, Times: -1}))
		if v, err := w.Bridge.View(t.Context(), w.Caller(w.Guest), task, gid, url); bridge.KindOf(err) != bridge.Unreachable {
			t.Errorf("%+v, %v", v, err)
		}
		w.Jira.ClearFaults()
		if v := again(t, w, w.Bridge, task, gid, url); v.Key != "IT-1" || condition(t, w) != "" {
			t.Errorf("%+v, condition %q", v, condition(t, w))
		}
	})
}

// condition is that of the one link there is.
func condition(t *testing.T, w *bridgetest.World) (c string) {
	t.Helper()
	check(t, w.DB.Reader().QueryRowContext(t.Context(), "select condition from bridge_links where state in ('known', 'linked')").Scan(&c))
	return c
}

func archive(t *testing.T, w *bridgetest.World, key, what string) {
	t.Helper()
	if status, body := jiraCall(t, w, http.MethodPut, "/rest/api/2/issue/"+key+"/"+what, ""); status != http.StatusNoContent {
		t.Fatalf("%s: %d %s", what, status, body)
	}
}
