package boottest

import (
	"fmt"
	"net/http"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// TestCustomFields is a field's life over REST on both databases: made, put on a project, set on a task, read there
// and on its page, changed there, and taken away.
func TestCustomFields(t *testing.T) {
	t.Parallel()
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			f := &fieldScript{checklist: checklist{World: demoOn(t, database), t: t, browser: NewBrowser(t)}}
			f.who = f.Role(t, "member", false)
			f.project = fmt.Sprint(f.call(t, http.MethodPost, "/projects", map[string]any{"workspace": f.WorkspaceGID, "name": "Fields"})["gid"])
			f.play(t)
		})
	}
}

// fieldScript is somebody's script about custom fields.
type fieldScript struct {
	checklist
	who     demo.Person
	project string
}

func (f *fieldScript) call(t *testing.T, method, path string, body any) map[string]any {
	t.Helper()
	return f.data(t, f.who, method, path, body)
}

// add makes a field and puts it on the project.
func (f *fieldScript) add(t *testing.T, kind, name string, more map[string]any) map[string]any {
	t.Helper()
	data := map[string]any{"workspace": f.WorkspaceGID, "resource_subtype": kind, "name": name}
	for key, value := range more {
		data[key] = value
	}
	made := f.call(t, http.MethodPost, "/custom_fields", data)
	f.call(t, http.MethodPost, "/projects/"+f.project+"/addCustomFieldSetting", map[string]any{"custom_field": made["gid"], "is_important": true})
	return made
}

// shown are the values of a task as people read them, by the field's name; a disabled one is in brackets.
func (f *fieldScript) shown(t *testing.T, task string) map[string]string {
	t.Helper()
	values := map[string]string{}
	for _, one := range f.call(t, http.MethodGet, "/tasks/"+task, nil)["custom_fields"].([]any) {
		text := dig(one, "display_value")
		if dig(one, "enabled") == "false" {
			text = "[" + text + "]"
		}
		values[dig(one, "name")] = text
	}
	return values
}

func (f *fieldScript) sees(t *testing.T, task string, want map[string]string) {
	t.Helper()
	if got := f.shown(t, task); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the task has %v, want %v", got, want)
	}
}

func (f *fieldScript) play(t *testing.T) {
	stage := f.add(t, "enum", "Stage", map[string]any{"enum_options": []map[string]string{{"name": "Idea", "color": "red"}, {"name": "Plan"}}})
	cost := f.add(t, "number", "Cost", map[string]any{"format": "currency", "currency_code": "EUR", "precision": 2})
	due, readers := f.add(t, "date", "Delivery", nil), f.add(t, "people", "Readers", nil)
	field, plan := fmt.Sprint(stage["gid"]), dig(stage["enum_options"].([]any)[1], "gid")
	task := fmt.Sprint(f.call(t, http.MethodPost, "/tasks", map[string]any{"projects": []string{f.project}, "name": "Has fields",
		"custom_fields": map[string]any{field: plan, fmt.Sprint(cost["gid"]): 9.5}})["gid"])
	f.call(t, http.MethodPut, "/tasks/"+task, map[string]any{"custom_fields": map[string]any{
		fmt.Sprint(due["gid"]): map[string]any{"date": "2030-01-02"}, fmt.Sprint(readers["gid"]): []string{"me"}}})
	want := map[string]string{"Stage": "Plan", "Cost": "EUR 9.50", "Delivery": "2030-01-02", "Readers": f.who.Name}
	f.sees(t, task, want)
	f.refuse(t, task, field)
	f.sees(t, task, want)

	f.call(t, http.MethodPut, "/enum_options/"+plan, map[string]any{"name": "Approved"})
	f.throughTheBrowser(t, task)
	want["Stage"], want["Cost"] = "Approved", "EUR 12.25"
	f.sees(t, task, want)

	f.call(t, http.MethodPost, "/projects/"+f.project+"/removeCustomFieldSetting", map[string]any{"custom_field": field})
	want["Stage"] = "[Approved]"
	f.sees(t, task, want)
	f.call(t, http.MethodDelete, "/custom_fields/"+field, nil)
	delete(want, "Stage")
	f.sees(t, task, want)
	if settings := f.list(t, f.who, "/projects/"+f.project+"/custom_field_settings"); len(settings) != 3 || dig(settings[0], "custom_field.name") != "Cost" {
		t.Errorf("the project has %v", settings)
	}
}

// refuse tries what does not fit.
func (f *fieldScript) refuse(t *testing.T, task, field string) {
	other := f.add(t, "enum", "Other", map[string]any{"enum_options": []map[string]string{{"name": "Elsewhere"}}})
	option := dig(other["enum_options"].([]any)[0], "gid")
	for _, try := range []struct {
		path string
		body any
	}{
		{"/tasks/" + task, map[string]any{"custom_fields": map[string]any{field: option}}},
		{"/tasks/" + task, map[string]any{"custom_fields": map[string]any{"1199999999999999": "x"}}},
		{"/enum_options/" + option, map[string]any{"enabled": false}},
		{"/custom_fields/" + field, map[string]any{"resource_subtype": "text"}},
	} {
		if got := f.API(t, f.who.Token, http.MethodPut, try.path, try.body); got.Status != http.StatusBadRequest {
			t.Errorf("%v was answered %d %s", try.body, got.Status, got.Body)
		}
	}
	f.call(t, http.MethodDelete, "/custom_fields/"+fmt.Sprint(other["gid"]), nil)
}

// throughTheBrowser reads the values on the task's page, changes one there, and finds it in the project's list.
func (f *fieldScript) throughTheBrowser(t *testing.T, task string) {
	tab := f.browser.Person(t)
	tab.signIn(f.World, f.who)
	address := f.PlatformURL + "/0/" + f.project + "/" + task
	tab.Go(address)
	tab.SeeText("body", "Readers")
	const cost = `[data-test=custom-field] input[type=number]`
	if got := tab.Value(cost); got != "9.5" {
		t.Errorf("the page has the cost %q", got)
	}
	tab.Shot("fields-task")
	tab.Type(cost, "12.25\t")
	tab.SeeText("[data-saved]", "Saved")
	tab.Go(f.PlatformURL + "/0/" + f.project)
	tab.SeeText("body", "EUR 12.25")
	tab.SeeText("body", "Approved")
	tab.Shot("fields-list")
	tab.Go(f.PlatformURL + "/0/" + f.project + "/customize")
	tab.Choose("#field-kind", "enum")
	tab.Shot("fields-customize")
}
