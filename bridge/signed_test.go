package bridge_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// signs makes Jira know our key, and returns what a person enters then.
func signs(t *testing.T, w *bridgetest.World, p bridgetest.Person, b *bridgetest.Browser) bridge.ConnectRequest {
	t.Helper()
	key, err := w.Bridge.SigningKey(t.Context(), w.Workspace.GID)
	check(t, err)
	check(t, w.Jira.RegisterConsumer(key.ConsumerKey, "Northwind", key.PublicKey))
	return bridge.ConnectRequest{
		Person: p.GID, Session: b.Session, Workspace: w.Workspace.GID, Kind: bridge.OAuth1, JiraDomain: w.Jira.URL, ReturnPath: "/setup/done",
	}
}

// returned brings what Jira sent back over OAuth 1.0a to the bridge.
func returned(b *bridgetest.Browser, q url.Values) bridge.Callback {
	return bridge.Callback{
		Kind: bridge.OAuth1, Session: b.Session, State: q.Get("state"), Token: q.Get("oauth_token"), Code: q.Get("oauth_verifier"),
	}
}

// connectSigned connects the workspace over OAuth 1.0a.
func connectSigned(t *testing.T, w *bridgetest.World) {
	t.Helper()
	b := w.SignIn(w.Owner)
	to, err := w.Bridge.Connect(t.Context(), signs(t, w, w.Owner, b))
	check(t, err)
	_, err = w.Bridge.Authorize(t.Context(), returned(b, b.JiraConsent(to, "admin", true)))
	check(t, err)
}

// TestSignedAuthorizationEndsAfterYears: nothing prolongs it, and until near its
// end nothing is said of it.
func TestSignedAuthorizationEndsAfterYears(t *testing.T) {
	w := one(t)
	connectSigned(t, w)
	for _, c := range []struct {
		after time.Duration
		ends  bool
	}{{100 * day, false}, {(5*365 - 101) * day, true}} {
		w.Clock.Advance(c.after)
		board, err := w.Bridge.Members(t.Context(), w.Owner.GID, w.Workspace.GID)
		check(t, err)
		if m := board[0]; m.Ends.IsZero() == c.ends || c.ends && (m.Prolonged || m.Ends.Sub(w.Clock.Now()) > 2*day) {
			t.Errorf("%s later: %+v", c.after, m)
		}
	}
}

const day = 24 * time.Hour

// TestTokenOfAnotherConsent: what comes back has to be the token that was asked
// for, so that nobody is given the consent of somebody else.
func TestTokenOfAnotherConsent(t *testing.T) {
	w := one(t)
	connectSigned(t, w)
	b, other := w.SignIn(w.Member), w.SignIn(w.Colleague)
	asked := func(p bridgetest.Person, b *bridgetest.Browser) string {
		to, err := w.Bridge.StartAuthorization(t.Context(), p.GID, b.Session, w.Workspace.GID, "/connect/done")
		check(t, err)
		return to
	}
	mine, theirs := b.JiraConsent(asked(w.Member, b), "ann", true), other.JiraConsent(asked(w.Colleague, other), "sam", true)
	swapped := returned(b, mine)
	swapped.Token = theirs.Get("oauth_token")
	w.Jira.ClearRequests()
	_, err := w.Bridge.Authorize(t.Context(), swapped)
	refused(t, err, bridge.BadState, "bad_state")
	if calls := w.JiraCalls("/oauth/"); len(calls) != 0 {
		t.Errorf("Jira was asked: %v", calls)
	}
	_, err = w.Bridge.Authorize(t.Context(), returned(other, theirs))
	check(t, err)
}

// TestSignedAndTakenForStranger: what Jira answers strangers is no answer to the
// person, and neither that nor a sign-in page ends what the person has allowed:
// something in between may have dropped the signature.
func TestSignedAndTakenForStranger(t *testing.T) {
	w := one(t)
	connectSigned(t, w)
	for name, fault := range map[string]jiratest.Fault{
		"stranger": {
			Status: http.StatusOK, Body: `{"total":0,"issues":[]}`,
			Headers: map[string]string{"X-AUSERNAME": "anonymous", "Content-Type": "application/json"},
		},
		"sign-in page": {Status: http.StatusOK, HTML: true},
		"way to one":   {Status: http.StatusFound, Headers: map[string]string{"Location": "/login.jsp"}},
	} {
		t.Run(name, func(t *testing.T) {
			fault.Match, fault.Times = "* /rest/api/2/", -1
			check(t, w.Jira.SetFault(fault))
			defer w.Jira.ClearFaults()
			_, err := w.Bridge.Lookup(t.Context(), w.Caller(w.Owner), w.Tasks[0].GID, "printer")
			refused(t, err, bridge.Unreachable, "jira_odd")
			live, err := w.Bridge.HasCredential(t.Context(), w.Owner.GID, w.Workspace.GID)
			if err != nil || !live {
				t.Errorf("the credential lives: %v, %v", live, err)
			}
		})
	}
}

// TestSignedAndRevoked: what was allowed ends when it is taken back in Jira.
func TestSignedAndRevoked(t *testing.T) {
	w := one(t)
	connectSigned(t, w)
	w.Revoke("admin")
	_, err := w.Bridge.Lookup(t.Context(), w.Caller(w.Owner), w.Tasks[0].GID, "printer")
	refused(t, err, bridge.NeedsConsent, "consent_jira")
	live, err := w.Bridge.HasCredential(t.Context(), w.Owner.GID, w.Workspace.GID)
	if err != nil || live {
		t.Errorf("the credential lives: %v, %v", live, err)
	}
}

// TestSignedWithoutKey: who sends the form before the page has shown a key is
// told that Jira does not know us.
func TestSignedWithoutKey(t *testing.T) {
	w := one(t)
	b := w.SignIn(w.Owner)
	_, err := w.Bridge.Connect(t.Context(), bridge.ConnectRequest{
		Person: w.Owner.GID, Session: b.Session, Workspace: w.Workspace.GID, Kind: bridge.OAuth1, JiraDomain: w.Jira.URL, ReturnPath: "/setup/done",
	})
	refused(t, err, bridge.Unreachable, "consumer_unknown")
}
