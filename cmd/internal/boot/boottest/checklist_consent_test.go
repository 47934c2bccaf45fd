package boottest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// create makes an issue from a new task.
func (w *World) create(t *testing.T, who demo.Person) (task, attachment, key string) {
	t.Helper()
	task, attachment = w.NewTask(t, who.Token, map[string]any{"name": "Becomes an issue"}), attachmentGID()
	form := w.Host(who).Form(t, task).JSON(t)
	r := w.Host(who).Post(t, submitURL(t, form), map[string]any{"task": task, "attachment": attachment, "values": values(t, form)})
	if r.Status != http.StatusOK {
		t.Fatalf("submit: %d %s", r.Status, r.Body)
	}
	return task, attachment, keyOf(t, r)
}

// formStatus is how the app answers a person's wish to create.
func (w *World) formStatus(t testing.TB, who demo.Person) int {
	t.Helper()
	return w.Host(who).Form(t, w.TaskGIDs[0]).Status
}

// attachStatus is how the app answers a person's wish to link an issue.
func (w *World) attachStatus(t *testing.T, who demo.Person, key string) int {
	t.Helper()
	task := w.NewTask(t, who.Token, map[string]any{"name": "Gets " + key})
	return w.Host(who).Post(t, w.JiraApp.AttachURL, map[string]any{"task": task, "attachment": attachmentGID(), "query": key}).Status
}

// revoke takes back, on Jira's page of authorized applications, what an account
// has allowed.
func (w *World) revoke(t *testing.T, account demo.JiraPerson) {
	t.Helper()
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.JiraURL+"/plugins/servlet/oauth/users/access-tokens"))
	must(t, v.Submit(t.Context(), "os_username", account.Name, url.Values{"os_password": {account.Password}}))
	says(t, v, "Authorized applications")
	for v.Shows("client") { // one for each application link the account has met
		must(t, v.Submit(t.Context(), "client", visitor.Attribute(v.Find("name", "client"), "value"), nil))
	}
}

func (c *checklist) usersAuthorizeThemselves(t *testing.T) {
	w := c.fresh(t)
	connect(t, w)
	defer removeConnection(t, w)
	who := w.Role(t, "super_admin", false)
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.JiraApp.AuthenticationURL+"?domainId="+w.WorkspaceGID))
	must(t, v.Submit(t.Context(), "email", who.Email, url.Values{"password": {who.Password}}))
	if v.Shows("decision") {
		must(t, v.Submit(t.Context(), "decision", "allow", nil))
	}
	allow(t, v, w.JiraPerson(t, who.JiraUser))
	for _, address := range v.Trail {
		if address == w.PlatformURL+"/setup" {
			t.Errorf("a second user was shown the setup page: %v", v.Trail)
		}
	}
	if got := w.formStatus(t, who); got != http.StatusOK {
		t.Errorf("the form after one's own consent: %d", got)
	}
}

func (c *checklist) revokedInJira(t *testing.T) {
	w := c.fresh(t)
	connect(t, w)
	defer removeConnection(t, w)
	who := w.People[3]
	account, key := w.JiraPerson(t, who.JiraUser), w.createInJira(t, "Stays in Jira")
	authorize(t, w, who, account)
	if got := w.attachStatus(t, who, key); got != http.StatusOK {
		t.Fatalf("attach before revoking: %d", got)
	}
	w.revoke(t, account)
	if got := w.attachStatus(t, who, key); got != http.StatusUnauthorized {
		t.Errorf("attach after revoking: %d", got)
	}
	if got := w.formStatus(t, who); got != http.StatusUnauthorized {
		t.Errorf("the form after revoking: %d", got)
	}
	authorize(t, w, who, account)
	if got := w.attachStatus(t, who, key); got != http.StatusOK {
		t.Errorf("attach after a new consent: %d", got)
	}
}

func (c *checklist) switchesJiraAccount(t *testing.T) {
	w := c.fresh(t)
	connect(t, w)
	defer removeConnection(t, w)
	who := w.People[3]
	for _, account := range []demo.JiraPerson{w.JiraPerson(t, who.JiraUser), w.JiraPerson(t, "zofia")} {
		authorize(t, w, who, account)
		_, _, key := w.create(t, who)
		r := w.Jira(t, w.jiraAdmin(t), http.MethodGet, "/rest/api/2/issue/"+key+"?fields=reporter", nil)
		if got := r.JSON(t)["fields"].(map[string]any)["reporter"].(map[string]any)["name"]; got != account.Name {
			t.Errorf("the reporter of %s is %v, want %s", key, got, account.Name)
		}
		w.revoke(t, account)
		if got := w.formStatus(t, who); got != http.StatusUnauthorized {
			t.Errorf("after revoking the form answers %d", got)
		}
	}
}

// lostToken makes Jira refuse the access token, once.
func (w *World) lostToken(t *testing.T) {
	t.Helper()
	w.Fault(t, map[string]any{"match": "GET /rest/api/2/", "status": 401, "body": `{"message":"Client must be authenticated to access this resource.","status-code":401}`})
}

// refreshes counts the pairs of tokens Jira was asked for.
func (w *World) refreshes(t *testing.T) (n int) {
	t.Helper()
	for _, s := range w.Seen(t) {
		if strings.HasSuffix(s.Path, "/rest/oauth2/latest/token") && s.Status == http.StatusOK {
			n++
		}
	}
	return n
}

// authorizationLasts: over restarts and refreshes, until the refresh token has
// expired.
func (c *checklist) authorizationLasts(t *testing.T) {
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2"})
	who := w.Role(t, "member", true)
	for range 2 {
		w.Demo.Stop(t)
		again(t, w)
		if got := w.formStatus(t, who); got != http.StatusOK {
			t.Fatalf("after a restart the form answers %d", got)
		}
		before := w.refreshes(t)
		w.lostToken(t)
		if got := w.formStatus(t, who); got != http.StatusOK || w.refreshes(t) != before+1 {
			t.Fatalf("with an expired access token the form answers %d after %d refreshes", got, w.refreshes(t)-before)
		}
	}
	w.Fault(t, map[string]any{"match": "POST /rest/oauth2/latest/token", "status": 400, "body": `{"error":"invalid_grant"}`})
	w.lostToken(t)
	if got := w.formStatus(t, who); got != http.StatusUnauthorized {
		t.Errorf("with an expired refresh token the form answers %d", got)
	}
	tab := NewBrowser(t).Person(t)
	tab.signIn(w, who)
	tab.Go(w.TaskURL(w.NewTask(t, who.Token, map[string]any{"name": "Asks again"})))
	tab.Click(hook("entry-point"))
	popup := tab.Popup(func() { tab.Click(hook("form-action")) })
	popup.authorize(w.JiraPerson(t, who.JiraUser))
	tab.See(hook("form-dialog"))
}

// rotatedTokensAreKept: Jira ends a pair when it hands out the next one, so a
// refresh after a restart works with the last one only.
func (c *checklist) rotatedTokensAreKept(t *testing.T) {
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2"})
	who := w.Role(t, "member", true)
	before := w.refreshes(t)
	for i := range 3 {
		w.lostToken(t)
		if got := w.formStatus(t, who); got != http.StatusOK {
			t.Fatalf("refresh %d: the form answers %d", i+1, got)
		}
		w.Demo.Stop(t)
		again(t, w)
	}
	if got := w.refreshes(t) - before; got != 3 {
		t.Errorf("three expired tokens were refreshed %d times", got)
	}
}

// elsewhere is the simulated Jira under another address.
func (w *World) elsewhere() string { return strings.Replace(w.JiraURL, "127.0.0.1", "localhost", 1) }

func (c *checklist) oneJiraPerWorkspace(t *testing.T) {
	w := c.fresh(t)
	link := w.applicationLink(t, w.PlatformURL+"/setup/callback/jira")
	first := setupVisitor(t, w, w.Role(t, "owner", false))
	second := setupVisitor(t, w, w.Role(t, "super_admin", false))
	save(t.Context(), first, w, w.JiraURL, link)
	save(t.Context(), second, w, w.elsewhere(), link)
	allow(t, first, w.jiraAdmin(t))
	allow(t, second, w.jiraAdmin(t)) // two at once: one was first
	refused := fmt.Sprintf("connected to %s. Remove that connection first", w.JiraURL)
	toSettings(t, second, refused)

	save(t.Context(), second, w, w.elsewhere(), link)
	saysAt(t, second, "jira_domain", refused)
	who := w.Role(t, "owner", false)
	task, attachment, key := w.create(t, who)
	again := setupVisitor(t, w, who)
	must(t, again.Open(t.Context(), w.PlatformURL+"/setup?workspace="+w.WorkspaceGID+"&edit=1"))
	save(t.Context(), again, w, w.JiraURL, w.applicationLink(t, w.PlatformURL+"/setup/callback/jira"))
	allow(t, again, w.jiraAdmin(t)) // the same Jira, by a new link
	if again.At.Path != "/setup/done" {
		t.Errorf("connecting the same Jira again ended at %s: %s", again.At, again.Text())
	}
	w.widgetShows(t, who, task, attachment, key)
	removeConnection(t, w)
	save(t.Context(), second, w, w.elsewhere(), link)
	if got := second.Trail[len(second.Trail)-3:]; !contains(got, w.elsewhere()+"/rest/oauth2/latest/authorize") {
		t.Errorf("after Remove another Jira leads to %s: %s", second.At, second.Text())
	}
}

// widgetShows fails unless the app shows the issue for the task's attachment.
func (w *World) widgetShows(t *testing.T, who demo.Person, task, attachment, key string) {
	t.Helper()
	r := w.Host(who).Widget(t, "en", map[string]string{
		"task": task, "attachment": attachment, "resource_url": w.JiraURL + "/browse/" + key})
	if r.Status != http.StatusOK || !strings.Contains(string(r.Body), key) {
		t.Errorf("the widget: %d %s", r.Status, r.Body)
	}
}

func (c *checklist) anotherJiraOnlyByAdmins(t *testing.T) {
	w := c.fresh(t)
	link := w.applicationLink(t, w.PlatformURL+"/setup/callback/jira")
	member := w.People[3]
	v := setupVisitor(t, w, member)
	save(t.Context(), v, w, w.JiraURL, link)
	allow(t, v, w.jiraAdmin(t))
	w.create(t, member)
	must(t, v.Submit(t.Context(), "workspace", w.WorkspaceGID, nil)) // Remove
	nothingStored(t, w)
	save(t.Context(), v, w, w.elsewhere(), link)
	saysAt(t, v, "jira_domain", "Only a super admin can connect another Jira")
	keeps(t, v, w, w.elsewhere(), link)
	for who, to := range map[string]string{"member": w.JiraURL, "super_admin": w.elsewhere()} {
		v := setupVisitor(t, w, w.Role(t, who, false))
		save(t.Context(), v, w, to, link)
		if !contains(v.Trail, to+"/rest/oauth2/latest/authorize") {
			t.Errorf("a %s who wants %s is led to %s: %s", who, to, v.At, v.Text())
		}
	}
	movedByTheOperator(t)
}
