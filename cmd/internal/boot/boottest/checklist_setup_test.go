package boottest

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// fresh is a second world, in which nobody has done the setup. The rows of the
// setup share it and leave it unconnected.
func (c *checklist) fresh(t *testing.T) *World {
	t.Helper()
	c.once.Do(func() { c.unconnected = Start(c.t, Options{Database: "sqlite", Connect: "none"}) })
	return c.unconnected
}

// setupVisitor is somebody who has signed in at /setup and pressed Allow.
func setupVisitor(t *testing.T, w *World, who demo.Person) *visitor.Visitor {
	t.Helper()
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup"))
	must(t, v.Submit(t.Context(), "email", who.Email, url.Values{"password": {who.Password}}))
	if v.Shows("decision") {
		must(t, v.Submit(t.Context(), "decision", "allow", nil))
	}
	return v
}

// save fills in the setup form; what page it leads to is for the caller.
func save(ctx context.Context, v *visitor.Visitor, w *World, domain string, link demo.JiraOAuth2) {
	_ = v.Submit(ctx, "workspace", w.WorkspaceGID, url.Values{
		"jira_domain": {domain}, "client_id": {link.ClientID}, "client_secret": {link.ClientSecret},
	})
}

// allow grants the application link in Jira.
func allow(t *testing.T, v *visitor.Visitor, who demo.JiraPerson) {
	t.Helper()
	if v.Shows("os_username") {
		must(t, v.Submit(t.Context(), "os_username", who.Name, url.Values{"os_password": {who.Password}}))
	}
	must(t, v.Submit(t.Context(), "approve", "Allow", nil))
}

func (c *checklist) refusesCloud(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	for _, domain := range []string{"https://example.atlassian.net", "https://Example.ATLASSIAN.net.:443"} {
		save(t.Context(), v, w, domain, aLink)
		says(t, v, "Cloud")
		nothingStored(t, w)
	}
	w.Fault(t, map[string]any{"match": "GET /rest/api/2/serverInfo", "times": 5, "status": 200,
		"body": `{"baseUrl":"` + w.JiraURL + `","version":"1001.0.0","versionNumbers":[1001,0,0],"deploymentType":"Cloud","buildNumber":1}`})
	save(t.Context(), v, w, w.JiraURL, aLink)
	says(t, v, "Cloud")
	nothingStored(t, w)
}

func (c *checklist) oldJiraIsSentToOAuth1(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	link := w.applicationLink(t, w.PlatformURL+"/setup/callback/jira")
	info := func(version, numbers string) map[string]any {
		return map[string]any{"match": "GET /rest/api/2/serverInfo", "times": 5, "status": 200,
			"body": `{"baseUrl":"` + w.JiraURL + `","version":"` + version + `","versionNumbers":[` + numbers + `],"deploymentType":"Server","buildNumber":1}`}
	}
	w.Fault(t, info("8.21.1", "8,21,1"))
	save(t.Context(), v, w, w.JiraURL, link)
	says(t, v, "OAuth 1.0")
	nothingStored(t, w)
	Do(t, request(t, http.MethodDelete, w.JiraURL+"/rest/sim/1.0/faults", nil))
	w.Fault(t, info("8.22.0", "8,22,0"))
	save(t.Context(), v, w, w.JiraURL, link)
	if !strings.HasPrefix(v.At.String(), w.JiraURL) {
		t.Errorf("with 8.22 saving led to %s, want Jira's consent: %s", v.At.Path, v.Text())
	}
}

func (c *checklist) notAddedToJira(t *testing.T) {
	w := c.fresh(t)
	who := w.Role(t, "member", false)
	tab := c.browser.Person(t)
	tab.signIn(w, who)
	tab.do("listen for messages", evaluate(`window.heard = []; addEventListener("message", e => heard.push(e.data))`))
	popup := tab.Popup(func() {
		tab.do("open the authentication URL", evaluate(`void window.open("/connect?domainId=`+w.WorkspaceGID+`")`))
	})
	if popup.eventually(hook("consent-allow"), hook("not-connected")) == hook("consent-allow") {
		popup.Click(hook("consent-allow"))
	}
	popup.SeeText("body", "Your Asana instance has not been added to Jira Server")
	for _, check := range []string{"organization", "workspace", "Jira"} {
		popup.SeeText("body", check)
	}
	if !popup.Has(`a[href$="/setup"]`) {
		t.Error("the page does not lead back to the setup page")
	}
	if read(tab, "read the messages", evaluateTo[bool](`heard.includes("success")`)) {
		t.Error("the popup said success")
	}
}

func (c *checklist) setupOpensWithoutSession(t *testing.T) {
	w := c.fresh(t)
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup"))
	if !v.Shows("email") || !v.Shows("password") {
		t.Errorf("/setup without a session led to %s: %s", v.At.Path, v.Text())
	}
}

func (c *checklist) signInAllowChooseWorkspace(t *testing.T) {
	w := c.fresh(t)
	v := newVisitor(t)
	who := w.Role(t, "super_admin", false)
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup"))
	must(t, v.Submit(t.Context(), "email", who.Email, url.Values{"password": {who.Password}}))
	if !v.Shows("decision") {
		t.Fatalf("no consent asked: %s", v.Text())
	}
	must(t, v.Submit(t.Context(), "decision", "allow", nil))
	if got := v.At.Path; got != "/setup" {
		t.Errorf("consent led to %s, want /setup", got)
	}
	option := v.Find("value", w.WorkspaceGID)
	if option == nil || option.Data != "option" || visitor.Text(option) != "Northwind" {
		t.Errorf("no workspace to choose: %s", v.Text())
	}
}

func (c *checklist) saveLeadsToConsent(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	save(t.Context(), v, w, w.JiraURL, w.applicationLink(t, w.PlatformURL+"/setup/callback/jira"))
	if want := w.JiraURL + "/rest/oauth2/latest/authorize"; !contains(v.Trail, want) {
		t.Errorf("saving went %v, want by %s", v.Trail, want)
	}
}

func (c *checklist) asksForWrite(t *testing.T) {
	w := c.fresh(t)
	before := len(w.Seen(t))
	c.saveLeadsToConsent(t)
	for _, s := range w.Seen(t)[before:] {
		if strings.HasSuffix(s.Path, "/rest/oauth2/latest/authorize") {
			q, err := url.ParseQuery(s.Query)
			must(t, err)
			if got := q["scope"]; len(got) != 1 || got[0] != "WRITE" {
				t.Errorf("scope %q was asked for, want WRITE", got)
			}
			return
		}
	}
	t.Error("Jira was not asked for consent")
}

func (c *checklist) redirectURLIsShown(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	shown := v.Find("data-test", "redirect-url")
	if shown == nil || visitor.Attribute(shown, "value") != w.PlatformURL+"/setup/callback/jira" {
		t.Fatalf("the redirect URL is not shown: %s", v.Text())
	}
	if v.Find("data-test", "copy-redirect-url") == nil {
		t.Error("there is no copy button")
	}
	// That very address takes the code: a link made with it leads to success.
	v = setupVisitor(t, w, w.Role(t, "owner", false))
	save(t.Context(), v, w, w.JiraURL, w.applicationLink(t, visitor.Attribute(shown, "value")))
	allow(t, v, w.jiraAdmin(t))
	if v.At.Path != "/setup/done" {
		t.Errorf("the callback led to %s: %s", v.At.Path, v.Text())
	}
	removeConnection(t, w)
}

func (c *checklist) setupControls(t *testing.T) {
	w := c.fresh(t)
	who := w.Role(t, "owner", false)
	v := setupVisitor(t, w, who)
	for _, label := range []string{"Jira domain", "Client ID", "Client secret", "Save", "Logout", who.Name} {
		says(t, v, label)
	}
	if s := v.Find("name", "client_secret"); s == nil || visitor.Attribute(s, "type") != "password" {
		t.Error("the secret is not masked")
	}
	if s := selected(v.Page); s == nil || visitor.Text(s) != "Northwind" {
		t.Error("no workspace is marked as chosen")
	}
	tab := c.browser.Person(t)
	tab.Go(w.PlatformURL + "/setup")
	tab.fillSignIn(who)
	if tab.Has(hook("consent-allow")) {
		tab.Click(hook("consent-allow"))
	}
	for _, kind := range []string{"text", "password"} {
		tab.Click(hook("toggle-secret"))
		tab.Until("the eye to switch to "+kind, `document.querySelector("input[name=client_secret]").type === "`+kind+`"`)
	}
	tab.Shot("setup")
}

func (c *checklist) setupSuccess(t *testing.T) {
	w := c.fresh(t)
	v := connect(t, w)
	link := v.Find("data-test", "jira-url")
	if link == nil || strings.TrimSuffix(visitor.Attribute(link, "href"), "/") != w.JiraURL {
		t.Errorf("no link to %s: %s", w.JiraURL, v.Text())
	}
	if v.Find("data-test", "connected") == nil || v.Find("data-test", "remove") == nil {
		t.Error("no green check or no Remove button")
	}
	removeConnection(t, w)
}

func (c *checklist) removeConnection(t *testing.T) {
	w := c.fresh(t)
	link := w.applicationLink(t, w.PlatformURL+"/setup/callback/jira")
	connectBy(t, w, link)
	member := w.People[3] // authorizes only here
	if setupVisitor(t, w, member).Find("data-test", "remove") != nil {
		t.Error("a member who did not connect may remove")
	}
	authorize(t, w, member, w.JiraPerson(t, member.JiraUser))
	if r := w.Host(member).Form(t, w.TaskGIDs[0]); r.Status != http.StatusOK {
		t.Fatalf("the form before removal: %d %s", r.Status, r.Body)
	}
	removeConnection(t, w)
	r := w.Host(member).Form(t, w.TaskGIDs[0])
	if r.Status < 400 || r.Status >= 500 || !strings.Contains(string(r.Body), "not been added") {
		t.Errorf("the form after removal: %d %s", r.Status, r.Body)
	}
	connectBy(t, w, link)
	// The tokens were deleted: the same link again does not bring them back.
	if r := w.Host(member).Form(t, w.TaskGIDs[0]); r.Status != http.StatusUnauthorized {
		t.Errorf("after removing and connecting again the member got %d %s", r.Status, r.Body)
	}
	removeConnection(t, w)
}

// connect does the whole setup as the owner and ends on the success page.
func connect(t *testing.T, w *World) *visitor.Visitor {
	t.Helper()
	return connectBy(t, w, w.applicationLink(t, w.PlatformURL+"/setup/callback/jira"))
}

// connectBy is connect with an application link that is there already.
func connectBy(t *testing.T, w *World, link demo.JiraOAuth2) *visitor.Visitor {
	t.Helper()
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?workspace="+w.WorkspaceGID))
	save(t.Context(), v, w, w.JiraURL, link)
	allow(t, v, w.jiraAdmin(t))
	if v.At.Path != "/setup/done" {
		t.Fatalf("setup ended at %s: %s", v.At.Path, v.Text())
	}
	return v
}

func removeConnection(t *testing.T, w *World) {
	t.Helper()
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	form := v.Find("data-test", "remove-form")
	if form == nil {
		t.Fatalf("nothing to remove: %s", v.Text())
	}
	must(t, v.Submit(t.Context(), "workspace", w.WorkspaceGID, nil))
}

// authorize goes through the connect popup without a browser, with the Jira
// account the person chooses there.
func authorize(t *testing.T, w *World, who demo.Person, account demo.JiraPerson) *visitor.Visitor {
	t.Helper()
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.JiraApp.AuthenticationURL+"?domainId="+w.WorkspaceGID))
	must(t, v.Submit(t.Context(), "email", who.Email, url.Values{"password": {who.Password}}))
	if v.Shows("decision") {
		must(t, v.Submit(t.Context(), "decision", "allow", nil))
	}
	if why := v.Find("data-test", "go-on"); why != nil { // one is asked again, and told so
		must(t, v.Open(t.Context(), w.PlatformURL+visitor.Attribute(why, "href")))
	}
	allow(t, v, account)
	return v
}

// nothingStored checks that the workspace is not connected, as a member meets it.
func nothingStored(t *testing.T, w *World) {
	t.Helper()
	r := w.Host(w.Role(t, "owner", false)).Form(t, w.TaskGIDs[0])
	if r.Status < 400 || !strings.Contains(string(r.Body), "not been added") {
		t.Errorf("a refused setup left something: %d %s", r.Status, r.Body)
	}
}

// aLink is an application link that is never reached.
var aLink = demo.JiraOAuth2{ClientID: strings.Repeat("a", 32), ClientSecret: strings.Repeat("b", 64)}

func selected(page *html.Node) *html.Node {
	for n := range page.Descendants() {
		if n.Data != "option" {
			continue
		}
		for _, a := range n.Attr {
			if a.Key == "selected" {
				return n
			}
		}
	}
	return nil
}

func newVisitor(t testing.TB) *visitor.Visitor {
	t.Helper()
	v, err := visitor.New()
	must(t, err)
	return v
}

// says fails when the page does not contain the words.
func says(t testing.TB, v *visitor.Visitor, words string) {
	t.Helper()
	if !strings.Contains(v.Text(), words) {
		t.Errorf("%s does not say %q but: %s", v.At.Path, words, v.Text())
	}
}

func contains(list []string, want string) bool {
	for _, s := range list {
		if s == want {
			return true
		}
	}
	return false
}
