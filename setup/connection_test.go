package setup_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jirabridge/bridge"
)

// settings connects Northwind as its owner and returns the page of its settings.
func (w *world) settings() *person {
	w.t.Helper()
	p := w.visitor().open("/setup").post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
	p.open(attribute(p.hook("settings"), "href"))
	if p.status != http.StatusOK || p.at.Path != "/setup/connection" {
		w.t.Fatalf("%d at %s: %s", p.status, p.at, p.text())
	}
	return p
}

func (w *world) reading() bridge.Reading {
	w.t.Helper()
	return must(w.bridge.Connection(w.t.Context(), "1"))(w.t).Reading
}

func TestReadingIsChosen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.settings()
		p.says("Settings of the connection of Northwind", "Who sees linked issues", "Key and status only")
		if !has(p.find("value", "all"), "checked") || w.reading() != bridge.ReadAll {
			t.Error("not everything is shown at first")
		}
		p.submit("reading", url.Values{"reading": {"own"}}).says("Saved.")
		if !has(p.find("value", "own"), "checked") || w.reading() != bridge.ReadOwn {
			t.Errorf("it is %q", w.reading())
		}
		if p.open("/setup/connection?workspace=1").hook("reading-form") == nil {
			t.Error("the page is gone")
		}
		if p.post("/setup/connection/reading", url.Values{"workspace": {"1"}, "reading": {"nothing"}}); p.status != http.StatusBadRequest || w.reading() != bridge.ReadOwn {
			t.Errorf("%d, now %q", p.status, w.reading())
		}
	})
}

func TestSettingsAreForThoseWhoMayChangeThem(t *testing.T) {
	w := one(t)
	w.settings()
	w.platform.Person = "11"
	p := w.visitor().open("/setup/connection?workspace=1")
	if p.at.Path != "/setup" || p.hook("settings") != nil {
		t.Errorf("a member comes to %s: %s", p.at, p.text())
	}
	if p.post("/setup/connection/reading", url.Values{"workspace": {"1"}, "reading": {"brief"}}); p.status != http.StatusForbidden || w.reading() != bridge.ReadAll {
		t.Errorf("%d, now %q", p.status, w.reading())
	}
}

func TestSettingsWithoutConnection(t *testing.T) {
	p := one(t).visitor().open("/setup/connection?workspace=2")
	if p.at.Path != "/setup" || p.find("name", "jira_domain") == nil {
		t.Errorf("%d at %s", p.status, p.at)
	}
}

// Issues get links back only when somebody who may says so.
func TestBacklinksAreSwitched(t *testing.T) {
	w := one(t)
	p := w.settings()
	on := func() bool { return must(w.bridge.Connection(t.Context(), "1"))(t).Backlinks }
	if on() {
		t.Error("they are on at first")
	}
	if p.submit("backlinks", url.Values{"backlinks": {"on"}}).says("Saved."); !on() {
		t.Error("they are still off")
	}
	w.platform.Person = "11"
	if p := w.visitor().open("/setup").post("/setup/connection/backlinks", url.Values{"workspace": {"1"}}); p.status != http.StatusForbidden || !on() {
		t.Errorf("a member gets %d", p.status)
	}
}

// The board names everybody with an authorization, and what has become of it.
func TestBoard(t *testing.T) {
	w := one(t)
	p := w.settings()
	p.says("Connected people", "Valid")
	if row := p.find("data-member", "10"); row == nil {
		t.Errorf("the connector is not on it: %s", p.text())
	}
}

func TestWebhookAddress(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.settings()
		if p.hook("hook-url") != nil {
			t.Error("there is an address nobody has asked for")
		}
		p.submit("workspace", nil) // reading, as it is
		first := address(p.post("/setup/connection/hooks", url.Values{"workspace": {"1"}}))
		p.says("Webhooks of Jira", "There is a new address", "Issue", "updated", "None has come yet.")
		if !strings.HasPrefix(first, w.url+"/app/hooks/jira/") || p.hook("hook-secret") != nil {
			t.Errorf("%q, and a secret although this Jira cannot sign: %v", first, p.hook("hook-secret") != nil)
		}
		if again := address(p.open("/setup/connection?workspace=1")); again != first {
			t.Errorf("%q, then %q", first, again)
		}
		_, secret, _ := strings.Cut(first, "/app/hooks/jira/")
		if err := w.bridge.Receive(t.Context(), secret, "", strings.NewReader("no event")); err == nil {
			t.Error("no event was taken in")
		}
		p.open("/setup/connection?workspace=1").says("Refused: it could not be read.")
		p.asks("ask-renew-hook", "renew-hook")
		if renewed := address(p.post("/setup/connection/hooks", url.Values{"workspace": {"1"}})); renewed == first || renewed == "" {
			t.Errorf("renewed: %q", renewed)
		}
		if text := w.log.String(); strings.Contains(text, secret) {
			t.Error("the secret is in the log")
		}
	})
}

func address(p *person) string {
	p.t.Helper()
	if p.status != http.StatusOK || p.hook("hook-url") == nil {
		p.t.Fatalf("%d at %s: %s", p.status, p.at, p.text())
	}
	return attribute(p.hook("hook-url"), "value")
}

func TestWebhookAddressIsForThoseWhoMayChange(t *testing.T) {
	w := one(t)
	w.settings()
	w.platform.Person = "11"
	p := w.visitor().open("/setup")
	if p.post("/setup/connection/hooks", url.Values{"workspace": {"1"}}); p.status != http.StatusForbidden {
		t.Errorf("%d: %s", p.status, p.text())
	}
}

// J-82: who connects with the other kind of link is shown who has followed, and
// retires the old one.
func TestOldLinkIsRetired(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.visitor().open("/setup")
		p.post("/setup", w.signed()).allow("admin")
		other := w.visitor()
		w.platform.Person = "11"
		other.open("/setup").open("/connect").allow("ann")
		w.platform.Person = "10"

		p.open("/setup?workspace=1&edit=1&kind=oauth2").says("Tasks keep their issues", "over OAuth 2.0", "OAuth 1.0 goes on")
		p.post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
		p.open("/setup").says("People are moving from OAuth 1.0 to OAuth 2.0.")
		p.open(attribute(p.hook("to-former"), "href")).says("1 person has authorized again.", "Not yet:", "Person 11", "Ann", "Has to authorize again")
		p.says("Retire OAuth 1.0 now?", "The people above have not authorized again.", "This cannot be undone.")
		p.asks("ask-retire", "retire")
		p.submit("retire", nil).says("The old authorizations have been deleted.", "connected with another application link")
		if p.hook("retire") != nil {
			t.Error("there is something left to retire")
		}
		if conn := must(w.bridge.Connection(t.Context(), "1"))(t); conn.Former != "" {
			t.Errorf("%+v", conn)
		}
		w.platform.Person = "11"
		if p := w.visitor().open("/setup").post("/setup/connection/former", url.Values{"workspace": {"1"}}); p.status != http.StatusForbidden {
			t.Errorf("a member gets %d", p.status)
		}
	})
}

// An address that browsers use instead is taken, or shown again with what is
// wrong with it.
func TestBrowsersAddressIsSet(t *testing.T) {
	w := one(t)
	p := w.settings()
	now := func() string { return must(w.bridge.Connection(t.Context(), "1"))(t).BrowserURL }
	p.says("Jira’s address in browsers", "Links to issues lead to "+w.jira.URL)
	p.submit("browser_url", url.Values{"browser_url": {"ftp://wrong"}}).says("This is not the address of a Jira.")
	if now() != "" || p.find("value", "ftp://wrong") == nil || strings.Contains(p.text(), "Saved.") {
		t.Errorf("now %q: %s", now(), p.text())
	}
	p.submit("browser_url", url.Values{"browser_url": {"https://jira.example.com/"}}).says("Saved.", "Links to issues lead to https://jira.example.com.")
	if now() != "https://jira.example.com" || strings.Contains(p.text(), "This is not the address") {
		t.Errorf("now %q: %s", now(), p.text())
	}
	p.open("/setup?workspace=1&edit=1")
	if p.find("value", "https://jira.example.com") == nil {
		t.Error("the form to connect again would lose it")
	}
	w.platform.Person = "11"
	if p := w.visitor().open("/setup").post("/setup/connection/browser", url.Values{"workspace": {"1"}}); p.status != http.StatusForbidden || now() == "" {
		t.Errorf("%d, now %q", p.status, now())
	}
}
