package setup_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jirabridge/jira/jiratest"
)

// The way over OAuth 1.0 begins with the button that the product's guide names,
// in every language (J-07), which leads to Asana's consent (J-08).
func TestStart(t *testing.T) {
	w := one(t)
	for lang, heading := range map[string]string{"en": "Connect a workspace", "sv": "Anslut en arbetsyta", "pl": "Połącz obszar roboczy"} {
		p := w.visitor()
		p.lang = lang
		p.open("/setup?kind=oauth1")
		if button := p.hook("connect-to-asana"); p.status != http.StatusOK || button == nil || text(button) != "Connect to Asana" {
			t.Fatalf("%s: %d: %s", lang, p.status, p.text())
		}
		p.says(heading, "Connect to Asana")
	}
	p := w.visitor().open("/setup?kind=oauth1&workspace=2")
	p.stopBefore(w.platform.URL)
	p.submit("start", nil)
	if to := must(url.Parse(p.header.Get("Location")))(t); to.Path != "/-/oauth_authorize" {
		t.Fatalf("the button leads to %s", to)
	}
	p.client.CheckRedirect = nil
	p.open("/setup?kind=oauth1&workspace=2").submit("start", nil)
	if p.hook("consumer-key") == nil || p.hook("connect-to-asana") != nil {
		t.Fatalf("at %s: %s", p.at, p.text())
	}
	p.says("Asana workspace", "Acme & Söner", "Connect to Asana", "Step by step")
	if name := attribute(p.hook("consumer-name"), "value"); name != "Acme & Söner" {
		t.Errorf("the values are those of %q", name)
	}
	if p.open("/setup?kind=oauth1"); p.hook("consumer-key") == nil {
		t.Errorf("who has signed in begins anew: %s", p.text())
	}
}

// Who clicks Deny is told so, and begins again where he began.
func TestDenyAtStart(t *testing.T) {
	w := one(t)
	w.platform.Deny = true
	p := w.visitor().open("/setup?kind=oauth1&workspace=2").submit("start", nil)
	p.says("You did not allow access to your Asana account.", "Back to the setup page")
	w.platform.Deny = false
	if p.open(attribute(p.hook("back"), "href")); p.hook("connect-to-asana") == nil {
		t.Fatalf("the way back leads to %s: %s", p.at, p.text())
	}
	if p.submit("start", nil); attribute(p.hook("consumer-name"), "value") != "Acme & Söner" {
		t.Errorf("at %s: %s", p.at, p.text())
	}
}

// The words of Jira's screens, of older versions and of newer ones.
func TestGuideOfSignedLinks(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	p.open("/setup?kind=oauth1&workspace=2").says("gear icon", "Applications", "Application links",
		"Jira 7.13 to 8.21", w.url+"/setup", "Create new link", "Continue",
		"Jira 8.22 and later", "Create link", "Atlassian product", w.url+"/setup", "Continue",
		"AsanaAppLink-Acme & Söner", "Generic Application", "Create incoming link", "Continue",
		"Consumer Key", "Consumer Name", "Acme & Söner", "Public Key", "BEGIN PUBLIC KEY", "Jira domain", "Connect to Asana", "Allow",
		"Incoming Authentication", "single sign-on")
}

// refusal is a fault of the page that Jira's tokens are asked for at.
func (w *world) refusal(page string, f jiratest.Fault) {
	w.t.Helper()
	f.Match, f.Times = "POST /plugins/servlet/oauth/"+page, -1
	w.jira.ClearFaults()
	check(w.t, w.jira.SetFault(f))
}

// Before anybody is led to Jira, Jira has given a token. Where it does not, the
// form says why, at the input concerned.
func TestRefusedBeforeConsent(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	typed := w.signed()
	for _, c := range []struct {
		name, at string
		fault    jiratest.Fault
		says     []string
	}{
		{"no link", "consumer_key", jiratest.Fault{Status: 401, Body: "oauth_problem=consumer_key_unknown"}, []string{"Jira does not know this link", "Incoming Authentication", "Consumer Key"}},
		{"half a link", "consumer_key", jiratest.Fault{Status: 401}, []string{"without a reason", "Incoming Authentication"}},
		{"a word", "consumer_key", jiratest.Fault{Status: 401, Body: "oauth_problem=additional_authorization_required"}, []string{"additional_authorization_required"}},
		{"clocks", "", jiratest.Fault{Status: 401, Body: "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1-3"}, []string{"The clocks are ", " d apart", "1970-01-01 00:00:02"}},
		{"a proxy", "jira_domain", jiratest.Fault{Status: 401, Body: "oauth_problem=signature_invalid&oauth_signature_base_string=" +
			url.QueryEscape("POST&http%3A%2F%2F10.0.0.5%3A8080%2Fjira%2Fplugins%2Fservlet%2Foauth%2Frequest-token&x")},
			[]string{"called at " + w.jira.URL, "http://10.0.0.5:8080/jira", "proxyName"}},
		{"single sign-on", "jira_domain", jiratest.Fault{Status: 302, Headers: map[string]string{"Location": "https://sso.example.com/"}}, []string{"single sign-on", "/plugins/servlet/oauth"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t, p.t = t, t
			w.refusal("request-token", c.fault)
			p.post("/setup", typed)
			if p.hook("setup-form") == nil || c.at != "" && text(p.hook("error-"+c.at)) == "" || w.connected("1") {
				t.Fatalf("connected %v, nothing at %q: %s", w.connected("1"), c.at, p.text())
			}
			p.says(c.says...)
			if typed := attribute(p.find("name", "jira_domain"), "value"); typed != w.jira.URL {
				t.Errorf("the address has become %q", typed)
			}
			for _, lang := range []string{"sv", "pl"} {
				p.lang = lang
				if p.open("/setup?kind=oauth1&workspace=1"); strings.Contains(p.text(), "bridge.") || strings.Contains(p.text(), "no value") {
					t.Errorf("%s: %s", lang, p.text())
				}
			}
			p.lang = ""
		})
	}
	w.t, p.t = t, t
	w.jira.ClearFaults()
	if p.post("/setup", typed).allow("admin"); p.at.Path != "/setup/done" {
		t.Fatalf("at %s: %s", p.at, p.text())
	}
	p.says("Northwind is now connected", "The configuration of the server is complete.")
}

// A consent that comes to nothing says why, on the page that leads back.
func TestRefusedAfterConsent(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	typed := w.signed()
	w.refusal("access-token", jiratest.Fault{Status: 401, Body: "oauth_problem=permission_unknown"})
	p.post("/setup", typed).allow("admin")
	w.goesToSettings(p, "Jira has no answer from you yet.")
	w.jira.ClearFaults()
	p.post("/setup", typed)
	p.signInToJira("admin")
	p.submit("deny", url.Values{"deny": {"Deny"}})
	w.goesToSettings(p, "You did not allow access to your Jira account.")
	if p.hook("consumer-key") == nil || w.connected("1") {
		t.Errorf("at %s: %s", p.at, p.text())
	}
}

// Why a member's consent came to nothing goes with the browser to where it began,
// and what it names is not in the address.
func TestProblemOfAMember(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	p.post("/setup", w.signed()).allow("admin")
	w.platform.Person = "11"
	p = w.visitor().open("/setup")
	w.refusal("access-token", jiratest.Fault{Status: 401, Body: "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1-3"})
	p.open("/connect").allow("ann")
	if q := p.at.Query(); p.at.Path != "/connect/done" || q.Get("error") != "bridge.jira_clock" || len(q) != 2 {
		t.Fatalf("at %s: %s", p.at, p.text())
	}
	p.says("bridge.jira_clock", `"id":"bridge.jira_clock"`, `"There":"1970-01-01 00:00:02"`)
}
