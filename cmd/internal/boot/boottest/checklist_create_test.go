package boottest

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// formFor opens the form for a new task and returns it with the task.
func (c *checklist) formFor(t *testing.T, who demo.Person, task map[string]any) (map[string]any, string) {
	t.Helper()
	gid := c.NewTask(t, who.Token, task)
	r := c.Host(who).Form(t, gid)
	if r.Status != http.StatusOK {
		t.Fatalf("form: %d %s", r.Status, r.Body)
	}
	return r.JSON(t), gid
}

// submit sends the form's values, some of them changed.
func (c *checklist) submit(t *testing.T, who demo.Person, form map[string]any, task string, changed map[string]any) Response {
	t.Helper()
	held := values(t, form)
	for id, v := range changed {
		held[id] = v
	}
	return c.Host(who).Post(t, submitURL(t, form), map[string]any{"task": task, "attachment": attachmentGID(), "values": held})
}

func submitURL(t testing.TB, form map[string]any) string {
	t.Helper()
	address, ok := form["metadata"].(map[string]any)["on_submit_callback"].(string)
	if !ok {
		t.Fatalf("the form cannot be submitted: %v", form)
	}
	return address
}

// attachmentGID is a gid as a host reserves it for the attachment to come.
func attachmentGID() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1e15))
	if err != nil {
		panic(err)
	}
	return strconv.FormatInt(1e15+n.Int64(), 10)
}

func (c *checklist) formFields(t *testing.T) {
	who := c.Role(t, "member", true)
	form, _ := c.formFor(t, who, map[string]any{"name": "Prefilled name", "notes": "Prefilled notes"})
	metadata := form["metadata"].(map[string]any)
	if metadata["title"] != "Create New Issue" || metadata["submit_button_text"] != "Create Issue" {
		t.Errorf("title %q, button %q", metadata["title"], metadata["submit_button_text"])
	}
	var ids []string
	for _, f := range fieldList(t, form) {
		ids = append(ids, f["id"].(string))
	}
	if want := []string{"summary", "description", "project", "issuetype", "reporter"}; len(ids) < 5 || !slices.Equal(ids[:5], want) {
		t.Errorf("fields %v, want first %v", ids, want)
	}
	held := fields(t, form)
	if held["summary"]["value"] != "Prefilled name" || !strings.Contains(fmt.Sprint(held["description"]["value"]), "Prefilled notes") {
		t.Errorf("prefilled with %v and %v", held["summary"]["value"], held["description"]["value"])
	}
	project, _ := held["project"]["value"].(map[string]any)
	if project["title"] != "IT (IT)" || project["icon_url"] == nil {
		t.Errorf("project %v, want IT (IT) with its icon", project)
	}
	for _, o := range held["issuetype"]["options"].([]any) {
		if o.(map[string]any)["icon_url"] == nil {
			t.Errorf("issue type %v has no icon", o)
		}
	}
	if reporter, _ := held["reporter"]["value"].(map[string]any); reporter["title"] != "Ann Smith" {
		t.Errorf("reporter %v, want the person herself", held["reporter"]["value"])
	}
}

func (c *checklist) createsWhatWasEntered(t *testing.T) {
	who := c.Role(t, "member", true)
	form, task := c.formFor(t, who, map[string]any{"name": "As entered"})
	kind := optionNamed(t, fields(t, form)["issuetype"], "Bug")
	held := fields(t, form)["project"]["value"].(map[string]any)
	form = c.changed(t, who, form, task, "issuetype", kind)
	r := c.submit(t, who, form, task, map[string]any{"summary": "Entered summary", "description": "<body>Entered <strong>text</strong></body>", "issuetype": kind})
	if r.Status != http.StatusOK {
		t.Fatalf("submit: %d %s", r.Status, r.Body)
	}
	key := keyOf(t, r)
	got := c.jiraFields(t, key)
	want := map[string]string{
		"summary": "Entered summary", "description": "Entered *text*",
		"project.id": held["value"].(string), "issuetype.id": kind, "issuetype.name": "Bug", "reporter.name": who.JiraUser,
	}
	for path, value := range want {
		if s := dig(got, path); s != value {
			t.Errorf("Jira has %s %q, want %q", path, s, value)
		}
	}
}

func (c *checklist) followsJiraPermissions(t *testing.T) {
	who := c.Role(t, "member", false)
	authorize(t, c.World, who, c.JiraPerson(t, "vera"))
	host := c.Host(who) // as vera, who sees IT but may create nothing there
	form := host.Form(t, c.TaskGIDs[2])
	if form.Status != http.StatusOK {
		t.Fatalf("form: %d %s", form.Status, form.Body)
	}
	if strings.Contains(string(form.Body), "IT (IT)") {
		t.Error("the form offers a project in which the person may not create")
	}
	address := fields(t, form.JSON(t))["project"]["typeahead_url"].(string)
	if r := host.Get(t, address, map[string]string{"task": c.TaskGIDs[2], "query": "IT"}); strings.Contains(string(r.Body), "IT (IT)") {
		t.Errorf("the typeahead offers it: %s", r.Body)
	}
	ann, _ := c.formFor(t, c.Role(t, "member", true), map[string]any{"name": "Whose values are forced"})
	before := c.issueCount(t)
	r := host.Post(t, submitURL(t, ann), map[string]any{"task": c.TaskGIDs[2], "attachment": attachmentGID(), "values": values(t, ann)})
	if r.Status != http.StatusBadRequest {
		t.Errorf("a forced submit: %d %s", r.Status, r.Body)
	}
	said := false
	for _, f := range fieldList(t, r.JSON(t)) {
		said = said || f["error"] != nil || strings.Contains(fmt.Sprint(f["name"]), "not")
	}
	if !said {
		t.Errorf("no error is shown: %s", r.Body)
	}
	if after := c.issueCount(t); after != before {
		t.Errorf("a forced submit made an issue: %d before, %d after", before, after)
	}
}

func (c *checklist) pushesOnce(t *testing.T) {
	who := c.Role(t, "member", true)
	tab, task := c.memberOnTask(t, map[string]any{"name": "Pushed once", "notes": "At creation"})
	key := tab.createIssue("")
	if got := c.jiraFields(t, key); dig(got, "summary") != "Pushed once" || dig(got, "description") != "At creation" {
		t.Errorf("Jira got %q, %q", dig(got, "summary"), dig(got, "description"))
	}
	before := len(c.Seen(t))
	if r := c.API(t, who.Token, http.MethodPut, "/tasks/"+task, map[string]any{"name": "Renamed", "notes": "Rewritten"}); r.Status != http.StatusOK {
		t.Fatalf("rename: %d %s", r.Status, r.Body)
	}
	tab.Reload()
	tab.seeWidget(key)
	for _, s := range c.Seen(t)[before:] {
		if isWrite(s) {
			t.Errorf("after renaming Jira was sent %s %s", s.Method, s.Path)
		}
	}
}

func (c *checklist) creationIsTheOnlyWrite(t *testing.T) {
	before, log := len(c.Seen(t)), len(c.logged(t))
	tab, task := c.memberOnTask(t, map[string]any{"name": "Audited"})
	upload(t, c.World, c.Role(t, "member", true), task, "audit.txt", "audited")
	tab.Reload()
	key := tab.createIssue("")
	tab.seeWidget(key)
	waitFor(t, "the file", func() bool { return strings.Contains(fmt.Sprint(c.jiraFields(t, key)["attachment"]), "audit.txt") })
	creation := c.logged(t)
	if !strings.Contains(creation[log:], "/api/1.0/tasks/"+task) {
		t.Error("the log does not show the task being read at creation, so this row sees nothing")
	}
	tab.Reload()
	tab.seeWidget(key)
	tab.unlink()
	if text := c.logged(t)[len(creation):]; strings.Contains(text, "/api/1.0/tasks/"+task) {
		t.Error("the task's content was read after creation")
	}
	for _, s := range c.Seen(t)[before:] {
		if !isWrite(s) || s.User == "admin" {
			continue
		}
		if s.Method != http.MethodPost || !(strings.HasSuffix(s.Path, "/issue") || strings.HasSuffix(s.Path, "/attachments")) {
			t.Errorf("Jira was sent %s %s", s.Method, s.Path)
		}
	}
}

func (c *checklist) oneIssuePerTask(t *testing.T) {
	other := c.createInJira(t, "Another issue")
	first, task := c.memberOnTask(t, map[string]any{"name": "Only one"})
	second, third := c.browser.Person(t), c.browser.Person(t)
	for _, tab := range []*Tab{second, third} {
		tab.signIn(c.World, c.Role(t, "owner", true))
		tab.Go(c.TaskURL(task))
		tab.Click(hook("entry-point"))
	}
	second.Click(hook("form-action"))
	second.See(hook("form-dialog"))
	third.Click(hook("lookup-action"))
	third.See(hook("lookup-input"))

	key := first.createIssue("")
	first.seeWidget(key)
	if first.Has(hook("entry-point")) {
		t.Error("the entry point stands beside the widget")
	}
	second.Click(hook("form-submit"))
	second.seeWidget(key)

	third.Type(hook("lookup-input"), other)
	third.Click(hook("lookup-option"))
	third.Click(hook("lookup-add"))
	third.SeeText(`[role="alert"]`, key)
	if list := c.attachments(t, c.Role(t, "member", true).Token, task); len(list) != 1 {
		t.Errorf("the task has %v", list)
	}
}

// changed tells the app that a watched field changed and returns the form's
// next state.
func (c *checklist) changed(t *testing.T, who demo.Person, form map[string]any, task, field string, value any) map[string]any {
	t.Helper()
	held := values(t, form)
	held[field] = value
	address := form["metadata"].(map[string]any)["on_change_callback"].(string)
	r := c.Host(who).Post(t, address, map[string]any{"task": task, "values": held, "changed_field": field})
	if r.Status != http.StatusOK {
		t.Fatalf("change %s: %d %s", field, r.Status, r.Body)
	}
	return r.JSON(t)
}

func optionNamed(t *testing.T, field map[string]any, label string) string {
	t.Helper()
	for _, o := range field["options"].([]any) {
		if o := o.(map[string]any); o["label"] == label {
			return o["id"].(string)
		}
	}
	t.Fatalf("no option %q in %v", label, field)
	return ""
}

// keyOf is the key at the end of the answer's resource_url.
func keyOf(t testing.TB, r Response) string {
	t.Helper()
	address, _ := r.JSON(t)["resource_url"].(string)
	return address[strings.LastIndex(address, "/")+1:]
}

// jiraFields are an issue's fields as Jira's admin reads them.
func (w *World) jiraFields(t testing.TB, key string) map[string]any {
	t.Helper()
	r := w.Jira(t, w.jiraAdmin(t), http.MethodGet, "/rest/api/2/issue/"+key, nil)
	if r.Status != http.StatusOK {
		t.Fatalf("read %s: %d %s", key, r.Status, r.Body)
	}
	return r.JSON(t)["fields"].(map[string]any)
}

func (w *World) issueCount(t testing.TB) int {
	t.Helper()
	r := w.Jira(t, w.jiraAdmin(t), http.MethodGet, "/rest/api/2/search?jql=project%20is%20not%20EMPTY&maxResults=0", nil)
	var found struct{ Total int }
	if err := json.Unmarshal(r.Body, &found); err != nil || r.Status != http.StatusOK {
		t.Fatalf("count issues: %d %s", r.Status, r.Body)
	}
	return found.Total
}

// dig reads a dotted path of nested objects as text.
func dig(v any, path string) string {
	for name := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// isWrite says whether Jira was asked to change something. A POST to /search
// reads.
func isWrite(s Seen) bool {
	return s.Method != http.MethodGet && s.Method != http.MethodHead && !strings.HasSuffix(s.Path, "/search") && !strings.Contains(s.Path, "/oauth2/")
}
