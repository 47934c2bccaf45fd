package appcomponents

// FormTemplate names the one layout of forms there is.
const FormTemplate = "form_metadata_v0"

// The types a form field may have.
const (
	StaticText     = "static_text"
	SingleLineText = "single_line_text"
	MultiLineText  = "multi_line_text"
	RichText       = "rich_text"
	Dropdown       = "dropdown"
	RadioButton    = "radio_button"
	Checkbox       = "checkbox"
	Date           = "date"
	Datetime       = "datetime"
	Typeahead      = "typeahead"
)

// Widths and styles of a field.
const (
	WidthFull   = "full"
	WidthHalf   = "half"
	StyleHeader = "header"
)

// Form is a modal form: what the app answers to a metadata request and to a
// change, and, with errors at the fields, to a submission it refuses.
type Form struct {
	Template string       `json:"template"`
	Metadata FormMetadata `json:"metadata"`
}

// FormMetadata is a form's content. Without OnSubmitCallback the form cannot be
// submitted. SubmitButtonText left Asana's specification in October 2025 and is
// still what its own apps send; a host that ignores it shows "Submit".
type FormMetadata struct {
	Title            string  `json:"title"`
	Fields           []Field `json:"fields"`
	OnSubmitCallback string  `json:"on_submit_callback,omitempty"`
	OnChangeCallback string  `json:"on_change_callback,omitempty"`
	SubmitButtonText string  `json:"submit_button_text,omitempty"`
}

// Field is one field of a form. Value is a string, a []string for a checkbox or
// a [TypeaheadItem] for a typeahead; nil leaves it out. A watched field sends
// the form to OnChangeCallback whenever its value changes. A rich text that
// IsReadOnly is shown for its links; Asana's specification has no such property,
// and a host that does not know it shows a field whose changes mean nothing.
type Field struct {
	ID           string   `json:"id"`
	Type         string   `json:"type"`
	Name         string   `json:"name,omitempty"`
	Style        string   `json:"style,omitempty"`
	Width        string   `json:"width,omitempty"`
	Placeholder  string   `json:"placeholder,omitempty"`
	Error        string   `json:"error,omitempty"`
	TypeaheadURL string   `json:"typeahead_url,omitempty"`
	IsRequired   bool     `json:"is_required,omitempty"`
	IsWatched    bool     `json:"is_watched,omitempty"`
	IsReadOnly   bool     `json:"is_read_only,omitempty"`
	Options      []Option `json:"options,omitempty"`
	Value        any      `json:"value,omitempty"`
}

// Option is a choice of a dropdown, of radio buttons or of a checkbox field.
// SubLabel belongs to radio buttons, IconURL to dropdowns.
type Option struct {
	ID       string `json:"id"`
	Label    string `json:"label"`
	SubLabel string `json:"sub_label,omitempty"`
	IconURL  string `json:"icon_url,omitempty"`
}

// NewForm returns a form with the template filled in.
func NewForm(title string, fields ...Field) Form {
	return Form{Template: FormTemplate, Metadata: FormMetadata{Title: title, Fields: fields}}
}

// Field returns the field with the id, or nil. The pointer leads into the form,
// so that an error or a value can be set.
func (f *Form) Field(id string) *Field {
	for i := range f.Metadata.Fields {
		if f.Metadata.Fields[i].ID == id {
			return &f.Metadata.Fields[i]
		}
	}
	return nil
}
