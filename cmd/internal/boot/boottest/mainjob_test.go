package boottest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"jirabridge/cmd/internal/boot"
	"jirabridge/cmd/internal/demo"
)

// TestMainJob is the product's main path, from an empty folder to an issue in
// Jira and its widget, in a browser: on both databases, and on two copies that
// share one PostgreSQL and nothing else, each of which gets every other request.
func TestMainJob(t *testing.T) {
	for name, place := range map[string]func(*testing.T) (*World, *Browser){
		"sqlite":     func(t *testing.T) (*World, *Browser) { return demoOn(t, "sqlite"), NewBrowser(t) },
		"postgres":   func(t *testing.T) (*World, *Browser) { return demoOn(t, "postgres"), NewBrowser(t) },
		"two copies": twoCopies,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, browser := place(t)
			mainJob(t, w, browser)
		})
	}
}

func demoOn(t *testing.T, database string) *World {
	return Start(t, Options{Database: database, Connect: "none"})
}

// twoCopies takes the demo's people and tasks over into an installation of two
// copies behind a proxy.
func twoCopies(t *testing.T) (*World, *Browser) {
	w := demoOn(t, "postgres")
	w.Demo.Stop(t)
	company := NewCompany(t)
	front := company.NewProxy(t, "tasks.corp.test")
	serveCopies(t, 2, "serving at", front, "--data", w.Data, "--database", w.Database, "--key-file", boot.KeysetFile(w.Data), "--jira-networks", "127.0.0.1")
	w.PlatformURL = front.URL
	return w, company.Browser(t)
}

func mainJob(t *testing.T, w *World, browser *Browser) {
	admin := browser.Person(t)
	admin.connectWorkspace(w)

	member := browser.Person(t)
	who := w.Role(t, "member", false)
	member.signIn(w, who)
	member.addApp(w, who)

	task := w.TaskGIDs[0]
	member.Go(w.TaskURL(task))
	key := member.createIssue("")
	member.seeWidget(key)
	issue := w.issue(t, key)
	if len(issue.Fields.Attachment) != 1 {
		t.Errorf("Jira has %d files of the task, want 1", len(issue.Fields.Attachment))
	}

	existing := w.createInJira(t, "Pay by invoice")
	for _, words := range []string{existing, w.JiraURL + "/browse/" + existing, "pay by inv"} {
		member.Go(w.TaskURL(w.TaskGIDs[1]))
		member.linkIssue(words)
		member.seeWidget(existing)
		member.unlink()
	}

	member.Go(w.TaskURL(task))
	member.unlink()
	if again := member.createIssue(""); again == key {
		t.Errorf("the second issue has the first one's key, %s", again)
	}
}

// connectWorkspace is what a Jira admin does once, on both sides.
func (b *Tab) connectWorkspace(w *World) {
	b.t.Helper()
	owner := w.Role(b.t, "owner", false)
	b.Go(w.PlatformURL + "/setup")
	b.fillSignIn(owner)
	b.Click(hook("consent-allow"))
	redirect := b.Attribute(hook("redirect-url"), "value")
	link := w.applicationLink(b.t, redirect)
	b.Choose("select[name=workspace]", w.WorkspaceGID)
	b.Type("input[name=jira_domain]", w.JiraURL)
	b.Type("input[name=client_id]", link.ClientID)
	b.Type("input[name=client_secret]", link.ClientSecret)
	b.Click(hook("save"))
	b.allowInJira(w.jiraAdmin(b.t))
	b.See(hook("connected"))
	if got := b.Attribute(hook("jira-url"), "href"); strings.TrimSuffix(got, "/") != w.JiraURL {
		b.t.Errorf("the success page links %q, want %s", got, w.JiraURL)
	}
}

func (b *Tab) signIn(w *World, who demo.Person) {
	b.t.Helper()
	b.Go(w.PlatformURL + "/")
	b.fillSignIn(who)
	b.Until("the home page", `location.pathname === "/"`)
}

func (b *Tab) fillSignIn(who demo.Person) {
	b.t.Helper()
	b.Type("input[name=email]", who.Email)
	b.Type("input[name=password]", who.Password)
	b.Click("form:has(input[name=password]) button:not([type=button])")
}

// addApp walks Customize → Add app → Jira Server → wizard → connect popup.
func (b *Tab) addApp(w *World, who demo.Person) {
	b.t.Helper()
	b.Go(w.PlatformURL + "/0/" + w.ProjectGID)
	b.Click(hook("customize"))
	b.Click(hook("add-app"))
	b.Click(hook("app-card-jira-server"))
	b.Click(hook("add-to-project"))
	for !b.Has(hook("connect")) {
		b.Click(hook("wizard-next"))
	}
	popup := b.Popup(func() { b.Click(hook("connect")) })
	popup.authorize(w.JiraPerson(b.t, who.JiraUser))
	b.See(hook("app-added"))
}

// createIssue fills in the app's form with one file and returns the new key.
func (b *Tab) createIssue(summary string) string {
	b.t.Helper()
	b.Click(hook("entry-point"))
	b.Click(hook("form-action"))
	b.See(hook("form-dialog"))
	if summary != "" {
		b.Type(hook("field-summary")+" input", summary)
	}
	b.Until("a project to be chosen", `document.querySelector('[data-test="field-project"] input')?.value`)
	if box := hook("field-attachments") + " input[type=checkbox]"; b.Has(box) {
		b.Click(box)
	}
	b.Click(hook("form-submit"))
	return strings.Fields(b.See(hook("widget-title")))[0]
}

func (b *Tab) linkIssue(words string) {
	b.t.Helper()
	b.Click(hook("entry-point"))
	b.Click(hook("lookup-action"))
	b.Type(hook("lookup-input"), words)
	b.Click(hook("lookup-option"))
	b.Click(hook("lookup-add"))
}

func (b *Tab) seeWidget(key string) {
	b.t.Helper()
	b.SeeText(hook("widget-title"), key)
	for _, part := range []string{"widget-status", "widget-priority", "widget-assignee"} {
		if b.See(hook(part)) == "" {
			b.t.Errorf("%s is empty", part)
		}
	}
}

func (b *Tab) unlink() {
	b.t.Helper()
	b.Click(hook("widget-menu"))
	b.Click(hook("widget-remove"))
	b.Click(hook("confirm-remove"))
	b.See(hook("entry-point"))
}

// authorize goes through the connect popup: the platform's consent, unless it
// was given before, why one is asked again, if one is, then Jira's.
func (b *Tab) authorize(who demo.JiraPerson) {
	b.t.Helper()
	consent, why, login := hook("consent-allow"), hook("go-on"), input("os_username")
	if b.eventually(consent, why, login) == consent {
		b.Click(consent)
	}
	if b.eventually(why, login) == why {
		b.Click(why)
	}
	b.allowInJira(who)
}

// allowInJira signs in to the simulated Jira and grants what is asked.
func (b *Tab) allowInJira(who demo.JiraPerson) {
	b.t.Helper()
	b.signInToJira(who)
	b.Click("#approve")
}

// signInToJira leads to the simulated Jira's question whether to allow access.
func (b *Tab) signInToJira(who demo.JiraPerson) {
	b.t.Helper()
	b.Type("input[name=os_username]", who.Name)
	b.Type("input[name=os_password]", who.Password)
	b.Click("#login-form-submit")
}

// issue is what the tests look at of an issue in Jira.
type issue struct {
	Key    string
	Fields struct {
		Summary     string
		Description string
		Attachment  []struct{ Filename string }
	}
}

func (w *World) issue(t testing.TB, key string) issue {
	t.Helper()
	var i issue
	waitFor(t, "the files of "+key, func() bool {
		r := w.Jira(t, w.jiraAdmin(t), http.MethodGet, "/rest/api/2/issue/"+key, nil)
		if err := json.Unmarshal(r.Body, &i); err != nil {
			t.Fatalf("%v: %s", err, r.Body)
		}
		return len(i.Fields.Attachment) > 0
	})
	return i
}

func (w *World) createInJira(t testing.TB, summary string) string {
	t.Helper()
	return w.createAs(t, w.jiraAdmin(t), summary)
}

// createAs creates an issue in Jira as somebody does who works there.
func (w *World) createAs(t testing.TB, who demo.JiraPerson, summary string) string {
	t.Helper()
	r := w.Jira(t, who, http.MethodPost, "/rest/api/2/issue", map[string]any{"fields": map[string]any{
		"project": map[string]any{"key": "IT"}, "issuetype": map[string]any{"name": "Task"}, "summary": summary,
	}})
	if r.Status != http.StatusCreated {
		t.Fatalf("create in Jira: %d %s", r.Status, r.Body)
	}
	return r.JSON(t)["key"].(string)
}

// applicationLink does what the Jira admin does under Application links.
func (w *World) applicationLink(t testing.TB, redirect string) demo.JiraOAuth2 {
	t.Helper()
	body, err := json.Marshal(map[string]string{"name": "Jirabridge", "redirect_uri": redirect, "scope": "WRITE"})
	if err != nil {
		t.Fatal(err)
	}
	r := Do(t, request(t, http.MethodPost, w.JiraURL+"/rest/sim/1.0/links", strings.NewReader(string(body))))
	var link demo.JiraOAuth2
	if err := json.Unmarshal(r.Body, &link); err != nil || link.ClientID == "" {
		t.Fatalf("make an application link: %d %s", r.Status, r.Body)
	}
	return link
}

func (w *World) jiraAdmin(t testing.TB) demo.JiraPerson {
	t.Helper()
	for _, p := range w.JiraPeople {
		if p.Admin {
			return p
		}
	}
	t.Fatal("the simulated Jira has no admin")
	return demo.JiraPerson{}
}
