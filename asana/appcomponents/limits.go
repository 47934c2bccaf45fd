package appcomponents

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// Limits of forms, as Asana documents them for each field type
// (https://developers.asana.com/reference/modal-forms).
const (
	MaxFormFields      = 30
	MaxFieldName       = 50
	MaxOptionLabel     = 80
	MaxSingleLine      = 200
	MaxMultiLine       = 3000
	MaxDropdownOptions = 50
	MaxRadioOptions    = 5
	MaxCheckboxOptions = 10
)

var maxOptions = map[string]int{
	Dropdown: MaxDropdownOptions, RadioButton: MaxRadioOptions, Checkbox: MaxCheckboxOptions,
}

var maxText = map[string]int{
	SingleLineText: MaxSingleLine, MultiLineText: MaxMultiLine, RichText: MaxMultiLine,
}

// Validate reports the first rule of the protocol that the form breaks. Lengths
// count characters, not bytes.
func (f Form) Validate() error {
	switch {
	case f.Template != FormTemplate:
		return fmt.Errorf("form template is %q, not %q", f.Template, FormTemplate)
	case f.Metadata.Title == "":
		return errors.New("form has no title")
	case len(f.Metadata.Fields) > MaxFormFields:
		return fmt.Errorf("form has %d fields, at most %d are allowed", len(f.Metadata.Fields), MaxFormFields)
	}
	if err := f.Metadata.validateCallbacks(); err != nil {
		return err
	}
	return validateFields(f.Metadata.Fields)
}

func (m FormMetadata) validateCallbacks() error {
	if m.OnSubmitCallback != "" {
		if err := webAddress("on_submit_callback", m.OnSubmitCallback); err != nil {
			return err
		}
	}
	if m.OnChangeCallback != "" {
		return webAddress("on_change_callback", m.OnChangeCallback)
	}
	return nil
}

func validateFields(fields []Field) error {
	seen := map[string]bool{}
	for _, field := range fields {
		if field.ID == "" || seen[field.ID] {
			return fmt.Errorf("field id %q is empty or used twice", field.ID)
		}
		seen[field.ID] = true
		if err := field.Validate(); err != nil {
			return fmt.Errorf("field %q: %w", field.ID, err)
		}
	}
	return nil
}

// Validate reports the first rule of the protocol that the field breaks.
func (f Field) Validate() error {
	if !fieldTypes[f.Type] {
		return fmt.Errorf("unknown type %q", f.Type)
	}
	if err := atMost("name", f.Name, MaxFieldName); err != nil {
		return err
	}
	if err := f.validateLook(); err != nil {
		return err
	}
	if err := f.validateOptions(); err != nil {
		return err
	}
	return f.validateValue()
}

var fieldTypes = map[string]bool{
	StaticText: true, SingleLineText: true, MultiLineText: true, RichText: true, Dropdown: true,
	RadioButton: true, Checkbox: true, Date: true, Datetime: true, Typeahead: true,
}

func (f Field) validateLook() error {
	switch {
	case f.Type == StaticText && f.Name == "":
		return errors.New("static text without a name")
	case f.Type == Typeahead:
		return webAddress("typeahead_url", f.TypeaheadURL)
	case f.Width != "" && f.Width != WidthFull && f.Width != WidthHalf:
		return fmt.Errorf("unknown width %q", f.Width)
	case f.Style != "" && f.Style != "default" && f.Style != StyleHeader:
		return fmt.Errorf("unknown style %q", f.Style)
	}
	return nil
}

func (f Field) validateOptions() error {
	most, takesOptions := maxOptions[f.Type]
	if !takesOptions {
		return nil
	}
	if len(f.Options) == 0 || len(f.Options) > most {
		return fmt.Errorf("%d options, between 1 and %d are allowed", len(f.Options), most)
	}
	for _, option := range f.Options {
		if option.ID == "" || option.Label == "" {
			return errors.New("option without id or label")
		}
		if err := atMost("option label", option.Label, MaxOptionLabel); err != nil {
			return err
		}
	}
	return nil
}

func (f Field) validateValue() error {
	if f.Value == nil {
		return nil
	}
	values := Values{f.ID: f.Value}
	switch _, isText := f.Value.(string); {
	case f.Type == Typeahead:
		if _, ok := values.Item(f.ID); !ok {
			return errors.New("value is not a typeahead item")
		}
	case f.Type == Checkbox:
		if isText || values.Strings(f.ID) == nil {
			return errors.New("value is not a list of option ids")
		}
	case !isText:
		return errors.New("value is not a text")
	}
	if most, limited := maxText[f.Type]; limited {
		return atMost("value", values.String(f.ID), most)
	}
	return nil
}

func atMost(property, text string, most int) error {
	if n := utf8.RuneCountInString(text); n > most {
		return fmt.Errorf("%s has %d characters, at most %d are allowed", property, n, most)
	}
	return nil
}
