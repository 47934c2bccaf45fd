package fields_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/fields"
	"jirabridge/jira"
)

var settable = []string{"set"}

// ruleScreen has a field of each kind that placeholders are read in by itself.
var ruleScreen = []jira.Field{
	{ID: "summary", Name: "Summary", Required: true, Operations: settable, Schema: jira.Schema{Type: "string", System: "summary"}},
	{ID: "description", Name: "Description", Operations: settable, Schema: jira.Schema{Type: "string", System: "description"}},
	{ID: "duedate", Name: "Due", Operations: settable, Schema: jira.Schema{Type: "date", System: "duedate"}},
	{ID: "customfield_1", Name: "Begin", Operations: settable, Schema: jira.Schema{Type: "datetime", Custom: "com.atlassian.jira.plugin.system.customfieldtypes:datetime"}},
	{ID: "labels", Name: "Labels", Operations: settable, Schema: jira.Schema{Type: "array", Items: "string", System: "labels"}},
	{ID: "customfield_2", Name: "Points", Operations: settable, Schema: jira.Schema{Type: "number", Custom: "com.atlassian.jira.plugin.system.customfieldtypes:float"}},
	{ID: "environment", Name: "Environment", Operations: settable, Schema: jira.Schema{Type: "string", System: "environment"}},
	{ID: "customfield_3", Name: "Line", Operations: settable, Schema: jira.Schema{Type: "string", Custom: "com.atlassian.jira.plugin.system.customfieldtypes:textfield"}},
	{ID: "assignee", Name: "Assignee", Operations: settable, Schema: jira.Schema{Type: "user", System: "assignee"}},
}

func printer() fields.Task {
	return fields.Task{
		Name: "Fix <the> printer", Notes: "It jams.\nOften.", HTMLNotes: "<body>It <strong>jams</strong>.\nOften.</body>",
		URL: "https://tasks.example.com/0/1/2", Assignee: fields.Person{Name: "Ann Smith", Account: "ann"}, Creator: fields.Person{Name: "Bob"},
		DueOn: "2026-11-30", Section: "In progress", Project: "Office",
		Custom: []fields.Custom{{Name: "Points", Value: "3"}, {Name: "Areas & more", Value: "Floor 2, Hall"}, {Name: "Start", Value: "2026-12-24T00:00:00.000Z"}, {Name: "Empty"}, {Name: "Cost", Value: "EUR 5.25", Number: "5.25"}},
		Today:  time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC),
	}
}

// TestTemplates: what becomes of a text in each kind of field.
func TestTemplates(t *testing.T) {
	for _, try := range []struct{ id, template, want string }{
		{"summary", "[{{project.name}}] {{ Task.Name }}", "[Office] Fix <the> printer"},
		{"summary", "{{task.notes}}", "It jams. Often."},
		{"summary", "{{task.assignee}}, {{task.creator}}, {{task.section}}, {{task.due_on}}, {{task.url}}", "Ann Smith, Bob, In progress, 2026-11-30, https://tasks.example.com/0/1/2"},
		{"description", "<body><h1>{{task.name}}</h1>{{task.notes}} {{field.Areas &amp; more}}</body>", "<body><h1>Fix &lt;the&gt; printer</h1>It <strong>jams</strong>.\nOften. Floor 2, Hall</body>"},
		{"environment", "{{task.notes}}\n{{field.points}}", "It jams.\nOften.\n3"},
		{"labels", "asana {{task.section}} {{field.Areas & more}}", "asana In-progress Floor-2 Hall"},
		{"customfield_2", "{{field.Points}}", "3"},
		{"customfield_2", "{{field.Cost}}", "5.25"},
		{"customfield_3", "{{task.notes}}", "It jams. Often."},
		{"customfield_3", "{{field.Cost}}", "EUR 5.25"},
		{"duedate", "{{task.due_on}}", "2026-11-30"},
		{"duedate", "+3", "2026-11-25"},
		{"duedate", "-22", "2026-10-31"},
		{"duedate", "{{task.due_on}} +1", "2026-12-01"},
		{"duedate", "{{task.due_on}}-5", "2026-11-25"},
		{"duedate", "2026-11-30", "2026-11-30"},
		{"duedate", "2026-11-30 + 2", "2026-12-02"},
		{"duedate", "{{field.Start}} -1", "2026-12-23"},
		{"duedate", "{{field.Empty}}", ""},
		{"duedate", "{{field.Empty}} +2", ""},
		{"duedate", "soon", "soon"},
		{"customfield_1", "+1", "2026-11-23T00:00:00Z"},
		{"customfield_1", "2026-11-30T10:00:00Z", "2026-11-30T10:00:00Z"},
	} {
		got := printer().Fill(appcomponents.Values{"summary": "x", try.id: try.template}, ruleScreen).String(try.id)
		if got != try.want {
			t.Errorf("%s, %q: %q, want %q", try.id, try.template, got, try.want)
		}
	}
}

// TestRepeatedPlaceholders do not fill the memory.
func TestRepeatedPlaceholders(t *testing.T) {
	task := printer()
	task.Notes = strings.Repeat("x", 60_000)
	task.HTMLNotes = "<body>" + task.Notes + "</body>"
	many := strings.Repeat("{{task.notes}}", 1000)
	got := task.Fill(appcomponents.Values{"summary": "x", "description": "<body>" + many + "</body>", "environment": many}, ruleScreen)
	for _, id := range []string{"description", "environment"} {
		if n := len(got.String(id)); n < len(task.Notes) || n > 300_000 {
			t.Errorf("%s has %d bytes", id, n)
		}
	}
}

// TestLongNamesInRules: a summary that Jira has no room for is cut, and all of it
// stands in the description; what another line has no room for is cut.
func TestLongNamesInRules(t *testing.T) {
	task := printer()
	task.Name = strings.Repeat("very ", 100) + "long"
	got := task.Fill(appcomponents.Values{"summary": "{{task.name}}", "description": "<body>{{task.notes}}</body>", "customfield_3": "{{task.name}}"}, ruleScreen)
	if s := got.String("summary"); len(s) > 260 || !strings.HasSuffix(s, "…") {
		t.Errorf("%q", s)
	}
	if d := got.String("description"); !strings.HasPrefix(d, "<body>"+task.Name+"\n\nIt <strong>") {
		t.Errorf("%q", d)
	}
	if _, problems := fields.Encode(merged(got, "project", "1", "issuetype", "1"), ruleScreen); len(problems) != 0 {
		t.Errorf("%v", problems)
	}
}

func merged(v appcomponents.Values, pairs ...string) appcomponents.Values {
	for i := 0; i+1 < len(pairs); i += 2 {
		v[pairs[i]] = pairs[i+1]
	}
	return v
}

// TestPeopleOfTheTask become accounts of Jira, or nobody.
func TestPeopleOfTheTask(t *testing.T) {
	form := appcomponents.Values{
		"summary": "x", "assignee": map[string]any{"title": "Whoever", "value": "{{task.assignee}}"},
		"reporter": map[string]any{"title": "Creator", "value": "{{task.creator}}"},
	}
	got := printer().Fill(form, ruleScreen)
	if got.String("assignee") != "ann" || got["reporter"] != nil {
		t.Errorf("%v", got)
	}
	if diff := cmp.Diff(map[string]string{"reporter": "Creator"}, printer().Nobody(form)); diff != "" {
		t.Error(diff)
	}
}

// TestUnknownPlaceholders are found wherever they stand.
func TestUnknownPlaceholders(t *testing.T) {
	problems := printer().Unknown(appcomponents.Values{
		"summary": "{{task.title}}", "description": "<body>{{field.Areas &amp; more}} {{task.name}}</body>", "labels": "{{field.Nope}}",
		"assignee": map[string]any{"title": "x", "value": "{{task.boss}}"}, "environment": "no {placeholder} }} {{", "attachments": []any{"all"},
	})
	names := map[string]any{}
	for id, p := range problems {
		names[id] = p.Args["Placeholder"]
		if p.ID != fields.NoPlaceholder {
			t.Errorf("%s: %s", id, p.ID)
		}
	}
	want := map[string]any{"summary": "{{task.title}}", "labels": "{{field.Nope}}", "assignee": "{{task.boss}}"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}

// TestSample: what no task can mend is found without one, and nothing else.
func TestSample(t *testing.T) {
	good := appcomponents.Values{
		"summary": "{{task.name}}", "project": "1", "issuetype": "1", "description": "<body>{{task.notes}}</body>", "labels": "{{task.section}}",
		"duedate": "{{field.Start}} +2", "customfield_1": "{{task.due_on}}", "customfield_2": "{{field.Points}}",
		"assignee": map[string]any{"title": "Whoever", "value": "{{task.assignee}}"},
	}
	if _, problems := fields.Encode(fields.Sample(good, ruleScreen), ruleScreen); len(problems) != 0 {
		t.Errorf("%v", problems)
	}
	bad := appcomponents.Values{"summary": "", "project": "1", "issuetype": "1", "duedate": "{{task.name}}", "customfield_1": "3", "customfield_2": "{{field.Points}} points"}
	_, problems := fields.Encode(fields.Sample(bad, ruleScreen), ruleScreen)
	got := map[string]string{}
	for id, p := range fields.ForRules(problems) {
		got[id] = p.ID
	}
	want := map[string]string{"summary": fields.Required, "duedate": fields.NotRuleDate, "customfield_1": fields.NotRuleDate, "customfield_2": fields.NotNumber}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestRuleForm: dates are typed, people may be the task's, and texts are shown
// for a task.
func TestRuleForm(t *testing.T) {
	task := printer()
	in := fields.Input{
		Summary: fields.RuleSummary(), Description: fields.RuleDescription(), Fields: ruleScreen, IssueTypes: []jira.IssueType{{ID: "1", Name: "Bug"}},
		IssueType: "1", Project: appcomponents.TypeaheadItem{Title: "IT", Value: "1"}, Rule: &task,
		Source: func(s fields.Source) string { return s.Kind },
		Say: func(p fields.Problem) string {
			if text, ok := p.Args["Text"]; ok {
				return "So: " + text.(string)
			}
			return p.ID
		},
	}
	form := appcomponents.NewForm("x", fields.FromMeta(in)...)
	for id, want := range map[string]string{"duedate": appcomponents.SingleLineText, "customfield_1": appcomponents.SingleLineText, "assignee": appcomponents.Typeahead} {
		if f := form.Field(id); f == nil || f.Type != want {
			t.Errorf("%s is %+v", id, f)
		}
	}
	if form.Field("assignee").TypeaheadURL != fields.RuleAssignees || !form.Field("summary").IsWatched {
		t.Errorf("%+v", form)
	}
	if p := form.Field("preview_summary_0"); p == nil || p.Name != "So: Fix <the> printer" || p.Type != appcomponents.StaticText {
		t.Errorf("%+v", p)
	}
	task.Name = strings.Repeat("Förvaltningsberättelse ", 20) + strings.Repeat("x", 300)
	for i, f := range fields.FromMeta(in) {
		if n := len([]rune(f.Name)); n > appcomponents.MaxFieldName || f.Name == "" {
			t.Errorf("field %d: %q has %d characters", i, f.Name, n)
		}
	}
}
