// Package wiretest checks App Components messages from outside, for tests of
// either end: against Asana's published specification, and with a host that
// knows only maps and HMAC. It uses none of our own message types, which could
// be wrong in the same way on both ends.
package wiretest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// specification stands beside the repository on machines that have it. It is
// Asana's and not part of the product.
const specification = "../shared/specs/app_components_oas.yaml"

// Spec is Asana's specification of App Components. A nil Spec approves of
// everything.
type Spec struct{ schemas openapi3.Schemas }

// LoadSpec reads the specification, or returns nil where there is none.
func LoadSpec(t testing.TB) *Spec {
	t.Helper()
	path := filepath.Join(root(t), specification)
	if _, err := os.Stat(path); err != nil {
		t.Logf("checked without Asana's specification: %v", err)
		return nil
	}
	document, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return &Spec{document.Components.Schemas}
}

// Check holds a decoded message against a named schema.
func (s *Spec) Check(t testing.TB, schema string, message any) {
	t.Helper()
	if s == nil {
		return
	}
	ref := s.schemas[schema]
	if ref == nil {
		t.Fatalf("the specification has no schema %q", schema)
		return
	}
	if err := ref.Value.VisitJSON(message); err != nil {
		t.Errorf("%s: %v", schema, err)
	}
}

var formFields = map[string]string{
	"static_text": "StaticText", "single_line_text": "SingleLineText", "multi_line_text": "MultiLineText",
	"rich_text": "RichText", "dropdown": "Dropdown", "radio_button": "RadioButton", "checkbox": "Checkbox",
	"date": "Date", "datetime": "Datetime", "typeahead": "Typeahead",
}

var widgetFields = map[string]string{
	"pill": "Pill", "text_with_icon": "TextWithIcon", "datetime_with_icon": "DatetimeWithIcon",
}

var footers = map[string]string{"custom_text": "CustomText", "created": "Created", "updated": "Updated"}

// CheckForm holds a form and each of its fields against the specification.
func (s *Spec) CheckForm(t testing.TB, form map[string]any) {
	t.Helper()
	s.Check(t, "FormMetadataResponse", form)
	for _, field := range fieldsOf(t, form) {
		s.Check(t, "FormField-"+formFields[field["type"].(string)], field)
	}
}

// CheckWidget holds a widget, its fields and its footer against the
// specification.
func (s *Spec) CheckWidget(t testing.TB, widget map[string]any) {
	t.Helper()
	s.Check(t, "WidgetMetadataResponse", widget)
	for _, field := range fieldsOf(t, widget) {
		s.Check(t, "WidgetField-"+widgetFields[field["type"].(string)], field)
	}
	footer := widget["metadata"].(map[string]any)["footer"].(map[string]any)
	s.Check(t, "WidgetFooter-"+footers[footer["footer_type"].(string)], footer)
}

func fieldsOf(t testing.TB, message map[string]any) []map[string]any {
	t.Helper()
	metadata, _ := message["metadata"].(map[string]any)
	list, ok := metadata["fields"].([]any)
	if !ok {
		t.Fatalf("no list of fields in %v", message)
	}
	fields := make([]map[string]any, len(list))
	for i, field := range list {
		fields[i] = field.(map[string]any)
	}
	return fields
}

// root returns the folder of the repository.
func root(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	for err == nil && folder != filepath.Dir(folder) {
		if _, missing := os.Stat(filepath.Join(folder, "go.mod")); missing == nil {
			return folder
		}
		folder = filepath.Dir(folder)
	}
	t.Fatalf("the repository's root cannot be found: %v", err)
	return ""
}
