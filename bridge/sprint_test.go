package bridge_test

import (
	"strings"
	"testing"
	"time"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// inSprint is a world with an issue of WEB that Member has linked.
func inSprint(t *testing.T) (*bridgetest.World, onScreen) {
	t.Helper()
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	return w, linkTo(t, w, w.Member, issueIn(t, w, "WEB", "Bug", "Planned"))
}

// sprint is the one that a guest is shown.
func sprint(t *testing.T, w *bridgetest.World, s onScreen) string {
	t.Helper()
	return view(t, w, w.Guest, s.task, s.gid, s.url).Sprint
}

// TestSprint is that of the moment, read singly and by a search.
func TestSprint(t *testing.T) {
	w, s := inSprint(t)
	for _, try := range []struct{ value, want string }{{"null", ""}, {"7", "Sprint 7"}, {"9", "Q4, mobile [v=2]"}, {"null", ""}} {
		edit(t, w, s.key, `{"customfield_10013":`+try.value+`}`)
		if got := sprint(t, w, s); got != try.want {
			t.Errorf("%s: read singly %q, want %q", try.value, got, try.want)
		}
		edit(t, w, s.key, `{"customfield_10013":8}`)
		w.Clock.Advance(time.Second)
		check(t, w.Bridge.SearchLinks(t.Context(), w.Member.GID))
		if got := again(t, w, w.Bridge, s.task, s.gid, s.url).Sprint; got != "Sprint 8" {
			t.Errorf("read by a search %q", got)
		}
	}
}

// fieldList is an answer to the list of fields.
func fieldList(id string) jiratest.Fault {
	return jiratest.Fault{Match: "GET /rest/api/2/field$", Status: 200, Times: -1, Body: strings.ReplaceAll(`[{"id":"summary","name":"Summary","schema":{"type":"string","system":"summary"}},
		{"id":"customfield_10001","name":"Sprint","custom":true,"schema":{"type":"string","custom":"com.atlassian.jira.plugin.system.customfieldtypes:textfield","customId":10001}},
		{"id":"ID","name":"Iteration","custom":true,"schema":{"type":"array","items":"string","custom":"com.pyxis.greenhopper.jira:gh-sprint"}}]`, "ID", id)}
}

// TestSprintFieldIsFoundByItsType, whatever it and others are called, and looked
// for once an hour.
func TestSprintFieldIsFoundByItsType(t *testing.T) {
	w, s := inSprint(t)
	check(t, w.Jira.SetFault(fieldList("customfield_10013")))
	edit(t, w, s.key, `{"customfield_10013":7}`)
	for range 3 {
		if got := sprint(t, w, s); got != "Sprint 7" {
			t.Errorf("the sprint is %q", got)
		}
	}
	if calls := w.JiraCalls("/field"); len(calls) != 1 {
		t.Errorf("asked %q", calls)
	}
	w.Clock.Advance(time.Hour)
	sprint(t, w, s)
	if calls := w.JiraCalls("/field"); len(calls) != 2 {
		t.Errorf("after an hour: asked %q", calls)
	}
}

// TestSprintFieldVanishes and there is another one: it is looked for again, but
// not all the time.
func TestSprintFieldVanishes(t *testing.T) {
	w, s := inSprint(t)
	check(t, w.Jira.SetFault(fieldList("customfield_99999"))) // that it was once
	edit(t, w, s.key, `{"customfield_10013":7}`)
	for range 3 {
		if got := sprint(t, w, s); got != "" {
			t.Errorf("the sprint is %q", got)
		}
	}
	w.Jira.ClearFaults()
	w.Clock.Advance(6 * time.Minute)
	sprint(t, w, s) // finds out
	if got := sprint(t, w, s); got != "Sprint 7" || len(w.JiraCalls("/field")) != 2 {
		t.Errorf("the sprint is %q, asked %q", got, w.JiraCalls("/field"))
	}
}

// TestFieldsThatAreNotTold spoil nothing, and are asked for again soon; what was
// known of them stays.
func TestFieldsThatAreNotTold(t *testing.T) {
	w, s := inSprint(t)
	edit(t, w, s.key, `{"customfield_10013":7}`)
	no := jiratest.Fault{Match: "GET /rest/api/2/field$", Status: 403, Body: `{"errorMessages":["No."]}`, Times: -1}
	check(t, w.Jira.SetFault(no))
	for range 2 {
		if v := view(t, w, w.Guest, s.task, s.gid, s.url); v.Key != s.key || v.Sprint != "" || v.Stale {
			t.Errorf("%+v", v)
		}
	}
	if n := len(w.JiraCalls("/field")); n != 1 {
		t.Errorf("asked %d times", n)
	}
	w.Jira.ClearFaults()
	w.Clock.Advance(time.Minute)
	if got := sprint(t, w, s); got != "Sprint 7" {
		t.Errorf("the sprint is %q", got)
	}
	check(t, w.Jira.SetFault(no))
	w.Clock.Advance(time.Hour)
	if got := sprint(t, w, s); got != "Sprint 7" || len(w.JiraCalls("/field")) != 3 {
		t.Errorf("the sprint is %q after %d questions", got, len(w.JiraCalls("/field")))
	}
}

// TestRelease is the version that fixes the issue first.
func TestRelease(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	s := linkTo(t, w, w.Member, issueIn(t, w, "OPS", "Bug", "Fixed"))
	for versions, want := range map[string]bridge.Release{
		`[]`:                 {},
		`[{"name":"2.1"}]`:   {Name: "2.1", Date: "2026-12-01", Released: true},
		`[{"name":"Q2"}]`:    {Name: "Q2", Date: "2026-06-30"},
		`[{"name":"Later"}]`: {Name: "Later"},
		`[{"name":"2.1"},{"name":"Later"},{"name":"Q2"}]`: {Name: "Q2", Date: "2026-06-30", More: 2},
	} {
		edit(t, w, s.key, `{"fixVersions":`+versions+`}`)
		if got := view(t, w, w.Guest, s.task, s.gid, s.url).Release; got != want {
			t.Errorf("%s: %+v, want %+v", versions, got, want)
		}
	}
}

// TestBriefShowsNoSprint, nor the version.
func TestBriefShowsNoSprint(t *testing.T) {
	w, s := inSprint(t)
	edit(t, w, s.key, `{"customfield_10013":7}`)
	reading(t, w, bridge.ReadBrief)
	if v := view(t, w, w.Guest, s.task, s.gid, s.url); v.Sprint != "" || v.Release != (bridge.Release{}) {
		t.Errorf("%+v", v)
	}
}
