package boottest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// signedRows are about OAuth 1.0a application links.
func (c *checklist) signedRows() []row {
	return []row{
		{"J-63 and J-65", c.linkMadeByHand},
	}
}

// linkMadeByHand connects a Jira that has OAuth 1.0a alone: the administrator
// copies three values into Jira's own form. Members allow access, and link and
// create issues, as with any other Jira.
func (c *checklist) linkMadeByHand(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "postgres", Connect: "none", Version: "8.13.1"})
	admin := c.browser.Person(t)
	admin.connectSigned(w)

	member, who := c.browser.Person(t), w.Role(t, "member", false)
	member.signIn(w, who)
	member.addApp(w, who)
	member.Go(w.TaskURL(w.TaskGIDs[0]))
	key := member.createIssue("")
	member.seeWidget(key)
	if reporter := dig(w.jiraFields(t, key)["reporter"], "name"); reporter != who.JiraUser {
		t.Errorf("%s is %s's, want %s's", key, reporter, who.JiraUser)
	}
	if files := w.issue(t, key).Fields.Attachment; len(files) != 1 {
		t.Errorf("Jira has %d files of the task, want 1", len(files))
	}
	existing := w.createInJira(t, "Paid by invoice")
	member.Go(w.TaskURL(w.TaskGIDs[1]))
	member.linkIssue("paid by inv")
	member.seeWidget(existing)
}

// connectSigned is what a Jira admin does once, on both sides.
func (b *Tab) connectSigned(w *World) {
	b.t.Helper()
	b.Go(w.PlatformURL + "/setup?kind=oauth1&workspace=" + w.WorkspaceGID)
	b.Click(hook("connect-to-asana"))
	b.fillSignIn(w.Role(b.t, "owner", false))
	b.Click(hook("consent-allow"))
	values := map[string]string{}
	for _, name := range []string{"consumer-key", "consumer-name", "public-key"} {
		values[name] = b.Attribute(hook(name), "value")
	}
	setup := b.URL()

	b.Type(input("jira_domain"), w.JiraURL) // too early: the link is not there yet
	b.Click(hook("save"))
	if said := b.See(hook("error-consumer_key")); !strings.Contains(said, "Jira does not know this link") {
		b.t.Errorf("without a link the page says %q", said)
	}

	b.Go(w.JiraURL + "/plugins/servlet/applinks/listApplicationLinks")
	b.signInToJira(w.jiraAdmin(b.t))
	for name, value := range values {
		b.do("paste the "+name, chromedp.SetValue(chromedp.CSS("#"+name), value))
	}
	b.Send("#consumer-save")
	b.Go(setup)
	if again := b.Attribute(hook("public-key"), "value"); again != values["public-key"] {
		b.t.Error("the key is another one when the page is opened again")
	}
	b.Type(input("jira_domain"), w.JiraURL)
	b.Click(hook("save"))
	b.Click("#approve") // still logged in there
	b.See(hook("connected"))
}
