package rest

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
)

// The types of values in bodies that are about custom fields.
type (
	fieldValues  map[string]any // values by the field's gid, as JSON has them
	optionBodies []optionBody

	// fieldOrNew names a custom field, or describes one to be made.
	fieldOrNew struct {
		gid  string
		made *customFieldBody
	}
)

// customFieldBody is the body of createCustomField and updateCustomField.
type customFieldBody struct {
	Workspace           *gid         `json:"workspace"`
	Name                *string      `json:"name"`
	ResourceSubtype     *string      `json:"resource_subtype"`
	Type                *string      `json:"type"` // the old name of resource_subtype
	Description         *string      `json:"description"`
	Precision           *int         `json:"precision"`
	Format              *string      `json:"format"`
	CurrencyCode        *string      `json:"currency_code"`
	CustomLabel         *string      `json:"custom_label"`
	CustomLabelPosition *string      `json:"custom_label_position"`
	EnumOptions         optionBodies `json:"enum_options"`
	HasNotifications    *bool        `json:"has_notifications_enabled"`
	OwnedByApp          *bool        `json:"owned_by_app"`
}

func (b customFieldBody) number() asana.NumberChange {
	return asana.NumberChange{Decimals: b.Precision, Format: b.Format, Currency: b.CurrencyCode, Label: b.CustomLabel,
		LabelPosition: b.CustomLabelPosition}
}

// newField is what the body says of a field to be made.
func (b customFieldBody) newField() (asana.NewField, error) {
	kind := text(b.ResourceSubtype)
	if kind == "" {
		kind = text(b.Type)
	}
	if kind == "" {
		return asana.NewField{}, badRequest("resource_subtype: Missing input")
	}
	if b.OwnedByApp != nil && *b.OwnedByApp {
		return asana.NewField{}, httpkit.Fail(http.StatusForbidden, "owned_by_app: This app may not own custom fields.", nil)
	}
	n := asana.NewField{Name: text(b.Name), Description: text(b.Description), Kind: kind,
		Notifies: b.HasNotifications != nil && *b.HasNotifications}
	n.Number = b.number().Of(n.Number)
	for _, o := range b.EnumOptions {
		n.Options = append(n.Options, asana.NewOption{Name: text(o.Name), Color: text(o.Color)})
	}
	return n, nil
}

func (f *fieldValues) decodeFrom(name string, value any) error {
	data, ok := value.(map[string]any)
	if !ok && value != nil {
		return badRequest(fmt.Sprintf("%s: Value is not a JSON object: %v", name, value))
	}
	*f = data
	return nil
}

func (o *optionBodies) decodeFrom(name string, value any) error {
	items, ok := value.([]any)
	if !ok && value != nil {
		return badRequest(name + ": Value is not an array")
	}
	for i, item := range items {
		one := optionBody{}
		data, ok := item.(map[string]any)
		at := fmt.Sprintf("%s: [%d]", name, i)
		if !ok {
			return badRequest(at + ": Value is not a JSON object")
		}
		if err := decodeStruct(data, reflect.ValueOf(&one).Elem(), at+": "); err != nil {
			return err
		}
		*o = append(*o, one)
	}
	return nil
}

func (f *fieldOrNew) decodeFrom(name string, value any) error {
	if data, ok := value.(map[string]any); ok {
		f.made = &customFieldBody{}
		return decodeStruct(data, reflect.ValueOf(f.made).Elem(), name+": ")
	}
	if value == nil {
		return nil
	}
	field, err := asGID(name, value)
	f.gid = string(field)
	return err
}

// asInt reads a whole number.
func asInt(name string, value any) (int, error) {
	text, err := asDigits(name, value)
	if err != nil {
		return 0, badRequest(name + ": Value is not a whole number")
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, badRequest(name + ": Value is not a whole number")
	}
	return n, nil
}

// inputs reads the values of custom fields.
func (f fieldValues) inputs() (map[string]asana.FieldInput, error) {
	if len(f) == 0 {
		return nil, nil
	}
	inputs := map[string]asana.FieldInput{}
	for _, field := range slices.Sorted(maps.Keys(f)) {
		if !looksLikeGID(field) {
			return nil, badRequest("custom_fields: Not a recognized ID: " + field)
		}
		var err error
		if inputs[field], err = asInput("custom_fields: "+field, f[field]); err != nil {
			return nil, err
		}
	}
	return inputs, nil
}

// asInput reads a value whatever the field's kind is; null clears the field.
func asInput(name string, value any) (in asana.FieldInput, err error) {
	switch v := value.(type) {
	case nil:
		return in, nil
	case map[string]any:
		return asDate(name, v)
	case []any:
		in.List = []string{}
		for i, item := range v {
			text, ok := item.(string)
			if !ok {
				return in, badRequest(fmt.Sprintf("%s: [%d]: Not a valid GID type: %s", name, i, jsonType(item)))
			}
			in.List = append(in.List, text)
		}
		return in, nil
	}
	in.Text, err = asDigits(name, value)
	return in, err
}

// asDate reads date, or date_time, which has a day too.
func asDate(name string, value map[string]any) (in asana.FieldInput, err error) {
	var body struct {
		Date     *string `json:"date"`
		DateTime *string `json:"date_time"`
	}
	if err := decodeStruct(value, reflect.ValueOf(&body).Elem(), name+": "); err != nil {
		return in, err
	}
	if body.Date == nil && body.DateTime == nil {
		return in, badRequest(name + ": You should specify one of date, date_time")
	}
	if in.At, err = asTime(name+": date_time", text(body.DateTime)); err != nil || !in.At.Equal(time.Time{}) {
		return in, err
	}
	in.Text = text(body.Date)
	return in, nil
}
