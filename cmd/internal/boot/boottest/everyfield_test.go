package boottest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestEveryField goes through the form of an issue type that asks for fields of
// every kind, and then of one that requires what only Jira's own form can ask.
func TestEveryField(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2"})
	tab := NewBrowser(t).Person(t)
	who := w.Role(t, "member", true)
	tab.signIn(w, who)
	t.Run("asked", func(t *testing.T) {
		everyKind(t, w, tab, w.NewTask(t, who.Token, map[string]any{"name": "Every kind"}))
	})
	t.Run("only in Jira", func(t *testing.T) {
		onlyInJira(t, w, tab, w.NewTask(t, who.Token, map[string]any{"name": "Sails & ropes"}))
	})
}

// formField is the control of a field, or with a tag one of its parts.
func formField(id, tag string) chromedp.CSS {
	return chromedp.CSS(fmt.Sprintf(`[data-test="field-%s"] %s`, id, tag))
}

// pick types into a typeahead field and takes the first that reads want.
func (b *Tab) pick(id, query, want string) {
	b.t.Helper()
	b.Type(formField(id, "input"), query)
	b.Until(want+" to be suggested", fmt.Sprintf(`document.querySelector(%q)?.textContent.includes(%q)`, formField(id, ".combo-option"), want))
	b.Click(formField(id, ".combo-option"))
	b.drawn()
}

// choice chooses in a select; the form may become another one.
func (b *Tab) choice(id, value string) {
	b.t.Helper()
	b.Choose(formField(id, "select"), value)
	b.drawn()
}

// drawn waits until the form is the one for what was entered.
func (b *Tab) drawn() {
	b.t.Helper()
	b.Until("the form to be drawn", `document.querySelector("dialog[open]")?.getAttribute("aria-busy") !== "true"`)
}

// openKind opens the form for a type of project KIND.
func (b *Tab) openKind(w *World, task, issueType string) {
	b.t.Helper()
	b.Go(w.TaskURL(task))
	b.openForm()
	if b.Value(formField("project", "input")) != "All kinds (KIND)" {
		b.pick("project", "kind", "KIND")
	}
	kind := formField("issuetype", "select")
	b.Until("the project's types", fmt.Sprintf(`[...(document.querySelector(%q)?.options ?? [])].some((o) => o.text === %q)`, kind, issueType))
	b.choice("issuetype", b.optionValue(kind, issueType))
}

func everyKind(t *testing.T, w *World, tab *Tab, task string) {
	tab.openKind(w, task, "Report")
	tab.Type(formField("customfield_10001", "input"), "Customer")
	tab.choice("customfield_10006", "10101")
	tab.choice("customfield_10010", "10140")
	tab.choice("customfield_10010.child", "10142")
	tab.pick("customfield_10015", "bob", "Bob Jones")
	tab.pick("customfield_10015.2", "mei", "李梅")
	tab.Click(formField("customfield_10007", "input[value='10112']"))
	tab.pick("customfield_10024", "part 5", "Part 50")
	tab.pick("customfield_10024.2", "part 60", "Part 60")
	tab.choice("another_field", "customfield_10025")
	tab.choice("customfield_10025", "22003")
	tab.Type(formField("customfield_10003", "input"), "a few")
	tab.Click(hook("form-submit"))
	tab.SeeText(formField("customfield_10003", ".field-error"), "Enter a number.")
	tab.Shot("fields-refused")
	tab.Type(formField("customfield_10003", "input"), "2.5")
	tab.Click(hook("form-submit"))
	key := strings.Fields(tab.See(hook("widget-title")))[0]
	got := w.jiraFields(t, key)
	parts := got["customfield_10024"].([]any)
	for what, pair := range map[string][2]string{
		"text": {dig(got, "customfield_10001"), "Customer"}, "select": {dig(got, "customfield_10006.value"), "Annoying"},
		"cascade": {dig(got, "customfield_10010.value") + "/" + dig(got, "customfield_10010.child.value"), "North/Umeå"},
		"people":  {dig(got["customfield_10015"].([]any)[0], "name") + "/" + dig(got["customfield_10015"].([]any)[1], "name"), "bob/mei"},
		"buttons": {dig(got, "customfield_10007.value"), "Americas"}, "a long list": {dig(parts[0], "value") + "/" + dig(parts[1], "value"), "Part 50/Part 60"},
		"number": {dig(got, "customfield_10003"), "2.5"}, "another": {dig(got["customfield_10025"].([]any)[0], "value"), "Shelf 04"}, "Jira's own": {dig(got, "customfield_10026.value"), "Mail"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: Jira has %q, want %q", what, pair[0], pair[1])
		}
	}
}

// onlyInJira follows the link to Jira's form, which has what was entered, and
// links what was made there.
func onlyInJira(t *testing.T, w *World, tab *Tab, task string) {
	tab.openKind(w, task, "Approval")
	tab.SeeText(hook("form-dialog"), "Only in Jira: Account")
	tab.choice("customfield_10006", "10102")
	tab.choice("customfield_10010", "10140")
	tab.Click(hook("form-submit"))
	tab.SeeText(formField("customfield_10020", ".field-error"), "Account is required.")
	tab.Shot("fields-only-in-jira")
	jira := tab.Popup(func() { tab.Click(formField("handover", "a")) })
	who := w.Role(t, "member", true)
	if jira.eventually("#customfield_10006", input("os_username")) != "#customfield_10006" {
		jira.signInToJira(w.JiraPerson(t, who.JiraUser))
	}
	jira.Until("what was entered", `document.querySelector("#customfield_10006")?.value === "10102" && document.querySelector("#customfield_10010").value === "10140"`)
	if got := jira.Value("#summary"); got != "Sails & ropes" {
		t.Errorf("Jira's form has the summary %q", got)
	}
	jira.Type("#customfield_10020", "4711")
	jira.Click("#issue-create-submit")
	key := jira.See("#key-val")
	tab.Go(w.TaskURL(task))
	tab.linkIssue(key)
	tab.SeeText(hook("widget-title"), key)
}
