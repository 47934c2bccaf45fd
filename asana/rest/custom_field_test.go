package rest_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// newField makes a field over REST and puts it on the project.
func (a api) newField(kind string, more object) object {
	a.t.Helper()
	data := object{"workspace": a.world.Workspace.GID, "name": "Our " + kind, "resource_subtype": kind}
	for name, value := range more {
		data[name] = value
	}
	made := a.post("/custom_fields", data).ok(201)
	a.post("/projects/"+a.world.Project.GID+"/addCustomFieldSetting", object{"custom_field": made["gid"]}).ok(200)
	return made
}

// A task has the fields of its projects with the members of their kinds, also where only custom_fields is asked for;
// null clears a value.
func TestCustomFieldsOfATask(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		stage := a.newField("enum", object{"enum_options": []object{{"name": "Idea", "color": "red"}, {"name": "Plan"}}})
		plan := stage["enum_options"].([]any)[1].(map[string]any)
		cost := a.newField("number", object{"precision": 2, "format": "currency", "currency_code": "EUR"})
		day := a.newField("date", nil)
		path := "/tasks/" + w.Tasks[0].GID
		set := func(data object) answer {
			return a.put(path+"?opt_fields=custom_fields", object{"custom_fields": data})
		}
		got := set(object{stage["gid"].(string): plan["gid"], cost["gid"].(string): 5.255, day["gid"].(string): object{"date": "2030-01-02"}}).ok(200)["custom_fields"].([]any)
		compact := object{"resource_type": "custom_field", "enabled": true, "id_prefix": nil, "is_formula_field": false}
		for i, want := range []object{
			{"gid": stage["gid"], "name": "Our enum", "type": "enum", "enum_options": stage["enum_options"], "enum_value": plan, "display_value": "Plan"},
			{"gid": cost["gid"], "name": "Our number", "type": "number", "number_value": 5.25, "precision": 2.0, "display_value": "EUR 5.25"},
			{"gid": day["gid"], "name": "Our date", "type": "date", "date_value": object{"date": "2030-01-02", "date_time": nil}, "display_value": "2030-01-02"},
		} {
			want["resource_subtype"], want["representation_type"] = want["type"], want["type"]
			for name, value := range compact {
				want[name] = value
			}
			if diff := cmp.Diff(want, got[i]); diff != "" {
				t.Error(diff)
			}
		}
		set(object{stage["gid"].(string): nil, cost["gid"].(string): nil, day["gid"].(string): nil}).ok(200)
		for _, f := range a.get(path + "?opt_fields=custom_fields.display_value").ok(200)["custom_fields"].([]any) {
			if f.(map[string]any)["display_value"] != nil {
				t.Errorf("cleared, a field has %v", f)
			}
		}
		whole := a.get(path).ok(200)["custom_fields"].([]any)
		if value, there := whole[0].(map[string]any)["enum_value"]; !there || value != nil {
			t.Errorf("an empty value is left out of %v", whole[0])
		}
		if _, there := whole[0].(map[string]any)["number_value"]; there {
			t.Errorf("a choice has a number: %v", whole[0])
		}
	})
}

// What is read can be written back as it is, also in a form.
func TestCustomFieldsComeInMoreThanOneForm(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		day := a.newField("date", nil)["gid"].(string)
		parts := a.newField("multi_enum", object{"enum_options": []object{{"name": "Top"}, {"name": "End"}}})
		people, cost := a.newField("people", nil)["gid"].(string), a.newField("number", nil)["gid"].(string)
		option := func(i int) string { return parts["enum_options"].([]any)[i].(map[string]any)["gid"].(string) }
		form := url.Values{"projects": {w.Project.GID}, "custom_fields[" + day + "]": {"2030-01-02"},
			"custom_fields[" + parts["gid"].(string) + "]": {option(1) + "," + option(0)},
			"custom_fields[" + people + "]":                {"me," + w.Colleague.Email}, "custom_fields[" + cost + "]": {"12"}}
		made := a.send("POST", "/tasks", "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).ok(201)
		shown := func(task string) (list []string) {
			for _, f := range a.get("/tasks/" + task + "?opt_fields=custom_fields.display_value").ok(200)["custom_fields"].([]any) {
				list = append(list, fmt.Sprint(f.(map[string]any)["display_value"]))
			}
			return list
		}
		want := []string{"2030-01-02", "Top, End", "Mia Member, Carl Colleague", "12"}
		if diff := cmp.Diff(want, shown(made["gid"].(string))); diff != "" {
			t.Error(diff)
		}
		again := a.put("/tasks/"+made["gid"].(string), object{"custom_fields": object{day: object{"date": "2030-01-02", "date_time": "2030-01-02T10:00:00.000Z"}}}).ok(200)
		back := again["custom_fields"].([]any)[0].(map[string]any)["date_value"]
		a.put("/tasks/"+w.Tasks[1].GID, object{"custom_fields": object{day: back}}).ok(200)
		if got := shown(w.Tasks[1].GID)[0]; got != "2030-01-02T10:00:00.000Z" {
			t.Errorf("written back it is %s", got)
		}
	})
}

func TestCustomFieldBadInput(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		space, project := w.Workspace.GID, "/projects/"+w.Project.GID
		stage := a.newField("enum", object{"enum_options": []object{{"name": "Idea"}}})
		plain, cost := a.newField("text", nil)["gid"].(string), a.newField("number", nil)["gid"].(string)
		field, option := stage["gid"].(string), stage["enum_options"].([]any)[0].(map[string]any)["gid"].(string)
		for _, test := range []struct {
			path string
			data any
			want string
		}{
			{"/custom_fields", object{"name": "x", "resource_subtype": "text"}, "workspace: Missing input"},
			{"/custom_fields", object{"workspace": space, "name": "x"}, "resource_subtype: Missing input"},
			{"/custom_fields", object{"workspace": space, "resource_subtype": "text"}, "name: Missing input"},
			{"/custom_fields", object{"workspace": "77", "name": "x", "resource_subtype": "text"}, "workspace: Unknown object: 77"},
			{"/custom_fields", object{"workspace": space, "name": "x", "resource_subtype": "formula"}, "resource_subtype: Must be text, number, date, people, enum or multi_enum, not: formula"},
			{"/custom_fields", object{"workspace": space, "name": "Our text", "resource_subtype": "text"}, "name: There is a custom field of this name in the workspace already: Our text"},
			{"/custom_fields", object{"workspace": space, "name": "x", "resource_subtype": "enum", "enum_options": "Idea"}, "enum_options: Value is not an array"},
			{"/custom_fields", object{"workspace": space, "name": "x", "resource_subtype": "enum", "enum_options": []string{"Idea"}}, "enum_options: [0]: Value is not a JSON object"},
			{"/custom_fields", object{"workspace": space, "name": "x", "resource_subtype": "number", "precision": 2.5}, "precision: Value is not a whole number"},
			{"/custom_fields", object{"workspace": space, "name": "x", "resource_subtype": "number", "precision": true}, "precision: Value is not a whole number"},
			{project + "/addCustomFieldSetting", object{}, "custom_field: Missing input"},
			{project + "/addCustomFieldSetting", object{"custom_field": "Our text"}, "custom_field: Not a recognized ID: Our text"},
			{project + "/addCustomFieldSetting", object{"custom_field": plain}, "custom_field: The project has the custom field already: " + plain},
			{project + "/addCustomFieldSetting", object{"custom_field": object{"name": "x"}}, "resource_subtype: Missing input"},
			{project + "/addCustomFieldSetting", object{"custom_field": object{"name": "x", "resource_subtype": "text"}, "insert_after": plain}, "custom_field_setting: Unknown object: " + plain},
			{project + "/removeCustomFieldSetting", object{}, "custom_field: Missing input"},
			{"/custom_fields/" + field + "/enum_options", object{"color": "red"}, "name: Missing input"},
			{"/custom_fields/" + field + "/enum_options", object{"name": "x", "color": "black"}, "color: Not a color: black"},
			{"/custom_fields/" + field + "/enum_options/insert", object{"before_enum_option": option}, "enum_option: Missing input"},
		} {
			a.post(test.path, test.data).fails(400, test.want)
		}
		for _, test := range []struct {
			field, value, want string
		}{
			{field, `true`, "custom_fields: " + field + ": Value is not a string"},
			{field, `[7]`, "custom_fields: " + field + ": [0]: Not a valid GID type: number"},
			{field, `{}`, "custom_fields: " + field + ": You should specify one of date, date_time"},
			{field, `{"date_time":"soon"}`, "custom_fields: " + field + ": date_time: Date-time must be in ISO-8601 format, not: soon"},
			{cost, `"many"`, "custom_fields: " + cost + ": Value is not a number: many"},
			{cost, `1e400`, "custom_fields: " + cost + ": Value is not a number: 1e400"},
			{"Our text", `"x"`, "custom_fields: Not a recognized ID: Our text"},
		} {
			a.put("/tasks/"+w.Tasks[0].GID, object{"custom_fields": object{test.field: json.RawMessage(test.value)}}).fails(400, test.want)
		}
		for _, name := range []string{"resource_subtype", "enum_options", "workspace"} {
			a.put("/custom_fields/"+field, object{name: "x"}).status(400)
		}
		a.put("/custom_fields/"+cost, object{"format": "currency"}).fails(400, "currency_code: Must be a currency code of ISO 4217, not: ")
		a.get("/custom_fields/abc").fails(404, "custom_field: Not a recognized ID: abc")
		a.get("/custom_fields/77").fails(404, "custom_field: Unknown object: 77")
		a.put("/enum_options/77", object{}).fails(404, "enum_option: Unknown object: 77")
		a.put("/projects/"+w.Project.GID, object{"custom_fields": object{plain: "x"}}).fails(400, "Custom field with ID "+plain+" is not on given object")
		a.as(w.Outsider).get("/custom_fields/"+plain).fails(403, "You do not have access to this custom_field.")
		a.as(w.Guest).get("/custom_fields/"+plain).fails(403, "You do not have access to this custom_field.")
	})
}

// What changes a field, its options, a project's fields or a value is an event of the project.
func TestCustomFieldEvents(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		field := a.newField("text", nil)["gid"].(string)
		path := "/events?resource=" + w.Project.GID + "&sync="
		sync := a.get(path).Body["sync"].(string)
		a.put("/tasks/"+w.Tasks[0].GID, object{"custom_fields": object{field: "A-17"}}).ok(200)
		a.put("/tasks/"+w.Tasks[0].GID, object{"custom_fields": object{field: "A-17"}}).ok(200) // nothing changes
		a.put("/custom_fields/"+field, object{"name": "Order"}).ok(200)
		a.post("/projects/"+w.Project.GID+"/removeCustomFieldSetting", object{"custom_field": field}).ok(200)
		var got []string
		for _, e := range a.get(path + sync).list() {
			text := fmt.Sprint(e["action"], " ", e["resource"].(map[string]any)["resource_type"])
			if change, ok := e["change"].(map[string]any); ok {
				text += fmt.Sprint(" ", change["field"])
				if value, ok := change["new_value"].(map[string]any); ok {
					text += fmt.Sprint(" ", value["resource_type"], " ", value["gid"] == field)
				}
			}
			got = append(got, text)
		}
		want := []string{"changed task custom_fields custom_field true", "changed custom_field name", "removed custom_field_setting"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// An app needs the scope Asana's has, and none covers deleting.
func TestCustomFieldScopes(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		field := a.newField("text", nil)["gid"].(string)
		app, err := w.Platform.RegisterApp(t.Context(), asana.NewApp{Name: "Reader"})
		if err != nil {
			t.Fatal(err)
		}
		reader := a.through(app.GID, "custom_fields:read", "custom_fields:write")
		reader.get("/custom_fields/" + field).ok(200)
		reader.put("/custom_fields/"+field, object{"description": "Of the shop."}).ok(200)
		reader.delete("/custom_fields/" + field).status(403)
		reader.get("/projects/" + w.Project.GID + "/custom_field_settings").status(403)
		a.delete("/custom_fields/" + field).ok(200)
		a.get("/custom_fields/" + field).status(404)
	})
}
