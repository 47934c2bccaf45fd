package boottest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// member is the demo's member who has authorized Jira; tab is his browser,
// signed in, on the page of a new task.
func (c *checklist) memberOnTask(t *testing.T, task map[string]any) (*Tab, string) {
	t.Helper()
	who := c.Role(t, "member", true)
	gid := c.NewTask(t, who.Token, task)
	tab := c.browser.Person(t)
	tab.signIn(c.World, who)
	tab.Go(c.TaskURL(gid))
	return tab, gid
}

func (c *checklist) customizeLeadsToTheApp(t *testing.T) {
	tab := c.browser.Person(t)
	tab.signIn(c.World, c.Role(t, "member", true))
	tab.Go(c.PlatformURL + "/0/" + c.ProjectGID)
	tab.Click(hook("customize"))
	tab.Click(hook("add-app"))
	if got := tab.See(hook("app-card-jira-server")); !strings.Contains(got, "Jira Server") {
		t.Errorf("the card reads %q", got)
	}
}

func (c *checklist) fieldOnTasksOfTheProject(t *testing.T) {
	tab, _ := c.memberOnTask(t, map[string]any{"name": "Has the field"})
	tab.SeeText("body", "Jira Server")
	tab.Click(hook("entry-point"))
	tab.See(hook("lookup-action"))
	tab.See(hook("form-action"))

	who := c.Role(t, "member", true)
	r := c.API(t, who.Token, http.MethodPost, "/tasks", map[string]any{"workspace": c.WorkspaceGID, "name": "In no project", "assignee": "me"})
	if r.Status != http.StatusCreated {
		t.Fatalf("create a task outside: %d %s", r.Status, r.Body)
	}
	tab.Go(c.PlatformURL + "/0/0/" + r.JSON(t)["data"].(map[string]any)["gid"].(string))
	tab.See(hook("comment"))
	if tab.Has(hook("entry-point")) {
		t.Error("a task outside the project has the field")
	}
}

func (c *checklist) oneConsentEach(t *testing.T) {
	who := c.Role(t, "super_admin", false)
	v := newVisitor(t)
	must(t, v.Open(t.Context(), c.JiraApp.AuthenticationURL+"?domainId="+c.WorkspaceGID))
	must(t, v.Submit(t.Context(), "email", who.Email, url.Values{"password": {who.Password}}))
	if !v.Shows("decision") {
		t.Fatalf("the platform asked for no consent: %s", v.Text())
	}
	must(t, v.Submit(t.Context(), "decision", "allow", nil))
	allow(t, v, c.JiraPerson(t, who.JiraUser))
	if v.At.Path != "/connect/done" {
		t.Fatalf("more was asked at %s: %s", v.At.Path, v.Text())
	}
	must(t, v.Open(t.Context(), c.JiraApp.AuthenticationURL+"?domainId="+c.WorkspaceGID))
	if v.At.Path != "/connect/done" {
		t.Errorf("the second time something is asked at %s: %s", v.At.Path, v.Text())
	}
	key := c.createInJira(t, "Linked by a new person")
	task := c.NewTask(t, who.Token, map[string]any{"name": "First link"})
	r := c.Host(who).Post(t, c.JiraApp.AttachURL, map[string]any{"task": task, "attachment": attachmentGID(), "query": key})
	if r.Status != http.StatusOK {
		t.Errorf("attach after two consents: %d %s", r.Status, r.Body)
	}
}

func (c *checklist) needsJiraAccount(t *testing.T) {
	who := c.Role(t, "member", false)
	host := c.Host(who)
	for what, r := range map[string]Response{
		"form":   host.Form(t, c.TaskGIDs[0]),
		"attach": host.Post(t, c.JiraApp.AttachURL, map[string]any{"task": c.TaskGIDs[0], "attachment": attachmentGID(), "query": "IT-1"}),
	} {
		if r.Status != http.StatusUnauthorized {
			t.Errorf("%s without a Jira account: %d %s", what, r.Status, r.Body)
		}
	}
}

func (c *checklist) entryTexts(t *testing.T) {
	tab, _ := c.memberOnTask(t, map[string]any{"name": "Texts"})
	if got := tab.See(hook("entry-point")); got != "Add Jira issue" {
		t.Errorf("the entry point reads %q", got)
	}
	tab.Click(hook("entry-point"))
	for name, want := range map[string]string{"lookup-action": "Add existing issue", "form-action": "Create new issue"} {
		if got := tab.See(hook(name)); got != want {
			t.Errorf("%s reads %q, want %q", name, got, want)
		}
	}
	tab.Shot("entry-point")
}

func (c *checklist) lookupFromDropdown(t *testing.T) {
	tab, _ := c.memberOnTask(t, map[string]any{"name": "Lookup"})
	tab.Click(hook("entry-point"))
	tab.Click(hook("lookup-action"))
	tab.See(hook("lookup-input"))
	tab.Shot("lookup")
}

func (c *checklist) createOpensForm(t *testing.T) {
	tab, _ := c.memberOnTask(t, map[string]any{"name": "Form"})
	tab.Click(hook("entry-point"))
	tab.Click(hook("form-action"))
	tab.See(hook("form-dialog"))
	tab.See(hook("form-submit"))
	tab.Shot("form")
}

func (c *checklist) wizardOnFirstAdd(t *testing.T) {
	w := c.fresh(t)
	connect(t, w)
	defer removeConnection(t, w)
	who := w.Role(t, "super_admin", false)
	tab := c.browser.Person(t)
	tab.signIn(w, who)
	tab.Go(w.PlatformURL + "/0/" + w.ProjectGID)
	tab.Click(hook("customize"))
	tab.Click(hook("add-app"))
	tab.Click(hook("app-card-jira-server"))
	tab.Click(hook("add-to-project"))
	steps := 0
	for ; !tab.Has(hook("connect")); steps++ {
		tab.Shot("wizard")
		tab.Click(hook("wizard-next"))
	}
	if steps == 0 {
		t.Error("the wizard has no steps before connecting")
	}
	popup := tab.Popup(func() { tab.Click(hook("connect")) })
	popup.authorize(w.JiraPerson(t, who.JiraUser))
	tab.See(hook("app-added")) // the page waited for "success"
}

func (c *checklist) bothPathsEndInAttachment(t *testing.T) {
	existing := c.createInJira(t, "For linking")
	who := c.Role(t, "member", true)

	tab, created := c.memberOnTask(t, map[string]any{"name": "Create path"})
	key := tab.createIssue("")
	tab.seeWidget(key)

	linked := c.NewTask(t, who.Token, map[string]any{"name": "Link path"})
	tab.Go(c.TaskURL(linked))
	tab.linkIssue(existing)
	tab.seeWidget(existing)

	for task, key := range map[string]string{created: key, linked: existing} {
		list := c.attachments(t, who.Token, task)
		if len(list) != 1 || list[0]["resource_subtype"] != "external" || list[0]["view_url"] != c.JiraURL+"/browse/"+key {
			t.Errorf("attachments after %s: %v", key, list)
		}
	}
}

func (c *checklist) findsByKeyURLAndWords(t *testing.T) {
	key := c.createInJira(t, "Quarterly turnips report")
	who := c.Role(t, "member", true)
	host := c.Host(who)
	for _, query := range []string{key, c.JiraURL + "/browse/" + key, "turnips", "quarterly turn"} {
		r := host.Get(t, c.JiraApp.TypeaheadURL, map[string]string{"task": c.TaskGIDs[0], "query": query})
		if r.Status != http.StatusOK || !strings.Contains(string(r.Body), key) {
			t.Errorf("%q finds %d %s", query, r.Status, r.Body)
		}
	}
	for _, query := range []string{key, c.JiraURL + "/browse/" + key} {
		task := c.NewTask(t, who.Token, map[string]any{"name": "Attach " + query})
		r := host.Post(t, c.JiraApp.AttachURL, map[string]any{"task": task, "attachment": attachmentGID(), "query": query})
		if r.Status != http.StatusOK || r.JSON(t)["resource_url"] != c.JiraURL+"/browse/"+key {
			t.Errorf("attaching %q: %d %s", query, r.Status, r.Body)
		}
	}
}

func (c *checklist) linkingWritesNothing(t *testing.T) {
	key := c.createInJira(t, "Stays untouched")
	tab, _ := c.memberOnTask(t, map[string]any{"name": "Links"})
	before := len(c.Seen(t))
	tab.linkIssue(key)
	tab.seeWidget(key)
	for _, s := range c.Seen(t)[before:] {
		if s.Method != http.MethodGet {
			t.Errorf("linking sent Jira %s %s", s.Method, s.Path)
		}
	}
}

func (c *checklist) widgetMenu(t *testing.T) {
	tab, task := c.memberOnTask(t, map[string]any{"name": "Menu"})
	key := tab.createIssue("")
	tab.seeWidget(key)
	tab.Click(hook("widget-menu"))
	for _, item := range []string{"widget-open", "widget-feedback", "widget-remove"} {
		tab.See(hook(item))
	}
	if got := tab.Attribute(hook("widget-feedback"), "href"); got != "mailto:"+c.Role(t, "owner", true).Email {
		t.Errorf("feedback goes to %q", got)
	}
	if got := tab.Attribute(hook("widget-open"), "href"); got != c.JiraURL+"/browse/"+key {
		t.Errorf("the issue opens at %q", got)
	}
	tab.Shot("widget-menu")
	tab.Click(hook("widget-remove"))
	if said := tab.See(hook("remove-dialog")); !strings.Contains(said, key) || !strings.Contains(said, "stays in Jira Server as it is") {
		t.Errorf("before removing is said: %s", said)
	}
	tab.Click(hook("confirm-remove"))
	tab.See(hook("entry-point"))
	if list := c.attachments(t, c.Role(t, "member", true).Token, task); len(list) != 0 {
		t.Errorf("removing left %v", list)
	}
	if r := c.Jira(t, c.jiraAdmin(t), http.MethodGet, "/rest/api/2/issue/"+key, nil); r.Status != http.StatusOK {
		t.Errorf("the issue in Jira: %d %s", r.Status, r.Body)
	}
}

// attachments are a task's attachments as a script sees them.
func (w *World) attachments(t testing.TB, token, task string) []map[string]any {
	t.Helper()
	r := w.API(t, token, http.MethodGet, "/attachments?parent="+task+"&opt_fields=name,resource_subtype,view_url", nil)
	if r.Status != http.StatusOK {
		t.Fatalf("attachments: %d %s", r.Status, r.Body)
	}
	var list []map[string]any
	for _, a := range r.JSON(t)["data"].([]any) {
		list = append(list, a.(map[string]any))
	}
	return list
}
