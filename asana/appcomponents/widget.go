package appcomponents

import (
	"errors"
	"fmt"
	"time"
)

// WidgetTemplate names the one layout of widgets there is.
const WidgetTemplate = "summary_with_details_v0"

// Types of widget fields and footers.
const (
	Pill             = "pill"
	TextWithIcon     = "text_with_icon"
	DatetimeWithIcon = "datetime_with_icon"
	FooterText       = "custom_text"
	FooterCreated    = "created"
	FooterUpdated    = "updated"
)

// Limits of widgets (https://developers.asana.com/reference/widgets).
const (
	MaxWidgetTitle  = 200
	MaxWidgetFields = 5
	MaxWidgetText   = 40
)

// Widget is the answer to a widget request: a read-only summary of an attached
// resource.
type Widget struct {
	Template string         `json:"template"`
	Metadata WidgetMetadata `json:"metadata"`
}

// WidgetMetadata is a widget's content. The subtitle stands beside "Open in
// {app}"; without one the host shows the app's word for a resource.
type WidgetMetadata struct {
	Title       string        `json:"title"`
	Subtitle    string        `json:"subtitle,omitempty"`
	SubiconURL  string        `json:"subicon_url,omitempty"`
	Fields      []WidgetField `json:"fields"`
	Footer      WidgetFooter  `json:"footer"`
	NumComments int           `json:"num_comments,omitempty"`
}

// WidgetField is one line of a widget. Text and Color belong to a pill, Text
// and IconURL to a text, Datetime and IconURL to a time.
type WidgetField struct {
	Type     string `json:"type"`
	Name     string `json:"name"`
	Text     string `json:"text,omitempty"`
	Color    string `json:"color,omitempty"`
	IconURL  string `json:"icon_url,omitempty"`
	Datetime string `json:"datetime,omitempty"`
}

// WidgetFooter is the last line of a widget: a text, or a time the host shows
// as an age.
type WidgetFooter struct {
	FooterType    string `json:"footer_type"`
	Text          string `json:"text,omitempty"`
	IconURL       string `json:"icon_url,omitempty"`
	CreatedAt     string `json:"created_at,omitempty"`
	LastUpdatedAt string `json:"last_updated_at,omitempty"`
}

var pillColors = map[string]bool{
	"none": true, "red": true, "orange": true, "yellow-orange": true, "yellow": true,
	"yellow-green": true, "green": true, "blue-green": true, "aqua": true, "blue": true,
	"indigo": true, "purple": true, "magenta": true, "hot-pink": true, "pink": true, "cool-gray": true,
}

// Validate reports the first rule of the protocol that the widget breaks.
func (w Widget) Validate() error {
	m := w.Metadata
	switch {
	case w.Template != WidgetTemplate:
		return fmt.Errorf("widget template is %q, not %q", w.Template, WidgetTemplate)
	case m.Title == "":
		return errors.New("widget has no title")
	case len(m.Fields) == 0 || len(m.Fields) > MaxWidgetFields:
		return fmt.Errorf("widget has %d fields, between 1 and %d are allowed", len(m.Fields), MaxWidgetFields)
	}
	if err := atMost("title", m.Title, MaxWidgetTitle); err != nil {
		return err
	}
	for _, field := range m.Fields {
		if err := field.Validate(); err != nil {
			return fmt.Errorf("widget field %q: %w", field.Name, err)
		}
	}
	return m.Footer.Validate()
}

// Validate reports the first rule of the protocol that the field breaks.
func (f WidgetField) Validate() error {
	if f.Name == "" {
		return errors.New("no name")
	}
	if err := errors.Join(atMost("name", f.Name, MaxWidgetText), atMost("text", f.Text, MaxWidgetText)); err != nil {
		return err
	}
	switch f.Type {
	case Pill:
		if f.Text == "" || !pillColors[f.Color] {
			return fmt.Errorf("pill without text or with the unknown colour %q", f.Color)
		}
	case TextWithIcon:
		if f.Text == "" {
			return errors.New("no text")
		}
	case DatetimeWithIcon:
		return optionalTime("datetime", f.Datetime)
	default:
		return fmt.Errorf("unknown type %q", f.Type)
	}
	return nil
}

// Validate reports the first rule of the protocol that the footer breaks.
func (f WidgetFooter) Validate() error {
	switch f.FooterType {
	case FooterText:
		if f.Text == "" {
			return errors.New("footer has no text")
		}
		return nil
	case FooterCreated:
		return requiredTime("created_at", f.CreatedAt)
	case FooterUpdated:
		return requiredTime("last_updated_at", f.LastUpdatedAt)
	}
	return fmt.Errorf("unknown footer type %q", f.FooterType)
}

func requiredTime(property, text string) error {
	if _, err := time.Parse(time.RFC3339, text); err != nil {
		return fmt.Errorf("%s is not a time", property)
	}
	return nil
}

func optionalTime(property, text string) error {
	if text == "" {
		return nil
	}
	return requiredTime(property, text)
}
