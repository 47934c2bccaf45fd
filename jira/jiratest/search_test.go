package jiratest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"jirabridge/jira/jiratest"
)

func TestSearchByKey(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	id := ann.get("issue/IT-2").str("id")
	for jql, want := range map[string]string{
		`key = IT-1`: "IT-1", `key in (IT-1, "IT-2") ORDER BY key`: "IT-1 IT-2", `issuekey = "it-1"`: "IT-1",
		`id in (` + id + `)`: "IT-2", `id = ` + id + ` OR key = IT-1 ORDER BY key DESC`: "IT-2 IT-1",
		`key != IT-1 AND project = IT ORDER BY key`: "IT-2 IT-3", `key not in (IT-1, IT-2) AND project = IT`: "IT-3",
	} {
		if got := ann.search(jql).keys(); got != want {
			t.Errorf("%s: %s, want %s", jql, got, want)
		}
	}
	for jql, want := range map[string]string{
		`key in (IT-1, IT-999)`: "An issue with key 'IT-999' does not exist for field 'key'.",
		`key in (IT-1, SEC-1)`:  "An issue with key 'SEC-1' does not exist for field 'key'.",
		`key = "0.0"`:           "The issue key '0.0' for field 'key' is invalid.",
		`id in (1)`:             "A value with ID '1' does not exist for the field 'id'.",
		`key ~ "IT"`:            "The operator '~' is not supported by the 'key' field.",
	} {
		ann.search(jql).want(400).wantAt("errorMessages.0", want)
	}
	w.run("not validated", func(w *world) {
		r := w.as("ann").post("search", object{"jql": "key in (IT-1, IT-999, SEC-1)", "validateQuery": false, "fields": []string{"summary"}})
		if r.keys() != "IT-1" || len(r.list("warningMessages")) != 2 {
			w.t.Errorf("%s", r.body)
		}
		r.wantAt("warningMessages.0", "An issue with key 'IT-999' does not exist for field 'key'.")
		w.as("ann").get("search?jql=id%3D1&validateQuery=false").want(200).wantAt("total", 0)
	})
}

func TestSearchByFields(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	key := ann.post("issue", with(issueIn("WEB", "Task", "Fix it"), object{"labels": []string{"red"}, "assignee": object{"name": "mei"}, "priority": object{"id": "1"}, "duedate": "2026-06-01"})).str("key")
	ann.post("issue/"+key+"/transitions", object{"transition": object{"id": "31"}}).want(204)
	for jql, want := range map[string]string{
		`project = it ORDER BY key`: "IT-1 IT-2 IT-3", `project in (WEB) ORDER BY key ASC`: "WEB-1 WEB-2 WEB-3", `project = 10001 AND issuetype = Bug`: "WEB-2",
		`project = "Website" AND type != Bug ORDER BY created`: "WEB-3 WEB-1",
		`creator = currentUser() ORDER BY key`:                 "IT-1 WEB-3", `creator = bob`: "IT-2", `reporter in (mei, bob) ORDER BY key DESC`: "WEB-2 IT-2",
		`assignee = mei`: "WEB-3", `assignee is EMPTY AND project = WEB ORDER BY key`: "WEB-1 WEB-2", `assignee is not empty`: "WEB-3",
		`status = Done`: "WEB-3", `statusCategory = "To Do" AND project = WEB ORDER BY key`: "WEB-1 WEB-2", `statusCategory != new`: "WEB-3",
		`resolution = Unresolved AND project = IT ORDER BY key`: "IT-1 IT-2 IT-3", `resolution = Done`: "WEB-3",
		`labels = red`: "WEB-3", `labels in (red, blue)`: "WEB-3", `priority = Highest`: "WEB-3", `duedate >= 2026-06-01`: "WEB-3", `due < "2026/06/01"`: "",
		`project = WEB ORDER BY priority DESC, key ASC`: "WEB-3 WEB-1 WEB-2", `NOT (project = IT OR project = WEB)`: "",
		`project = IT AND NOT key = IT-1 AND (creator = bob OR creator = zofia) ORDER BY summary`: "IT-3 IT-2",
	} {
		if got := ann.search(jql).keys(); got != want {
			t.Errorf("%s: %q, want %q", jql, got, want)
		}
	}
	for jql, want := range map[string]string{
		`project = NONE`: "The value 'NONE' does not exist for the field 'project'.", `project = SEC`: "The value 'SEC' does not exist for the field 'project'.",
		`creator = nobody`: "The value 'nobody' does not exist for the field 'creator'.", `colour = red`: "Field 'colour' does not exist or you do not have permission to view it.",
		`status ~ "Done"`: "The operator '~' is not supported by the 'status' field.", `ORDER BY colour`: "Not able to sort using field 'colour'.",
	} {
		ann.search(jql).want(400).wantAt("errorMessages.0", want)
	}
}

func TestSearchByCustomField(t *testing.T) {
	w := start(t)
	key := w.as("ann").post("issue", with(issueIn("OPS", "Incident", "x"), object{"customfield_10006": object{"value": "Annoying"}, "customfield_10001": "Acme"})).str("key")
	for _, jql := range []string{`cf[10001] = Acme`, `Customer = "Acme"`, `cf[10006] = Annoying`, `Severity = 10101`} {
		if got := w.as("ann").search(jql).keys(); got != key {
			t.Errorf("%s: %q", jql, got)
		}
	}
}

func TestSearchByText(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	ann.post("issue/IT-3/comment", object{"body": "like the gateway"}).want(201)
	for jql, want := range map[string]string{
		`summary ~ "printer"`: "IT-1", `summary ~ "PRINTER floor"`: "IT-1", `summary ~ "print*"`: "IT-1", `summary ~ "printer gateway"`: "",
		`summary ~ "floor 3"`: "IT-1", `summary ~ "\"printer on floor\""`: "IT-1", `summary ~ "\"floor on printer\""`: "",
		`text ~ "gateway" ORDER BY key`: "IT-2 IT-3", `description ~ gateway`: "IT-2", `comment ~ gateway`: "IT-3", `summary ~ "李梅"`: "WEB-2",
		`summary ~ "printer OR VPN" ORDER BY key`: "IT-1 IT-2", `summary ~ "floor -printer"`: "", `summary !~ printer AND project = IT ORDER BY key`: "IT-2 IT-3",
		`summary ~ "self-service"`: "IT-3", `summary ~ "floor\\?"`: "IT-1", `text ~ "ten minut?s"`: "IT-2",
	} {
		if got := ann.search(jql).keys(); got != want {
			t.Errorf("%s: %q, want %q", jql, got, want)
		}
	}
	for jql, want := range map[string]string{
		`summary ~ "*rinter"`:    "The text query '*rinter' for field 'summary' is not allowed to start with '*'.",
		`summary ~ "(printer"`:   "Unable to parse the text '(printer' for field 'summary'.",
		`summary ~ "\"printer"`:  `Unable to parse the text '"printer' for field 'summary'.`,
		`summary ~ " "`:          "The field 'summary' does not support searching for an empty string.",
		`summary = "printer"`:    "The operator '=' is not supported by the 'summary' field.",
		`summary ~ "OR printer"`: "Unable to parse the text 'OR printer' for field 'summary'.",
	} {
		ann.search(jql).want(400).wantAt("errorMessages.0", want)
	}
}

func TestSearchByTime(t *testing.T) {
	w := start(t) // it is 10:00 in UTC, 12:00 in Stockholm
	w.clock.pass(90 * time.Minute)
	key := w.as("ann").newTask("later")
	for jql, want := range map[string]bool{
		`created >= -30m`: true, `created >= "-1h 5m"`: true, `created > now()`: false, `created <= now()`: true, `created >= "2026-05-04 11:30"`: true,
		`created >= "2026-05-04 11:31"`: false, `created >= "2026/05/04 11:00"`: true, `created >= 2026-05-05`: false, `created >= startOfDay()`: true,
		`updated >= -1d`: true, fmt.Sprintf(`created >= %d`, w.clock.Now().UnixMilli()): true, fmt.Sprintf(`created > %d`, w.clock.Now().UnixMilli()): false,
	} {
		if got := strings.Contains(w.as("ann").search(jql).keys(), key); got != want {
			t.Errorf("%s: %v", jql, got)
		}
	}
	if got := w.as("björn").search(`created >= "2026-05-04 13:30"`).keys(); got != key {
		t.Error("dates are read in the caller's time zone; found", got)
	}
	for _, bad := range []string{`created >= "2026-05-04 11:30:00"`, `created >= yesterday`, `created >= "2026-05-04T11:30"`} {
		w.as("ann").search(bad).want(400, "Date value", "for field 'created' is invalid")
	}
	w.as("ann").search(`created ~ "2026"`).want(400, "not supported")
}

func TestSearchSyntax(t *testing.T) {
	ann := start(t).as("ann")
	for _, bad := range []string{`project`, `project =`, `project = IT AND`, `(project = IT`, `project = IT)`, `= IT`, `project in IT`, `project in (IT`,
		`summary ~ "x`, `summary ~ a.b`, `summary ~ "a\d"`, `project = IT project = WEB`, `key in ()`, `ORDER project`, `ORDER BY`, `project = and`, `project not IT`, `project = currentUser(1)`} {
		ann.search(bad).want(400, "Error in the JQL Query")
	}
	if got := ann.search(`summary ~ '\u0050RINTER'`).keys(); got != "IT-1" {
		t.Error(got)
	}
	if got := ann.search(`project=IT&&key=IT-1||!key!=IT-2 order by KEY`).keys(); got != "IT-1 IT-2" {
		t.Error(got)
	}
}

func TestSearchPages(t *testing.T) {
	w := startWith(t, jiratest.Config{})
	for n := range 60 {
		if _, err := w.CreateIssue("ann", issueIn("WEB", "Task", fmt.Sprint("number ", n))["fields"].(object)); err != nil {
			t.Fatal(err)
		}
	}
	ann := w.as("ann")
	if r := ann.get("search?jql=project=WEB").want(200).wantAt("total", 62).wantAt("maxResults", 50); len(r.list("issues")) != 50 {
		t.Error(len(r.list("issues")))
	}
	r := ann.post("search", object{"jql": "project = WEB ORDER BY key", "startAt": 60, "maxResults": 5000, "fields": []string{"summary"}})
	r.want(200).wantAt("maxResults", 1000).wantAt("startAt", 60).wantAt("issues.1.key", "WEB-62").wantAt("issues.1.fields.status", nil)
	ann.post("search", object{"jql": "", "maxResults": 0}).want(200).wantAt("total", 65)
	ann.post("search", object{"jql": "key = IT-1"}).want(200).wantAt("issues.0.fields.comment", nil).wantAt("issues.0.fields.status.name", "To Do")
	ann.post("search", object{"jql": "", "startAt": 1000}).want(200).wantAt("total", 65)
}

func TestIssuePicker(t *testing.T) {
	ann := start(t).as("ann")
	r := ann.get("issue/picker?query=printer").want(200).wantAt("sections.0.id", "hs").wantAt("sections.1.id", "cs")
	r.wantAt("sections.1.issues.0.key", "IT-1").wantAt("sections.1.issues.0.summaryText", "Replace the printer on floor 3").
		wantAt("sections.1.issues.0.summary", "Replace the <b>printer</b> on floor 3")
	r = ann.get("issue/picker?query=it-1").want(200).wantAt("sections.0.issues.0.keyHtml", "<b>IT-1</b>")
	if n := len(r.list("sections.1.issues")); n != 0 {
		t.Error("a key is looked for in the history only, found", n)
	}
	ann.get("issue/picker?query=sec-1").want(200).wantAt("sections.0.msg", "No Matching Issues")
}
