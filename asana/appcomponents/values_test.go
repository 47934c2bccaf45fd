package appcomponents_test

import (
	"encoding/json"
	"slices"
	"testing"

	"jirabridge/asana/appcomponents"
)

func TestValues(t *testing.T) {
	var v appcomponents.Values
	text := `{"summary":"Build","files":["all","7"],"project":{"title":"IT (IT)","value":"10000","subtitle":"s","icon_url":"i"},
	          "cleared":null,"empty":{},"mixed":["a",1,null],"number":7}`
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		"summary": "Build", "project": "10000", "cleared": "", "empty": "", "files": "", "number": "", "missing": "",
	} {
		if got := v.String(id); got != want {
			t.Errorf("String(%s) = %q, want %q", id, got, want)
		}
	}
	for id, want := range map[string][]string{
		"files": {"all", "7"}, "summary": {"Build"}, "mixed": {"a"}, "cleared": nil, "missing": nil, "project": nil,
	} {
		if got := v.Strings(id); !slices.Equal(got, want) {
			t.Errorf("Strings(%s) = %q, want %q", id, got, want)
		}
	}
	item, ok := v.Item("project")
	if want := (appcomponents.TypeaheadItem{Title: "IT (IT)", Value: "10000", Subtitle: "s", IconURL: "i"}); !ok || item != want {
		t.Errorf("Item = %+v, %v", item, ok)
	}
	for _, id := range []string{"summary", "cleared", "empty", "missing"} {
		if _, ok := v.Item(id); ok {
			t.Errorf("%s counts as an item", id)
		}
	}
}

func TestFormField(t *testing.T) {
	form := goldenForm()
	form.Field("type").Error = "Choose another"
	if form.Metadata.Fields[4].Error != "Choose another" {
		t.Error("the field was not changed in its place")
	}
	if form.Field("missing") != nil {
		t.Error("there is a missing field")
	}
}
