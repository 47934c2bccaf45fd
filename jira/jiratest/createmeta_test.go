package jiratest_test

import (
	"fmt"
	"testing"
)

// metaIDs reads all pages of create metadata.
func metaIDs(c *caller, path, id string) (ids []string, pages int) {
	c.t.Helper()
	for {
		r := c.get(fmt.Sprintf("%s?startAt=%d&maxResults=1000", path, len(ids))).want(200)
		if n := len(r.list("values")); n > 50 {
			c.t.Fatal("a page of", n)
		}
		for i := range r.list("values") {
			ids = append(ids, r.str(fmt.Sprintf("values.%d.%s", i, id)))
		}
		pages++
		if r.at("isLast") == true {
			r.wantAt("total", len(ids))
			return ids, pages
		}
	}
}

func TestCreateMetadataIsPaged(t *testing.T) {
	ann := start(t).as("ann")
	ann.get("issue/createmeta/BIG/issuetypes").want(200).
		wantAt("maxResults", 50).wantAt("startAt", 0).wantAt("total", 61).wantAt("isLast", false)
	if types, pages := metaIDs(ann, "issue/createmeta/BIG/issuetypes", "id"); len(types) != 61 || pages != 2 {
		t.Error(len(types), "types on", pages, "pages")
	}
	fields, pages := metaIDs(ann, "issue/createmeta/10004/issuetypes/10002", "fieldId")
	if pages != 2 || fields[len(fields)-1] != "customfield_11059" {
		t.Error(len(fields), "fields on", pages, "pages")
	}
	ann.post("issue", issueIn("BIG", "Task", "x")).want(400).
		wantAt("errors.customfield_11059", "Last field of all is required.") // it is on the second page only
}

func TestCreateMetadata(t *testing.T) {
	w := start(t)
	w.run("the old call is an issue that does not exist", func(w *world) {
		w.as("ann").get("issue/createmeta?projectKeys=IT&expand=projects.issuetypes.fields").want(404, `"errorMessages":["Issue Does Not Exist"]`)
	})
	w.run("an invisible project is a bad request", func(w *world) {
		w.as("ann").get("issue/createmeta/SEC/issuetypes").want(400)
		w.as("sam").get("issue/createmeta/SEC/issuetypes").want(200)
		w.as("ann").get("issue/createmeta/NONE/issuetypes").want(400)
		w.as("ann").get("issue/createmeta/IT/issuetypes/999").want(400)
	})
	w.run("nothing without permission to create", func(w *world) {
		w.as("vera").get("issue/createmeta/IT/issuetypes").want(200).wantAt("total", 0).wantAt("isLast", true)
		w.as("vera").get("issue/createmeta/IT/issuetypes/10002").want(200).wantAt("total", 0)
		w.as("vera").get("issue/createmeta/WEB/issuetypes").want(200).wantAt("total", 5)
	})
	w.run("reporter is for those who may choose one", func(w *world) {
		for name, want := range map[string]bool{"ann": true, "bob": false} {
			fields, _ := metaIDs(w.as(name), "issue/createmeta/IT/issuetypes/10002", "fieldId")
			has := false
			for _, id := range fields {
				has = has || id == "reporter"
			}
			if has != want {
				w.t.Errorf("%s: reporter %v", name, has)
			}
		}
	})
}

func TestFieldMetadata(t *testing.T) {
	w := start(t)
	r := w.as("ann").get("issue/createmeta/OPS/issuetypes/10005").want(200)
	fields := map[string]int{}
	for i := range r.list("values") {
		fields[r.str(fmt.Sprintf("values.%d.fieldId", i))] = i
	}
	at := func(id, path string, want any) {
		t.Helper()
		if _, found := fields[id]; !found {
			t.Fatal("no field", id)
		}
		r.wantAt(fmt.Sprintf("values.%d.%s", fields[id], path), want)
	}
	at("issuetype", "allowedValues.0.name", "Incident")
	at("priority", "hasDefaultValue", true)
	at("priority", "defaultValue.name", "Medium")
	at("customfield_10006", "required", true)
	at("customfield_10006", "schema.custom", "com.atlassian.jira.plugin.system.customfieldtypes:select")
	at("customfield_10006", "schema.customId", 10006)
	at("customfield_10006", "allowedValues.3.disabled", true)
	at("customfield_10010", "allowedValues.0.children.1.value", "Umeå")
	at("labels", "operations.0", "add")
	at("reporter", "autoCompleteUrl", w.URL+"/rest/api/latest/user/search?username=")
	at("description", "schema.system", "description")
	at("attachment", "schema.items", "attachment")
	at("issuelinks", "operations.0", "add")
	for _, id := range []string{"issuetype", "attachment"} {
		if n := len(r.list(fmt.Sprintf("values.%d.operations", fields[id]))); n != 0 {
			t.Error(id, "can be changed by", n, "operations")
		}
	}
}
