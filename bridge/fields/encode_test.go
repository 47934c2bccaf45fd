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
	meta := []jira.Field{summary, must, project, issueType, reporter, required(custom("c", "string", "textfield")), required(list("u", "user", "multiuserpicker"))}
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
		{"another type", custom("c", "string", "textfield"), 7, ""},
		{"a field nobody can enter", list("c", "user", "multiuserpicker"), "x", ""},
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
