package fields_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/fields"
	"jirabridge/jira"
)

// filled are the values every submission of these tests has.
func filled(more appcomponents.Values) appcomponents.Values {
	values := appcomponents.Values{
		"summary": "Order paper", "description": "<body>The <strong>printer</strong> is empty.</body>", "issuetype": "2",
		"project":  map[string]any{"title": "IT (IT)", "value": "10000"},
		"reporter": map[string]any{"title": "Alice Ek", "value": "alice"},
	}
	for id, value := range more {
		values[id] = value
	}
	return values
}

func TestEncode(t *testing.T) {
	got, problems := fields.Encode(filled(appcomponents.Values{"attachments": []any{"all"}, "unknown": "x"}), screen())
	want := map[string]any{
		"summary": "Order paper", "description": "The *printer* is empty.", "issuetype": map[string]string{"id": "2"},
		"project": map[string]string{"id": "10000"}, "reporter": map[string]string{"name": "alice"},
	}
	if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
		t.Error(diff, problems)
	}
}

func TestNothingIsSentThatTheScreenLacks(t *testing.T) {
	got, problems := fields.Encode(filled(appcomponents.Values{"c": "x"}), []jira.Field{summary, project, issueType})
	if len(got) != 3 || len(problems) > 0 {
		t.Errorf("got %v, %v", got, problems)
	}
}

func TestNothingIsSentThatCannotBeSet(t *testing.T) {
	fixed := custom("c", "string", "textfield")
	fixed.Operations = nil
	got, problems := fields.Encode(filled(appcomponents.Values{"c": "x"}), []jira.Field{summary, project, issueType, required(fixed)})
	if len(got) != 3 || len(problems) > 0 {
		t.Errorf("got %v, %v", got, problems)
	}
}

func TestEmptySubmission(t *testing.T) {
	must := required(description)
	meta := []jira.Field{summary, must, project, issueType, reporter, required(custom("c", "string", "textfield")), required(custom("u", "any", "x"))}
	got, problems := fields.Encode(nil, meta)
	want := map[string]fields.Problem{}
	for _, id := range []string{"summary", "description", "project", "issuetype", "c"} {
		want[id] = fields.Problem{ID: fields.Required}
	}
	if diff := cmp.Diff(want, problems); diff != "" || len(got) > 0 {
		t.Error(diff, got)
	}
}

func TestEncodeFields(t *testing.T) {
	one := ofOptions(custom("c", "option", "select"), 3)
	some := ofOptions(list("c", "component", "x"), 3)
	many := ofOptions(list("c", "version", "multiversion"), 20)
	problem := func(id string) fields.Problem { return fields.Problem{ID: id} }
	tooLong := fields.Problem{ID: fields.TooLong, Args: map[string]any{"Max": 255}}
	for _, test := range []struct {
		name  string
		meta  jira.Field
		value any
		want  any // a fields.Problem, or what goes to Jira as JSON, "" for nothing
	}{
		{"text", custom("c", "string", "textfield"), " a\r\n b ", `"a b"`},
		{"too long a text", custom("c", "string", "textfield"), strings.Repeat("x", 256), tooLong},
		{"letters count once", custom("c", "string", "textfield"), strings.Repeat("ö", 255), `"` + strings.Repeat("ö", 255) + `"`},
		{"emoji count twice", custom("c", "string", "textfield"), strings.Repeat("😀", 128), tooLong},
		{"spaces", custom("c", "string", "textfield"), "  ", ""},
		{"lines", custom("c", "string", "textarea"), "a *b*\r\n\tc\x00", `"a *b*\n\tc"`},
		{"empty lines", custom("c", "string", "textarea"), "\n \n", ""},
		{"whole number", custom("c", "number", "float"), "42", `42`},
		{"number", custom("c", "number", "float"), " -12.50 ", `-12.5`},
		{"number with a comma", custom("c", "number", "float"), "12,5", `12.5`},
		{"number in groups", custom("c", "number", "float"), "1 000 000", `1000000`},
		{"zero", custom("c", "number", "float"), "0", `0`},
		{"no number", custom("c", "number", "float"), "a few", problem(fields.NotNumber)},
		{"two commas", custom("c", "number", "float"), "1,000,000", problem(fields.NotNumber)},
		{"comma and point", custom("c", "number", "float"), "1,000.5", problem(fields.NotNumber)},
		{"infinite", custom("c", "number", "float"), "Inf", problem(fields.NotNumber)},
		{"not a number", custom("c", "number", "float"), "NaN", problem(fields.NotNumber)},
		{"hexadecimal", custom("c", "number", "float"), "0x10", problem(fields.NotNumber)},
		{"too big a number", custom("c", "number", "float"), "1e999", problem(fields.NotNumber)},
		{"date", custom("c", "date", "datepicker"), "2026-02-28", `"2026-02-28"`},
		{"date as a moment", custom("c", "date", "datepicker"), "2026-02-28T00:00:00.000Z", `"2026-02-28"`},
		{"no date", custom("c", "date", "datepicker"), "2026-02-30", problem(fields.NotDate)},
		{"moment", custom("c", "datetime", "datetime"), "2026-02-28T14:05:00Z", `"2026-02-28T14:05:00.000+0000"`},
		{"moment elsewhere", custom("c", "datetime", "datetime"), "2026-02-28T14:05:00.5+02:00", `"2026-02-28T12:05:00.500+0000"`},
		{"moment without seconds", custom("c", "datetime", "datetime"), "2026-02-28T14:05Z", `"2026-02-28T14:05:00.000+0000"`},
		{"a moment beyond the calendar", custom("c", "datetime", "datetime"), "9999-12-31T23:30:00-01:00", problem(fields.NotDate)},
		{"a day before the calendar", custom("c", "date", "datepicker"), "0000-01-01", problem(fields.NotDate)},
		{"no moment", custom("c", "datetime", "datetime"), "noon", problem(fields.NotDate)},
		{"user", custom("c", "user", "userpicker"), map[string]any{"title": "Bo", "value": "bo"}, `{"name":"bo"}`},
		{"no user", custom("c", "user", "userpicker"), map[string]any{}, ""},
		{"option", one, "101", `{"id":"101"}`},
		{"no option", one, "", ""},
		{"an option of before", one, "7", problem(fields.UnknownOption)},
		{"boxes", some, []any{"102", "100"}, `[{"id":"102"},{"id":"100"}]`},
		{"no boxes", some, []any{}, ""},
		{"a box of before", some, []any{"100", "7"}, problem(fields.UnknownOption)},
		{"one of many", many, "119", `[{"id":"119"}]`},
		{"labels", list("c", "string", "labels"), "a, b;c\td  e", `["a","b","c","d","e"]`},
		{"no labels", list("c", "string", "labels"), " , ", ""},
		{"too long a label", list("c", "string", "labels"), strings.Repeat("x", 256), tooLong},
		{"nothing", custom("c", "string", "textfield"), nil, ""},
		{"a field nobody can enter", custom("c", "any", "x"), "x", ""},
		{"a disabled option", retired(one), "101", problem(fields.UnknownOption)},
		{"a button", ofOptions(custom("c", "option", "radiobuttons"), 3), "101", `{"id":"101"}`},
		{"the button for none", ofOptions(custom("c", "option", "radiobuttons"), 3), "-1", ""},
		{"a button of before", ofOptions(custom("c", "option", "radiobuttons"), 3), "7", problem(fields.UnknownOption)},
		{"an option found by typing", ofOptions(custom("c", "option", "select"), 51), map[string]any{"title": "x", "value": "150"}, `{"id":"150"}`},
		{"a forged option", ofOptions(custom("c", "option", "select"), 51), map[string]any{"title": "Option 1", "value": "151"}, problem(fields.UnknownOption)},
		{"a security level", ofOptions(jira.Field{ID: "c", Operations: set, Schema: jira.Schema{Type: "securitylevel", System: "security"}}, 2), "100", `{"id":"100"}`},
		{"a project", ofOptions(custom("c", "project", "project"), 2), "100", `{"id":"100"}`},
		{"too long a user", custom("c", "user", "userpicker"), strings.Repeat("x", 256), tooLong},
		{"group", custom("c", "group", "grouppicker"), map[string]any{"title": "staff", "value": "staff"}, `{"name":"staff"}`},
		{"users", list("c", "user", "multiuserpicker"), map[string]any{"value": "bo"}, `[{"name":"bo"}]`},
		{"groups", list("c", "group", "multigrouppicker"), map[string]any{"value": "staff"}, `[{"name":"staff"}]`},
		{"epic link", epicLink, map[string]any{"title": "An epic", "value": "IT-7"}, `"IT-7"`},
		{"no epic link", epicLink, "", ""},
		{"sprint", sprint, map[string]any{"title": "Sprint 7", "value": "7"}, `7`},
		{"no sprint", sprint, "seven", problem(fields.UnknownOption)},
		{"a sprint below zero", sprint, "-7", problem(fields.UnknownOption)},
		{"parent", as("c", parent), map[string]any{"title": "x", "value": "IT-1"}, `{"key":"IT-1"}`},
		{"too long a parent", as("c", parent), strings.Repeat("x", 256), tooLong},
		{"estimate", as("c", timeTracking), " 2d  4h", `{"originalEstimate":"2d 4h"}`},
		{"no estimate", as("c", timeTracking), "", ""},
		{"option without a child", cascading, "10", `{"id":"10"}`},
		{"a disabled parent", cascading, "30", problem(fields.UnknownOption)},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, problems := fields.Encode(filled(appcomponents.Values{"c": test.value}), screen(test.meta))
			switch want := test.want.(type) {
			case fields.Problem:
				if diff := cmp.Diff(map[string]fields.Problem{"c": want}, problems); diff != "" {
					t.Error(diff)
				}
			case string:
				encoded := ""
				if value, has := got["c"]; has {
					data, err := json.Marshal(value)
					if err != nil {
						t.Fatal(err)
					}
					encoded = string(data)
				}
				if encoded != want || len(problems) > 0 {
					t.Errorf("got %s, %v, want %s", encoded, problems, want)
				}
			}
		})
	}
}

// TestAnotherTypeOfValue: what no input sends is not taken for nothing.
func TestAnotherTypeOfValue(t *testing.T) {
	option := ofOptions(custom("c", "option", "select"), 3)
	for name, meta := range map[string]jira.Field{
		"text": custom("c", "string", "textfield"), "lines": custom("c", "string", "textarea"), "number": custom("c", "number", "float"),
		"date": custom("c", "date", "datepicker"), "moment": custom("c", "datetime", "datetime"), "labels": list("c", "string", "labels"), "option": option,
		"radio": ofOptions(custom("c", "option", "radiobuttons"), 3), "boxes": ofOptions(list("c", "option", "multicheckboxes"), 3), "many": ofOptions(list("c", "option", "multiselect"), 11),
		"cascade": cascading, "user": custom("c", "user", "userpicker"), "users": list("c", "user", "multiuserpicker"), "group": custom("c", "group", "grouppicker"),
		"epic": epicLink, "sprint": sprint,
	} {
		for _, value := range []any{7.0, true, map[string]any{"value": 7.0}, []any{7.0}, []any{map[string]any{}}} {
			_, problems := fields.Encode(filled(appcomponents.Values{"c": value}), screen(meta))
			if diff := cmp.Diff(map[string]fields.Problem{"c": {ID: fields.Unreadable}}, problems); diff != "" {
				t.Errorf("%s, %v: %s", name, value, diff)
			}
		}
	}
	for _, id := range []string{"summary", "description", "project", "issuetype", "reporter", "parent", "timetracking", "timetracking.remaining"} {
		_, problems := fields.Encode(filled(appcomponents.Values{id: 7.0}), screen(parent, timeTracking))
		if diff := cmp.Diff(map[string]fields.Problem{id: {ID: fields.Unreadable}}, problems); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
}

// TestSeveralInputs: fields that have more inputs than one.
func TestSeveralInputs(t *testing.T) {
	users, versions := list("c", "user", "multiuserpicker"), ofOptions(list("c", "version", "multiversion"), 20)
	for _, test := range []struct {
		name   string
		meta   jira.Field
		values appcomponents.Values
		want   string // JSON, or the problem and where
	}{
		{"both estimates", timeTracking, appcomponents.Values{"timetracking": "2d", "timetracking.remaining": "1d"}, `{"originalEstimate":"2d","remainingEstimate":"1d"}`},
		{"the other estimate", timeTracking, appcomponents.Values{"timetracking.remaining": "1d"}, `{"remainingEstimate":"1d"}`},
		{"a required estimate", required(timeTracking), appcomponents.Values{"timetracking.remaining": "1d"}, "required at timetracking"},
		{"too long an estimate", timeTracking, appcomponents.Values{"timetracking.remaining": strings.Repeat("1d", 200)}, "too_long 255 at timetracking.remaining"},
		{"option and child", cascading, appcomponents.Values{"c": "10", "c.child": "12"}, `{"child":{"id":"12"},"id":"10"}`},
		{"another's child", cascading, appcomponents.Values{"c": "10", "c.child": "21"}, "unknown_option at c.child"},
		{"a disabled child", cascading, appcomponents.Values{"c": "10", "c.child": "13"}, "unknown_option at c.child"},
		{"a child of nobody", cascading, appcomponents.Values{"c.child": "12"}, ""},
		{"a child that is none", cascading, appcomponents.Values{"c": "10", "c.child": 12.0}, "unreadable at c.child"},
		{"users", users, appcomponents.Values{"c": map[string]any{"value": "bo"}, "c.2": map[string]any{"value": "al"}, "c.3": nil}, `[{"name":"bo"},{"name":"al"}]`},
		{"a user twice", users, appcomponents.Values{"c": map[string]any{"value": "bo"}, "c.2": map[string]any{"value": "bo"}}, `[{"name":"bo"}]`},
		{"a gap", versions, appcomponents.Values{"c": "", "c.4": "104"}, `[{"id":"104"}]`},
		{"an unknown version", versions, appcomponents.Values{"c": "101", "c.2": "7"}, "unknown_option at c.2"},
		{"no version", versions, appcomponents.Values{"c": "101", "c.2": 7.0}, "unreadable at c.2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			sent, problems := fields.Encode(filled(test.values), screen(test.meta))
			got := ""
			if value, has := sent[test.meta.ID]; has {
				data, err := json.Marshal(value)
				if err != nil {
					t.Fatal(err)
				}
				got = string(data)
			}
			for at, problem := range problems {
				got += say(problem) + " at " + at
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestSummaryIsOneLine(t *testing.T) {
	got, problems := fields.Encode(filled(appcomponents.Values{"summary": " a\n\nb\u0000\tc "}), screen())
	if got["summary"] != "a b c" || len(problems) > 0 {
		t.Errorf("got %q, %v", got["summary"], problems)
	}
	_, problems = fields.Encode(filled(appcomponents.Values{"summary": strings.Repeat("x", 256)}), screen())
	if problems["summary"].ID != fields.TooLong {
		t.Errorf("got %v", problems)
	}
}

func TestAClearedReporterIsLeftToJira(t *testing.T) {
	got, problems := fields.Encode(filled(appcomponents.Values{"reporter": nil}), screen())
	if _, has := got["reporter"]; has || len(problems) > 0 {
		t.Errorf("got %v, %v", got, problems)
	}
}

func TestHas(t *testing.T) {
	if !fields.Has(screen(), "reporter") || fields.Has(nil, "reporter") {
		t.Error("wrong")
	}
}
