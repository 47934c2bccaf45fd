package bridge_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// TestRevokedInJira: the next attach and create ask for consent, and work again
// after it.
func TestRevokedInJira(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		values := opened(t, w, w.Tasks[1].GID)
		w.Revoke("ann")
		_, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, w.Reserve(), "IT-1")
		refused(t, err, bridge.NeedsConsent, "consent_jira")
		_, err = w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: w.Tasks[1].GID, Attachment: w.Reserve(), Values: values})
		refused(t, err, bridge.NeedsConsent, "consent_jira")
		_, err = w.Bridge.Lookup(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, "IT-1")
		refused(t, err, bridge.NeedsConsent, "consent_jira")
		if live, err := w.Bridge.HasCredential(t.Context(), w.Member.GID, w.Workspace.GID); live || err != nil {
			t.Errorf("%v, %v", live, err)
		}
		w.Authorize(w.Member, "ann")
		_, err = w.Bridge.Attach(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, w.Reserve(), "IT-1")
		check(t, err)
	})
}

// TestRevokedDuringCreation: the refusal comes from the creation itself, and
// the claim is given up.
func TestRevokedDuringCreation(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	s := bridge.Submission{Task: w.Tasks[0].GID, Attachment: w.Reserve(), Values: opened(t, w, w.Tasks[0].GID)}
	w.Revoke("ann") // what the form needs is remembered: Jira is next asked to create
	_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), s)
	refused(t, err, bridge.NeedsConsent, "consent_jira")
	w.Authorize(w.Member, "ann")
	if _, err = w.Bridge.Create(t.Context(), w.Caller(w.Member), s); err != nil || created(t, w) != 1 {
		t.Errorf("the task stayed taken: %v", err)
	}
}

// TestTokensAreRenewed before they end, silently, on both sides.
func TestTokensAreRenewed(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		for range 3 {
			w.Clock.Advance(2 * time.Hour)
			_, err := w.Bridge.Form(t.Context(), w.Caller(w.Member), w.Tasks[0].GID)
			check(t, err)
		}
		if n := len(w.JiraCalls("/oauth2/latest/token")); n != 5 { // two consents, three renewals
			t.Errorf("%d calls for tokens", n)
		}
	})
}

// TestRenewalIsShared by all callers of all processes: Jira ends the old pair
// with the first renewal, so a second one would lose the authorization.
func TestRenewalIsShared(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		processes := []*bridge.Bridge{w.Bridge, w.Another(), w.Another()}
		check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /oauth2/latest/token", DelayMS: 200, Times: -1}))
		w.Clock.Advance(2 * time.Hour)
		w.Jira.ClearRequests()
		failures := make([]error, 12)
		var group sync.WaitGroup
		for i := range failures {
			group.Go(func() {
				_, failures[i] = processes[i%3].Lookup(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, "IT-1")
			})
		}
		group.Wait()
		check(t, errors.Join(failures...))
		if calls := w.JiraCalls("/oauth2/latest/token"); len(calls) != 1 {
			t.Errorf("%d renewals", len(calls))
		}
	})
}

// TestRenewalFailsForNow: other failures than a refusal for good keep the
// credential.
func TestRenewalFailsForNow(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	w.Clock.Advance(2 * time.Hour)
	for _, c := range []struct {
		fault jiratest.Fault
		id    string
	}{
		{jiratest.Fault{Match: "POST /oauth2/latest/token", Status: 503}, "jira_unavailable"},
		{jiratest.Fault{Match: "POST /oauth2/latest/token", Status: 200, HTML: true}, "jira_odd"},
		{jiratest.Fault{Match: "POST /oauth2/latest/token", Drop: "before", Times: -1}, "jira_unreachable"},
	} {
		w.Jira.ClearFaults()
		check(t, w.Jira.SetFault(c.fault))
		_, err := w.Bridge.Lookup(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, "IT-1")
		refused(t, err, bridge.Unreachable, c.id)
	}
	w.Jira.ClearFaults()
	_, err := w.Bridge.Lookup(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, "IT-1")
	check(t, err)
}

// TestAbandonedLeaseEnds: a process that died while renewing holds nobody up
// for long.
func TestAbandonedLeaseEnds(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		w.Clock.Advance(2 * time.Hour)
		_, err := w.DB.Writer().ExecContext(t.Context(), "update bridge_credentials set lease = 'dead', lease_until = $1",
			w.Clock.Now().Add(300*time.Millisecond).UnixMicro())
		check(t, err)
		_, err = w.Bridge.Lookup(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, "IT-1")
		check(t, err)
	})
}

// TestDatabaseAwayWhileRenewing: the old tokens have ended at Jira, so the new
// ones must not be lost.
func TestDatabaseAwayWhileRenewing(t *testing.T) {
	wire := sqldbtest.NewWire(t, sqldbtest.Postgres(t))
	w := bridgetest.New(t, sqldbtest.Open(t, wire.URL))
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	w.Clock.Advance(2 * time.Hour)
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /oauth2/latest/token", DelayMS: 300}))
	w.Jira.ClearRequests()
	time.AfterFunc(100*time.Millisecond, wire.Cut)
	time.AfterFunc(900*time.Millisecond, wire.Mend)
	_, err := w.Bridge.Lookup(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, "IT-1")
	check(t, err)
	if calls := w.JiraCalls("/oauth2/latest/token"); len(calls) != 1 {
		t.Errorf("%d renewals", len(calls))
	}
}

// TestLeaseOutlastsPatience: who waits for another process to renew a token is
// told that it takes long, not that something is wrong here.
func TestLeaseOutlastsPatience(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	w.Clock.Advance(2 * time.Hour)
	_, err := w.DB.Writer().ExecContext(t.Context(), "update bridge_credentials set lease = 'other', lease_until = $1",
		w.Clock.Now().Add(time.Second).UnixMicro())
	check(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err = w.Bridge.Lookup(ctx, w.Caller(w.Member), w.Tasks[0].GID, "IT-1")
	refused(t, err, bridge.Slow, "jira_slow")
}

// TestPlatformTokenIsGone: the person is asked to sign in again, and
// nobody else is concerned.
func TestPlatformTokenIsGone(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	_, err := w.DB.Writer().ExecContext(t.Context(), "delete from bridge_credentials where realm = 'platform' and person = $1", w.Member.GID)
	check(t, err)
	_, err = w.Bridge.Form(t.Context(), w.Caller(w.Member), w.Tasks[0].GID)
	refused(t, err, bridge.NeedsConsent, "consent_platform")
	_, err = w.Bridge.Attach(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, w.Reserve(), "IT-1")
	refused(t, err, bridge.NeedsConsent, "consent_platform")
	w.SignIn(w.Member)
	_, err = w.Bridge.Attach(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, w.Reserve(), "IT-1")
	check(t, err)
}

// TestNoSecretInClear looks through every column of every table, the bridge's,
// the platform's and the queue's, while a connection is pending and after
// everything was renewed once.
func TestNoSecretInClear(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		spy := w.Spy()
		b := w.SignIn(w.Owner)
		r := w.ConnectRequest(w.Owner, b)
		to, err := w.Bridge.Connect(t.Context(), r)
		check(t, err)
		spy.Add(r.ClientSecret.Reveal(), b.Session, w.App.ClientSecret.Reveal(), w.Member.Token.Reveal(), asanatest.Password)
		spy.Add(b.Cookies(w.URL)...)
		hidden(t, w, spy)
		_, err = w.Return(b, b.JiraConsent(to, "admin", true))
		check(t, err)
		w.Authorize(w.Member, "ann")
		hidden(t, w, spy)
		w.Clock.Advance(2 * time.Hour)
		_, _ = create(t, w, w.Member, w.Tasks[0].GID)
		hidden(t, w, spy)
		if spy.Count() < 16 {
			t.Errorf("only %d secrets were seen: the test is blind", spy.Count())
		}
	})
}

func hidden(t *testing.T, w *bridgetest.World, spy *bridgetest.Spy) {
	t.Helper()
	for _, value := range w.Values("") {
		for _, secret := range spy.Secrets() {
			if bytes.Contains(value, []byte(secret)) {
				t.Errorf("%q is kept in clear", secret)
			}
		}
	}
	for _, secret := range spy.Secrets() {
		if strings.Contains(w.Log.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
}

// TestShutOut: Jira renews the token and refuses it all the same, as it does
// for a user who has been deactivated. Asking for consent is then the way on,
// and not asking Jira again and again.
func TestShutOut(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "* /rest/api/", Status: 401, Times: -1, Body: `{"message":"Client must be authenticated to access this resource.","status-code":401}`, Headers: map[string]string{"Content-Type": "application/json"}}))
	for range 2 {
		_, err := w.Bridge.Lookup(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, "IT-1")
		refused(t, err, bridge.NeedsConsent, "consent_jira")
	}
	if live, err := w.Bridge.HasCredential(t.Context(), w.Member.GID, w.Workspace.GID); live || err != nil {
		t.Errorf("%v, %v", live, err)
	}
	if n := len(w.JiraCalls("/rest/api/2/issue")); n != 2 {
		t.Errorf("Jira was asked %d times", n)
	}
}

// TestEndingsAreToldOnce: per person and cause, also to an admin, and the next
// consent ends the matter.
func TestEndingsAreToldOnce(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		w.Revoke("ann")
		var group sync.WaitGroup
		for range 5 {
			group.Go(func() { _, _ = w.Bridge.Lookup(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, "IT-1") })
		}
		group.Wait()
		told := func() (ids []string) {
			all, err := w.Bridge.TellEndings(t.Context(), w.Member.GID, w.Workspace.GID)
			check(t, err)
			for _, e := range all {
				ids = append(ids, e.Because.ID)
			}
			return ids
		}
		if ids := told(); len(ids) != 1 || ids[0] != "bridge.ended_refused" {
			t.Errorf("told %q", ids)
		}
		if ids := told(); len(ids) != 0 {
			t.Errorf("told again %q", ids)
		}
		_, err := w.Bridge.Members(t.Context(), w.Member.GID, w.Workspace.GID)
		refused(t, err, bridge.Forbidden, "not_yours")
		board, err := w.Bridge.Members(t.Context(), w.Owner.GID, w.Workspace.GID)
		check(t, err)
		if len(board) != 2 || board[0].Ended || !board[1].Ended || board[1].Name != w.Member.Name || board[1].Ending.Because.ID != "bridge.ended_refused" {
			t.Errorf("%+v", board)
		}
		if all, err := w.Bridge.Endings(t.Context(), w.Member.GID); err != nil || len(all) != 1 {
			t.Errorf("%+v, %v", all, err)
		}
		w.Authorize(w.Member, "ann")
		if all, err := w.Bridge.Endings(t.Context(), w.Member.GID); err != nil || len(all) != 0 || len(told()) != 0 {
			t.Errorf("after a new consent %+v, %v", all, err)
		}
		w.Revoke("ann")
		_, err = w.Bridge.Lookup(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, "IT-1")
		refused(t, err, bridge.NeedsConsent, "consent_jira")
		w.Authorize(w.Member, "ann")
		if ids := told(); len(ids) != 0 {
			t.Errorf("told what is over: %q", ids)
		}
		w.Clock.Advance(80 * 24 * time.Hour)
		board, err = w.Bridge.Members(t.Context(), w.Owner.GID, w.Workspace.GID)
		if err != nil || board[1].Ends.IsZero() || !board[1].Prolonged || board[1].Ended {
			t.Errorf("%+v, %v", board, err)
		}
	})
}

// TestConnectionRemoved: everybody is told why he is asked again.
func TestConnectionRemoved(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	check(t, w.Bridge.Disconnect(t.Context(), w.Owner.GID, w.Workspace.GID))
	w.Connect(w.Owner, "admin")
	all, err := w.Bridge.TellEndings(t.Context(), w.Member.GID, w.Workspace.GID)
	if err != nil || len(all) != 1 || all[0].Because.ID != "bridge.ended_removed" {
		t.Errorf("%+v, %v", all, err)
	}
}
