package boottest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// startRows are about the way over OAuth 1.0, from its button to its end. They
// share a world beside a Jira 8.13 and leave it unconnected.
func (c *checklist) startRows() []row {
	return []row{
		{"J-07", c.connectToAsana},
		{"J-08", c.asanaAsksFirst},
		{"J-09", c.choosesTheWorkspace},
		{"J-10", c.listedAsConnected},
		{"J-16", c.bothRoutes},
		{"J-61", c.anotherNameOfJira},
		{"J-62", c.serverSideIsDone},
		{"J-64", c.tokensAreSealed},
		{"J-66", c.signOnElsewhere},
	}
}

// old is an unconnected world beside a Jira that has OAuth 1.0 alone.
func (c *checklist) old(t *testing.T) *World {
	t.Helper()
	c.onceOld.Do(func() {
		c.jiraData = c.t.TempDir()
		c.oldJira = Start(c.t, Options{Database: "sqlite", Connect: "none", Version: "8.13.1", Sim: []string{"--data", c.jiraData}})
	})
	return c.oldJira
}

// pressConnect is somebody who has pressed "Connect to Asana" and logged in.
func pressConnect(t *testing.T, w *World, who demo.Person) *visitor.Visitor {
	t.Helper()
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?kind=oauth1&workspace="+w.WorkspaceGID))
	must(t, v.Submit(t.Context(), "start", "1", nil))
	must(t, v.Submit(t.Context(), "email", who.Email, url.Values{"password": {who.Password}}))
	return v
}

// connectAt connects a Jira at an address by a link made by hand, in the window
// of somebody who has signed in.
func (w *World) connectAt(t *testing.T, v *visitor.Visitor, address string) {
	t.Helper()
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?kind=oauth1&workspace="+w.WorkspaceGID))
	w.registerConsumer(t, v)
	must(t, v.Submit(t.Context(), "jira_domain", address, url.Values{"workspace": {w.WorkspaceGID}}))
	allow(t, v, w.jiraAdmin(t))
	if v.At.Path != "/setup/done" {
		t.Fatalf("setup ended at %s: %s", v.At.Path, v.Text())
	}
}

// connectOld connects the workspace, as its owner.
func (w *World) connectOld(t *testing.T) *visitor.Visitor {
	t.Helper()
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	w.connectAt(t, v, w.JiraURL)
	return v
}

// removeOld ends the connection of the workspace, as its owner.
func (w *World) removeOld(t *testing.T) {
	t.Helper()
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?workspace="+w.WorkspaceGID))
	must(t, v.Submit(t.Context(), "workspace", w.WorkspaceGID, nil))
	nothingStored(t, w)
}

// hasButton fails unless the page has a button of exactly these words.
func hasButton(t *testing.T, v *visitor.Visitor, words string) {
	t.Helper()
	for n := range v.Page.Descendants() {
		if n.Data == "button" && visitor.Text(n) == words {
			return
		}
	}
	t.Errorf("%s has no button %q: %s", v.At.Path, words, v.Text())
}

func (c *checklist) connectToAsana(t *testing.T) {
	w := c.old(t)
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?kind=oauth1"))
	hasButton(t, v, "Connect to Asana")
	v = setupVisitor(t, w, w.Role(t, "owner", false)) // and whoever has signed in before
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?kind=oauth1"))
	hasButton(t, v, "Connect to Asana")
}

func (c *checklist) asanaAsksFirst(t *testing.T) {
	w := c.old(t)
	v := pressConnect(t, w, w.Role(t, "super_admin", false))
	if !contains(v.Trail, w.PlatformURL+"/-/oauth_authorize") || v.At.Path != "/-/oauth_authorize" {
		t.Fatalf("the button leads to %s: %v", v.At, v.Trail)
	}
	hasButton(t, v, "Deny")
	hasButton(t, v, "Allow")
	_ = v.Submit(t.Context(), "decision", "deny", nil) // answered with an error
	says(t, v, "You did not allow access to your Asana account")
	back := v.Find("data-test", "back")
	if back == nil {
		t.Fatalf("no way back: %s", v.Text())
	}
	must(t, v.Open(t.Context(), w.PlatformURL+visitor.Attribute(back, "href")))
	hasButton(t, v, "Connect to Asana")
	must(t, v.Submit(t.Context(), "start", "1", nil))
	must(t, v.Submit(t.Context(), "decision", "allow", nil))
	if v.At.Path != "/setup" || v.Find("id", "consumer-key") == nil {
		t.Errorf("Allow leads to %s: %s", v.At, v.Text())
	}
}

// choosesTheWorkspace makes a second workspace, which stays.
func (c *checklist) choosesTheWorkspace(t *testing.T) {
	w := c.old(t)
	owner := w.Role(t, "owner", false)
	second := w.secondWorkspace(t, owner)
	v := setupVisitor(t, w, owner)
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?kind=oauth1"))
	for gid, name := range map[string]string{w.WorkspaceGID: "Northwind", second.WorkspaceGID: "Second office"} {
		if option := v.Find("value", gid); option == nil || visitor.Text(option) != name {
			t.Errorf("%s cannot be chosen: %s", name, v.Text())
		}
	}
	second.connectAt(t, v, w.JiraURL)
	says(t, v, "Second office is now connected")
	if at := v.Find("data-test", "jira-url"); visitor.Attribute(at, "href") != w.JiraURL {
		t.Errorf("connected to %s", visitor.Attribute(at, "href"))
	}
	nothingStored(t, w) // in the other workspace
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?kind=oauth1&workspace="+w.WorkspaceGID))
	others := v.Find("data-test", "connections")
	if others == nil || !strings.Contains(visitor.Text(others), "Second office "+w.JiraURL) {
		t.Errorf("the page of the other workspace does not list it: %s", v.Text())
	}
	second.removeOld(t)
}

func (c *checklist) listedAsConnected(t *testing.T) {
	w := c.old(t)
	w.connectOld(t)
	defer w.removeOld(t)
	v := setupVisitor(t, w, w.Role(t, "super_admin", false))
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?kind=oauth1"))
	says(t, v, "Northwind is connected to Jira Server")
	says(t, v, w.JiraURL)
	says(t, v, "Jira 8.13.1")
}

// bothRoutes: a Jira 8.13 over OAuth 1.0, a Jira 9.12 over either.
func (c *checklist) bothRoutes(t *testing.T) {
	old, newer := c.old(t), c.fresh(t)
	works := func(w *World) {
		t.Helper()
		if got := w.formStatus(t, w.Role(t, "owner", false)); got != http.StatusOK {
			t.Errorf("Jira %s: the form answers %d", w.Version, got)
		}
		w.removeOld(t)
	}
	old.connectOld(t)
	works(old)
	newer.connectOld(t)
	works(newer)
	connect(t, newer)
	works(newer)
}

// serverSideIsDone walks the whole way at once.
func (c *checklist) serverSideIsDone(t *testing.T) {
	w := c.old(t)
	v := pressConnect(t, w, w.Role(t, "owner", false))
	if v.Shows("decision") {
		must(t, v.Submit(t.Context(), "decision", "allow", nil))
	}
	w.connectAt(t, v, w.JiraURL)
	defer w.removeOld(t)
	says(t, v, "Northwind is now connected to Jira Server")
	says(t, v, "The configuration of the server is complete.")
	stops := []string{w.PlatformURL + "/setup", "/-/oauth_authorize", "/setup/callback/asana", "/plugins/servlet/oauth/authorize", "/setup/callback/jira1", "/setup/done"}
	for _, address := range v.Trail {
		if len(stops) > 0 && strings.HasSuffix(address, stops[0]) {
			stops = stops[1:]
		}
	}
	if len(stops) > 0 {
		t.Errorf("the way %v does not pass by %v", v.Trail, stops)
	}
}

// signedTokens are what the simulated Jira has granted, by account: tokens and
// their secrets.
func (c *checklist) signedTokens(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.jiraData, "jira.json"))
	must(t, err)
	granted := map[string][]string{}
	for _, token := range (Response{Body: text}).JSON(t)["signed"].([]any) {
		granted[dig(token, "person")] = append(granted[dig(token, "person")], dig(token, "token"), dig(token, "secret"))
	}
	return granted
}

func (c *checklist) tokensAreSealed(t *testing.T) {
	w := c.old(t)
	w.connectOld(t)
	defer w.removeOld(t)
	who := w.People[3]
	authorize(t, w, who, w.JiraPerson(t, who.JiraUser))
	_, _, key := w.create(t, who)
	if reporter := dig(w.jiraFields(t, key), "reporter.name"); reporter != who.JiraUser {
		t.Errorf("%s is %s's, want %s's", key, reporter, who.JiraUser)
	}
	granted := c.signedTokens(t)
	if len(granted["admin"]) == 0 || len(granted[who.JiraUser]) == 0 {
		t.Fatalf("Jira has granted %d accounts", len(granted))
	}
	files, err := filepath.Glob(filepath.Join(w.Data, "*.db*")) // with what has not been moved into the database yet
	must(t, err)
	if len(files) == 0 {
		t.Fatalf("no database in %s", w.Data)
	}
	held := w.Demo.Output()
	for _, path := range files {
		text, err := os.ReadFile(path)
		must(t, err)
		held += string(text)
	}
	for account, secrets := range granted {
		for _, secret := range secrets {
			if len(secret) < 16 || strings.Contains(held, secret) {
				t.Errorf("a token of %s lies open", account)
			}
		}
	}
	if strings.Contains(held, "PRIVATE KEY") {
		t.Error("the key lies open")
	}
}

// signOnElsewhere: a Jira that sends people to another host to sign in. The
// server has no part in that; whoever comes back goes on.
func (c *checklist) signOnElsewhere(t *testing.T) {
	w := c.old(t)
	sso := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte("<h1>Company sign-on</h1>")) }))
	defer sso.Close()
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?kind=oauth1"))
	says(t, v, "People may log in to Jira with single sign-on. This server cannot")
	w.registerConsumer(t, v)
	w.Fault(t, map[string]any{"match": "GET /plugins/servlet/oauth/authorize", "status": 302, "headers": map[string]string{"Location": sso.URL + "/saml"}})
	must(t, v.Submit(t.Context(), "jira_domain", w.JiraURL, url.Values{"workspace": {w.WorkspaceGID}}))
	says(t, v, "Company sign-on")
	nothingStored(t, w)
	must(t, v.Open(t.Context(), v.Addresses[len(v.Addresses)-2])) // signed in there, the browser is sent back to Jira
	allow(t, v, w.jiraAdmin(t))
	if v.At.Path != "/setup/done" {
		t.Errorf("afterwards at %s: %s", v.At, v.Text())
	}
	w.removeOld(t)

	w.Fault(t, map[string]any{"match": "POST /plugins/servlet/oauth/request-token", "status": 302, "headers": map[string]string{"Location": sso.URL + "/saml"}})
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?kind=oauth1"))
	must(t, v.Submit(t.Context(), "jira_domain", w.JiraURL, url.Values{"workspace": {w.WorkspaceGID}}))
	saysAt(t, v, "jira_domain", "single sign-on")
}
