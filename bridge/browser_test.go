package bridge_test

import (
	"errors"
	"strings"
	"testing"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
)

// outside is the simulated Jira by the name that only browsers use.
func outside(w *bridgetest.World) string {
	return strings.Replace(w.Jira.URL, "127.0.0.1", "localhost", 1)
}

func setBrowser(t *testing.T, w *bridgetest.World, p bridgetest.Person, typed string) error {
	t.Helper()
	return w.Bridge.SetBrowserURL(t.Context(), p.GID, w.Workspace.GID, typed)
}

// TestBrowsersFindJiraElsewhere: what people open leads where they find Jira,
// what we ask goes where we do, and an issue is known by any of its addresses.
func TestBrowsersFindJiraElsewhere(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		check(t, setBrowser(t, w, w.Owner, outside(w)+"/secure/Dashboard.jspa"))
		b := w.SignIn(w.Member)
		to, err := w.Bridge.StartAuthorization(t.Context(), w.Member.GID, b.Session, w.Workspace.GID, "/connect/done")
		check(t, err)
		if !strings.HasPrefix(to, outside(w)+"/rest/oauth2/latest/authorize?") {
			t.Errorf("consent is asked at %s", to)
		}
		if _, err := w.Return(b, b.JiraConsent(to, "ann", true)); err != nil {
			t.Error(err)
		}
		for i, base := range []string{outside(w), w.Jira.URL, "http://jira.example.com/jira"} {
			task, gid := w.Task("Printer", ""), w.Reserve()
			r, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, gid, base+"/browse/IT-1")
			if i == 2 {
				refused(t, err, bridge.Invalid, "no_reference")
				continue
			}
			if err != nil || r.URL != outside(w)+"/browse/IT-1" {
				t.Errorf("%s: %+v, %v", base, r, err)
			}
		}
	})
}

func TestWhereBrowsersFindJira(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	now := func() bridge.Connection {
		conn, err := w.Bridge.Connection(t.Context(), w.Workspace.GID)
		check(t, err)
		return conn
	}
	for typed, id := range map[string]string{
		"ftp://jira.example.com": "bad_address", "https://a:b@jira.example.com": "credentials_in_address",
		"acme.atlassian.net": "cloud", "a\x00b": "not_text",
	} {
		err := setBrowser(t, w, w.Owner, typed)
		refused(t, err, bridge.Invalid, id)
	}
	w.SignIn(w.Member)
	refused(t, setBrowser(t, w, w.Member, "jira.example.com"), bridge.Forbidden, "not_yours")
	if c := now(); c.BrowserURL != "" || c.BrowseBase != w.Jira.URL || c.Home() != w.Jira.URL {
		t.Errorf("%+v", c)
	}
	check(t, setBrowser(t, w, w.Owner, "jira.example.com/"))
	if c := now(); c.BrowserURL != "https://jira.example.com" || c.BrowseBase != c.BrowserURL || c.OwnBase != w.Jira.URL || c.Home() != c.BrowserURL {
		t.Errorf("%+v", c)
	}
	check(t, setBrowser(t, w, w.Owner, w.Jira.URL)) // nothing to say
	if c := now(); c.BrowserURL != "" {
		t.Errorf("%+v", c)
	}
}

// TestConnectingElsewhere: an admin whose own browser does not find Jira where
// we do says so before he is asked for his consent.
func TestConnectingElsewhere(t *testing.T) {
	w := one(t)
	b := w.SignIn(w.Owner)
	r := w.ConnectRequest(w.Owner, b)
	r.BrowserURL = "ftp://x"
	_, err := w.Bridge.Connect(t.Context(), r)
	refused(t, err, bridge.Invalid, "bad_address")
	if e := new(bridge.Error); errors.As(err, &e) && e.Text.Args["Field"] != "browser_url" {
		t.Errorf("it is said at %v", e.Text.Args["Field"])
	}
	r.BrowserURL = outside(w)
	to, err := w.Bridge.Connect(t.Context(), r)
	check(t, err)
	if !strings.HasPrefix(to, outside(w)+"/") {
		t.Fatalf("consent is asked at %s", to)
	}
	_, err = w.Return(b, b.JiraConsent(to, "admin", true))
	check(t, err)
	if c, err := w.Bridge.Connection(t.Context(), w.Workspace.GID); err != nil || c.BrowserURL != outside(w) || c.JiraURL != w.Jira.URL {
		t.Errorf("%+v, %v", c, err)
	}
}
