package jiratest_test

import (
	"strings"
	"testing"

	"jirabridge/jira/jiratest"
)

// with adds fields to the body of a new issue.
func with(body object, fields object) object {
	for name, v := range fields {
		body["fields"].(object)[name] = v
	}
	return body
}

func TestCreate(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	r := ann.post("issue", with(task("Nya skrivaren åäö 李 🙂"), object{"description": "h1. Wiki", "reporter": object{"name": "zofia"},
		"assignee": object{"name": "bob"}, "priority": object{"id": "2"}, "labels": []string{"a", "b"}, "duedate": "2026-06-01",
		"components": []object{{"name": "Network"}}, "fixVersions": []object{{"id": "10301"}}})).want(201)
	if len(r.at("").(object)) != 3 || r.str("self") != w.URL+"/rest/api/2/issue/"+r.str("id") {
		t.Errorf("created: %s", r.body)
	}
	ann.get("issue/"+r.str("id")).want(200).wantAt("key", r.str("key")).
		wantAt("fields.summary", "Nya skrivaren åäö 李 🙂").wantAt("fields.description", "h1. Wiki").
		wantAt("fields.reporter.displayName", "Zofia Żółkiewska").wantAt("fields.creator.name", "ann").
		wantAt("fields.assignee.name", "bob").wantAt("fields.priority.name", "High").wantAt("fields.labels.1", "b").
		wantAt("fields.duedate", "2026-06-01").wantAt("fields.components.0.id", "10200").
		wantAt("fields.fixVersions.0.releaseDate", "2026-12-01").wantAt("fields.status.statusCategory.key", "new").
		wantAt("fields.resolution", nil).wantAt("fields.created", "2026-05-04T10:00:00.000+0000")
}

func TestCreateRefused(t *testing.T) {
	w := start(t)
	const unknown = "Field 'X' cannot be set. It is not on the appropriate screen, or unknown."
	for name, c := range map[string]struct {
		who  string
		body object
		id   string
		text string
	}{
		"an unknown field":                       {"ann", with(task("x"), object{"customfield_99": 1}), "customfield_99", unknown},
		"a field of another screen":              {"ann", with(task("x"), object{"environment": "x"}), "environment", unknown},
		"a file":                                 {"ann", with(task("x"), object{"attachment": []object{}}), "attachment", unknown},
		"a status":                               {"ann", with(task("x"), object{"status": object{"id": "3"}}), "status", unknown},
		"the reporter, without right":            {"bob", with(task("x"), object{"reporter": object{"name": "ann"}}), "reporter", unknown},
		"no summary":                             {"ann", with(task(""), nil), "summary", "You must specify a summary of the issue."},
		"a summary of two lines":                 {"ann", task("a\nb"), "summary", "The summary is invalid because it contains newline characters."},
		"a long summary":                         {"ann", task(strings.Repeat("ö", 256)), "summary", "Summary must be less than 255 characters."},
		"a long description":                     {"ann", with(task("x"), object{"description": strings.Repeat("ö", 32768)}), "description", "The entered text is too long. It exceeds the allowed limit of 32,767 characters."},
		"a description that counts as Java does": {"ann", with(task("x"), object{"description": strings.Repeat("🙂", 16384)}), "description", "The entered text is too long. It exceeds the allowed limit of 32,767 characters."},
		"no project":                             {"ann", object{"fields": object{"summary": "x"}}, "project", "project is required"},
		"an invisible project":                   {"ann", issueIn("SEC", "Task", "x"), "project", "valid project is required"},
		"no right to create":                     {"vera", task("x"), "project", "You do not have permission to create issues in this project."},
		"no type":                                {"ann", object{"fields": object{"project": object{"key": "IT"}}}, "issuetype", "issue type is required"},
		"another project's type":                 {"ann", issueIn("IT", "Epic", "x"), "issuetype", "The issue type selected is invalid."},
		"a number for an id":                     {"ann", with(task("x"), object{"priority": object{"id": 3}}), "priority", "Could not find valid 'id' or 'name' in priority object."},
		"an unknown priority":                    {"ann", with(task("x"), object{"priority": object{"id": "77"}}), "priority", "The priority selected is invalid."},
		"an unknown person":                      {"ann", with(task("x"), object{"assignee": object{"name": "nobody"}}), "assignee", "User 'nobody' does not exist."},
		"somebody without rights":                {"ann", with(task("x"), object{"assignee": object{"name": "vera"}}), "assignee", "User 'vera' cannot be assigned issues."},
		"an unknown reporter":                    {"ann", with(task("x"), object{"reporter": object{"name": "nobody"}}), "reporter", "The reporter specified is not a user."},
		"a name for a person":                    {"ann", with(task("x"), object{"assignee": "bob"}), "assignee", "data was not an object"},
		"a text for a list":                      {"ann", with(task("x"), object{"labels": "a"}), "labels", "data was not an array"},
		"a label of two words":                   {"ann", with(task("x"), object{"labels": []string{"a b"}}), "labels", "The label 'a b' contains spaces which is invalid."},
		"an unknown component":                   {"ann", with(task("x"), object{"components": []object{{"name": "None"}}}), "components", "Component name 'None' is not valid"},
		"an unknown version":                     {"ann", with(task("x"), object{"fixVersions": []object{{"id": "1"}}}), "fixVersions", "Version id '1' is not valid"},
		"a date of no calendar":                  {"ann", with(task("x"), object{"duedate": "2026-02-30"}), "duedate", "Error parsing date string: 2026-02-30"},
		"a sub-task of nothing":                  {"ann", issueIn("IT", "Sub-task", "x"), "parent", "Parent is required."},
		"an epic without name":                   {"ann", issueIn("WEB", "Epic", "x"), "customfield_10011", "Epic Name is required."},
	} {
		w.run(name, func(w *world) {
			before := w.as("admin").search("").num("total")
			text := strings.ReplaceAll(c.text, "'X'", "'"+c.id+"'")
			w.as(c.who).post("issue", c.body).want(400).wantAt("errors."+c.id, text)
			if w.as("admin").search("").num("total") != before {
				w.t.Error("an issue was created")
			}
		})
	}
	w.run("all problems at once", func(w *world) {
		r := w.as("ann").post("issue", with(task(""), object{"customfield_99": 1, "duedate": "x"})).want(400)
		if n := len(r.at("errors").(object)); n != 3 {
			w.t.Errorf("%d errors: %s", n, r.body)
		}
	})
}

// TestFieldValues sends a value of every type and reads it back.
func TestFieldValues(t *testing.T) {
	w := start(t)
	incident := func(fields object) object {
		return with(with(issueIn("OPS", "Incident", "x"), object{"customfield_10006": object{"value": "Annoying"}}), fields)
	}
	for name, c := range map[string]struct {
		id    string
		value any
		path  string
		want  any
	}{
		"text": {"customfield_10001", "Acme", "", "Acme"}, "long text": {"customfield_10002", "a\nb", "", "a\nb"},
		"number": {"customfield_10003", 12.5, "", 12.5}, "zero": {"customfield_10003", 0, "", 0}, "date": {"customfield_10004", "2026-05-05", "", "2026-05-05"},
		"time":   {"customfield_10005", "2026-05-05T14:00:00.000+0200", "", "2026-05-05T12:00:00.000+0000"},
		"option": {"customfield_10007", object{"id": "10111"}, ".value", "Asia"}, "options": {"customfield_10008", []object{{"value": "Linux"}, {"id": "10122"}}, ".1.value", "Windows"},
		"cascade":        {"customfield_10010", object{"id": "10140", "child": object{"id": "10142"}}, ".child.value", "Umeå"},
		"half a cascade": {"customfield_10010", object{"value": "South"}, ".value", "South"},
		"user":           {"customfield_10014", object{"name": "mei"}, ".displayName", "李梅"}, "users": {"customfield_10015", []object{{"name": "bob"}}, ".0.name", "bob"},
		"group": {"customfield_10016", object{"name": "it-staff"}, ".name", "it-staff"}, "labels": {"customfield_10017", []string{"x"}, ".0", "x"},
		"version": {"customfield_10019", object{"id": "10310"}, ".name", "Q1"}, "estimate": {"timetracking", object{"originalEstimate": "2h 30m"}, ".originalEstimate", "2h 30m"},
	} {
		w.run(name, func(w *world) {
			key := w.as("ann").post("issue", incident(object{c.id: c.value})).want(201).str("key")
			w.as("ann").get("issue/"+key+"?fields="+c.id).want(200).wantAt("fields."+c.id+c.path, c.want)
		})
	}
	for name, c := range map[string]struct {
		id    string
		value any
		text  string
	}{
		"no option":          {"customfield_10007", object{"id": "1"}, "Option id '1' is not valid"},
		"a retired option":   {"customfield_10007", object{"id": "10113"}, "Option id '10113' is not valid"},
		"a child elsewhere":  {"customfield_10010", object{"id": "10140", "child": object{"id": "10144"}}, "Option id '10144' is not valid"},
		"text for a number":  {"customfield_10003", "12", "Operation value must be a number"},
		"number for a text":  {"customfield_10001", 12, "Operation value must be a string"},
		"an empty reference": {"customfield_10007", object{}, "Could not find valid 'id' or 'value'."},
		"a long line":        {"customfield_10001", strings.Repeat("x", 256), "The entered text is too long. It exceeds the allowed limit of 255 characters."},
		"a number as id":     {"customfield_10007", object{"id": 10111}, "expected 'id' property to be a string"},
	} {
		w.run(name, func(w *world) {
			w.as("ann").post("issue", incident(object{c.id: c.value})).want(400).wantAt("errors."+c.id, c.text)
		})
	}
}

func TestAgileFields(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	epic := ann.post("issue", with(issueIn("WEB", "Epic", "Relaunch"), object{"customfield_10011": "Relaunch"})).want(201).str("key")
	story := ann.post("issue", with(issueIn("WEB", "Story", "x"), object{"customfield_10012": epic, "customfield_10013": 7})).want(201).str("key")
	r := ann.get("issue/"+story).want(200, "state=ACTIVE,name=Sprint 7,").wantAt("fields.customfield_10012", epic)
	if !strings.HasPrefix(r.str("fields.customfield_10013.0"), "com.atlassian.greenhopper.service.sprint.Sprint@") {
		t.Error(r.str("fields.customfield_10013.0"))
	}
	ann.post("issue", with(issueIn("WEB", "Story", "x"), object{"customfield_10013": []int{7}})).want(400, "Number value expected as the Sprint id.")
	ann.post("issue", with(issueIn("WEB", "Story", "x"), object{"customfield_10012": story})).want(400, "is not an epic")
	child := ann.post("issue", with(issueIn("WEB", "Sub-task", "x"), object{"parent": object{"key": story}})).want(201).str("key")
	ann.get("issue/"+child).wantAt("fields.parent.key", story).wantAt("fields.issuetype.subtask", true)
	ann.get("issue/"+story).wantAt("fields.subtasks.0.key", child)
	ann.post("issue", with(issueIn("WEB", "Sub-task", "x"), object{"parent": object{"key": "IT-1"}})).want(400)
}

// Sprints are objects from 10.0 on.
func TestSprintsAreObjects(t *testing.T) {
	w := startWith(t, jiratest.Config{Version: "10.3.19"})
	story := w.as("ann").post("issue", with(issueIn("WEB", "Story", "x"), object{"customfield_10013": 9})).want(201).str("key")
	w.as("ann").get("issue/"+story).wantAt("fields.customfield_10013.0.name", "Q4, mobile [v=2]").wantAt("fields.customfield_10013.0.state", "active")
}

func TestGetIssue(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	w.run("by any spelling", func(w *world) {
		id := ann.get("issue/it-1").want(200).wantAt("key", "IT-1").str("id")
		ann.get("issue/"+id).want(200).wantAt("key", "IT-1")
	})
	w.run("missing and invisible look alike", func(w *world) {
		for _, key := range []string{"SEC-1", "IT-999", "nonsense"} {
			w.as("ann").get("issue/"+key).want(404, `{"errorMessages":["Issue Does Not Exist"],"errors":{}}`)
		}
		w.as("admin").get("issue/SEC-1").want(404)
		w.as("sam").get("issue/SEC-1").want(200)
	})
	w.run("only what was asked for", func(w *world) {
		r := w.as("ann").get("issue/IT-1?fields=summary,status").want(200)
		if n := len(r.at("fields").(object)); n != 2 {
			w.t.Errorf("%d fields: %s", n, r.body)
		}
		all := w.as("ann").get("issue/IT-1?fields=*all,-comment").want(200).at("fields").(object)
		if _, has := all["comment"]; has || all["summary"] == nil {
			w.t.Error("*all,-comment has", all)
		}
	})
	w.run("rendered", func(w *world) {
		w.as("ann").get("issue/IT-1?expand=renderedFields,names").want(200).
			wantAt("renderedFields.description", "<p>It jams <b>every</b> morning.</p>").wantAt("names.summary", "Summary")
	})
	w.run("under a former key", func(w *world) {
		key := w.as("ann").newTask("moves")
		now, err := w.MoveIssue(key, "WEB")
		if err != nil || !strings.HasPrefix(now, "WEB-") {
			w.t.Fatal(now, err)
		}
		w.as("ann").get("issue/"+key).want(200).wantAt("key", now)
		w.as("ann").search(`key in ("`+key+`")`).want(400, "Operator 'in' cannot be applied to moved issue key '"+key+"'")
	})
}

func TestEdit(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	key := ann.newTask("before")
	ann.put("issue/"+key, object{"fields": object{"summary": "after", "assignee": object{"name": "mei"}, "priority": object{"name": "Low"}, "description": nil}}).want(204)
	ann.put("issue/"+key, object{"update": object{"labels": []object{{"add": "x"}, {"add": "y"}, {"remove": "x"}}, "comment": []object{{"add": object{"body": "Hm."}}}}}).want(204)
	ann.get("issue/"+key).wantAt("fields.summary", "after").wantAt("fields.assignee.name", "mei").wantAt("fields.labels.0", "y").
		wantAt("fields.priority.name", "Low").wantAt("fields.description", nil).wantAt("fields.comment.comments.0.body", "Hm.")
	ann.put("issue/"+key+"/assignee", object{"name": "bob"}).want(204)
	ann.get("issue/"+key).wantAt("fields.assignee.name", "bob")
	ann.put("issue/"+key+"/assignee", object{"name": "vera"}).want(400)
	w.as("vera").put("issue/"+key+"/assignee", object{"name": "bob"}).want(403)
	ann.put("issue/"+key, object{"fields": object{"assignee": nil}}).want(204)
	ann.get("issue/"+key).wantAt("fields.assignee", nil)
	for name, c := range map[string]struct {
		body object
		text string
	}{
		"nothing":          {object{}, "one of 'fields' or 'update' required"},
		"no summary":       {object{"fields": object{"summary": nil}}, "You must specify a summary of the issue."},
		"an unknown field": {object{"fields": object{"nope": 1}}, "Field 'nope' cannot be set."},
		"an unknown verb":  {object{"update": object{"summary": []object{{"add": "x"}}}}, "Field does not support update"},
		"no reporter":      {object{"fields": object{"reporter": nil}}, "Reporter is required."},
	} {
		w.run(name, func(w *world) { w.as("ann").put("issue/"+key, c.body).want(400, c.text) })
	}
	w.as("vera").put("issue/"+key, object{"fields": object{"summary": "x"}}).want(403)
	w.as("vera").do("DELETE", "issue/"+key, nil).want(403)
	w.as("admin").do("DELETE", "issue/"+key, nil).want(204)
	ann.get("issue/" + key).want(404)
}

func TestTransitions(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	w.run("anywhere in a simple workflow", func(w *world) {
		key := ann.newTask("x")
		ann.get("issue/"+key+"/transitions").want(200).wantAt("transitions.1.id", "21").wantAt("transitions.1.to.statusCategory.colorName", "yellow")
		ann.post("issue/"+key+"/transitions", object{"transition": object{"id": "31"}}).want(204)
		ann.get("issue/"+key).wantAt("fields.status.name", "Done").wantAt("fields.status.statusCategory.key", "done").wantAt("fields.resolution.name", "Done")
		ann.post("issue/"+key+"/transitions", object{"transition": object{"id": 11}}).want(204)
		ann.get("issue/"+key).wantAt("fields.resolution", nil).wantAt("fields.resolutiondate", nil)
	})
	w.run("certain ways only in the classic one", func(w *world) {
		key := w.as("ann").post("issue", issueIn("OPS", "Task", "x")).want(201).str("key")
		go1 := func(id string, fields object) *reply {
			return w.as("ann").post("issue/"+key+"/transitions", object{"transition": object{"id": id}, "fields": fields})
		}
		w.as("ann").get("issue/"+key+"/transitions?expand=transitions.fields").want(200).
			wantAt("transitions.1.fields.resolution.required", true).wantAt("transitions.1.fields.resolution.allowedValues.2.name", "Fixed")
		go1("3", nil).want(400, "workflow operation")
		go1("5", nil).want(400).wantAt("errors.resolution", "Please select a resolution.")
		go1("5", object{"resolution": object{"name": "nope"}}).want(400)
		go1("4", object{"resolution": object{"name": "Fixed"}}).want(400, "not on the appropriate screen")
		go1("5", object{"resolution": object{"name": "Fixed"}}).want(204)
		w.as("ann").get("issue/"+key).wantAt("fields.status.name", "Resolved").wantAt("fields.resolution.id", "1")
		w.as("ann").get("issue/"+key+"?expand=transitions").wantAt("transitions.0.name", "Close Issue")
		go1("3", nil).want(204)
	})
	w.run("not without permission", func(w *world) {
		if n := len(w.as("vera").get("issue/IT-1/transitions").want(200).list("transitions")); n != 0 {
			w.t.Error("vera sees", n)
		}
		w.as("vera").post("issue/IT-1/transitions", object{"transition": object{"id": "31"}}).want(400)
		w.as("ann").post("issue/IT-1/transitions", object{}).want(400, "Missing 'transition' identifier")
	})
}

func TestCommentsAndProperties(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	w.run("comments", func(w *world) {
		id := ann.post("issue/IT-2/comment", object{"body": "Hello"}).want(201).wantAt("author.name", "ann").str("id")
		ann.get("issue/IT-2/comment").want(200).wantAt("total", 1).wantAt("comments.0.id", id)
		ann.get("issue/IT-2/comment/"+id).want(200).wantAt("body", "Hello")
		ann.get("issue/IT-2/comment/1").want(404)
		ann.post("issue/IT-2/comment", object{"body": ""}).want(400, "Comment body can not be empty!")
		w.as("vera").post("issue/IT-2/comment", object{"body": "x"}).want(403)
	})
	w.run("properties at birth", func(w *world) {
		body := task("x")
		body["properties"] = []object{{"key": "our.mark", "value": object{"task": "12", "n": 1}}}
		key := w.as("ann").post("issue", body).want(201).str("key")
		w.as("ann").get("issue/"+key+"?properties=our.mark").want(200, `"properties":{"our.mark":{"n":1,"task":"12"}}`)
		w.as("ann").get("issue/"+key+"?properties=other").want(200, `"properties":{}`)
		w.as("ann").get("issue/"+key+"/properties/our.mark").want(200, `"value":{"n":1,"task":"12"}`)
		w.as("ann").search("key = " + key).want(200)
		w.as("ann").post("search", object{"jql": "key = " + key, "properties": []string{"our.mark"}}).want(200, `"our.mark":{"n":1,"task":"12"}`)
		body["properties"] = []object{{"key": "", "value": 1}}
		w.as("ann").post("issue", body).want(400)
	})
	w.run("properties later", func(w *world) {
		ann := w.as("ann")
		ann.put("issue/IT-1/properties/k", []int{1}).want(201)
		ann.put("issue/IT-1/properties/k", []int{2}).want(200)
		ann.get("issue/IT-1/properties/k").want(200).wantAt("value.0", 2)
		ann.get("issue/IT-1/properties").want(200).wantAt("keys.0.key", "k")
		ann.put("issue/IT-1/properties/k", "{").want(400)
		ann.put("issue/IT-1/properties/k", `"`+strings.Repeat("x", 32768)+`"`).want(400)
		w.as("vera").put("issue/IT-1/properties/k", 1).want(403)
		ann.do("DELETE", "issue/IT-1/properties/k", nil).want(204)
		ann.get("issue/IT-1/properties/k").want(404)
	})
}

func TestRemoteLinks(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	link := object{"globalId": "system=https://a.example&id=1", "application": object{"type": "com.asana", "name": "Asana"},
		"relationship": "mentioned in", "object": object{"url": "https://a.example/1", "title": "One"}}
	id := ann.post("issue/IT-1/remotelink", link).want(201).num("id")
	link["object"] = object{"url": "https://a.example/1", "title": "Two"}
	delete(link, "relationship")
	ann.post("issue/IT-1/remotelink", link).want(200).wantAt("id", id)
	ann.get("issue/IT-1/remotelink").want(200).wantAt("0.object.title", "Two").wantAt("0.relationship", nil)
	ann.get("issue/IT-1/remotelink?globalId=system%3Dhttps%3A%2F%2Fa.example%26id%3D1").want(200).wantAt("id", id)
	ann.get("issue/IT-1/remotelink?globalId=other").want(404)
	ann.post("issue/IT-1/remotelink", object{"object": object{"url": "https://a.example/1"}}).want(400).wantAt("errors.title", "'title' is required.")
	w.as("vera").post("issue/IT-1/remotelink", link).want(403)
	ann.do("DELETE", "issue/IT-1/remotelink?globalId=system%3Dhttps%3A%2F%2Fa.example%26id%3D1", nil).want(204)
	ann.do("DELETE", "issue/IT-1/remotelink/1", nil).want(404)
}
