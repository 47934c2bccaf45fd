package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jirabridge/asana"
)

// A member gives a project fields of every kind, sets them on a task, sees those of the list there, and takes one away.
func TestFieldsFromCustomizeToTheTask(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v, project := w.as(t, w.Member), "/0/"+w.Project.GID
		v.get(project + "/customize").want(http.StatusOK).says("Every task of the project has these fields.")
		add := func(name, kind, options string) {
			t.Helper()
			page := v.post(project+"/fields", url.Values{"name": {name}, "kind": {kind}, "options": {options}, "listed": {"on"}}).want(http.StatusOK).says(name)
			if page.URL.Path != project+"/customize" {
				t.Errorf("adding led to %s", page.URL.Path)
			}
		}
		add("Cost centre", "text", "")
		add("Weight", "number", "")
		add("Delivery", "date", "")
		add("Readers", "people", "")
		add("Stage", "enum", "Idea\r\n\r\nPlan\r\n")
		add("Parts", "multi_enum", "Top\nEnd")
		settings := must(w.Platform.FieldSettings(t.Context(), w.Member.Actor, w.Project.GID))(t)
		set := func(i int, values url.Values) answer {
			t.Helper()
			return v.post(w.task()+"/fields/"+settings[i].Field.GID, values)
		}
		option := func(field, i int) string { return settings[field].Field.Options[i].GID }
		set(0, url.Values{"value": {"4711"}}).want(http.StatusOK)
		set(1, url.Values{"value": {"12"}}).want(http.StatusOK)
		set(2, url.Values{"value": {"2030-01-02"}}).want(http.StatusOK)
		set(3, url.Values{"value": {w.Guest.GID, w.Member.GID}, "several": {"on"}}).want(http.StatusOK)
		set(4, url.Values{"value": {option(4, 1)}}).want(http.StatusOK)
		set(5, url.Values{"value": {option(5, 0), option(5, 1)}, "several": {"on"}}).want(http.StatusOK)
		set(1, url.Values{"value": {"heavy"}}).want(http.StatusBadRequest).says("“heavy” is not a number.")
		page := v.get(w.task()).want(http.StatusOK).says("Greta Guest, Mia Member", "Top, End")
		for _, part := range []string{`value="4711"`, `value="12"`, `value="2030-01-02"`, `value="` + option(4, 1) + `" selected`} {
			if !strings.Contains(page.Body, part) {
				t.Errorf("the task's page lacks %s", part)
			}
		}
		v.get(project).says("4711", "2030-01-02", "Greta Guest, Mia Member").silent("Top, End") // a row has room for four
		set(5, url.Values{"several": {"on"}}).want(http.StatusOK).silent("Top, End")
		v.post(project+"/fields/"+settings[4].Field.GID+"/remove", nil).want(http.StatusOK).silent("Stage")
		v.get(w.task()).says("Stage", "Plan", "Clear")
		set(4, url.Values{"value": {""}}).want(http.StatusOK).silent("Stage")
	})
}

// Percents are entered as people say them, and fields of the library are taken from there.
func TestAFieldOfTheLibrary(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		field := must(w.Platform.CreateField(t.Context(), w.Owner.Actor, w.Workspace.GID,
			asana.NewField{Name: "Margin", Kind: asana.FieldNumber, Number: asana.NumberFormat{Format: "percentage", Decimals: 1}}))(t)
		v, project := w.as(t, w.Member), "/0/"+w.Project.GID
		v.get(project+"/customize").says("Choose a field", "Margin")
		v.post(project+"/fields", url.Values{"field": {field.GID}}).want(http.StatusOK).says("Margin").silent("Choose a field")
		v.post(w.task()+"/fields/"+field.GID, url.Values{"value": {"12.5"}, "percent": {"on"}}).want(http.StatusOK)
		got := must(w.Platform.Task(t.Context(), w.Member.Actor, w.Tasks[0].GID))(t).CustomFields[0]
		if *got.Number != 0.125 || !strings.Contains(v.get(w.task()).Body, `value="12.5"`) {
			t.Errorf("12.5 percent is kept as %v", *got.Number)
		}
		v.post(project+"/fields", url.Values{"field": {field.GID}}).want(http.StatusBadRequest).says("The project has this field already.")
		v.post(project+"/fields", url.Values{"name": {"Stage"}, "kind": {"enum"}}).want(http.StatusBadRequest).says("Enter at least one option.")
	})
}

// Guests set values, but change no project's fields.
func TestGuestsChangeNoFields(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		field := w.AddField(t, asana.NewField{Name: "Cost centre", Kind: asana.FieldText})
		must(0, w.Platform.AddProjectMember(t.Context(), w.Owner.Actor, w.Project.GID, w.Guest.GID))(t)
		v, project := w.as(t, w.Guest), "/0/"+w.Project.GID
		v.get(project + "/customize").want(http.StatusOK).silent("Add field")
		v.post(w.task()+"/fields/"+field.GID, url.Values{"value": {"4711"}}).want(http.StatusOK)
		v.post(project+"/fields", url.Values{"name": {"Mine"}, "kind": {"text"}}).want(http.StatusForbidden)
		v.post(project+"/fields/"+field.GID+"/remove", nil).want(http.StatusForbidden)
	})
}
