package boottest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

func (c *checklist) membersAddTheApp(t *testing.T) {
	w := c.fresh(t)
	connect(t, w)
	defer removeConnection(t, w)
	who, stranger := w.People[3], w.Role(t, "owner", false)
	authorize(t, w, who, w.JiraPerson(t, who.JiraUser))
	own, hidden := w.newProject(t, who, false), w.newProject(t, stranger, true)
	tab := c.browser.Person(t)
	tab.signIn(w, who)
	tab.Go(w.PlatformURL + "/0/" + own)
	tab.Click(hook("customize"))
	tab.Click(hook("add-app"))
	tab.Click(hook("app-card-jira-server"))
	tab.Click(hook("add-to-project"))
	for !tab.Has(hook("connect")) {
		tab.Click(hook("wizard-next"))
	}
	added := tab.URL() // what adding to the member's own project looks like
	tab.Click(hook("connect"))
	tab.See(hook("app-added"))
	tab.Go(strings.ReplaceAll(added, own, hidden))
	status := read(tab, "status", evaluateTo[int](`performance.getEntriesByType("navigation")[0].responseStatus`))
	if status != http.StatusNotFound && status != http.StatusForbidden {
		t.Errorf("adding the app to a project the member cannot see: %d %s", status, tab.PageText())
	}
}

// newProject makes a project in the browser's way and returns its gid.
func (w *World) newProject(t *testing.T, who demo.Person, private bool) string {
	t.Helper()
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.PlatformURL+"/0/projects/new"))
	if v.Shows("email") {
		must(t, v.Submit(t.Context(), "email", who.Email, url.Values{"password": {who.Password}}))
		must(t, v.Open(t.Context(), w.PlatformURL+"/0/projects/new"))
	}
	more := url.Values{"workspace": {w.WorkspaceGID}}
	if private {
		more.Set("private", "on")
	}
	must(t, v.Submit(t.Context(), "name", "Project of "+who.Name, more))
	return strings.Split(strings.TrimPrefix(v.At.Path, "/0/"), "/")[0]
}

func (c *checklist) onlyJiraAdmins(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	save(t.Context(), v, w, w.JiraURL, w.applicationLink(t, w.PlatformURL+"/setup/callback/jira"))
	ann := w.JiraPerson(t, "ann") // no Jira administrator
	must(t, v.Submit(t.Context(), "os_username", ann.Name, url.Values{"os_password": {ann.Password}}))
	_ = v.Submit(t.Context(), "approve", "Allow", nil)
	says(t, v, "not a Jira administrator")
	nothingStored(t, w)
}

func (c *checklist) unreachableJira(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	for _, domain := range []string{"https://nx.invalid", "http://" + freeAddress(t)} {
		save(t.Context(), v, w, domain, aLink)
		says(t, v, "Not accessible")
		nothingStored(t, w)
	}
	c.jiraGoesAway(t)
}

// installation is a `serve` whose owner has signed in at /setup.
func (c *checklist) installation(t *testing.T, args ...string) (*World, *visitor.Visitor) {
	t.Helper()
	at := freeAddress(t)
	args = append([]string{"serve", "--listen", at, "--base-url", "http://" + at, "--data", t.TempDir()}, args...)
	serve := StartProcess(t, "create the owner", mustBuild(t).Jirabridge, args...)
	w := &World{Document: demo.Document{PlatformURL: "http://" + at, JiraURL: c.JiraURL, JiraPeople: c.JiraPeople}}
	v := newVisitor(t)
	must(t, v.Open(t.Context(), lastWord(serve.Ready())))
	must(t, v.Submit(t.Context(), "name", "Olga Owner", url.Values{
		"email": {"olga@example.com"}, "password": {"a long password"}, "workspace": {"Corporation"}, "project": {"First"}}))
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup"))
	if v.Shows("email") {
		must(t, v.Submit(t.Context(), "email", "olga@example.com", url.Values{"password": {"a long password"}}))
	}
	must(t, v.Submit(t.Context(), "decision", "allow", nil))
	w.WorkspaceGID = visitor.Attribute(selected(v.Page), "value")
	return w, v
}

func (c *checklist) fieldsAndNetworks(t *testing.T) {
	w, v := c.installation(t)
	save(t.Context(), v, w, "", demo.JiraOAuth2{})
	if v.Find("data-test", "error-jira_domain") == nil {
		t.Errorf("nothing is said at the empty domain: %s", v.Text())
	}
	for _, domain := range []string{c.JiraURL, "http://10.1.2.3", "http://192.168.1.5:8080/jira"} {
		save(t.Context(), v, w, domain, aLink)
		says(t, v, "--jira-networks")
	}
	w, v = c.installation(t, "--jira-networks", "127.0.0.1")
	save(t.Context(), v, w, c.JiraURL, c.applicationLink(t, w.PlatformURL+"/setup/callback/jira"))
	if !strings.HasPrefix(v.At.String(), c.JiraURL) {
		t.Errorf("a network that was named is refused at %s: %s", v.At.Path, v.Text())
	}
}

func (c *checklist) egressAddress(t *testing.T) {
	_, v := c.installation(t, "--egress-address", "192.0.2.7")
	says(t, v, "192.0.2.7")
}
