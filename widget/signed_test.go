package widget_test

import (
	"net/http"
	"strings"
	"testing"

	"jirabridge/bridge"
	"jirabridge/jira/jiratest"
)

// connectSigned connects a workspace over OAuth 1.0a, as person 10.
func (w *world) connectSigned(gid string) {
	w.t.Helper()
	p := w.visitor("10")
	p.open("/connect?domainId=" + gid)
	key, err := w.bridge.SigningKey(w.t.Context(), gid)
	check(w.t, err)
	check(w.t, w.jira.RegisterConsumer(key.ConsumerKey, "Northwind", key.PublicKey))
	to, err := w.bridge.Connect(w.t.Context(), bridge.ConnectRequest{
		Person: "10", Session: "setup", Workspace: gid, Kind: bridge.OAuth1, JiraDomain: w.jira.URL, ReturnPath: "/setup/done",
	})
	check(w.t, err)
	p.stopBefore(w.url + "/setup/callback/jira")
	back := p.open(to).allow("admin").location().Query()
	_, err = w.bridge.Authorize(w.t.Context(), bridge.Callback{
		Kind: bridge.OAuth1, Session: "setup", State: back.Get("state"), Token: back.Get("oauth_token"), Code: back.Get("oauth_verifier"),
	})
	check(w.t, err)
}

// A Jira that does not want to ask says why, and the window stays open with it:
// its opener is told nothing until somebody tries again or closes it.
func TestJiraDoesNotAsk(t *testing.T) {
	w := one(t)
	w.connectSigned("1")
	for problem, words := range map[string]string{
		"consumer_key_unknown": "Jira does not know this link.", "timestamp_refused&oauth_acceptable_timestamps=1-3": "The clocks are ",
		"nonce_used": "Jira got the same request twice",
	} {
		check(t, w.jira.SetFault(jiratest.Fault{Match: "POST /plugins/servlet/oauth/request-token", Times: -1, Status: http.StatusUnauthorized, Body: "oauth_problem=" + problem}))
		v := w.visitor("11").open("/connect?domainId=1")
		v.says("Not connected", words, "Try again")
		if again := v.find("data-test", "connect-again"); again == nil || attribute(again, "href") != "/connect?domainId=1" {
			t.Errorf("%s: no way to begin again: %s", problem, v.text())
		}
		if v.outcome() != "" {
			t.Errorf("%s: the window posts %q and closes", problem, v.outcome())
		}
		w.jira.ClearFaults()
		v.stopBefore(w.jira.URL)
		if v.open("/connect?domainId=1"); v.location().Path != "/jira/plugins/servlet/oauth/authorize" {
			t.Errorf("afterwards at %s: %s", v.at, v.text())
		}
	}
}

// What a consent failed with is told as it was, with what it names; only to
// whose browser it was, and not for an address that claims another failure.
func TestConsentComesToNothing(t *testing.T) {
	w := one(t)
	w.connectSigned("1")
	check(t, w.jira.SetFault(jiratest.Fault{
		Match: "POST /plugins/servlet/oauth/access-token", Times: -1, Status: http.StatusUnauthorized,
		Body: "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1-3",
	}))
	v := w.visitor("11").open("/connect?domainId=1").allow("ann")
	v.says("Not connected", "The clocks are ", "1970-01-01 00:00:02", "Try again")
	if v.outcome() != "" {
		t.Errorf("the window posts %q and closes", v.outcome())
	}
	v.open("/connect/done?workspace=1&error=bridge.jira_clock").says("1970-01-01 00:00:02") // loaded again
	other := w.visitor("11").open("/connect/done?workspace=1&error=bridge.jira_clock")
	for _, text := range []string{other.text(), v.open("/connect/done?workspace=1&error=bridge.signature_address").text()} {
		if strings.Contains(text, "1970") || strings.Contains(text, "no value") {
			t.Errorf("somebody else reads %s", text)
		}
	}
}
