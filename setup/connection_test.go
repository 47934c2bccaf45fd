package setup_test

import (
	"net/http"
	"net/url"
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
		p.says("Settings of the connection of Northwind", "Reading after linking", "Key and status only")
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
