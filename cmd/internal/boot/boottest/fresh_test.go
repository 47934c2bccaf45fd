package boottest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// TestFreshness is about what pages show of a Jira that changes. It is one that
// signs its webhooks.
func TestFreshness(t *testing.T) {
	t.Parallel()
	f := &freshness{
		World:   Start(t, Options{Database: "sqlite", Connect: "oauth2", Version: "10.3.19"}),
		browser: NewBrowser(t),
	}
	t.Run("one search keeps thirty pages current", f.oneSearch)
	f.tab, f.key = f.openPage(t, f.Role(t, "owner", true)) // with whose credential nothing was searched yet
	t.Run("a webhook reaches an open page", f.webhook)
	t.Run("an admin narrows what is shown", f.narrowed)
	t.Run("what becomes of an issue", f.conditions)
	t.Run("a hundred widgets at once", f.screen)
}

type freshness struct {
	*World
	browser *Browser
	tab     *Tab   // a guest's page that stands open
	key     string // of the issue on it
}

// attached is a task with an issue that somebody has linked, by way of the host
// alone.
func (f *freshness) attached(t *testing.T, who demo.Person, key string) (task, attachment string) {
	t.Helper()
	task, attachment = f.NewTask(t, who.Token, map[string]any{"name": "Has " + key}), attachmentGID()
	r := f.Host(who).Post(t, f.JiraApp.AttachURL, map[string]any{"task": task, "attachment": attachment, "query": key})
	if r.Status != http.StatusOK {
		t.Fatalf("attach %s: %d %s", key, r.Status, r.Body)
	}
	return task, attachment
}

// linkMany are tasks with issues that somebody has linked, as messages name them.
func (f *freshness) linkMany(t *testing.T, who demo.Person, n int) (pages []map[string]string) {
	t.Helper()
	for i := range n {
		key := f.createInJira(t, fmt.Sprint("Watched ", i))
		task, attachment := f.attached(t, who, key)
		pages = append(pages, map[string]string{"task": task, "attachment": attachment, "resource_url": f.JiraURL + "/browse/" + key})
	}
	return pages
}

// screen has a guest load all widgets at once. They are read in one member's
// name, whose reads follow each other and take a while each, so that their
// number tells at any speed whether widgets share them.
func (f *freshness) screen(t *testing.T) {
	const takes = 300 * time.Millisecond
	guest, member := f.Role(t, "guest", false), f.Role(t, "member", true)
	pages := f.linkMany(t, member, 100)
	f.Fault(t, map[string]any{"match": `GET /rest/api/2/(search|issue/\d+)$`, "delay_ms": takes.Milliseconds(), "times": -1})
	var group sync.WaitGroup
	before, began := len(f.reads(t)), time.Now()
	for i, page := range pages {
		ask := f.Host(guest).get(t, f.JiraApp.WidgetMetadataURL, page)
		group.Go(func() {
			if said := titleOf(ask); !strings.HasSuffix(said, fmt.Sprint(" Watched ", i)) {
				t.Errorf("widget %d is %q", i, said)
			}
		})
	}
	group.Wait()
	reads := f.reads(t)[before:]
	if len(reads) > 2+int(time.Since(began)/takes) || len(reads) == 0 { // one may be that of the minute
		t.Errorf("%d reads within %s: %v", len(reads), time.Since(began), reads)
	}
}

// titleOf is what an answer to a request for a widget is called, or the error.
func titleOf(ask *http.Request) string {
	r, err := http.DefaultClient.Do(ask)
	if err != nil {
		return err.Error()
	}
	defer r.Body.Close()
	var widget struct{ Metadata struct{ Title string } }
	if err := json.NewDecoder(r.Body).Decode(&widget); err != nil {
		return err.Error()
	}
	return widget.Metadata.Title
}

func (f *freshness) oneSearch(t *testing.T) {
	began := time.Now()
	guest, pages := f.Role(t, "guest", false), f.linkMany(t, f.Role(t, "member", true), 30)
	askAgain := func() {
		for _, page := range pages {
			if r := f.Host(guest).Again(t, f.JiraApp.WidgetMetadataURL, page); r.Status != http.StatusOK {
				t.Fatalf("%d %s", r.Status, r.Body)
			}
		}
	}
	askAgain()
	waitFor(t, "a search for what the open pages show", func() bool { return len(f.searches(t)) > 0 })
	before := f.reads(t)
	askAgain()
	askAgain()
	after, searches := f.reads(t), f.searches(t)
	minutes := int(time.Since(began) / time.Minute) // after one each value is read anew
	if most := len(before) + 1 + minutes*len(pages); len(after) > most {
		t.Errorf("60 answers to open pages took %v", after[len(before):])
	}
	if len(searches) > 2+minutes {
		t.Errorf("%d searches: %v", len(searches), searches)
	}
}

// reads are the requests that Jira has seen for issues.
func (f *freshness) reads(t *testing.T) (all []string) {
	t.Helper()
	single := regexp.MustCompile(`/issue/\d+$`)
	for _, s := range f.Seen(t) {
		if s.Method == http.MethodGet && (single.MatchString(s.Path) || strings.Contains(s.Query, "jql=id+in")) {
			all = append(all, s.Path+"?"+s.Query)
		}
	}
	return all
}

// searches are those of the reads that are for several issues.
func (f *freshness) searches(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(f.reads(t), func(read string) bool { return !strings.Contains(read, "/search?") })
}

// settings is the page of the connection, as the connector sees it.
func (f *freshness) settings(t *testing.T) *visitor.Visitor {
	t.Helper()
	v := setupVisitor(t, f.World, f.Role(t, "owner", true))
	must(t, v.Open(t.Context(), f.PlatformURL+"/setup/connection?workspace="+f.WorkspaceGID))
	return v
}

// register enters into Jira what the page of the connection shows.
func (f *freshness) register(t *testing.T, v *visitor.Visitor) {
	t.Helper()
	r := f.Jira(t, f.jiraAdmin(t), http.MethodPost, "/rest/jira-webhook/1.0/webhooks", map[string]any{
		"name": "Jirabridge", "url": visitor.Attribute(v.Find("id", "hook-url"), "value"), "events": []string{"jira:issue_updated", "jira:issue_deleted"},
		"configuration": map[string]any{"SECRET": visitor.Attribute(v.Find("id", "hook-secret"), "value")},
	})
	if r.Status != http.StatusCreated {
		t.Fatalf("register: %d %s", r.Status, r.Body)
	}
}

// openPage is a guest's page of a task with an issue that somebody has linked.
func (f *freshness) openPage(t *testing.T, who demo.Person) (tab *Tab, key string) {
	t.Helper()
	key = f.createInJira(t, "Open in a page")
	task, _ := f.attached(t, who, key)
	waitFor(t, "the attachment on the task", func() bool { return len(f.attachments(t, who.Token, task)) > 0 })
	tab = f.browser.Person(t)
	tab.signIn(f.World, f.Role(t, "guest", false))
	tab.Go(f.TaskURL(task))
	tab.seeWidget(key)
	return tab, key
}

// seeLater waits until an element contains text, on a page that thinks that
// fifteen seconds go by at every look.
func (b *Tab) seeLater(where, text string) {
	b.t.Helper()
	b.Until(fmt.Sprintf("%q to stand in %s of a page that stands open", text, where), fmt.Sprintf(`(() => {
		const now = Date.now;
		window.later = (window.later ?? 0) + 15000;
		Date.now = () => now() + window.later;
		document.dispatchEvent(new Event("visibilitychange"));
		Date.now = now;
		return [...document.querySelectorAll(%q)].some(e => e.textContent.includes(%q));
	})()`, where, text))
}

func (f *freshness) webhook(t *testing.T) {
	v := f.settings(t)
	must(t, v.Submit(t.Context(), "renew", "hook", nil))
	f.register(t, v)
	tab, key := f.tab, f.key
	searched := len(f.searches(t))
	tab.seeLater("[data-fields]", "As of")
	waitFor(t, "a search that is over", func() bool { return len(f.searches(t)) > searched })
	before := len(f.reads(t))
	f.transition(t, key, "In Progress")
	tab.seeLater(hookText("widget-status"), "In Progress")
	if news := f.reads(t)[before:]; !slices.ContainsFunc(news, func(read string) bool { return !strings.Contains(read, "/search?") }) {
		t.Errorf("a search told it: %v", news)
	}
	must(t, v.Open(t.Context(), f.PlatformURL+"/setup/connection?workspace="+f.WorkspaceGID))
	if log := visitor.Text(v.Find("data-test", "hook-log")); !strings.Contains(log, key+" The issue was read again") {
		t.Errorf("the log says %q", log)
	}
	forged := request(t, http.MethodPost, visitor.Attribute(v.Find("id", "hook-url"), "value"), strings.NewReader(`{"timestamp":1,"webhookEvent":"jira:issue_updated"}`))
	if r := Do(t, forged); r.Status != http.StatusForbidden {
		t.Errorf("unsigned: %d %s", r.Status, r.Body)
	}
	must(t, v.Open(t.Context(), f.PlatformURL+"/setup/connection?workspace="+f.WorkspaceGID))
	says(t, v, "Refused: it is not signed.")
	if secret := visitor.Attribute(v.Find("id", "hook-url"), "value"); strings.Contains(f.Demo.Output(), secret[strings.LastIndex(secret, "/")+1:]) {
		t.Error("the secret of the address is in the log")
	}
}

// conditions takes an issue through everything that can become of it, before a
// page that stands open.
func (f *freshness) conditions(t *testing.T) {
	tab, key := f.tab, f.key
	admin := f.jiraAdmin(t)
	moved := f.moveInJira(t, key, "WEB")
	tab.seeLater(hookText("widget-title"), moved)
	tab.SeeText("[data-fields]", "was "+key)
	f.inJira(t, admin, http.MethodPut, "/rest/api/2/issue/"+moved+"/archive")
	tab.seeLater("[data-fields]", "Archived")
	f.inJira(t, admin, http.MethodPut, "/rest/api/2/issue/"+moved+"/restore")
	waitFor(t, "it to be restored", func() bool { // a page that was in a hurry shows the last values
		tab.Reload()
		tab.seeWidget(moved)
		return !strings.Contains(tab.PageText(), "Archived")
	})
	hidden := f.moveInJira(t, moved, "SEC") // which nobody here may see
	tab.seeLater("[data-problem]", "nobody in this workspace has access to it any more")
	tab.Reload()
	tab.SeeText("[data-problem]", "nobody in this workspace has access to it any more")
	if text := tab.PageText(); strings.Contains(text, hidden) || strings.Contains(text, "Highest") {
		t.Errorf("what is hidden is shown: %s", text)
	}
	back := f.moveInJira(t, hidden, "WEB")
	tab.seeLater(hookText("widget-title"), back)
	f.inJira(t, admin, http.MethodDelete, "/rest/api/2/issue/"+back)
	tab.seeLater("[data-problem]", "This issue was deleted in Jira")
}

// hookText is the element of a hook, for a script.
func hookText(name string) string { return string(hook(name)) }

// moveInJira moves an issue to another project and returns its new key.
func (f *freshness) moveInJira(t *testing.T, key, project string) string {
	t.Helper()
	r := Do(t, request(t, http.MethodPost, f.JiraURL+"/rest/sim/1.0/moves", strings.NewReader(fmt.Sprintf(`{"issue":%q,"project":%q}`, key, project))))
	if r.Status != http.StatusOK {
		t.Fatalf("move: %d %s", r.Status, r.Body)
	}
	return dig(r.JSON(t), "key")
}

func (f *freshness) inJira(t *testing.T, who demo.JiraPerson, method, path string) {
	t.Helper()
	if r := f.Jira(t, who, method, path, nil); r.Status != http.StatusNoContent {
		t.Fatalf("%s %s: %d %s", method, path, r.Status, r.Body)
	}
}

func (f *freshness) narrowed(t *testing.T) {
	v := f.settings(t)
	tab, key := f.tab, f.key
	must(t, v.Submit(t.Context(), "reading", "brief", nil))
	tab.Reload()
	tab.SeeText(hook("widget-status"), "In Progress")
	tab.SeeText("[data-foot]", "Key and status only")
	if title := tab.See(hook("widget-title")); title != key || tab.Has(hook("widget-assignee")) || tab.Has(hook("widget-priority")) {
		t.Errorf("the title is %q, and there is more than key and status: %s", title, tab.PageText())
	}
	must(t, v.Submit(t.Context(), "reading", "own", nil))
	tab.Reload()
	tab.See(hook("widget-connect") + ":not([hidden])")
	if tab.Has(hook("widget-status")) {
		t.Errorf("a guest without a Jira account sees %s", tab.PageText())
	}
	must(t, v.Submit(t.Context(), "reading", "all", nil))
	tab.Reload()
	tab.seeWidget(key)
}
