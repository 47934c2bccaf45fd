package bridge_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/bridge"
	"jirabridge/bridge/fields"
)

// TestPreview tells exactly what a run would send, with what follows it, and
// does nothing of it. Jira takes it.
func TestPreview(t *testing.T) {
	w, a := ruled(t, appcomponents.Values{
		"summary": "{{task.name}} ({{project.name}})", "attachments": []any{"all"}, "duedate": "{{task.due_on}} +1",
		"labels": "{{task.section}}", "assignee": map[string]any{"title": "Whoever the task is assigned to", "value": "{{task.assignee}}"},
		"reporter": map[string]any{"title": "Whoever created the task", "value": "{{task.creator}}"},
	})
	task := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Fix the printer", HTMLNotes: "<body>It <em>jams</em></body>", DueOn: "2026-11-30", Assignee: w.Colleague.GID}).GID
	w.File(task, "log.txt", "paper")
	w.Jira.ClearRequests()
	p := foretold(t, w, a, task)
	if len(p.Problems) != 0 || posts(w) != 0 || created(t, w) != 0 {
		t.Fatalf("%+v after %d creations", p, posts(w))
	}
	for _, part := range []string{"IT (IT)", "“Fix the printer (" + w.Project.Name + ")”", "log.txt", "Assignee stays empty: “Whoever the task is assigned to” is not known in Jira."} {
		if !strings.Contains(p.Summary, part) {
			t.Errorf("%q lacks %q", p.Summary, part)
		}
	}
	var sent struct {
		Method, URL string
		Body        struct {
			Fields     map[string]any
			Properties []any
		}
	}
	check(t, json.Unmarshal(p.Request, &sent))
	f := sent.Body.Fields
	if sent.Method != http.MethodPost || sent.URL != w.Jira.URL+"/rest/api/2/issue?updateHistory=false" || len(sent.Body.Properties) != 1 {
		t.Errorf("%s", p.Request)
	}
	if f["description"] != "It _jams_" || f["duedate"] != "2026-12-01" || f["assignee"] != nil || f["reporter"].(map[string]any)["name"] != "ann" {
		t.Errorf("%s", p.Request)
	}
	body, err := json.Marshal(map[string]any{"fields": f})
	check(t, err)
	if status, answer := jiraCall(t, w, http.MethodPost, "/rest/api/2/issue", string(body)); status != http.StatusCreated {
		t.Errorf("Jira does not take it: %d %s", status, answer)
	}
	check(t, failed(t, w, a, task, "k"))
	theirs, ours := issue(t, w, "IT-4")["fields"].(map[string]any), issue(t, w, "IT-5")["fields"].(map[string]any)
	for id := range f {
		if got, want := text(t, ours[id]), text(t, theirs[id]); got != want {
			t.Errorf("%s: the run made %s, the preview promised %s", id, got, want)
		}
	}
	d, err := w.Bridge.Details(t.Context(), w.Member.GID, linkOf(t, w, "k"))
	check(t, err)
	if len(d.Files) != 1 || d.Files[0].Name != "log.txt" {
		t.Errorf("%+v", d.Files)
	}
	if p := foretold(t, w, a, task); p.Summary != "The task has IT-5 already, so nothing would be created." || p.Request != nil {
		t.Errorf("%+v", p)
	}
}

func text(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	check(t, err)
	return string(text)
}

// TestPreviewOfADraft that is not saved yet.
func TestPreviewOfADraft(t *testing.T) {
	w, saved := ruled(t, nil)
	form, err := w.Bridge.RuleForm(t.Context(), w.Caller(w.Member), saved)
	check(t, err)
	draft := filled(form)
	draft["summary"] = "Draft of {{task.name}}"
	p, err := w.Bridge.PreviewRule(t.Context(), w.Caller(w.Member), bridge.Run{RuleAction: action(w, ""), Task: w.Task("this", ""), Draft: draft})
	check(t, err)
	if len(p.Problems) != 0 || !strings.Contains(p.Summary, "“Draft of this”") {
		t.Errorf("%+v", p)
	}
	draft["project"] = nil
	p, err = w.Bridge.PreviewRule(t.Context(), w.Caller(w.Member), bridge.Run{RuleAction: action(w, ""), Task: w.Task("this", ""), Draft: draft})
	check(t, err)
	if len(p.Problems) == 0 {
		t.Errorf("%+v", p)
	}
}

// TestRuleFormShows what texts become for the latest task, and what one may
// choose instead of a person.
func TestRuleFormShows(t *testing.T) {
	w, a := ruled(t, nil)
	w.Task("Older", "")
	w.Task("Latest", "<body>Some <em>words</em></body>")
	form, err := w.Bridge.RuleForm(t.Context(), w.Caller(w.Member), a)
	check(t, err)
	if got := field(t, form, "preview_summary_0").Name; got != "For example: Latest" {
		t.Errorf("%q", got)
	}
	said := ""
	for i := range 3 {
		said += " " + field(t, form, fmt.Sprint("placeholders_", i)).Name
	}
	for _, name := range fields.Placeholders()[2:] {
		if !strings.Contains(said, name) {
			t.Errorf("the form does not name %s: %q", name, said)
		}
	}
	values := filled(form)
	values["summary"] = "{{task.section}}: {{task.name}}"
	form, err = w.Bridge.ChangeRule(t.Context(), w.Caller(w.Member), a, values)
	check(t, err)
	if got := field(t, form, "preview_summary_0").Name; !strings.HasSuffix(got, ": Latest") || field(t, form, "reporter").Value != nil {
		t.Errorf("%q", got)
	}
	from := bridge.ParseSource(strings.TrimPrefix(field(t, form, "assignee").TypeaheadURL, bridge.SourcePath))
	list, err := w.Bridge.Suggest(t.Context(), w.Caller(w.Member), from, "")
	check(t, err)
	if len(list.Items) < 3 || list.Items[0].Value != "{{task.assignee}}" || list.Items[1].Value != "{{task.creator}}" || list.Items[2].Value == "" {
		t.Errorf("%+v", list.Items)
	}
}

// TestNonsenseIsNotSaved: each is said at its field, with all that was entered.
func TestNonsenseIsNotSaved(t *testing.T) {
	w, _ := ruled(t, nil)
	form, err := w.Bridge.RuleForm(t.Context(), w.Caller(w.Member), action(w, ""))
	check(t, err)
	for id, wrong := range map[string]any{
		"summary": "{{task.boss}}", "description": "<body>{{field.Nope}}</body>", "duedate": "soon", "project": nil, "issuetype": "99999",
		"assignee": map[string]any{"title": "x", "value": "{{task.boss}}"},
	} {
		values := filled(form)
		values[id] = wrong
		a := action(w, w.Reserve())
		refusedAt(t, w.Bridge.SubmitRule(t.Context(), w.Caller(w.Member), a, "Hand over", values), id)
		if _, err := run(t, w, a, w.Task("x", ""), "k"); bridge.KindOf(err) != bridge.Gone {
			t.Errorf("a wrong %s was saved: %v", id, err)
		}
	}
}
