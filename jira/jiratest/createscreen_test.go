package jiratest_test

import (
	"html"
	"net/url"
	"regexp"
	"testing"
)

// TestCreateScreen: an address fills in the screen, and what the screen sends is
// an issue.
func TestCreateScreen(t *testing.T) {
	w := start(t)
	b := w.browser()
	address := "/secure/CreateIssueDetails!init.jspa?pid=10005&issuetype=10010&summary=Sails+%26+ropes&description=torn&reporter=bob&customfield_10006=10101" +
		"&customfield_10010=10140&customfield_10010:1=10142&customfield_10015=bob,+mei&labels=a&labels=b&components=10220&duedate=28/Feb/30&priority=2"
	page := b.signIn(b.open(address), "ann").want(200, "All kinds / Approval", `value="Sails &amp; ropes"`, `value="bob, mei"`, `value="a, b"`)
	form := url.Values{}
	for _, input := range regexp.MustCompile(`name="([^"]+)"[^>]*? value="([^"]*)"`).FindAllStringSubmatch(string(page.body), -1) {
		form.Set(input[1], html.UnescapeString(input[2]))
	}
	form.Set("description", "torn")
	b.submit("/secure/CreateIssueDetails.jspa", form).want(200, "Account is required.", `value="Sails &amp; ropes"`)
	form.Set("customfield_10020", "4711")
	b.submit("/secure/CreateIssueDetails.jspa", form).want(200, "KIND-1", "Sails &amp; ropes", "torn")
	made := w.as("ann").get("issue/KIND-1?fields=*all").want(200)
	for path, want := range map[string]string{
		"fields.customfield_10010.child.value": "Umeå", "fields.duedate": "2030-02-28", "fields.labels.1": "b", "fields.components.0.name": "Engine",
		"fields.customfield_10015.1.name": "mei", "fields.priority.name": "High", "fields.reporter.name": "bob",
	} {
		if got := made.str(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	b.open("/secure/CreateIssueDetails!init.jspa?pid=10003&issuetype=10004").want(400, "is not one you may use")
	b.submit("/secure/CreateIssueDetails.jspa", url.Values{"pid": {"10005"}, "issuetype": {"10010"}, "summary": {"x"}}).want(403)
}
