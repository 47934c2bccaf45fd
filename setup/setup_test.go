package setup_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"jirabridge/jira/jiratest"
	"jirabridge/setup"
)

func TestNewRefuses(t *testing.T) {
	if _, err := setup.New(setup.Config{BaseURL: "http://x", PlatformURL: "http://x"}); err == nil {
		t.Error("made without a bridge")
	}
}

func TestWithoutSessionGoesToAsanaConnect(t *testing.T) {
	w := one(t)
	p := w.visitor()
	p.stopBefore(w.platform.URL)
	p.open("/setup")
	to, err := url.Parse(p.header.Get("Location"))
	check(t, err)
	q := to.Query()
	if p.status != http.StatusSeeOther || to.Path != "/-/oauth_authorize" || q.Get("redirect_uri") != w.url+"/setup/callback/asana" || q.Get("state") == "" {
		t.Errorf("%d to %s", p.status, to)
	}
}

func TestFormHasItsControls(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	if p.status != http.StatusOK || p.at.Path != "/setup" {
		t.Fatalf("%d at %s", p.status, p.at)
	}
	p.says("Asana for Jira Server", "Person 10", "Logout", "Asana workspace", "Northwind", "Jira domain", "Client ID", "Client secret", "Save")
	secret := p.find("name", "client_secret")
	if attribute(secret, "type") != "password" || p.hook("toggle-secret") == nil {
		t.Error("the secret is not masked, or has no eye")
	}
	for _, name := range []string{"workspace", "jira_domain", "client_id", "client_secret"} {
		control := p.find("name", name)
		if control == nil || !has(control, "required") || p.find("for", attribute(control, "id")) == nil {
			t.Errorf("%s is missing, optional or without a label", name)
		}
	}
}

// J-59: a Jira administrator learns what to put on a list of allowed addresses.
func TestWhereRequestsComeFrom(t *testing.T) {
	p := one(t).visitor().open("/setup")
	p.says("Requests to your Jira come from 203.0.113.7.")
}

func TestWorkspaceIsSelected(t *testing.T) {
	w := one(t)
	for query, want := range map[string]string{"": "Northwind", "?workspace=2": "Acme & Söner", "?workspace=99": "Northwind"} {
		p := w.visitor().open("/setup" + query) // the query survives the sign-in
		var all, selected []string
		for n := range p.find("name", "workspace").Descendants() {
			if n.Type == html.ElementNode {
				all = append(all, text(n))
				if has(n, "selected") {
					selected = append(selected, text(n))
				}
			}
		}
		if len(all) != 2 || len(selected) != 1 || selected[0] != want {
			t.Errorf("%q: %q of %q are selected", query, selected, all)
		}
	}
}

func TestGuideInTheTrueOrder(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup?workspace=2")
	p.says("gear", "Applications", "Application links", "Create link", "External application", "Incoming",
		"Name", "Acme & Söner", "Redirect URL", "Permission", "Write", "Click “Save”", "Client ID", "Client secret", "Keep the page open",
		"/setup", "Log in to your Asana account", "Allow", "workspace", "Jira domain", "Save", "Allow")
	if got := attribute(p.hook("redirect-url"), "value"); got != w.url+"/setup/callback/jira" {
		t.Errorf("redirect URL %q", got)
	}
	if p.hook("copy-redirect-url") == nil {
		t.Error("no copy button")
	}
}

func TestSaveLeadsToConsent(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	p.stopBefore(w.jira.URL)
	form := w.link(w.url + "/setup/callback/jira")
	p.post("/setup", form)
	to, err := url.Parse(p.header.Get("Location"))
	check(t, err)
	q := to.Query()
	if p.status != http.StatusSeeOther || !strings.HasPrefix(to.String(), w.jira.URL+"/rest/oauth2/latest/authorize?") ||
		q.Get("scope") != "WRITE" || q.Get("redirect_uri") != w.url+"/setup/callback/jira" || q.Get("code_challenge_method") != "S256" {
		t.Errorf("%d to %s", p.status, to)
	}
	if w.connected("1") {
		t.Error("connected before the consent")
	}
}

func TestConnectShowRemove(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.visitor().open("/setup")
		p.post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
		if p.status != http.StatusOK || p.at.Path != "/setup/done" {
			t.Fatalf("%d at %s: %s", p.status, p.at, p.text())
		}
		w.seesConnection(p)
		if p.find("data-tell", w.platform.URL) == nil {
			t.Error("the opener's origin is not there to be told")
		}
		p.open("/setup")
		w.seesConnection(p)
		if p.find("data-tell", w.platform.URL) != nil {
			t.Error("success is told without anything having been done")
		}
		p.submit("workspace", nil) // the first form with a workspace is Remove's
		if w.connected("1") || p.at.Path != "/setup" || p.find("name", "jira_domain") == nil {
			t.Errorf("after removing: connected %v, at %s: %s", w.connected("1"), p.at, p.text())
		}
	})
}

func (w *world) seesConnection(p *person) {
	w.t.Helper()
	p.says("Northwind", w.jira.URL, "9.12.2", "Go to your projects", "Remove")
	link, remove := p.hook("jira-url"), p.hook("remove")
	if link == nil || attribute(link, "href") != w.jira.URL || remove == nil || !strings.Contains(attribute(remove, "class"), "btn-danger") {
		w.t.Errorf("no link to Jira or no red button: %s", p.text())
	}
	if p.hook("connected") == nil || !strings.Contains(render(w.t, p.hook("connected")), "<svg") {
		w.t.Error("no green check")
	}
}

func render(t *testing.T, n *html.Node) string {
	t.Helper()
	var b strings.Builder
	check(t, html.Render(&b, n))
	return b.String()
}

// J-74: the same application link serves two workspaces, and the end of one
// connection is not the end of the other.
func TestTwoWorkspacesShareOneLink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		link := w.link(w.url + "/setup/callback/jira")
		p := w.visitor().open("/setup")
		p.post("/setup", link).allow("admin")
		if p.post("/setup", with(link, "workspace", "2")).allow("admin"); p.at.Path != "/setup/done" || !w.connected("1") || !w.connected("2") {
			t.Fatalf("at %s, connected %v and %v: %s", p.at, w.connected("1"), w.connected("2"), p.text())
		}
		p.says("Acme & Söner is now connected", w.jira.URL, "Other connected workspaces", "Northwind", w.jira.URL)
		p.submit("workspace", nil) // Remove
		if !w.connected("1") || w.connected("2") {
			t.Errorf("after removing one: connected %v and %v", w.connected("1"), w.connected("2"))
		}
		if yes, err := w.bridge.HasCredential(t.Context(), "10", "1"); err != nil || !yes {
			t.Errorf("the other workspace lost its access: %v", err)
		}
	})
}

// J-91: the versions that are tried stand beside both guides.
func TestSupportedVersions(t *testing.T) {
	p := one(t).visitor()
	for _, kind := range []string{"oauth2", "oauth1"} {
		p.open("/setup?kind="+kind).says("Supported versions of Jira", "7.13.5", "OAuth 1.0", "9.12.2", "OAuth 2.0, OAuth 1.0", "11.0.0")
		for _, version := range jiratest.Versions() {
			if p.find("data-release", version) == nil {
				t.Errorf("%s: Jira %s is not listed", kind, version)
			}
		}
		p.open(attribute(p.hook("requirements"), "href")).says("/rest/api/2/serverInfo")
		if p.open(attribute(p.hook("back"), "href")); attribute(p.find("name", "kind"), "value") != kind {
			t.Errorf("back from the requirements of %s at %s", kind, p.at)
		}
	}
}

// A version that the tests do not know gets a hint, not a refusal.
func TestUntriedVersion(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	p.stopBefore(w.url + "/setup/callback")
	p.post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
	w.serverInfo("12.3.0", "12,3,0", "Server")
	callback := p.header.Get("Location")
	p.client.CheckRedirect = nil
	if p.open(callback); p.at.Path != "/setup/done" {
		t.Fatalf("at %s: %s", p.at, p.text())
	}
	p.says("Jira 12.3.0, connected on", "over OAuth 2.0", "Jira 12.3.0 has not been tried", "7.13 to 11")
	if !strings.Contains(w.log.String(), "version=12.3.0") {
		t.Error("it is not logged")
	}
}

func TestConnectedPageLeadsToTheForm(t *testing.T) {
	w := one(t)
	link := w.link(w.url + "/setup/callback/jira")
	p := w.visitor().open("/setup").post("/setup", link).allow("admin")
	if p.hook("untried") != nil {
		t.Error("9.12.2 is said to be untried")
	}
	p.open(attribute(p.hook("edit"), "href"))
	if attribute(p.find("name", "jira_domain"), "value") != w.jira.URL || attribute(p.find("name", "client_id"), "value") != link.Get("client_id") {
		t.Errorf("the form does not hold the connection: %s", p.text())
	}
	w.platform.Person = "11" // may not change it
	if p := w.visitor().open("/setup?workspace=1&edit=1"); p.hook("setup-form") != nil || p.hook("connected") == nil {
		t.Errorf("a member who did not connect is shown %s", p.text())
	}
}

// Whoever has to sign in on the way to the form comes to the form, and not to
// the connection there is.
func TestSigningInLeadsToTheForm(t *testing.T) {
	w := one(t)
	link := w.link(w.url + "/setup/callback/jira")
	w.visitor().open("/setup").post("/setup", link).allow("admin")
	if p := w.visitor().open("/setup?workspace=1&edit=1"); p.hook("setup-form") == nil {
		t.Errorf("asked for the form, at %s: %s", p.at, p.text())
	}
	p := w.visitor().post("/setup", with(link, "client_id", "another")) // signed out meanwhile
	if p.hook("setup-form") == nil || attribute(p.find("name", "client_id"), "value") != "another" {
		t.Errorf("sent the form, at %s: %s", p.at, p.text())
	}
	if p := w.visitor().open("/setup?workspace=1"); p.hook("connected") == nil {
		t.Errorf("asked for the workspace, at %s: %s", p.at, p.text())
	}
}

func TestOnlyConnectorOrAdminRemoves(t *testing.T) {
	w := one(t)
	w.visitor().open("/setup").post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
	w.platform.Person = "11"
	p := w.visitor().open("/setup")
	if p.hook("jira-url") == nil || p.hook("remove") != nil {
		t.Errorf("a member who did not connect sees %s", p.text())
	}
	p.post("/setup/remove", url.Values{"workspace": {"1"}})
	if p.status != http.StatusForbidden || !w.connected("1") {
		t.Errorf("%d, connected %v: %s", p.status, w.connected("1"), p.text())
	}
}

func TestRemoveTwice(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup").post("/setup/remove", url.Values{"workspace": {"1"}})
	if p.status != http.StatusOK || p.at.Path != "/setup" {
		t.Errorf("%d at %s", p.status, p.at)
	}
	p.says("The connection of Northwind has been removed.")
	if p.open("/setup"); strings.Contains(p.text(), "has been removed") {
		t.Error("it is said twice")
	}
}

func TestDoneWithoutConnectionLeadsToTheForm(t *testing.T) {
	p := one(t).visitor().open("/setup/done?workspace=2")
	if p.at.Path != "/setup" || p.status != http.StatusOK {
		t.Errorf("%d at %s", p.status, p.at)
	}
}

func TestLogout(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	p.post("/setup/logout", nil)
	if p.status != http.StatusOK || p.at.Path != "/setup/logout" {
		t.Fatalf("%d at %s", p.status, p.at)
	}
	p.says("You have logged out", "Log in to your Asana account")
	p.stopBefore(w.platform.URL)
	if p.open("/setup"); p.status != http.StatusSeeOther {
		t.Errorf("still signed in: %d", p.status)
	}
}

func TestMembersConsentReturnsToTheWidget(t *testing.T) {
	w := one(t)
	w.visitor().open("/setup").post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
	p := w.visitor().open("/connect").allow("ann")
	if p.at.Path != "/connect/done" || p.at.RawQuery != "workspace=1" {
		t.Errorf("allowed: at %s", p.at)
	}
	p = w.visitor().open("/connect")
	p.signInToJira("ann")
	p.submit("approve", url.Values{"approve": nil, "deny": {"Deny"}})
	if q := p.at.Query(); p.at.Path != "/connect/done" || q.Get("workspace") != "1" || !strings.HasPrefix(q.Get("error"), "bridge.") {
		t.Errorf("denied: at %s", p.at)
	}
}

func TestEveryLanguage(t *testing.T) {
	w := one(t)
	for lang, words := range map[string][]string{
		"sv": {"Asana för Jira Server", "Jira-domän", "Client ID", "Client secret", "Spara", "Application links", "Håll sidan öppen"},
		"pl": {"Asana dla Jira Server", "Domena Jiry", "Client ID", "Client secret", "Zapisz", "Application links"},
	} {
		p := w.visitor()
		p.lang = lang
		p.open("/setup").says(words...)
	}
}

func TestHeaders(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	// A form without a referrer policy of its own comes with "Origin: null".
	if p.header.Get("Referrer-Policy") != "same-origin" || p.header.Get("Cross-Origin-Opener-Policy") != "" ||
		!strings.Contains(p.header.Get("Content-Security-Policy"), "frame-ancestors 'none'") || p.header.Get("Cache-Control") != "no-store" {
		t.Errorf("page: %v", p.header)
	}
	p.open("/setup/callback/jira?state=x&code=y")
	if p.header.Get("Referrer-Policy") != "no-referrer" || p.header.Get("Cross-Origin-Opener-Policy") != "" {
		t.Errorf("callback: %v", p.header)
	}
}
