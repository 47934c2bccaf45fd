package appcomponents_test

import (
	"strings"
	"testing"

	"jirabridge/asana/appcomponents"
)

func TestFormLimits(t *testing.T) {
	text := func(n int) string { return strings.Repeat("ö", n) }
	options := func(n int) []appcomponents.Option {
		list := make([]appcomponents.Option, n)
		for i := range list {
			list[i] = appcomponents.Option{ID: text(i + 1), Label: "label"}
		}
		return list
	}
	field := func(f appcomponents.Field) appcomponents.Form {
		f.ID = "f"
		return appcomponents.NewForm("Title", f)
	}
	many := func(n int) appcomponents.Form {
		form := appcomponents.NewForm("Title")
		for i := range n {
			form.Metadata.Fields = append(form.Metadata.Fields, appcomponents.Field{ID: text(i + 1), Type: appcomponents.Date})
		}
		return form
	}
	callback := appcomponents.NewForm("Title")
	callback.Metadata.OnSubmitCallback = "javascript:alert(1)"
	change := appcomponents.NewForm("Title")
	change.Metadata.OnChangeCallback = "/change"
	twice := many(1)
	twice.Metadata.Fields = append(twice.Metadata.Fields, twice.Metadata.Fields[0])
	item := appcomponents.TypeaheadItem{Title: "T", Value: "v"}
	for name, try := range map[string]struct {
		form appcomponents.Form
		ok   bool
	}{
		"30 fields":             {many(30), true},
		"31 fields":             {many(31), false},
		"no fields":             {many(0), true},
		"no title":              {appcomponents.NewForm(""), false},
		"another template":      {appcomponents.Form{Template: "form_metadata_v1", Metadata: appcomponents.FormMetadata{Title: "T"}}, false},
		"script as callback":    {callback, false},
		"relative callback":     {change, false},
		"an id twice":           {twice, false},
		"no id":                 {appcomponents.NewForm("T", appcomponents.Field{Type: appcomponents.Date}), false},
		"unknown type":          {field(appcomponents.Field{Type: "number"}), false},
		"name of 50":            {field(appcomponents.Field{Type: appcomponents.Date, Name: text(50)}), true},
		"name of 51":            {field(appcomponents.Field{Type: appcomponents.Date, Name: text(51)}), false},
		"static without name":   {field(appcomponents.Field{Type: appcomponents.StaticText}), false},
		"unknown width":         {field(appcomponents.Field{Type: appcomponents.Date, Width: "wide"}), false},
		"unknown style":         {field(appcomponents.Field{Type: appcomponents.StaticText, Name: "x", Style: "bold"}), false},
		"typeahead without URL": {field(appcomponents.Field{Type: appcomponents.Typeahead}), false},
		"typeahead":             {field(appcomponents.Field{Type: appcomponents.Typeahead, TypeaheadURL: "https://x.y/z", Value: item}), true},
		"typeahead with text":   {field(appcomponents.Field{Type: appcomponents.Typeahead, TypeaheadURL: "https://x.y/z", Value: "v"}), false},
		"single line of 200":    {field(appcomponents.Field{Type: appcomponents.SingleLineText, Value: text(200)}), true},
		"single line of 201":    {field(appcomponents.Field{Type: appcomponents.SingleLineText, Value: text(201)}), false},
		"text of 3000":          {field(appcomponents.Field{Type: appcomponents.MultiLineText, Value: text(3000)}), true},
		"text of 3001":          {field(appcomponents.Field{Type: appcomponents.MultiLineText, Value: text(3001)}), false},
		"rich text of 3001":     {field(appcomponents.Field{Type: appcomponents.RichText, Value: text(3001)}), false},
		"number as text":        {field(appcomponents.Field{Type: appcomponents.SingleLineText, Value: 7}), false},
		"empty dropdown":        {field(appcomponents.Field{Type: appcomponents.Dropdown}), false},
		"dropdown of 50":        {field(appcomponents.Field{Type: appcomponents.Dropdown, Options: options(50)}), true},
		"dropdown of 51":        {field(appcomponents.Field{Type: appcomponents.Dropdown, Options: options(51)}), false},
		"5 radio buttons":       {field(appcomponents.Field{Type: appcomponents.RadioButton, Options: options(5)}), true},
		"6 radio buttons":       {field(appcomponents.Field{Type: appcomponents.RadioButton, Options: options(6)}), false},
		"checkbox of 10":        {field(appcomponents.Field{Type: appcomponents.Checkbox, Options: options(10), Value: []string{}}), true},
		"checkbox of 11":        {field(appcomponents.Field{Type: appcomponents.Checkbox, Options: options(11)}), false},
		"checkbox with a text":  {field(appcomponents.Field{Type: appcomponents.Checkbox, Options: options(1), Value: "a"}), false},
		"label of 81": {field(appcomponents.Field{
			Type: appcomponents.Dropdown, Options: []appcomponents.Option{{ID: "a", Label: text(81)}},
		}), false},
		"option without label": {field(appcomponents.Field{Type: appcomponents.Dropdown, Options: []appcomponents.Option{{ID: "a"}}}), false},
	} {
		if err := try.form.Validate(); (err == nil) != try.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWidgetLimits(t *testing.T) {
	long := strings.Repeat("ö", 41)
	for name, spoil := range map[string]func(w *appcomponents.Widget){
		"another template": func(w *appcomponents.Widget) { w.Template = "summary_with_details_v1" },
		"no title":         func(w *appcomponents.Widget) { w.Metadata.Title = "" },
		"title of 201":     func(w *appcomponents.Widget) { w.Metadata.Title = strings.Repeat("ö", 201) },
		"no fields":        func(w *appcomponents.Widget) { w.Metadata.Fields = nil },
		"six fields": func(w *appcomponents.Widget) {
			w.Metadata.Fields = append(w.Metadata.Fields, w.Metadata.Fields[:2]...)
		},
		"unknown colour":    func(w *appcomponents.Widget) { w.Metadata.Fields[0].Color = "grey" },
		"pill without text": func(w *appcomponents.Widget) { w.Metadata.Fields[0].Text = "" },
		"text of 41":        func(w *appcomponents.Widget) { w.Metadata.Fields[1].Text = long },
		"name of 41":        func(w *appcomponents.Widget) { w.Metadata.Fields[1].Name = long },
		"no name":           func(w *appcomponents.Widget) { w.Metadata.Fields[1].Name = "" },
		"text missing":      func(w *appcomponents.Widget) { w.Metadata.Fields[1].Text = "" },
		"unknown type":      func(w *appcomponents.Widget) { w.Metadata.Fields[1].Type = "text" },
		"not a time":        func(w *appcomponents.Widget) { w.Metadata.Fields[3].Datetime = "yesterday" },
		"no footer":         func(w *appcomponents.Widget) { w.Metadata.Footer = appcomponents.WidgetFooter{} },
		"footer not a time": func(w *appcomponents.Widget) { w.Metadata.Footer.LastUpdatedAt = "yesterday" },
		"footer no text":    func(w *appcomponents.Widget) { w.Metadata.Footer.FooterType = appcomponents.FooterText },
		"created no time":   func(w *appcomponents.Widget) { w.Metadata.Footer.FooterType = appcomponents.FooterCreated },
	} {
		w := goldenWidget()
		spoil(&w)
		if w.Validate() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	w := goldenWidget()
	w.Metadata.Footer = appcomponents.WidgetFooter{FooterType: appcomponents.FooterText, Text: "Custom"}
	w.Metadata.Fields[3].Datetime = ""
	if err := w.Validate(); err != nil {
		t.Error(err)
	}
}

func TestListAndResourceLimits(t *testing.T) {
	list := appcomponents.TypeaheadList{Items: make([]appcomponents.TypeaheadItem, 51)}
	for i := range list.Items {
		list.Items[i] = appcomponents.TypeaheadItem{Title: "t", Value: "v"}
	}
	if list.Validate() == nil {
		t.Error("51 items are accepted")
	}
	list.Items = list.Items[:50]
	if err := list.Validate(); err != nil {
		t.Error(err)
	}
	list.Items[7].Value = ""
	if list.Validate() == nil {
		t.Error("an item without a value is accepted")
	}
	for _, bad := range []appcomponents.Resource{
		{}, {Name: "n"}, {URL: "https://x.y/z"}, {Name: " ", URL: "https://x.y/z"},
		{Name: "n", URL: "javascript:alert(1)"}, {Name: "n", URL: "javascript://x.y/%0aalert(1)"}, {Name: "n", URL: "/browse/CP-1"}, {Name: "n", URL: "https://"},
	} {
		if bad.Validate() == nil {
			t.Errorf("%+v is accepted", bad)
		}
	}
}

// Asana's renderer refuses a null anywhere but as a field's value.
func TestDecodeRefusesNulls(t *testing.T) {
	for text, ok := range map[string]bool{
		`{"template":"form_metadata_v0","metadata":{"title":"T","fields":[{"id":"d","type":"date","value":null}]}}`:     true,
		`{"template":"form_metadata_v0","metadata":{"title":"T","fields":[{"id":"d","type":"date","error":null}]}}`:     false,
		`{"template":"form_metadata_v0","metadata":{"title":"T","fields":[null]}}`:                                      false,
		`{"template":"form_metadata_v0","metadata":{"title":"T","fields":[],"on_submit_callback":null}}`:                false,
		`{"template":"form_metadata_v0","metadata":{"title":"T","fields":[{"id":"d","type":"date","unknown":"kept"}]}}`: true,
		`{"template":"form_metadata_v0"} trailing`:                                                                      false,
		`<html>`: false,
		``:       false,
		`null`:   false,
		`[]`:     false,
	} {
		var form appcomponents.Form
		if err := appcomponents.Decode([]byte(text), &form); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
	var resource appcomponents.Resource
	if err := appcomponents.Decode([]byte(`{"resource_name":"n","resource_url":"https://x.y/z","error":null}`), &resource); err != nil {
		t.Errorf("a null beside a resource: %v", err)
	}
}
