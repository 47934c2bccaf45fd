package boottest

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// keeps fails unless the form has what was typed, without the secret, and
// nothing is connected.
func keeps(t *testing.T, v *visitor.Visitor, w *World, domain string, link demo.JiraOAuth2) {
	t.Helper()
	for name, want := range map[string]string{"jira_domain": domain, "client_id": link.ClientID, "client_secret": ""} {
		if in := v.Find("name", name); in == nil || visitor.Attribute(in, "value") != want {
			t.Errorf("%s does not hold %q at %s: %s", name, want, v.At, v.Text())
		}
	}
	var page bytes.Buffer
	must(t, html.Render(&page, v.Page))
	if strings.Contains(page.String(), link.ClientSecret) {
		t.Error("the secret stands in the page")
	}
	nothingStored(t, w)
}

// saysAt fails unless the error stands at the input.
func saysAt(t *testing.T, v *visitor.Visitor, input, words string) {
	t.Helper()
	if at := v.Find("data-test", "error-"+input); at == nil || !strings.Contains(visitor.Text(at), words) {
		t.Errorf("%s does not say %q: %s", input, words, v.Text())
	}
}

// toSettings fails unless the page says why a consent has connected nothing,
// and presses its button.
func toSettings(t *testing.T, v *visitor.Visitor, why string) {
	t.Helper()
	says(t, v, why)
	button := v.Find("data-test", "to-settings")
	if button == nil || visitor.Text(button) != "Go to settings" {
		t.Fatalf("no way back at %s: %s", v.At, v.Text())
	}
	to, err := v.At.Parse(visitor.Attribute(button, "href"))
	must(t, err)
	must(t, v.Open(t.Context(), to.String()))
	if v.At.Path != "/setup" {
		t.Errorf("the button leads to %s", v.At)
	}
}

func (c *checklist) cloudHosts(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	for _, domain := range []string{
		"https://acme.atlassian.net", "acme.atlassian.net", "HTTPS://ACME.ATLASSIAN.NET", "https://acme.atlassian.net.",
		"https://acme.atlassian.net:8443", "https://acme.Atlassian.net.:443/jira?x=1#y",
	} {
		save(t.Context(), v, w, domain, aLink)
		saysAt(t, v, "jira_domain", "Jira Cloud")
		keeps(t, v, w, domain, aLink)
	}
}

func (c *checklist) anyOtherHost(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	for _, domain := range []string{"https://atlassian.net.invalid", "https://myatlassian.net.invalid:8443/jira"} {
		save(t.Context(), v, w, domain, aLink)
		saysAt(t, v, "jira_domain", "Not accessible") // and not that it is Jira Cloud
	}
	link := w.applicationLink(t, w.PlatformURL+"/setup/callback/jira")
	for _, domain := range []string{w.JiraURL, w.JiraURL + "/", " " + w.JiraURL + "/secure/Dashboard.jspa?x=1#y "} { // with port and context path
		v = setupVisitor(t, w, w.Role(t, "owner", false))
		save(t.Context(), v, w, domain, link)
		if !strings.HasPrefix(v.At.String(), w.JiraURL+"/login.jsp") {
			t.Errorf("%q leads to %s: %s", domain, v.At, v.Text())
		}
	}
}

func (c *checklist) notAccessible(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	for domain, why := range map[string]string{
		"https://nx.invalid":                               "Not accessible",
		strings.Replace(w.JiraURL, "http:", "https:", 1):   "Not accessible", // nobody speaks TLS there
		strings.TrimSuffix(w.JiraURL, "/jira") + "/jyra":   "no Jira at this address",
		"https://" + strings.Repeat("j", 600) + ".invalid": "At most 500 characters",
	} {
		save(t.Context(), v, w, domain, aLink)
		saysAt(t, v, "jira_domain", why)
		keeps(t, v, w, domain, aLink)
	}
	save(t.Context(), v, w, "https://astrid:hunter2@nx.invalid/jira", aLink)
	saysAt(t, v, "jira_domain", "without a user name or password")
	keeps(t, v, w, "https://nx.invalid/jira", aLink)
}

// wrongClientID plays the admin in a browser: an unreachable address first,
// then a wrong Client ID, Back, and only that one input mended.
func (c *checklist) wrongClientID(t *testing.T) {
	w := c.fresh(t)
	link := w.applicationLink(t, w.PlatformURL+"/setup/callback/jira")
	wrong := strings.Repeat("0", 32)
	tab := c.browser.Person(t)
	tab.Go(w.PlatformURL + "/setup")
	tab.fillSignIn(w.Role(t, "owner", false))
	if tab.eventually(hook("consent-allow"), hook("save")) == hook("consent-allow") {
		tab.Click(hook("consent-allow"))
	}
	tab.Type("input[name=jira_domain]", "https://nx.invalid")
	tab.Type("input[name=client_id]", wrong)
	tab.Type("input[name=client_secret]", link.ClientSecret)
	tab.Click(hook("save"))
	tab.SeeText(hook("error-jira_domain"), "Not accessible")
	tab.Type("input[name=jira_domain]", w.JiraURL)
	tab.Click(hook("save"))
	tab.SeeText("body", "SoyTofuException") // Jira's own page
	if !strings.HasPrefix(tab.URL(), w.JiraURL) {
		t.Errorf("the error is shown at %s", tab.URL())
	}
	nothingStored(t, w)
	tab.do("go back", evaluate(`void history.back()`))
	tab.See(hook("save"))
	for name, want := range map[string]string{"jira_domain": w.JiraURL, "client_id": wrong} {
		tab.keeps(input(name), want)
	}
	tab.Type("input[name=client_id]", link.ClientID)
	tab.Click(hook("save"))
	tab.See("input[name=os_username]")
}

func (c *checklist) wrongSecret(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	link := w.applicationLink(t, w.PlatformURL+"/setup/callback/jira")
	right := link.ClientSecret
	link.ClientSecret = strings.Repeat("0", 64)
	save(t.Context(), v, w, w.JiraURL, link)
	allow(t, v, w.jiraAdmin(t))
	toSettings(t, v, `Something went wrong during the authorization process. Please check the correctness of fields "Client ID" and "Client secret".`)
	keeps(t, v, w, w.JiraURL, link)
	link.ClientSecret = right
	save(t.Context(), v, w, w.JiraURL, link)
	must(t, v.Submit(t.Context(), "approve", "", url.Values{"approve": nil, "deny": {"Deny"}}))
	toSettings(t, v, "You did not allow access")
	keeps(t, v, w, w.JiraURL, link)
}

func (c *checklist) wrongCallback(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	save(t.Context(), v, w, w.JiraURL, w.applicationLink(t, w.PlatformURL+"/setup/callback/jyra"))
	if !strings.HasPrefix(v.At.String(), w.JiraURL) {
		t.Errorf("saving led to %s", v.At)
	}
	says(t, v, "invalid_request The provided value for the input parameter 'redirect_uri' is not valid.")
	nothingStored(t, w)
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup"))
	says(t, v, "It mentions redirect_uri")
}

// jiraGoesAway: between the form and the consent's return Jira went down.
func (c *checklist) jiraGoesAway(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	link := w.applicationLink(t, w.PlatformURL+"/setup/callback/jira")
	save(t.Context(), v, w, w.JiraURL, link)
	admin := w.jiraAdmin(t)
	must(t, v.Submit(t.Context(), "os_username", admin.Name, url.Values{"os_password": {admin.Password}}))
	w.Fault(t, map[string]any{"match": "POST /rest/oauth2/latest/token", "times": -1, "drop": "before"})
	_ = v.Submit(t.Context(), "approve", "Allow", nil)
	toSettings(t, v, "Jira cannot be reached")
	keeps(t, v, w, w.JiraURL, link)
	Do(t, request(t, http.MethodDelete, w.JiraURL+"/rest/sim/1.0/faults", nil))
	must(t, v.Submit(t.Context(), "workspace", w.WorkspaceGID, nil)) // nothing needs to be typed again
	must(t, v.Submit(t.Context(), "approve", "Allow", nil))
	if v.At.Path != "/setup/done" {
		t.Errorf("afterwards at %s: %s", v.At, v.Text())
	}
	removeConnection(t, w)
}
