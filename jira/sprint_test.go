package jira_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"jirabridge/jira"
	"jirabridge/jira/jiratest"
)

// fieldsOf are the fields of an issue with one value in customfield_7.
func fieldsOf(t *testing.T, value string) jira.IssueFields {
	t.Helper()
	var issue jira.Issue
	if err := json.Unmarshal([]byte(`{"fields":{"summary":"s","customfield_7":`+value+`}}`), &issue); err != nil {
		t.Fatal(err)
	}
	return issue.Fields
}

func text(sprint string) string {
	list, _ := json.Marshal([]string{"com.atlassian.greenhopper.service.sprint.Sprint@1f" + sprint})
	return string(list)
}

func TestSprints(t *testing.T) {
	const dates = ",startDate=2018-05-09T06:39:30.147Z,endDate=<null>,completeDate=<null>"
	for name, try := range map[string]struct {
		value string
		want  []jira.Sprint
	}{
		"plain":            {text("[id=7,rapidViewId=1,state=ACTIVE,name=Sprint 7" + dates + ",sequence=7,goal=,synced=false]"), []jira.Sprint{{"Sprint 7", "ACTIVE"}}},
		"goal in between":  {text("[id=7,rapidViewId=1,state=CLOSED,name=Sprint 7,goal=Ship, name=it" + dates + ",sequence=7]"), []jira.Sprint{{"Sprint 7", "CLOSED"}}},
		"goal at the end":  {text("[id=7,rapidViewId=1,state=FUTURE,name=a,goal=b,startDate=<null>,endDate=<null>,goal=c,name=d]"), []jira.Sprint{{"a,goal=b", "FUTURE"}}},
		"signs in a name":  {text("[id=7,rapidViewId=1,state=ACTIVE,name=Q4, mobile [v=2],name=x,state=y" + dates + ",goal=z]"), []jira.Sprint{{"Q4, mobile [v=2],name=x,state=y", "ACTIVE"}}},
		"lines in a name":  {text("[id=7,state=ACTIVE,name=one\ntwo" + dates + "]"), []jira.Sprint{{"one\ntwo", "ACTIVE"}}},
		"another order":    {text("[state=ACTIVE,name=Sprint 7" + dates + ",id=7]"), []jira.Sprint{{"Sprint 7", "ACTIVE"}}},
		"an object":        {`[{"id":7,"state":"active","name":"Q4, mobile [v=2]","boardId":1,"goal":""}]`, []jira.Sprint{{"Q4, mobile [v=2]", "ACTIVE"}}},
		"several":          {`[{"id":6,"state":"closed","name":"Sprint 6"},"Sprint@2[state=FUTURE,name=Sprint 8` + dates + `]"]`, []jira.Sprint{{"Sprint 6", "CLOSED"}, {"Sprint 8", "FUTURE"}}},
		"none":             {`null`, nil},
		"an empty list":    {`[]`, nil},
		"a text":           {`"Sprint 7"`, nil},
		"nothing readable": {`[null, 7, {"id":7}, "Sprint 7", "Sprint@1[id=7,name=` + dates + `]", [], {"name":7}]`, nil},
	} {
		if got := fieldsOf(t, try.value).Sprints([]string{"customfield_8", "customfield_7"}); !slices.Equal(got, try.want) {
			t.Errorf("%s: %+v, want %+v", name, got, try.want)
		}
	}
}

// FuzzSprint: whatever stands in the field, reading it ends.
func FuzzSprint(f *testing.F) {
	f.Add("Sprint@1[id=7,state=ACTIVE,name=a,goal=b,startDate=<null>,endDate=<null>,goal=c]")
	f.Fuzz(func(t *testing.T, value string) {
		list, _ := json.Marshal([]string{value})
		for _, s := range fieldsOf(t, string(list)).Sprints([]string{"customfield_7"}) {
			if s.Name == "" {
				t.Errorf("%q has no name", value)
			}
		}
	})
}

func TestFieldsOfAnIssue(t *testing.T) {
	var issue jira.Issue
	data := `{"id":"1","fields":{"summary":"s","fixVersions":[{"id":"3","name":"2.1","released":true,"releaseDate":"2026-12-01"},{"name":"3.0","projectId":1},"none",7],"customfield_1":{"a":1},"labels":[]}}`
	if err := json.Unmarshal([]byte(data), &issue); err != nil {
		t.Fatal(err)
	}
	f := issue.Fields
	want := []jira.Version{{ID: "3", Name: "2.1", Released: true, ReleaseDate: "2026-12-01"}, {Name: "3.0"}, {}, {}}
	if !slices.Equal(f.FixVersions, want) || f.Summary != "s" {
		t.Errorf("%+v", f)
	}
	if custom := map[string]json.RawMessage{"customfield_1": json.RawMessage(`{"a":1}`)}; !reflect.DeepEqual(f.Custom, custom) {
		t.Errorf("custom fields %s", f.Custom)
	}
}

// TestFieldsOfASimulatedJira: the sprint field is found by its type.
func TestFieldsOfASimulatedJira(t *testing.T) {
	fields, err := simulate(t, jiratest.Config{}).as(t, "ann").Fields(t.Context())
	if err != nil || !slices.ContainsFunc(fields, func(f jira.AnyField) bool {
		return f.ID == "customfield_10013" && f.Name == "Sprint" && f.Schema.Custom == jira.SprintField
	}) {
		t.Errorf("%+v, %v", fields, err)
	}
}
