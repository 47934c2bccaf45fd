package appcomponents_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/appcomponents/wiretest"
)

// golden reads a message that was written by hand from Asana's documentation.
func golden(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func object(t *testing.T, data []byte) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func goldenForm() appcomponents.Form {
	form := appcomponents.NewForm("Create New Issue",
		appcomponents.Field{ID: "head", Type: appcomponents.StaticText, Name: "Details", Style: appcomponents.StyleHeader},
		appcomponents.Field{
			ID: "summary", Type: appcomponents.SingleLineText, Name: "Summary", Width: appcomponents.WidthHalf,
			Placeholder: "What is it about?", IsRequired: true, Value: "Build the thing",
		},
		appcomponents.Field{ID: "notes", Type: appcomponents.MultiLineText, Name: "Notes", Value: "First line\nSecond line"},
		appcomponents.Field{ID: "description", Type: appcomponents.RichText, Name: "Description", Value: "<body>Some <strong>text</strong></body>"},
		appcomponents.Field{
			ID: "type", Type: appcomponents.Dropdown, Name: "Issue type", IsRequired: true, IsWatched: true, Error: "Choose a type",
			Options: []appcomponents.Option{{ID: "1", Label: "Bug", IconURL: "https://tracker.example.com/bug.png"}, {ID: "2", Label: "Story"}},
			Value:   "1",
		},
		appcomponents.Field{
			ID: "size", Type: appcomponents.RadioButton, Name: "Size", Value: "s",
			Options: []appcomponents.Option{{ID: "s", Label: "Small", SubLabel: "a day"}},
		},
		appcomponents.Field{
			ID: "files", Type: appcomponents.Checkbox, Name: "Attachments", Value: []string{"all"},
			Options: []appcomponents.Option{{ID: "all", Label: "All files"}},
		},
		appcomponents.Field{ID: "due", Type: appcomponents.Date, Name: "Due date", Value: "2035-10-05"},
		appcomponents.Field{ID: "start", Type: appcomponents.Datetime, Name: "Start", Value: "2035-10-05T14:48:00.000Z"},
		appcomponents.Field{
			ID: "project", Type: appcomponents.Typeahead, Name: "Project", TypeaheadURL: "https://app.example.com/projects",
			Value: appcomponents.TypeaheadItem{
				Title: "IT (IT)", Value: "10000", Subtitle: "software", IconURL: "https://tracker.example.com/it.png",
			},
		},
	)
	form.Metadata.OnSubmitCallback = "https://app.example.com/submit"
	form.Metadata.OnChangeCallback = "https://app.example.com/change"
	form.Metadata.SubmitButtonText = "Create Issue"
	return form
}

func goldenWidget() appcomponents.Widget {
	return appcomponents.Widget{Template: appcomponents.WidgetTemplate, Metadata: appcomponents.WidgetMetadata{
		Title: "MSB-3 As a user, I see a flexible widget", Subtitle: "Story",
		SubiconURL: "https://tracker.example.com/story.png",
		Fields: []appcomponents.WidgetField{
			{Type: appcomponents.Pill, Name: "Status", Text: "In Progress", Color: "blue"},
			{Type: appcomponents.TextWithIcon, Name: "Priority", Text: "Highest", IconURL: "https://tracker.example.com/highest.png"},
			{Type: appcomponents.TextWithIcon, Name: "Assignee", Text: "Ann Li"},
			{Type: appcomponents.DatetimeWithIcon, Name: "As of", Datetime: "2035-10-05T14:48:00.000Z"},
		},
		Footer:      appcomponents.WidgetFooter{FooterType: appcomponents.FooterUpdated, LastUpdatedAt: "2035-10-05T14:48:00.000Z"},
		NumComments: 12,
	}}
}

// Encoding gives exactly the golden message, and so nothing null or empty in
// it; the golden message keeps the rules.
func TestGoldenMessages(t *testing.T) {
	spec := wiretest.LoadSpec(t)
	form, widget := object(t, golden(t, "form.json")), object(t, golden(t, "widget.json"))
	spec.CheckForm(t, form)
	spec.CheckWidget(t, widget)
	for name, pair := range map[string]struct {
		ours   any
		golden map[string]any
	}{
		"form": {goldenForm(), form}, "widget": {goldenWidget(), widget},
		"list": {
			appcomponents.TypeaheadList{Header: "Issues", Items: []appcomponents.TypeaheadItem{{Title: "IT-1 Printer", Value: "IT-1"}}},
			map[string]any{"header": "Issues", "items": []any{map[string]any{"title": "IT-1 Printer", "value": "IT-1"}}},
		},
		"empty list": {appcomponents.TypeaheadList{}, map[string]any{"items": []any{}}},
		"resource": {
			appcomponents.Resource{Name: "Build the Thing", URL: "https://tracker.example.com/browse/CP-1"},
			map[string]any{"resource_name": "Build the Thing", "resource_url": "https://tracker.example.com/browse/CP-1"},
		},
		"error": {appcomponents.ErrorBody{Error: "Not found."}, map[string]any{"error": "Not found."}},
	} {
		ours, err := json.Marshal(pair.ours)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(pair.golden, object(t, ours)); diff != "" {
			t.Errorf("%s (-golden +ours):\n%s", name, diff)
		}
	}
}

func TestDecodeGoldenMessages(t *testing.T) {
	var form appcomponents.Form
	if err := appcomponents.Decode(golden(t, "form.json"), &form); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(asJSON(t, goldenForm()), asJSON(t, form)); diff != "" {
		t.Error(diff)
	}
	var widget appcomponents.Widget
	if err := appcomponents.Decode(golden(t, "widget.json"), &widget); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(goldenWidget(), widget); diff != "" {
		t.Error(diff)
	}
}

func asJSON(t *testing.T, v any) map[string]any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return object(t, data)
}

func TestErrorBodyReadsBothForms(t *testing.T) {
	for text, want := range map[string]string{
		`{"error": "No such issue"}`:             "No such issue",
		`{"data": {"error": "No such issue"}}`:   "No such issue",
		`{"data": {}}`:                           "",
		`{"error": "new", "data":{"error":"x"}}`: "new",
	} {
		var body appcomponents.ErrorBody
		if err := json.Unmarshal([]byte(text), &body); err != nil || body.Error != want {
			t.Errorf("%s: %q, %v; want %q", text, body.Error, err, want)
		}
	}
}
