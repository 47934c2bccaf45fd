package widget_test

import (
	"net/http"
	"strings"
	"testing"
)

// A first-time member passes one consent on each side and is connected (J-14);
// the second time nothing is asked.
func TestMemberConnects(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.connectWorkspace("1")
		before := w.platform.consented()
		v := w.visitor("11").open("/connect?domainId=1")
		if v.at.Host == strings.TrimPrefix(w.url, "http://") {
			t.Fatalf("Jira was not asked: %s", v.text())
		}
		v.allow("ann")
		if v.at.Path != "/connect/done" || v.outcome() != "success" || v.status != http.StatusOK {
			t.Fatalf("ended at %s with %q: %s", v.at, v.outcome(), v.text())
		}
		if n := w.platform.consented() - before; n != 1 {
			t.Errorf("%d consents at the platform, want 1", n)
		}
		node := v.find("data-connect-outcome", "success")
		if got := attribute(node, "data-connect-origin"); got != w.platform.URL {
			t.Errorf("the message goes to %q, want %q", got, w.platform.URL)
		}
		v.says("Your Jira account is connected.", "You can close this window.")
		has, err := w.bridge.HasCredential(t.Context(), "11", "1")
		if err != nil || !has {
			t.Errorf("no credential: %v", err)
		}
		if v.open("/connect?domainId=1"); v.outcome() != "success" || v.at.Path != "/connect/done" {
			t.Errorf("the second time ended at %s: %s", v.at, v.text())
		}
		if n := w.platform.consented() - before; n != 2 {
			t.Errorf("the platform was asked %d times who is there, want twice", n)
		}
	})
}

// Two people share a browser. The window goes by who is signed in to the
// platform now, not by who was when it was opened last; and a consent the first
// one left open is not completed by the second.
func TestNextPersonAtTheSameBrowser(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.connectWorkspace("1") // by 10, who is connected since then
		v := w.visitor("10").open("/connect?domainId=1")
		if v.outcome() != "success" {
			t.Fatalf("the first ended at %s: %s", v.at, v.text())
		}
		v.become("11")
		v.stopBefore(w.jira.URL)
		v.open("/connect?domainId=1")
		consent := v.location().String()
		if !strings.HasPrefix(consent, w.jira.URL) {
			t.Fatalf("the second ended at %s with %q: %s", v.at, v.outcome(), v.text())
		}
		v.become("10") // is back
		v.stopBefore("")
		v.open("/connect?domainId=1").open(consent).allow("ann")
		if has, err := w.bridge.HasCredential(t.Context(), "11", "1"); has || err != nil {
			t.Errorf("the first has given an account to the second: %v", err)
		}
	})
}

// The window must keep its opener, and what stands in its address stays there.
func TestWindowHeaders(t *testing.T) {
	w := one(t)
	w.connectWorkspace("1")
	v := w.visitor("11")
	for path, referrer := range map[string]string{"/connect/done?workspace=1": "same-origin", "/connect/callback/asana?state=x&code=y": "no-referrer"} {
		v.open(path)
		if v.header.Get("Cross-Origin-Opener-Policy") != "" {
			t.Errorf("%s cuts its opener off", path)
		}
		for name, want := range map[string]string{"Referrer-Policy": referrer, "Cache-Control": "no-store"} {
			if got := v.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if !strings.Contains(v.header.Get("Content-Security-Policy"), "default-src 'self'") {
			t.Errorf("%s has no Content-Security-Policy", path)
		}
	}
}

// J-12: the page names the three checks, leads to the setup page and tells the
// platform nothing.
func TestWorkspaceWithoutJira(t *testing.T) {
	w := one(t)
	w.connectWorkspace("1")
	for _, address := range []string{"/connect?domainId=2", "/connect"} {
		v := w.visitor("13").open(address)
		v.says("Your Asana instance has not been added to Jira Server", "Acme & Söner",
			"authorized your organization", "right workspace chosen", "listed in Jira", "Open the setup page")
		if v.outcome() != "" || v.find("href", "/setup") == nil {
			t.Errorf("%s posts %q: %s", address, v.outcome(), v.text())
		}
	}
	v := w.visitor("13")
	v.lang = "sv"
	v.open("/connect?domainId=2").says("Din Asana-instans har inte lagts till i Jira Server")
}

// The hint chooses among the person's workspaces and counts for nothing else.
func TestWhichWorkspace(t *testing.T) {
	w := one(t)
	w.connectWorkspace("1")
	for hint, jira := range map[string]bool{"": true, "?domainId=1": true, "?domainId=999": true, "?domainId=ghactions": true, "?domainId=2": false} {
		v := w.visitor("10")
		v.stopBefore(w.jira.URL)
		v.open("/connect" + hint)
		// Person 10 is connected already, so the right workspace ends at once.
		if (v.outcome() == "success") != jira || (v.find("data-test", "not-connected") == nil) != jira {
			t.Errorf("%q ended at %s: %s", hint, v.at, v.text())
		}
	}
	w.connectWorkspace("2")
	v := w.visitor("10").open("/connect")
	v.says("Choose a workspace", "Northwind", "Acme & Söner")
	if v.outcome() != "" || v.find("href", "/connect?domainId=2") == nil {
		t.Errorf("no choice: %s", v.text())
	}
}

func TestGuestHasNothingToConnect(t *testing.T) {
	w := one(t)
	w.connectWorkspace("1")
	v := w.visitor("12").open("/connect?domainId=1")
	v.says("You are not a member of a workspace")
	if v.outcome() != "" {
		t.Errorf("posts %q", v.outcome())
	}
}

// Whoever denies, on either side, is not connected, and the platform learns it.
func TestDeny(t *testing.T) {
	w := one(t)
	w.connectWorkspace("1")
	w.platform.set(true, false)
	v := w.visitor("11").open("/connect?domainId=1")
	v.says("Asana Connect was not allowed", "Try again")
	if v.outcome() != "error" || v.status != http.StatusOK {
		t.Errorf("denied to Asana Connect: %d, posts %q", v.status, v.outcome())
	}
	again := v.find("data-test", "connect-again")
	if again == nil || attribute(again, "href") != "/connect?domainId=1" {
		t.Errorf("no way to begin again: %s", v.text())
	}
	w.platform.set(false, false)
	v.open("/connect?domainId=1").answer("ann", "Deny")
	v.says("You did not allow access to your Jira account.")
	if v.outcome() != "error" {
		t.Errorf("denied to Jira: posts %q", v.outcome())
	}
	if has, err := w.bridge.HasCredential(t.Context(), "11", "1"); has || err != nil {
		t.Errorf("connected in spite of it: %v", err)
	}
}

// The done page claims nothing that is not so, whatever its address says.
func TestDoneTellsTheTruth(t *testing.T) {
	w := one(t)
	w.connectWorkspace("1")
	early := w.visitor("11")
	early.stopBefore(w.jira.URL)
	early.open("/connect?domainId=1") // signed in, and not yet in Jira
	for name, v := range map[string]*visitor{
		"too early":             early.open("/connect/done?workspace=1"),
		"nobody":                w.visitor("11").open("/connect/done?workspace=1"),
		"no workspace":          w.visitor("10").open("/connect?domainId=2").open("/connect/done?workspace="),
		"another workspace":     w.visitor("10").open("/connect?domainId=2").open("/connect/done?workspace=2"),
		"an error":              w.visitor("10").open("/connect?domainId=2").open("/connect/done?workspace=1&error=bridge.jira_slow"),
		"an invented error":     w.visitor("10").open("/connect?domainId=2").open("/connect/done?workspace=1&error=Call+0900"),
		"another page's text":   w.visitor("10").open("/connect?domainId=2").open("/connect/done?workspace=1&error=widget.connected"),
		"an error with details": w.visitor("10").open("/connect?domainId=2").open("/connect/done?workspace=1&error=bridge.jira_refused"),
	} {
		if v.outcome() == "success" {
			t.Errorf("%s: success", name)
		}
		if strings.Contains(v.text(), "is connected") || strings.Contains(v.text(), "0900") || strings.Contains(v.text(), "no value") {
			t.Errorf("%s: %s", name, v.text())
		}
	}
	if v := w.visitor("10").open("/connect?domainId=1"); v.outcome() != "success" {
		t.Errorf("ended at %s: %s", v.at, v.text())
	}
}

// A state that is forged, used, foreign or missing is 422 and signs nobody in.
func TestStates(t *testing.T) {
	w := one(t)
	w.connectWorkspace("1")
	v := w.visitor("11")
	v.stopBefore(w.url + "/connect/callback")
	v.open("/connect?domainId=1")
	good := v.location().String()
	stranger := w.visitor("13")
	for name, try := range map[string]*visitor{
		"another browser": stranger.open(good),
		"forged":          w.visitor("11").open("/connect/callback/asana?state=forged&code=11"),
		"missing":         w.visitor("11").open("/connect/callback/asana?code=11"),
		"denied, forged":  w.visitor("11").open("/connect/callback/asana?state=forged&error=access_denied"),
	} {
		if try.status != http.StatusUnprocessableEntity || try.outcome() != "" {
			t.Errorf("%s: %d, posts %q", name, try.status, try.outcome())
		}
	}
	v.stopBefore(w.jira.URL)
	v.open(good)
	if !strings.HasPrefix(v.location().String(), w.jira.URL) {
		t.Fatalf("the good state led to %s: %s", v.at, v.text())
	}
	if v.open(good); v.status != http.StatusUnprocessableEntity {
		t.Errorf("replayed: %d", v.status)
	}
	// Nobody but the owner of the browser was signed in by any of this.
	stranger.stopBefore(w.platform.URL)
	if stranger.open("/connect?domainId=1"); query(stranger.location().String(), "state") == "" {
		t.Errorf("the other browser is signed in: %s", stranger.text())
	}
}

// A sign-in that does not help is said, not repeated for ever.
func TestRevokedSignIn(t *testing.T) {
	w := one(t)
	w.connectWorkspace("1")
	v := w.visitor("11").open("/connect?domainId=2")
	w.platform.set(false, true)
	v.open("/connect?domainId=1")
	if v.status != http.StatusUnauthorized || v.outcome() != "" {
		t.Errorf("ended at %s with %d: %s", v.at, v.status, v.text())
	}
	v.says("Log in to Asana")
}
