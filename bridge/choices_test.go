package bridge_test

import (
	"fmt"
	"strings"
	"testing"

	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// suggested are the titles at an address of a form.
func suggested(t *testing.T, w *bridgetest.World, who bridgetest.Person, address, query string) string {
	t.Helper()
	list, err := w.Bridge.Suggest(t.Context(), w.Caller(who), bridge.ParseSource(strings.TrimPrefix(address, bridge.SourcePath)), query)
	check(t, err)
	if err := list.Validate(); err != nil {
		t.Error(err)
	}
	var names []string
	for _, item := range list.Items {
		names = append(names, item.Title)
	}
	return strings.Join(names, ", ")
}

func TestChoices(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	w.Authorize(w.Colleague, "vera") // may create nothing in IT
	w.JiraIssue("KIND", map[string]any{"issuetype": map[string]any{"name": "Epic"}, "summary": "Sails", "customfield_10011": "Sails and ropes"})
	for _, c := range []struct {
		person         bridgetest.Person
		address, query string
		want           string
	}{
		{w.Member, "project", "", "IT (IT), Website (WEB), Operations (OPS), Big project (BIG), All kinds (KIND)"},
		{w.Colleague, "project", "", "Website (WEB), Operations (OPS), Big project (BIG), All kinds (KIND)"},
		{w.Member, "project", "web", "Website (WEB)"},
		{w.Member, "project", " Proj", "Big project (BIG)"},
		{w.Member, "project", "(ops", "Operations (OPS)"},
		{w.Member, "project", "sec", ""},
		{w.Member, "user", "bj", "Björn Åkesson"},
		{w.Member, "user", "ver", "Vera Viewer"},
		{w.Member, "user", "otto", ""},
		{w.Member, "assignee/10000/IT", "bj", "Björn Åkesson"},
		{w.Member, "assignee/10000/IT", "ver", ""}, // who may not work there
		{w.Member, "assignee/10003/SEC", "", ""},   // out of sight
		{w.Member, "group", "staff", "it-staff"},
		{w.Member, "group", "", "it-staff, jira-administrators, jira-software-users, security, writers"},
		{w.Member, "epic/10005/KIND", "", "Sails and ropes"},
		{w.Member, "epic/10005/KIND", "rope", "Sails and ropes"},
		{w.Member, "epic/10005/KIND", "mast", ""},
		{w.Member, "sprint", "", "Sprint 7, Q4, mobile [v=2], Sprint 8"},
		{w.Member, "sprint", "8", "Sprint 8"},
		{w.Member, "parent/10000", "print", "IT-1 Replace the printer on floor 3"},
		{w.Member, "parent/10000", "it-2", "IT-2 VPN drops after ten minutes"},
		{w.Member, "parent/10000", "WEB-1", ""},
		{w.Member, "parent/10003", "", ""},
		{w.Member, "parent/1 or project = IT", "", ""},
		{w.Member, "type/10004", "kind 59", "Kind 59"},
		{w.Member, "type/10003", "", ""},
		{w.Member, "option/10005/KIND/10009/customfield_10023", "60", "Country 60"},
		{w.Member, "option/10005/KIND/10009/customfield_10010", "", "North, South, Elsewhere"},
		{w.Member, "option/10005/KIND/10009/customfield_10010/10140", "", "Oslo, Umeå"},
		{w.Member, "option/10005/KIND/10009/customfield_10010/1", "", ""},
		{w.Member, "option/10005/KIND/10009/customfield_1", "", ""},
		{w.Member, "field/10005/KIND/10009", "st", "Steps to reproduce, Start date"},
		{w.Member, "nothing", "", ""},
	} {
		if got := suggested(t, w, c.person, bridge.SourcePath+c.address, c.query); got != c.want {
			t.Errorf("%s, %q: %s, want %s", c.address, c.query, got, c.want)
		}
	}
}

// TestChoicesAreFew: in a large Jira too, what is typed costs at most one request.
func TestChoicesAreFew(t *testing.T) {
	w := bridgetest.With(t, sqldbtest.Open(t, sqldbtest.SQLite(t)), jiratest.Config{Large: true})
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	values := opened(t, w, w.Tasks[0].GID)
	values["project"] = map[string]any{"title": "Project 000 (P000)", "value": "30000"}
	form, err := w.Bridge.ChangeForm(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, values, "project")
	check(t, err)
	for _, c := range []struct {
		field, query string
		want         string // the first
		n            int    // of all
	}{
		{"project", "", "IT (IT)", 50},
		{"project", "project 19", "Project 190 (P190)", 4},
		{"project", "p191", "", 1}, // which is others' alone
		{"project", "project 19", "Project 190 (P190)", 3},
		{"assignee", "", "Jira Administrator", 50},
		{"assignee", "surname0042", "Person0042 Surname0042", 50},
		{"assignee", "person4999", "Person4999 Surname0099", 1},
		{"reporter", "person4999", "Person4999 Surname0099", 1},
		{"fixVersions", "", "Release 000", 50},
		{"fixVersions", "299", "Release 299", 1},
	} {
		w.Jira.ClearRequests()
		got := suggested(t, w, w.Member, field(t, form, c.field).TypeaheadURL, c.query)
		first, _, _ := strings.Cut(got, ", ")
		if n := strings.Count(got, ", ") + 1; first != c.want || n != c.n {
			t.Errorf("%s, %q: %d, first %s", c.field, c.query, n, first)
		}
		if calls := w.JiraCalls("/rest/"); len(calls) > 1 {
			t.Errorf("%s, %q: %q", c.field, c.query, calls)
		}
	}
}

// TestAProjectThatIsNotForOneself: whoever names one all the same is told at the
// project.
func TestAProjectThatIsNotForOneself(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	values := opened(t, w, w.Tasks[0].GID)
	values["project"] = map[string]any{"title": "Security (SEC)", "value": "10003"}
	form, err := w.Bridge.ChangeForm(t.Context(), w.Caller(w.Member), w.Tasks[0].GID, values, "project")
	if err != nil || !strings.Contains(field(t, form, "project").Error, "cannot create issues") || form.Field("issuetype") != nil {
		t.Errorf("%v, %v", fmt.Sprint(form), err)
	}
}
