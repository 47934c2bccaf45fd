package widget_test

import (
	"net/url"
	"strings"
	"testing"

	"jirabridge/jira/jiratest"
)

// revoke takes back in Jira what an account has allowed; Jira tells nobody.
func (w *world) revoke(name string) {
	w.t.Helper()
	v := w.visitor("11").open(w.jira.URL + "/plugins/servlet/oauth/users/access-tokens")
	v.submit("os_username", url.Values{"os_username": {name}, "os_password": {name}}).submit("client", url.Values{})
	v.says("You have not authorized any application")
}

// The window asks Jira before it says that somebody is connected.
func TestWindowAfterRevokingInJira(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ready(t, w).revoke("ann")
		v := w.visitor("11").open("/connect?domainId=1")
		if v.outcome() != "" || !strings.HasPrefix(v.at.String(), w.jira.URL) {
			t.Fatalf("ended at %s with %q: %s", v.at, v.outcome(), v.text())
		}
		if v.allow("ann"); v.outcome() != "success" {
			t.Errorf("after a new consent ended at %s: %s", v.at, v.text())
		}
	})
}

// A Jira that cannot be asked does not take a connection away.
func TestWindowWhileJiraIsAway(t *testing.T) {
	w := ready(t, one(t))
	check(t, w.jira.SetFault(jiratest.Fault{Match: "GET /rest/api/2/myself", Status: 503, Times: -1}))
	if v := w.visitor("11").open("/connect?domainId=1"); v.outcome() != "success" {
		t.Errorf("ended at %s: %s", v.at, v.text())
	}
	asked := 0
	for _, r := range w.jira.Requests() {
		if strings.HasSuffix(r.Path, "/rest/api/2/myself") {
			asked++
		}
	}
	if asked == 0 {
		t.Error("Jira was not asked")
	}
}
