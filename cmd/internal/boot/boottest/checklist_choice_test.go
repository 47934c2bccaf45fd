package boottest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// J-29: what cannot be missing is said at its field; the rest may be empty.
func (c *checklist) saysWhatIsMissing(t *testing.T) {
	who, before := c.Role(t, "member", true), c.issueCount(t)
	form, task := c.formFor(t, who, map[string]any{"name": "Incomplete"})
	for missing, nothing := range map[string]any{"summary": "", "project": nil, "issuetype": ""} {
		r := c.submit(t, who, form, task, map[string]any{missing: nothing})
		if r.Status != http.StatusBadRequest {
			t.Errorf("without %s: %d %s", missing, r.Status, r.Body)
			continue
		}
		again := fields(t, r.JSON(t))
		if missing == "issuetype" && again["issuetype"]["value"] == nil {
			continue // the form chose none again; its error is looked at below
		}
		if said, _ := again[missing]["error"].(string); said == "" {
			t.Errorf("without %s nothing stands at the field: %s", missing, r.Body)
		}
	}
	if after := c.issueCount(t); after != before {
		t.Errorf("%d issues before, %d after", before, after)
	}
	r := c.submit(t, who, form, task, map[string]any{"description": "", "reporter": nil})
	if r.Status != http.StatusOK {
		t.Errorf("with empty optional fields: %d %s", r.Status, r.Body)
	}

	tab, _ := c.memberOnTask(t, map[string]any{"name": "Kept while the project is missing"})
	tab.openForm()
	tab.Type(hook("field-summary")+" input", "Typed by hand")
	tab.Click(hook("clear-project"))
	tab.See(hook("lookup-option"))
	tab.do("close the list", chromedp.KeyEvent("\u001b"))
	tab.Click(hook("form-submit"))
	tab.Until("an error at the project", `document.querySelector('[data-test="field-project"] .field-error').textContent`)
	tab.Until("the focus there", `document.activeElement.closest('[data-test="field-project"]')`)
	if got := tab.Value(hook("field-summary") + " input"); got != "Typed by hand" {
		t.Errorf("the summary is %q now", got)
	}
}

// openForm opens the form of the task in view, with a project chosen.
func (b *Tab) openForm() {
	b.t.Helper()
	b.Click(hook("entry-point"))
	b.Click(hook("form-action"))
	b.See(hook("form-dialog"))
	b.Until("a project to be chosen", `document.querySelector('[data-test="field-project"] input')?.value`)
}

// J-30: up to nine files are offered one by one and all at once, more only all
// at once.
func (c *checklist) filesMayGoAlong(t *testing.T) {
	who := c.Role(t, "member", true)
	for _, n := range []int{9, 10} {
		task := c.NewTask(t, who.Token, map[string]any{"name": fmt.Sprint("Has files: ", n)})
		for i := range n {
			upload(t, c.World, who, task, fmt.Sprintf("file-%d.txt", i), "text")
		}
		var labels []string
		boxes := fields(t, c.Host(who).Form(t, task).JSON(t))["attachments"]
		for _, o := range boxes["options"].([]any) {
			labels = append(labels, o.(map[string]any)["label"].(string))
		}
		want := []string{fmt.Sprintf("All files (%d)", n)}
		for i := range n {
			if n < 10 {
				want = append(want, fmt.Sprintf("file-%d.txt", i))
			}
		}
		slices.Sort(labels)
		slices.Sort(want)
		if !slices.Equal(labels, want) || boxes["type"] != "checkbox" || boxes["value"] != nil {
			t.Errorf("%d files: %v, ticked %v", n, labels, boxes["value"])
		}
	}

	tab, task := c.memberOnTask(t, map[string]any{"name": "One of two"})
	upload(t, c.World, who, task, "stays.txt", "stays here")
	upload(t, c.World, who, task, "goes.txt", "goes along")
	tab.openForm()
	tab.do("tick", evaluate(`[...document.querySelectorAll('[data-test="field-attachments"] label')].find(l => l.textContent.includes("goes.txt")).click()`))
	tab.Click(hook("form-submit"))
	key := strings.Fields(tab.See(hook("widget-title")))[0]
	waitFor(t, "the file", func() bool { return len(c.jiraFiles(t, key)) > 0 })
	if files := c.jiraFiles(t, key); !slices.Equal(files, []string{"goes.txt"}) {
		t.Errorf("Jira has %v", files)
	}
}

// J-49: name, description and files go along as the person left them.
func (c *checklist) contentIsOptional(t *testing.T) {
	tab, task := c.memberOnTask(t, map[string]any{"name": "The task's name", "notes": "The task's description"})
	upload(t, c.World, c.Role(t, "member", true), task, "private.txt", "stays")
	before := len(c.Seen(t))
	tab.openForm()
	tab.Type(hook("field-summary")+" input", "Another name")
	tab.do("empty the description", evaluate(`(() => { const e = document.querySelector('[data-test="field-description"] [contenteditable]'); e.replaceChildren(); e.dispatchEvent(new Event("input", {bubbles: true})); })()`))
	tab.Click(hook("form-submit"))
	key := strings.Fields(tab.See(hook("widget-title")))[0]
	got := c.jiraFields(t, key)
	if dig(got, "summary") != "Another name" || dig(got, "description") != "" {
		t.Errorf("Jira has %q, %q", dig(got, "summary"), dig(got, "description"))
	}
	for _, s := range c.Seen(t)[before:] {
		if strings.HasSuffix(s.Path, "/attachments") {
			t.Errorf("a file was sent that nobody ticked: %s %s", s.Method, s.Path)
		}
	}
}

// J-69: files of the task arrive as they are; links are left out, and that is
// said.
func (c *checklist) onlyFilesAreCopied(t *testing.T) {
	who := c.Role(t, "member", true)
	tab, task := c.memberOnTask(t, map[string]any{"name": "Files and links"})
	content := map[string]string{"plan.txt": "the plan\n", "två och ę.bin": "\x00\x01\xff"}
	for name, text := range content {
		upload(t, c.World, who, task, name, text)
	}
	for name, url := range map[string]string{"Sheet": "https://docs.google.com/spreadsheets/d/1", "Box": "https://www.dropbox.com/s/x/y.zip"} {
		r := c.API(t, who.Token, http.MethodPost, "/attachments", map[string]any{"parent": task, "resource_subtype": "external", "name": name, "url": url})
		if r.Status != http.StatusOK {
			t.Fatalf("attach %s: %d %s", url, r.Status, r.Body)
		}
	}
	tab.openForm()
	if said := tab.See(hook("form-dialog")); !strings.Contains(said, "Links (2) are not copied, only files.") {
		t.Errorf("nothing says that links are left out: %s", said)
	}
	tab.Click(hook("field-attachments") + " input[value=all]")
	tab.Click(hook("form-submit"))
	key := strings.Fields(tab.See(hook("widget-title")))[0]
	waitFor(t, "the files", func() bool { return len(c.jiraFiles(t, key)) == len(content) })
	list, _ := c.jiraFields(t, key)["attachment"].([]any)
	for _, a := range list {
		req := request(t, http.MethodGet, dig(a, "content"), nil)
		c.signAs(req, c.jiraAdmin(t))
		if got, want := string(Do(t, req).Body), content[dig(a, "filename")]; got != want || want == "" {
			t.Errorf("%s holds %q, want %q", dig(a, "filename"), got, want)
		}
	}
}

// J-70: without Jira's permission to attach, the issue is linked all the same.
func (c *checklist) needsPermissionToAttach(t *testing.T) {
	tab, task := c.memberOnTask(t, map[string]any{"name": "May not attach"})
	upload(t, c.World, c.Role(t, "member", true), task, "refused.txt", "text")
	tab.Reload()
	c.Fault(t, map[string]any{
		"match": "POST /issue/.*/attachments", "times": -1, "status": http.StatusForbidden,
		"body": `{"errorMessages":["You do not have permission to create attachments for this issue."],"errors":{}}`,
	})
	key := tab.createIssue("")
	tab.seeWidget(key)
	waitFor(t, "the note on the widget", func() bool {
		return strings.Contains(string(c.widget(t, task, key).Body), "1 of 1 not copied: no permission")
	})
	tab.Reload()
	tab.SeeText(hook("widget-files"), "1 of 1 not copied: no permission")
	tab.Shot("files-forbidden")
}
