package bridge_test

import (
	"slices"
	"testing"
	"time"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
)

// authorizeSigned makes a member let the bridge act over OAuth 1.0a.
func authorizeSigned(t *testing.T, w *bridgetest.World, p bridgetest.Person, user string) {
	t.Helper()
	b := w.SignIn(p)
	to, err := w.Bridge.StartAuthorization(t.Context(), p.GID, b.Session, w.Workspace.GID, "/connect/done")
	check(t, err)
	_, err = w.Bridge.Authorize(t.Context(), returned(b, b.JiraConsent(to, user, true)))
	check(t, err)
}

// TestMoveToAnotherKindOfLink: links and widgets stay, everybody is asked once,
// told why, and goes on with the old tokens until the old link is retired.
func TestMoveToAnotherKindOfLink(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		connectSigned(t, w)
		before, err := w.Bridge.Connection(t.Context(), w.Workspace.GID)
		check(t, err)
		authorizeSigned(t, w, w.Member, "ann")
		authorizeSigned(t, w, w.Colleague, "bob")
		task, gid, r := attached(t, w)

		w.Connect(w.Owner, "admin")
		conn, err := w.Bridge.Connection(t.Context(), w.Workspace.GID)
		check(t, err)
		if conn.ID != before.ID || conn.Kind != bridge.OAuth2 || conn.Former != bridge.OAuth1 {
			t.Fatalf("%+v became %+v", before, conn)
		}
		unmoved(t, w, w.Colleague, w.Member)

		move(t, w, "IT-1", "21") // read with the old token
		if v := view(t, w, w.Member, task, gid, r.URL); v.Status.Name != "In Progress" || v.Stale || !v.AskAgain {
			t.Errorf("before moving: %+v", v)
		}
		if v := view(t, w, w.Owner, task, gid, r.URL); v.AskAgain {
			t.Error("who has moved is asked again")
		}
		_, err = w.Bridge.Form(t.Context(), w.Caller(w.Member), w.Tasks[1].GID)
		refused(t, err, bridge.NeedsConsent, "consent_jira")
		told(t, w, w.Member, "bridge.ended_moving")
		told(t, w, w.Member)

		w.Authorize(w.Member, "ann")
		opened(t, w, w.Tasks[1].GID)
		if v := view(t, w, w.Member, task, gid, r.URL); v.AskAgain || v.Stale {
			t.Errorf("after moving: %+v", v)
		}
		unmoved(t, w, w.Colleague)

		refused(t, w.Bridge.Retire(t.Context(), w.Colleague.GID, w.Workspace.GID), bridge.Forbidden, "not_yours")
		check(t, w.Bridge.Retire(t.Context(), w.Owner.GID, w.Workspace.GID))
		unmoved(t, w)
		if tokens := tokensOf(t, w, conn.ID); tokens != 2 {
			t.Errorf("%d people's tokens are left, want the owner's and the member's", tokens)
		}
		told(t, w, w.Colleague, "bridge.ended_relinked")
		check(t, w.Bridge.Retire(t.Context(), w.Owner.GID, w.Workspace.GID)) // a second click
		if v := view(t, w, w.Colleague, task, gid, r.URL); v.Stale || v.AskAgain {
			t.Errorf("after the end of the old link: %+v", v)
		}
	})
}

// unmoved compares who has not moved yet, as an admin is shown it.
func unmoved(t *testing.T, w *bridgetest.World, want ...bridgetest.Person) {
	t.Helper()
	all, err := w.Bridge.Members(t.Context(), w.Owner.GID, w.Workspace.GID)
	check(t, err)
	var gids, left []string
	for _, m := range all {
		if m.Former {
			left = append(left, m.Person)
		}
	}
	for _, p := range want {
		gids = append(gids, p.GID)
	}
	slices.Sort(gids)
	slices.Sort(left)
	if !slices.Equal(gids, left) {
		t.Errorf("not moved: %q, want %q", left, gids)
	}
}

// told compares what a person is told before he is asked.
func told(t *testing.T, w *bridgetest.World, p bridgetest.Person, want ...string) {
	t.Helper()
	all, err := w.Bridge.TellEndings(t.Context(), p.GID, w.Workspace.GID)
	check(t, err)
	var ids []string
	for _, e := range all {
		ids = append(ids, e.Because.ID)
	}
	if !slices.Equal(ids, want) {
		t.Errorf("told %q, want %q", ids, want)
	}
}

// TestMoveBack: over a former link tokens are renewed too. While it is there a
// move may be taken back: its authorizations count again, and nobody who has one
// is asked.
func TestMoveBack(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		first := w.ConnectRequest(w.Owner, w.SignIn(w.Owner))
		connectAs(t, w, first)
		w.Authorize(w.Member, "ann")
		task, gid, r := attached(t, w)
		connectSigned(t, w)
		unmoved(t, w, w.Member)

		w.Clock.Advance(2 * time.Hour)
		w.Jira.ClearRequests()
		if v := view(t, w, w.Guest, task, gid, r.URL); v.Stale || v.Key != "IT-1" {
			t.Errorf("through the former link: %+v", v)
		}
		if calls := w.JiraCalls("/rest/oauth2/latest/token"); len(calls) != 1 {
			t.Errorf("renewed by %q", calls)
		}

		connectAs(t, w, first)
		unmoved(t, w)
		told(t, w, w.Member)
		check(t, w.Bridge.Retire(t.Context(), w.Owner.GID, w.Workspace.GID))
		opened(t, w, w.Tasks[1].GID)
	})
}

// connectAs connects the workspace once more with what was entered before.
func connectAs(t *testing.T, w *bridgetest.World, r bridge.ConnectRequest) {
	t.Helper()
	b := w.SignIn(w.Owner)
	r.Session = b.Session
	to, err := w.Bridge.Connect(t.Context(), r)
	check(t, err)
	_, err = w.Return(b, b.JiraConsent(to, "admin", true))
	check(t, err)
}

// TestRetiredClientIsForgotten: of a retired OAuth 2.0 link no secret is kept.
func TestRetiredClientIsForgotten(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		secrets := func() (n int) {
			query := "select count(*) from bridge_connections where client_id <> '' or length(client_secret) > 0"
			check(t, w.DB.Reader().QueryRowContext(t.Context(), query).Scan(&n))
			return n
		}
		w.Connect(w.Owner, "admin")
		connectSigned(t, w)
		if secrets() != 1 {
			t.Error("the client of the former link is gone before it is retired")
		}
		check(t, w.Bridge.Retire(t.Context(), w.Owner.GID, w.Workspace.GID))
		if secrets() != 0 {
			t.Error("the client is kept")
		}
	})
}
