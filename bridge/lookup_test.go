package bridge_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

func titles(list appcomponents.TypeaheadList) string {
	var all []string
	for _, item := range list.Items {
		all = append(all, item.Value)
	}
	return strings.Join(all, " ")
}

// TestLookup: by key, address and words, and only what the person's own Jira
// account may see.
func TestLookup(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	w.Authorize(w.Colleague, "sam")
	for _, c := range []struct {
		person bridgetest.Person
		query  string
		want   string
	}{
		{w.Member, "IT-1", "IT-1"},
		{w.Member, " it-1 ", "IT-1"},
		{w.Member, w.Jira.URL + "/browse/IT-2?focusedCommentId=1", "IT-2"},
		{w.Member, "landing", "WEB-1"},
		{w.Member, "passw reset", "IT-3"},
		{w.Member, "SEC-1", ""},
		{w.Member, "leaked credential", ""},
		{w.Colleague, "SEC-1", "SEC-1"},
		{w.Member, "IT-999", ""},
		{w.Member, `"; drop table ~ [`, ""},
	} {
		list, err := w.Bridge.Lookup(t.Context(), w.Caller(c.person), w.Tasks[0].GID, c.query)
		if err != nil || titles(list) != c.want {
			t.Errorf("%q: %q, %v", c.query, titles(list), err)
		}
	}
	list, err := w.Bridge.Lookup(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, "")
	if err != nil || len(list.Items) != 5 || list.Items[0].Subtitle == "" || list.Items[0].IconURL == "" {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestAttach: by key and by address, without a write to Jira.
func TestAttach(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		for i, query := range []string{"it-1", w.Jira.URL + "/browse/IT-1"} {
			w.Jira.ClearRequests()
			gid := w.Reserve()
			r, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), w.Tasks[i].GID, gid, query)
			check(t, err)
			if r.Name != "IT-1 Replace the printer on floor 3" || r.URL != w.Jira.URL+"/browse/IT-1" {
				t.Errorf("%+v", r)
			}
			for _, call := range w.JiraCalls("/rest/") {
				if !strings.HasPrefix(call, "GET ") {
					t.Errorf("linking made %s", call)
				}
			}
			w.HostAttaches(w.Member, w.Tasks[i].GID, gid, r.Name, r.URL)
			v, err := w.Bridge.View(t.Context(), w.Caller(w.Guest), w.Tasks[i].GID, gid, r.URL)
			if err != nil || v.Key != "IT-1" || v.FilesTotal != 0 {
				t.Errorf("%+v, %v", v, err)
			}
		}
	})
}

func TestAttachRefusals(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	for _, c := range []struct {
		person bridgetest.Person
		query  string
		kind   bridge.Kind
		id     string
	}{
		{w.Member, "SEC-1", bridge.NotFound, "issue_not_found"},
		{w.Member, "IT-999", bridge.NotFound, "issue_not_found"},
		{w.Member, "printer", bridge.Invalid, "no_reference"},
		{w.Member, "https://other.example.com/browse/IT-1", bridge.Invalid, "no_reference"},
		{w.Member, "", bridge.Invalid, "no_reference"},
		{w.Colleague, "IT-1", bridge.NeedsConsent, "consent_jira"},
	} {
		_, err := w.Bridge.Attach(t.Context(), w.Caller(c.person), w.Tasks[0].GID, w.Reserve(), c.query)
		refused(t, err, c.kind, c.id)
	}
	if rows := w.Values("bridge_links"); len(rows) != 0 {
		t.Errorf("half-stored: %q", rows)
	}
}

// TestOneIssuePerTask: another issue is refused and the one there is named; the
// same one is answered; another task may have it too.
func TestOneIssuePerTask(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, gid := w.Tasks[0].GID, w.Reserve()
		first, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, gid, "IT-1")
		check(t, err)
		w.HostAttaches(w.Member, task, gid, first.Name, first.URL)

		_, err = w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, w.Reserve(), "IT-2")
		refused(t, err, bridge.AlreadyLinked, "already_linked")
		if said := w.Bridge.Say("", err.(*bridge.Error).Text); !strings.Contains(said, "IT-1 Replace the printer") {
			t.Errorf("%q", said)
		}
		again, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, w.Reserve(), "IT-1")
		if err != nil || again != first {
			t.Errorf("%+v, %v", again, err)
		}
		made, _ := create(t, w, w.Member, task)
		if made != first || created(t, w) != 0 {
			t.Errorf("%+v", made)
		}

		other, gid2 := w.Tasks[1].GID, w.Reserve()
		_, err = w.Bridge.Attach(t.Context(), w.Caller(w.Member), other, gid2, "IT-1")
		check(t, err)
		w.HostAttaches(w.Member, other, gid2, first.Name, first.URL)
		w.Remove(w.Member, gid2)
		if _, err = w.Bridge.View(t.Context(), w.Caller(w.Guest), task, gid, first.URL); err != nil {
			t.Errorf("unlinking one task touched the other: %v", err)
		}
	})
}

// TestAttachAfterUnlink replaces the issue.
func TestAttachAfterUnlink(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, gid := w.Tasks[0].GID, w.Reserve()
		first, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, gid, "IT-1")
		check(t, err)
		w.HostAttaches(w.Member, task, gid, first.Name, first.URL)
		_, err = w.Bridge.View(t.Context(), w.Caller(w.Member), task, gid, first.URL)
		check(t, err)
		w.Eventually("the attachment is seen", func() bool { return linkState(t, w, gid) == "linked" })
		w.Remove(w.Member, gid)

		w.SignIn(w.Guest) // who may see the task, and has no Jira
		_, err = w.Bridge.Attach(t.Context(), w.Caller(w.Guest), task, w.Reserve(), "IT-2")
		refused(t, err, bridge.NeedsConsent, "consent_jira")
		second, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, w.Reserve(), "IT-2")
		if err != nil || !strings.HasPrefix(second.Name, "IT-2") {
			t.Errorf("%+v, %v", second, err)
		}
	})
}

// TestPastedAgainIsNotLinked: the address of an issue that was removed from the
// task and then pasted by somebody opens nothing, and does not hold the task.
func TestPastedAgainIsNotLinked(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, gid, r := attached(t, w)
		view(t, w, w.Member, task, gid, r.URL)
		w.Eventually("the attachment is seen", func() bool { return linkState(t, w, gid) == "linked" })
		w.Remove(w.Member, gid)
		pasted := w.Paste(w.Colleague, task, r.URL)
		_, err := w.Bridge.View(t.Context(), w.Caller(w.Guest), task, pasted, r.URL)
		refused(t, err, bridge.Forbidden, "not_linked")
		second, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, w.Reserve(), "IT-2")
		if err != nil || !strings.HasPrefix(second.Name, "IT-2") {
			t.Errorf("%+v, %v", second, err)
		}
	})
}

// TestOutOfSightIsNotGone: who cannot see the task learns nothing about its
// attachments, so his word does not end a link.
func TestOutOfSightIsNotGone(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	w.Authorize(w.Colleague, "bob")
	task := w.SecretTask("Merger")
	gid := w.Reserve()
	r, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, gid, "IT-1")
	check(t, err)
	w.HostAttaches(w.Member, task, gid, r.Name, r.URL)
	_, err = w.Bridge.View(t.Context(), w.Caller(w.Member), task, gid, r.URL)
	check(t, err)
	w.Eventually("the attachment is seen", func() bool { return linkState(t, w, gid) == "linked" })
	_, err = w.Bridge.Attach(t.Context(), w.Caller(w.Colleague), task, w.Reserve(), "IT-2")
	refused(t, err, bridge.NotFound, "task_out_of_reach")
	if state := linkState(t, w, gid); state != "linked" {
		t.Errorf("the link is %s", state)
	}
}

// TestAttachRace: of many different issues at once one gets the task.
func TestAttachRace(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		keys := []string{"IT-1", "IT-2", "IT-3", "WEB-1", "WEB-2"}
		failures := make([]error, len(keys))
		var group sync.WaitGroup
		for i, key := range keys {
			group.Go(func() {
				_, failures[i] = w.Bridge.Attach(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, w.Reserve(), key)
			})
		}
		group.Wait()
		won := 0
		for _, err := range failures {
			if err == nil {
				won++
				continue
			}
			refused(t, err, bridge.AlreadyLinked, "already_linked")
		}
		if won != 1 {
			t.Errorf("%d won", won)
		}
	})
}

// TestHostGivesUp: who is silent is called slow, not away, before the host's ten
// seconds are over; here the host has less patience. Jira and the platform are
// asked at the same time, so either may still be owing its answer then.
func TestHostGivesUp(t *testing.T) {
	opens := func(w *bridgetest.World, asked func() bool) {
		t.Helper()
		w.Connect(w.Owner, "admin")
		w.Authorize(w.Member, "ann")
		w.Jira.ClearRequests()
		var e *bridge.Error
		_, err := w.Bridge.Form(w.Patience(asked), w.Caller(w.Member), w.Tasks[0].GID)
		if !errors.As(err, &e) || e.Kind != bridge.Slow || !strings.HasSuffix(e.Text.ID, "_slow") {
			t.Errorf("got %v", err)
		}
	}
	jira := one(t)
	check(t, jira.Jira.SetFault(jiratest.Fault{Match: "GET /rest/api/2/(project|issue)", DelayMS: 2000, Times: -1}))
	opens(jira, func() bool { return len(jira.JiraCalls("/rest/api/2/")) > 0 })

	platform := one(t)
	var asked atomic.Bool
	platform.Router.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.URL.Path, "/api/1.0/tasks/") {
				next.ServeHTTP(rw, r)
				return
			}
			asked.Store(true)
			<-r.Context().Done()
		})
	})
	opens(platform, asked.Load)
}

// TestChangeForm: another project has other types, another type other fields;
// what was typed stays.
func TestChangeForm(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task := w.Task("Change", "")
	values := opened(t, w, task)
	values["summary"] = "typed"
	values["project"] = map[string]any{"title": "Operations (OPS)", "value": "10002"}
	form, err := w.Bridge.ChangeForm(t.Context(), w.Caller(w.Member), task, values, "project")
	check(t, err)
	if field(t, form, "summary").Value != "typed" || field(t, form, "issuetype").Value != "10002" || form.Field("environment") != nil {
		t.Errorf("%+v", form)
	}
	values["issuetype"] = "10005"
	form, err = w.Bridge.ChangeForm(t.Context(), w.Caller(w.Member), task, values, "issuetype")
	check(t, err)
	if field(t, form, "issuetype").Value != "10005" || form.Field("environment") == nil {
		t.Errorf("%+v", form)
	}
	delete(values, "project") // cleared
	form, err = w.Bridge.ChangeForm(t.Context(), w.Caller(w.Member), task, values, "project")
	if err != nil || form.Field("issuetype") != nil || field(t, form, "project").Value != nil {
		t.Errorf("%+v, %v", form, err)
	}
}

// TestLastProjectIsPreselected, with the type used there.
func TestLastProjectIsPreselected(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	values := opened(t, w, w.Tasks[0].GID)
	values["project"] = appcomponents.TypeaheadItem{Title: "Website (WEB)", Value: "10001"}
	values["issuetype"] = "10004"
	_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: w.Tasks[0].GID, Attachment: w.Reserve(), Values: values})
	check(t, err)
	next := opened(t, w, w.Tasks[1].GID)
	if next.String("project") != "10001" || next.String("issuetype") != "10004" {
		t.Errorf("%v", next)
	}
}

// TestLookupWhileJiraIsOdd tells what is wrong instead of finding nothing. A
// sign-in page where even a new token leads is no call for another consent:
// there would be no end to it.
func TestLookupWhileJiraIsOdd(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	for _, c := range []struct {
		fault jiratest.Fault
		kind  bridge.Kind
		id    string
	}{
		{jiratest.Fault{Match: "* /search", Status: 200, HTML: true, Times: -1}, bridge.Unreachable, "jira_odd"},
		{jiratest.Fault{Match: "* /search", Status: 302, Headers: map[string]string{"Location": "https://sso.example.com/"}, Times: -1}, bridge.Unreachable, "jira_odd"},
		{jiratest.Fault{Match: "* /search", Status: 503, Times: -1}, bridge.Unreachable, "jira_unavailable"},
		{jiratest.Fault{Match: "* /search", Status: 429, Times: -1}, bridge.Busy, "jira_busy"},
	} {
		w.Jira.ClearFaults()
		check(t, w.Jira.SetFault(c.fault))
		_, err := w.Bridge.Lookup(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, "printer")
		refused(t, err, c.kind, c.id)
	}
}
