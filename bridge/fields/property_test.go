package fields_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/fields"
	"jirabridge/jira"
)

// anyField draws a field of a create screen, sensible or not.
func anyField(id string) *rapid.Generator[jira.Field] {
	return rapid.Custom(func(t *rapid.T) jira.Field {
		f := jira.Field{
			ID: id, Name: rapid.String().Draw(t, "name"), Required: rapid.Bool().Draw(t, "required"),
			HasDefaultValue: rapid.Bool().Draw(t, "defaulted"), Operations: set,
			Schema: jira.Schema{
				Type:  rapid.SampledFrom([]string{"string", "number", "date", "datetime", "user", "option", "version", "priority", "array", "group", "option-with-child", "securitylevel", "any", ""}).Draw(t, "type"),
				Items: rapid.SampledFrom([]string{"", "string", "option", "component", "user", "group"}).Draw(t, "items"),
			},
			DefaultValue: json.RawMessage(rapid.SampledFrom([]string{
				"", "null", "7", `"x"`, `"2026-01-02"`, `{"id":"101"}`, `[{"id":"101"},{"id":"102"}]`, `["a"]`, `{"name":"bo"}`, `[[]]`, `{"id":`,
			}).Draw(t, "default")),
		}
		if rapid.Bool().Draw(t, "custom") {
			f.Schema.Custom = "com.atlassian.jira.plugin.system.customfieldtypes:" + rapid.SampledFrom([]string{"textarea", "textfield", "labels", "radiobuttons", "cascadingselect", "x"}).Draw(t, "key")
		}
		for i := range rapid.SampledFrom([]int{0, 1, 10, 11, 50, 51}).Draw(t, "options") {
			o := jira.Option{ID: fmt.Sprint(100 + i), Name: rapid.StringN(0, 5, 200).Draw(t, "label")}
			for n := range (i % 3) * 30 {
				o.Children = append(o.Children, jira.Option{ID: fmt.Sprint(1000 + n), Value: "child"})
			}
			f.AllowedValues = append(f.AllowedValues, o)
		}
		return f
	})
}

func anyScreen(t *rapid.T) []jira.Field {
	var meta []jira.Field
	for i := range rapid.IntRange(0, 45).Draw(t, "fields") {
		meta = append(meta, anyField(fmt.Sprint("customfield_", i)).Draw(t, "field"))
	}
	return screen(meta...)
}

func TestEveryFormIsValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := opened()
		in.Fields = anyScreen(t)
		in.Summary = rapid.String().Draw(t, "summary")
		in.Description = "<body>" + rapid.StringN(0, 100, 8000).Draw(t, "description") + "</body>"
		if rapid.Bool().Draw(t, "again") {
			in.Values = anyValues(t, in.Fields)
			in.Values[fields.Another] = rapid.SampledFrom([]any{nil, "", "customfield_3", "customfield_99", 7.0}).Draw(t, "another")
			in.Errors = rapid.MapOfN(rapid.SampledFrom([]string{"", "summary", "customfield_0", "customfield_44", "x"}), rapid.String(), 0, 4).Draw(t, "errors")
		}
		if err := appcomponents.NewForm("x", fields.FromMeta(in)...).Validate(); err != nil {
			t.Fatal(err)
		}
	})
}

func anyValues(t *rapid.T, meta []jira.Field) appcomponents.Values {
	values := appcomponents.Values{}
	for _, f := range meta {
		values[f.ID] = rapid.SampledFrom([]any{
			nil, "", "x", "12.5", "2026-01-02", "2026-01-02T03:04:05Z", "100", "101", []any{"100", "101"}, []any{}, 7.0, true,
			map[string]any{"title": "Bo", "value": "bo"}, map[string]any{"value": 7}, []any{map[string]any{}},
		}).Draw(t, "value")
	}
	return values
}

// What Encode takes without a problem, the form shows again as it was, and what
// the form shows is encoded as before.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := opened()
		in.Fields = anyScreen(t)
		in.Values = anyValues(t, in.Fields)
		first, problems := fields.Encode(in.Values, in.Fields)
		shown := appcomponents.Values{}
		for _, f := range fields.FromMeta(in) {
			if _, several := in.Values[f.ID].([]any); !several || f.Type == appcomponents.Checkbox {
				shown[f.ID] = overTheWire(t, f.Value)
			}
		}
		again, _ := fields.Encode(shown, in.Fields)
		for id, value := range first {
			_, wrong := problems[id]
			_, onForm := shown[id]
			if wrong || !onForm || id == "description" || id == "project" || id == "issuetype" {
				continue
			}
			if diff := cmp.Diff(value, again[id]); diff != "" {
				t.Fatalf("%s, entered as %v, was shown as %v: %s", id, in.Values[id], shown[id], diff)
			}
		}
	})
}

// overTheWire is a value as it comes back from the form.
func overTheWire(t *rapid.T, value any) any {
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var back any
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	return back
}
