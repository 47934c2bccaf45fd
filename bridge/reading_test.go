package bridge_test

import (
	"net/http"
	"testing"
	"time"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

func reading(t *testing.T, w *bridgetest.World, r bridge.Reading) {
	t.Helper()
	check(t, w.Bridge.SetReading(t.Context(), w.Owner.GID, w.Workspace.GID, r))
}

// TestBriefShowsNoText of the issue: not in the widget, not in the name of the
// attachment, not while Jira is away.
func TestBriefShowsNoText(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		reading(t, w, bridge.ReadBrief)
		task, gid, r := attached(t, w)
		if r.Name != "IT-1" {
			t.Errorf("the attachment is called %q", r.Name)
		}
		for range 2 {
			v := view(t, w, w.Guest, task, gid, r.URL)
			if v.Key != "IT-1" || v.Status.Name != "To Do" || !v.Brief {
				t.Errorf("%+v", v)
			}
			if v.Summary != "" || v.Priority.Name != "" || v.Assignee.Name != "" || v.Type.Name != "" || v.Comments != 0 || !v.Updated.IsZero() {
				t.Errorf("shown %+v", v)
			}
			check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /issue/", Status: 503, Times: -1}))
		}
		w.Jira.ClearFaults()
		reading(t, w, bridge.ReadAll)
		if v := view(t, w, w.Guest, task, gid, r.URL); v.Summary == "" || v.Brief {
			t.Errorf("%+v", v)
		}
	})
}

// TestOwnIsWhatJiraShowsTheViewer himself, nothing kept, and nothing to those
// who have no account.
func TestOwnIsWhatJiraShowsTheViewer(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		w.Connect(w.Owner, "admin")
		w.Authorize(w.Member, "sam")
		w.Authorize(w.Colleague, "bob")
		task, gid := w.Tasks[0].GID, w.Reserve()
		r, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, gid, "SEC-1")
		check(t, err)
		w.HostAttaches(w.Member, task, gid, r.Name, r.URL)
		if v := view(t, w, w.Colleague, task, gid, r.URL); v.Key != "SEC-1" {
			t.Errorf("everybody sees it at first, but %+v", v)
		}
		reading(t, w, bridge.ReadOwn)
		if v := view(t, w, w.Member, task, gid, r.URL); v.Summary == "" {
			t.Errorf("%+v", v)
		}
		c := w.Caller(w.Colleague)
		for _, c.MaxAge = range []time.Duration{0, 90 * time.Second} {
			v, err := w.Bridge.View(t.Context(), c, task, gid, r.URL)
			refused(t, err, bridge.Forbidden, "issue_not_yours")
			if v != (bridge.View{}) {
				t.Errorf("shown %+v", v)
			}
		}
		_, err = w.Bridge.View(t.Context(), w.Caller(w.Guest), task, gid, r.URL)
		refused(t, err, bridge.NeedsConsent, "consent_jira")
		check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /issue/", Status: http.StatusServiceUnavailable, Times: -1}))
		v, err := w.Bridge.View(t.Context(), c, task, gid, r.URL)
		if bridge.KindOf(err) != bridge.Unreachable || v != (bridge.View{}) {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

// TestReadingIsForAdmins.
func TestReadingIsForAdmins(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	refused(t, w.Bridge.SetReading(t.Context(), w.Member.GID, w.Workspace.GID, bridge.ReadOwn), bridge.Forbidden, "not_yours")
	refused(t, w.Bridge.SetReading(t.Context(), w.Owner.GID, w.Workspace.GID, "nobody"), bridge.Invalid, "fill_in")
}
