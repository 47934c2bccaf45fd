package bridge_test

import (
	"encoding/json"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// TestPeopleAreFoundByTheirAddress, whole: Jira finds by the beginning of one.
func TestPeopleAreFoundByTheirAddress(t *testing.T) {
	w := bridgetest.With(t, sqldbtest.Open(t, sqldbtest.SQLite(t)), jiratest.Config{People: append(jiratest.DefaultPeople(),
		jiratest.Person{Name: "svenja", DisplayName: "Svenja Other", Email: "sven@example.com.pl"},
		jiratest.Person{Name: "carla", DisplayName: "Carla Other", Email: "carl@example.com.pl"},
		jiratest.Person{Name: "carl", DisplayName: "Carl Colleague", Email: "Carl@example.com"},
	)})
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	a := saved(t, w, appcomponents.Values{"reporter": map[string]any{"title": "Assignee", "value": "{{task.assignee}}"}})
	for who, want := range map[string]any{w.SuperAdmin.GID: nil, w.Colleague.GID: "carl"} {
		task := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "x", Assignee: who}).GID
		if got, _ := request(t, foretold(t, w, a, task))["reporter"].(map[string]any); got["name"] != want {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

// request are the fields that a preview would send.
func request(t *testing.T, p appcomponents.Preview) map[string]any {
	t.Helper()
	var sent struct {
		Body struct{ Fields map[string]any }
	}
	check(t, json.Unmarshal(p.Request, &sent))
	return sent.Body.Fields
}

// TestNumbersOfTheTask are numbers in Jira, whatever unit people see with them.
func TestNumbersOfTheTask(t *testing.T) {
	w, _ := ruled(t, nil)
	cost := w.AddField(t, asana.NewField{Name: "Cost", Kind: asana.FieldNumber, Number: asana.NumberFormat{Format: "currency", Currency: "EUR", Decimals: 2}})
	a := saved(t, w, appcomponents.Values{
		"project": item("Operations (OPS)", "10002"), "issuetype": "10005", "customfield_10006": "10100",
		"summary": "For {{field.cost}}", "customfield_10003": "{{field.cost}}",
	})
	task := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "x", CustomFields: map[string]asana.FieldInput{cost.GID: {Text: "5.25"}}}).GID
	p := foretold(t, w, a, task)
	if got := request(t, p); len(p.Problems) != 0 || got["summary"] != "For EUR 5.25" || got["customfield_10003"] != 5.25 {
		t.Errorf("%+v: %v", p, got)
	}
	if got := request(t, foretold(t, w, a, w.Task("without", ""))); got["customfield_10003"] != nil {
		t.Errorf("%v", got)
	}
}

// TestFieldIsCalledOtherwise since the rule was made: the run leaves the place
// empty and says so, and the preview says it beforehand.
func TestFieldIsCalledOtherwise(t *testing.T) {
	w, _ := ruled(t, nil)
	field := w.AddField(t, asana.NewField{Name: "Team", Kind: asana.FieldText})
	a := saved(t, w, appcomponents.Values{"summary": "{{task.name}} for {{field.Team}}"})
	task := w.Task("Hand over", "")
	if p := foretold(t, w, a, task); strings.Contains(p.Summary, "{{") {
		t.Errorf("%q", p.Summary) // it is empty, not gone
	}
	name := "Squad"
	_, err := w.Platform.UpdateField(t.Context(), w.Owner.Actor, field.GID, asana.FieldChange{Name: &name})
	check(t, err)
	const words = "Summary: {{field.Team}} stays empty, because there is no such field any more."
	if p := foretold(t, w, a, task); !strings.HasSuffix(p.Summary, words) || len(p.Problems) != 0 {
		t.Errorf("%+v", p)
	}
	made, err := run(t, w, a, task, "k")
	check(t, err)
	if made.Message != words {
		t.Errorf("%q", made.Message)
	}
}
