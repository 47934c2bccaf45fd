package boottest

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// J-86: the words of the lookup.
func (c *checklist) lookupTexts(t *testing.T) {
	tab, _ := c.memberOnTask(t, map[string]any{"name": "Lookup texts"})
	tab.Click(hook("entry-point"))
	tab.Click(hook("lookup-action"))
	if got := tab.Attribute(hook("lookup-input"), "placeholder"); got != "Paste a Jira issue link or ID…" {
		t.Errorf("the placeholder is %q", got)
	}
	if got := tab.See(hook("lookup-add")); got != "Add" {
		t.Errorf("the button reads %q", got)
	}
}

// J-38: a guest, who has no Jira account, is informed by the widget as a member
// is, and neither links nor creates.
func (c *checklist) guestsSeeWhatMembersSee(t *testing.T) {
	member, guest := c.Role(t, "member", true), c.Role(t, "guest", false)
	tab, task, key := c.linkedTask(t, "Informs everybody")
	message := map[string]string{
		"task": task, "attachment": tab.Attribute("[data-widget]", "data-widget"), "resource_url": c.JiraURL + "/browse/" + key,
	}
	whole := c.Host(member).Widget(t, "en", message)
	if r := c.Host(guest).Widget(t, "en", message); r.Status != http.StatusOK || string(r.Body) != string(whole.Body) {
		t.Errorf("the guest is told %d %s, the member %s", r.Status, r.Body, whole.Body)
	}
	theirs := c.browser.Person(t)
	theirs.signIn(c.World, guest)
	theirs.Go(c.TaskURL(task))
	theirs.seeWidget(key)
	for _, part := range []string{"widget-title", "widget-status", "widget-priority", "widget-assignee"} {
		if got, want := theirs.See(hook(part)), tab.See(hook(part)); got != want || want == "" {
			t.Errorf("%s is %q for the guest, %q for the member", part, got, want)
		}
	}
	free, before := c.NewTask(t, member.Token, map[string]any{"name": "Without an issue"}), c.issueCount(t)
	attach := map[string]any{"task": free, "attachment": attachmentGID(), "query": key}
	if r := c.Host(guest).Post(t, c.JiraApp.AttachURL, attach); r.Status != http.StatusUnauthorized {
		t.Errorf("the guest links: %d %s", r.Status, r.Body)
	}
	form, _ := c.formFor(t, member, map[string]any{"name": "Whose values are forced by a guest"})
	submit := map[string]any{"task": free, "attachment": attachmentGID(), "values": values(t, form)}
	if r := c.Host(guest).Post(t, submitURL(t, form), submit); r.Status != http.StatusUnauthorized {
		t.Errorf("the guest creates: %d %s", r.Status, r.Body)
	}
	if list := c.attachments(t, member.Token, free); len(list) != 0 || c.issueCount(t) != before {
		t.Errorf("the task has %v, and there were %d issues", list, before)
	}
}

// J-50: nobody links or finds what Jira hides from him.
func (c *checklist) linksOnlyWhatOneMaySee(t *testing.T) {
	const hidden = "SEC-1"
	who := c.Role(t, "member", true)
	if r := c.Jira(t, c.JiraPerson(t, who.JiraUser), http.MethodGet, "/rest/api/2/issue/"+hidden, nil); r.Status != http.StatusNotFound {
		t.Fatalf("%s sees %s in Jira, so this row sees nothing: %d", who.JiraUser, hidden, r.Status)
	}
	for _, query := range []string{hidden, "Leaked credential", "leaked", ""} {
		r := c.Host(who).Get(t, c.JiraApp.TypeaheadURL, map[string]string{"task": c.TaskGIDs[0], "query": query})
		if r.Status != http.StatusOK || strings.Contains(string(r.Body), hidden) {
			t.Errorf("%q finds %d %s", query, r.Status, r.Body)
		}
	}
	tab, task := c.memberOnTask(t, map[string]any{"name": "Links what it may not"})
	for _, query := range []string{hidden, c.JiraURL + "/browse/" + hidden} {
		r := c.Host(who).Post(t, c.JiraApp.AttachURL, map[string]any{"task": task, "attachment": attachmentGID(), "query": query})
		if said, _ := r.JSON(t)["error"].(string); r.Status != http.StatusNotFound || !strings.Contains(said, hidden) || strings.Contains(said, "Leaked") {
			t.Errorf("attach %s: %d %s", query, r.Status, r.Body)
		}
	}
	tab.Click(hook("entry-point"))
	tab.Click(hook("lookup-action"))
	tab.Type(hook("lookup-input"), hidden)
	tab.Click(hook("lookup-add"))
	tab.SeeText(`[role="alert"]`, "There is no issue "+hidden+" in Jira, or you do not have access to it.")
	if got := tab.Value(hook("lookup-input")); got != hidden {
		t.Errorf("what was typed is %q now", got)
	}
	if list := c.attachments(t, who.Token, task); len(list) != 0 {
		t.Errorf("the task has %v", list)
	}
}

// J-51: everybody on the task sees the issue, with a Jira account or without.
func (c *checklist) seenWithoutJiraAccount(t *testing.T) {
	_, task, key := c.linkedTask(t, "Seen by all")
	guest := c.browser.Person(t)
	guest.signIn(c.World, c.Role(t, "guest", false))
	guest.Go(c.TaskURL(task))
	guest.seeWidget(key)
	if guest.Has(hook("widget-connect") + ":not([hidden])") {
		t.Error("the guest is asked to connect an account")
	}
}

// J-52: what the task hides, its widget hides.
func (c *checklist) privateHidesTheWidget(t *testing.T) {
	tab, task, key := c.linkedTask(t, "Soon private")
	guest := c.browser.Person(t)
	guest.signIn(c.World, c.Role(t, "guest", false))
	guest.Go(c.TaskURL(task))
	guest.seeWidget(key)
	attachment := guest.Attribute("[data-widget]", "data-widget")
	ask := `fetch(document.querySelector("[data-app]").dataset.base + "/attachments/` + attachment + `/widget", {headers: {Accept: "application/json"}}).then(async r => r.status + await r.text())`
	if got := guest.await(ask); !strings.Contains(got, key) {
		t.Fatalf("before: %s", got)
	}
	tab.do("make the task private", evaluate(`document.querySelector('[data-test="task-private"]').click()`))
	tab.SeeText("#task-bar .pill", "Private")
	if got := guest.await(ask); !strings.HasPrefix(got, "404") || strings.Contains(got, key) {
		t.Errorf("the next request is answered %s", got)
	}
	guest.Reload()
	if text := guest.PageText(); strings.Contains(text, key) || guest.Has("[data-widget]") {
		t.Errorf("the page still shows %s", text)
	}
	unsigned := c.JiraApp.WidgetMetadataURL + "?task=" + task + "&attachment=" + attachment + "&workspace=" + c.WorkspaceGID +
		"&user=" + c.Role(t, "guest", false).GID + "&expires_at=" + inMinutes(5) + "&resource_url=" + c.JiraURL + "/browse/" + key
	if r := Do(t, request(t, http.MethodGet, unsigned, nil)); r.Status != http.StatusBadRequest || strings.Contains(string(r.Body), key) {
		t.Errorf("without a signature: %d %s", r.Status, r.Body)
	}
}

// await runs JavaScript and waits for the text it promises.
func (b *Tab) await(script string) string {
	b.t.Helper()
	b.do("ask", evaluate(`(() => { window.answered = null; `+script+`.then(a => { window.answered = a; }); })()`))
	b.Until("an answer", `window.answered !== null`)
	return read(b, "the answer", evaluateTo[string](`window.answered`))
}

// J-53: an issue never makes a task.
func (c *checklist) issuesMakeNoTasks(t *testing.T) {
	who := c.Role(t, "member", true)
	tasks := func() []string {
		var gids []string
		r := c.API(t, who.Token, http.MethodGet, "/tasks?limit=100&project="+c.ProjectGID, nil)
		for _, task := range r.JSON(t)["data"].([]any) {
			gids = append(gids, dig(task, "gid"))
		}
		slices.Sort(gids)
		return gids
	}
	tab, _, linked := c.linkedTask(t, "The only one")
	before := tasks()
	for _, summary := range []string{"Made in Jira", "Another one"} {
		c.transition(t, c.createInJira(t, summary), "In Progress")
	}
	c.transition(t, linked, "In Progress")
	tab.Reload()
	tab.SeeText(hook("widget-status"), "In Progress")
	if after := tasks(); !slices.Equal(before, after) || len(before) == 0 {
		t.Errorf("tasks before %v, after %v", before, after)
	}
}

// J-87: the whole of a widget, as the app answers it and as it stands there.
func (c *checklist) widgetLayout(t *testing.T) {
	who := c.Role(t, "member", true)
	tab, task := c.memberOnTask(t, map[string]any{"name": "Layout"})
	key := c.createInJira(t, "As a user, I see a flexible widget")
	edit := map[string]any{"fields": map[string]any{"assignee": map[string]any{"name": "ann"}, "priority": map[string]any{"name": "Highest"}}}
	if r := c.Jira(t, c.jiraAdmin(t), http.MethodPut, "/rest/api/2/issue/"+key, edit); r.Status != http.StatusNoContent {
		t.Fatalf("edit: %d %s", r.Status, r.Body)
	}
	c.transition(t, key, "In Progress")
	for range 2 {
		if r := c.Jira(t, c.jiraAdmin(t), http.MethodPost, "/rest/api/2/issue/"+key+"/comment", map[string]any{"body": "A remark"}); r.Status != http.StatusCreated {
			t.Fatalf("comment: %d %s", r.Status, r.Body)
		}
	}
	tab.linkIssue(key)
	tab.seeWidget(key)
	tab.SeeText(".widget-sub", "Task · Open in Jira Server")
	tab.Until("the foot", `/^Last updated in Jira Server (just now|\d+ \w+ ago)$/.test(document.querySelector("[data-foot-text]").textContent)`)
	if got := tab.See("[data-comment-count]"); got != "2" {
		t.Errorf("%s comments are shown", got)
	}

	attachment := c.attachments(t, who.Token, task)[0]["gid"].(string)
	r := c.Host(who).Widget(t, "en", map[string]string{"task": task, "attachment": attachment, "resource_url": c.JiraURL + "/browse/" + key})
	text := strings.ReplaceAll(strings.ReplaceAll(string(r.Body), c.JiraURL, "JIRA"), key, "KEY")
	text = regexp.MustCompile(`(JIRA/[a-z/]+)[^"]*`).ReplaceAllString(text, "JIRA/…")
	text = regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:.]+Z`).ReplaceAllString(text, "MOMENT")
	var got, want any
	must(t, json.Unmarshal([]byte(text), &got))
	must(t, json.Unmarshal([]byte(goldenWidget), &want))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

const goldenWidget = `{"template": "summary_with_details_v0", "metadata": {
	"title": "KEY As a user, I see a flexible widget",
	"subtitle": "Task",
	"subicon_url": "JIRA/…",
	"fields": [
		{"type": "pill", "name": "Status", "text": "In Progress", "color": "blue"},
		{"type": "text_with_icon", "name": "Priority", "text": "Highest", "icon_url": "JIRA/…"},
		{"type": "text_with_icon", "name": "Assignee", "text": "Ann Smith", "icon_url": "JIRA/…"}
	],
	"footer": {"footer_type": "updated", "last_updated_at": "MOMENT"},
	"num_comments": 2
}}`
