package boottest

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// away stops Jira, which keeps what it has in the folder, and returns what
// starts it again.
func (w *World) away(t *testing.T, folder string) (back func()) {
	t.Helper()
	at, err := url.Parse(w.JiraURL)
	must(t, err)
	bin, err := Build()
	must(t, err)
	w.Sim.Stop(t)
	return func() {
		t.Helper()
		w.Sim = StartProcess(t, "listening on", bin.Jirasim, "--listen", at.Host, "--data", folder, "--version", w.Version)
	}
}

// problem waits for what the open dialog says is wrong.
func (b *Tab) problem(want string) {
	b.t.Helper()
	b.Until("the dialog to say "+want, `[...document.querySelectorAll("dialog [data-problem]:not([hidden])")].some(e => e.textContent.includes(`+strconv.Quote(want)+`))`)
}

// TestJiraAway loses Jira at each step of the way to an issue: it is said, what
// was typed stays, and it goes on where it was once Jira is back.
func TestJiraAway(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	w, browser := Start(t, Options{Database: "sqlite", Connect: "oauth2", Sim: []string{"--data", folder}}), NewBrowser(t)
	who := w.Role(t, "member", true)
	tab := browser.Person(t)
	tab.signIn(w, who)
	task := w.NewTask(t, who.Token, map[string]any{"name": "While Jira is away"})
	away := func() (back func()) {
		restart := w.away(t, folder)
		return func() {
			restart()
			waitFor(t, "Jira's return to be noticed", func() bool { return w.Host(who).Form(t, task).Status == http.StatusOK })
		}
	}
	tab.Go(w.TaskURL(task))

	t.Run("as the form opens", func(t *testing.T) {
		back := away()
		tab.Click(hook("entry-point"))
		tab.Click(hook("form-action"))
		tab.jiraGone()
		back()
		tab.Click(hook("form-submit")) // Retry
		tab.See(hook("field-summary"))
	})
	t.Run("as a project is looked for", func(t *testing.T) {
		tab.Type(hook("field-summary")+" input", "Typed before Jira went")
		back := away()
		tab.Click(hook("clear-project"))
		tab.jiraGone()
		back()
		tab.Type(hook("field-project")+" input", "WEB")
		tab.See(hook("lookup-option"))
	})
	t.Run("as the project is changed", func(t *testing.T) {
		back := away()
		tab.Click(hook("lookup-option"))
		tab.jiraGone()
		tab.keepsSummary("Typed before Jira went")
		back()
		tab.Click(hook("field-project") + " input")
		tab.Click(hook("lookup-option") + "[data-value=\"10001\"]") // once more
		tab.Until("the fields of the other project", `!document.querySelector("dialog [data-problem]:not([hidden])") && document.querySelector('[data-test="field-project"] input').value.includes("WEB")`)
		tab.drawn() // the answer may be on its way: the list has closed, and nothing is wrong yet
		tab.keepsSummary("Typed before Jira went")
	})
	t.Run("as the form is sent", func(t *testing.T) {
		back := away()
		tab.Click(hook("form-submit"))
		tab.SeeText("dialog", "The issue was not created.")
		tab.jiraGone()
		tab.keepsSummary("Typed before Jira went")
		back()
		tab.Click(hook("form-submit"))
		tab.SeeText(hook("widget-title"), "Typed before Jira went")
		tab.See(hook("widget-field-1")) // its values, read for the first time
	})
	t.Run("as the widget is read", func(t *testing.T) {
		back := away()
		waitFor(t, "a page that says so", func() bool { // one that was in a hurry shows just the last values
			tab.Reload()
			tab.Until("the answer to the widget", `document.querySelector("[data-widget] [data-loading][hidden]")`)
			return strings.Contains(tab.PageText(), "These are the last values read.")
		})
		tab.SeeText(hook("widget-title"), "Typed before Jira went")
		back()
		tab.Reload()
		tab.Until("fresh values", `document.querySelector('[data-test="widget-field-1"]') && !document.body.textContent.includes("These are the last values read.")`)
	})
	t.Run("as an issue is looked for", func(t *testing.T) {
		tab.unlink()
		back := away()
		tab.Click(hook("entry-point"))
		tab.Click(hook("lookup-action"))
		tab.jiraGone()
		tab.Type(hook("lookup-input"), "IT-1")
		tab.Click(hook("lookup-add"))
		tab.jiraGone()
		back()
		tab.Click(hook("lookup-add"))
		tab.SeeText(hook("widget-title"), "IT-1 ")
	})
}

// jiraGone waits for the dialog to say that Jira is away, or that it has been for
// a while.
func (b *Tab) jiraGone() {
	b.t.Helper()
	b.Until("the dialog to say that Jira is away",
		`[...document.querySelectorAll("dialog")].some(e => /Jira cannot be reached|Jira has not answered/.test(e.textContent))`)
}

func (b *Tab) keepsSummary(want string) {
	b.t.Helper()
	if got := b.Value(hook("field-summary") + " input"); got != want {
		b.t.Errorf("the summary is %q now", got)
	}
}
