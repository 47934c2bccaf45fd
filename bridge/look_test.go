package bridge_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// onScreen is a link as a page shows it.
type onScreen struct{ task, gid, url, key string }

// issueIn makes an issue in Jira and returns its key.
func issueIn(t *testing.T, w *bridgetest.World, project, kind, summary string) string {
	t.Helper()
	key, err := w.Jira.CreateIssue("ann", map[string]any{
		"project": map[string]any{"key": project}, "issuetype": map[string]any{"name": kind}, "summary": summary,
	})
	check(t, err)
	return key
}

// linkTo links an issue to a new task in a person's name.
func linkTo(t *testing.T, w *bridgetest.World, p bridgetest.Person, key string) onScreen {
	t.Helper()
	task, gid := w.Task("Has "+key, ""), w.Reserve()
	r, err := w.Bridge.Attach(t.Context(), w.Caller(p), task, gid, key)
	check(t, err)
	w.HostAttaches(p, task, gid, r.Name, r.URL)
	return onScreen{task, gid, r.URL, key}
}

func linkMany(t *testing.T, w *bridgetest.World, p bridgetest.Person, n int) (all []onScreen) {
	t.Helper()
	for i := range n {
		all = append(all, linkTo(t, w, p, issueIn(t, w, "WEB", "Task", fmt.Sprint(p.Name, " ", i))))
	}
	return all
}

// load asks for all widgets of a screen at once, as a guest.
func load(t *testing.T, w *bridgetest.World, group *sync.WaitGroup, screen []onScreen) {
	t.Helper()
	for _, s := range screen {
		group.Go(func() {
			v, err := w.Bridge.View(t.Context(), w.Caller(w.Guest), s.task, s.gid, s.url)
			if err != nil || v.Key != s.key {
				t.Errorf("%s: %+v, %v", s.key, v, err)
			}
		})
	}
}

// searches are the searches Jira has seen.
func searches(w *bridgetest.World) []string { return w.JiraCalls("/rest/api/2/search") }

// TestScreenIsOneSearch for each person who has linked what is on it. One issue
// of each is held while the others gather, so it is true at any speed.
func TestScreenIsOneSearch(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		w.Connect(w.Owner, "admin")
		w.Authorize(w.Member, "ann")
		w.Authorize(w.Colleague, "bob")
		var first, rest []onScreen
		for _, p := range []bridgetest.Person{w.Owner, w.Member, w.Colleague} {
			screen := linkMany(t, w, p, 12)
			first, rest = append(first, screen[0]), append(rest, screen[1:]...)
		}
		w.Jira.ClearRequests()
		open, waiting := w.Hold("/issue/")
		var group sync.WaitGroup
		load(t, w, &group, first)
		w.Eventually("three issues are being read", func() bool { return waiting() == 3 })
		load(t, w, &group, rest)
		w.Eventually("the others have gathered", func() bool { return w.Bridge.Gathered() == len(rest) })
		open()
		group.Wait()
		w.Eventually("everything is read", func() bool { return w.Bridge.Gathered() == 0 && len(searches(w)) >= 3 })
		if n := len(searches(w)); n != 3 {
			t.Errorf("%d searches", n)
		}
		if n := len(w.JiraCalls("/comment")); n > 3+3*10 {
			t.Errorf("comments were counted %d times", n)
		}
	})
}

// TestScreenOfSomebodyWhoIsGone is read by somebody else, by one search too.
func TestScreenOfSomebodyWhoIsGone(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	screen := linkMany(t, w, w.Member, 8)
	own := linkTo(t, w, w.Owner, "IT-1")
	w.Revoke("ann")
	_, err := w.Bridge.View(t.Context(), w.Caller(w.Guest), screen[0].task, screen[0].gid, screen[0].url) // which finds out
	check(t, err)
	w.Jira.ClearRequests()
	open, waiting := w.Hold("/issue/")
	var group sync.WaitGroup
	load(t, w, &group, []onScreen{own})
	w.Eventually("an issue is being read", func() bool { return waiting() == 1 })
	load(t, w, &group, screen)
	w.Eventually("the others have gathered", func() bool { return w.Bridge.Gathered() == len(screen) })
	open()
	group.Wait()
	w.Eventually("everything is read", func() bool { return w.Bridge.Gathered() == 0 && len(searches(w)) > 0 })
	if n := len(searches(w)); n != 1 {
		t.Errorf("%d searches", n)
	}
}

// TestWhatASearchDoesNotFind is read by itself, and told apart: archived, not
// indexed yet, moved out of sight, deleted.
func TestWhatASearchDoesNotFind(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		screen := linkMany(t, w, w.Member, 6)
		moved, err := w.Jira.MoveIssue(screen[1].key, "IT")
		check(t, err)
		archive(t, w, screen[2].key, "archive")
		_, err = w.Jira.MoveIssue(screen[3].key, "SEC")
		check(t, err)
		if status, body := jiraCall(t, w, http.MethodDelete, "/rest/api/2/issue/"+screen[4].key, ""); status != http.StatusNoContent {
			t.Fatalf("%d %s", status, body)
		}
		check(t, w.Bridge.SearchLinks(t.Context(), w.Member.GID))
		want := " moved archived deleted deleted "
		if got := conditions(t, w); got != want {
			t.Errorf("became %q, want %q", got, want)
		}
		if v := again(t, w, w.Bridge, screen[1].task, screen[1].gid, screen[1].url); v.Key != moved || v.MovedFrom != screen[1].key {
			t.Errorf("%+v", v)
		}
		w.Clock.Advance(time.Second)
		w.Jira.ClearRequests()
		check(t, w.Bridge.SearchLinks(t.Context(), w.Member.GID))
		if calls := asked(w); len(calls) != 2 || conditions(t, w) != want { // the search, and the archived one
			t.Errorf("the second time: %q, %q", calls, conditions(t, w))
		}
		w.Jira.SetIndexLag(time.Hour)
		w.Clock.Advance(time.Second)
		check(t, w.Bridge.SearchLinks(t.Context(), w.Member.GID))
		if got := conditions(t, w); got != want {
			t.Errorf("a lagging index makes of it %q", got)
		}
	})
}

// conditions are those of all links, in the order they were made.
func conditions(t *testing.T, w *bridgetest.World) string {
	t.Helper()
	rows, err := w.DB.Reader().QueryContext(t.Context(), "select condition from bridge_links order by created_at")
	check(t, err)
	defer rows.Close()
	var all []string
	for rows.Next() {
		var c string
		check(t, rows.Scan(&c))
		all = append(all, c)
	}
	check(t, rows.Err())
	return strings.Join(all, " ")
}

// TestIndexBehindWhatWasRead: a search that answers with older values than were
// read before does not take them back.
func TestIndexBehindWhatWasRead(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	screen := linkMany(t, w, w.Member, 2)
	_, old := jiraCall(t, w, http.MethodGet, "/rest/api/2/search?jql=project=WEB", "")
	w.Clock.Advance(time.Second)
	edit(t, w, screen[0].key, `{"summary":"Newer"}`)
	view(t, w, w.Guest, screen[0].task, screen[0].gid, screen[0].url)
	w.Clock.Advance(time.Second)
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /search", Status: 200, Body: string(old), Headers: map[string]string{"Content-Type": "application/json", "X-AUSERNAME": "ann"}}))
	check(t, w.Bridge.SearchLinks(t.Context(), w.Member.GID))
	if v := again(t, w, w.Bridge, screen[0].task, screen[0].gid, screen[0].url); v.Summary != "Newer" {
		t.Errorf("%+v", v)
	}
}

// TestAnonymousSearch: to somebody it does not know Jira answers 200 with
// nothing. That is no word about the issues.
func TestAnonymousSearch(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	linkMany(t, w, w.Member, 3)
	nothing := jiratest.Fault{Match: "GET /search", Status: 200, Body: `{"startAt":0,"maxResults":50,"total":0,"issues":[]}`, Headers: map[string]string{"Content-Type": "application/json", "X-AUSERNAME": "anonymous"}}
	check(t, w.Jira.SetFault(nothing))
	w.Jira.ClearRequests()
	check(t, w.Bridge.SearchLinks(t.Context(), w.Member.GID))
	if n := len(searches(w)); n != 2 || len(w.JiraCalls("/oauth2/latest/token")) != 1 || conditions(t, w) != "  " {
		t.Errorf("%d searches, %q, conditions %q", n, w.JiraCalls("/token"), conditions(t, w))
	}
	nothing.Times = -1
	check(t, w.Jira.SetFault(nothing))
	w.Clock.Advance(time.Second)
	err := w.Bridge.SearchLinks(t.Context(), w.Member.GID)
	if bridge.KindOf(err) != bridge.Unreachable || conditions(t, w) != "  " {
		t.Errorf("%v, conditions %q", err, conditions(t, w))
	}
}

// TestCommentsOfManyAreCountedBitByBit: ten at a look, and none whose number is
// known.
func TestCommentsOfManyAreCountedBitByBit(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	screen := linkMany(t, w, w.Member, 23)
	for _, s := range screen {
		if status, body := jiraCall(t, w, http.MethodPost, "/rest/api/2/issue/"+s.key+"/comment", `{"body":"One"}`); status != http.StatusCreated {
			t.Fatalf("%d %s", status, body)
		}
	}
	var counted []int
	for range 4 {
		w.Jira.ClearRequests()
		w.Clock.Advance(time.Second)
		check(t, w.Bridge.SearchLinks(t.Context(), w.Member.GID))
		counted = append(counted, len(w.JiraCalls("/comment")))
	}
	if !slices.Equal(counted, []int{10, 10, 3, 0}) {
		t.Errorf("counted %d", counted)
	}
	for _, s := range screen {
		if v := again(t, w, w.Bridge, s.task, s.gid, s.url); v.Comments != 1 {
			t.Errorf("%+v", v)
		}
	}
}
