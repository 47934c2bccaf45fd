package bridge_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
)

// Types of project KIND, which ask for fields of every kind.
const (
	kindProject = "10005"
	plan        = "10008"
	subtask     = "10003"
	report      = "10009"
	approval    = "10010"
)

// item is what a typeahead field sends.
func item(title, value string) any { return map[string]any{"title": title, "value": value} }

// formOf is the form of a type of project KIND, with values entered as a host
// sends them: one after the other, the app being told of those it watches.
func formOf(t *testing.T, w *bridgetest.World, task, issueType string, entered [][2]any) (appcomponents.Form, appcomponents.Values) {
	t.Helper()
	values := opened(t, w, task)
	values["project"], values["issuetype"] = item("All kinds (KIND)", kindProject), issueType
	form, err := w.Bridge.ChangeForm(t.Context(), w.Caller(w.Member), task, values, "issuetype")
	check(t, err)
	for _, e := range entered {
		id := e[0].(string)
		f := field(t, form, id)
		values = filled(form)
		values[id] = e[1]
		if f.IsWatched {
			form, err = w.Bridge.ChangeForm(t.Context(), w.Caller(w.Member), task, values, id)
			check(t, err)
		} else {
			form.Field(id).Value = e[1]
		}
		check(t, withCallbacks(form).Validate())
	}
	return form, filled(form)
}

// dig reads a dotted path, numbers being places in a list.
func dig(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[name]
		case []any:
			n := slices.Index([]string{"0", "1", "2"}, name)
			if v = nil; n >= 0 && n < len(at) {
				v = at[n]
			}
		default:
			return nil
		}
	}
	return v
}

// TestEveryField: what is entered in a field of each kind is what Jira stores.
func TestEveryField(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	epic := w.JiraIssue("KIND", map[string]any{"issuetype": map[string]any{"name": "Epic"}, "summary": "Sails", "customfield_10011": "Sails"})
	above := w.JiraIssue("KIND", map[string]any{"issuetype": map[string]any{"name": "Plan"}, "summary": "Above"})
	for name, c := range map[string]struct {
		issueType string
		entered   [][2]any
		stored    map[string]any // by path
	}{
		"what Jira has by itself": {plan, [][2]any{
			{"environment", "two\nlines"}, {"priority", "2"}, {"assignee", item("Bob", "bob")}, {"labels", "a b"}, {"components", []string{"10221"}},
			{"fixVersions", []string{"10320", "10321"}}, {"versions", []string{"10320"}}, {"duedate", "2030-02-28"}, {"timetracking", "2d"}, {"timetracking.remaining", "1d"},
			{"security", "10401"}, {"customfield_10011", "Mast"}, {"customfield_10012", item("Sails", epic)}, {"customfield_10013", item("Sprint 7", "7")},
		}, map[string]any{
			"environment": "two\nlines", "priority.name": "High", "assignee.name": "bob", "labels.0": "a", "labels.1": "b", "components.0.name": "Hull",
			"fixVersions.1.name": "Autumn", "versions.0.name": "Spring", "duedate": "2030-02-28", "timetracking.originalEstimate": "2d", "timetracking.remainingEstimate": "1d",
			"security.name": "Staff only", "customfield_10011": "Mast", "customfield_10012": epic,
		}},
		"a sub-task": {subtask, [][2]any{{"parent", item("Above", above)}, {"timetracking", "30m"}},
			map[string]any{"parent.key": above, "issuetype.subtask": true, "timetracking.originalEstimate": "30m", "timetracking.remainingEstimate": "30m"}},
		"what people make": {report, [][2]any{
			{"customfield_10001", "Customer"}, {"customfield_10002", "*one*\ntwo"}, {"customfield_10003", "1,5"}, {"customfield_10004", "2030-01-02"}, {"customfield_10005", "2030-01-02T10:00:00.000Z"},
			{"customfield_10006", "10102"}, {"customfield_10007", "10111"}, {"customfield_10008", []string{"10120", "10122"}}, {"customfield_10009", []string{"10131"}},
			{"customfield_10010", "10140"}, {"customfield_10010.child", "10142"}, {"customfield_10014", item("Vera", "vera")}, {"customfield_10015", item("Bob", "bob")}, {"customfield_10015.2", item("Mei", "mei")},
			{"customfield_10016", item("writers", "writers")},
		}, map[string]any{
			"customfield_10001": "Customer", "customfield_10002": "*one*\ntwo", "customfield_10003": 1.5, "customfield_10004": "2030-01-02", "customfield_10005": "2030-01-02T10:00:00.000+0000",
			"customfield_10006.value": "Cosmetic", "customfield_10007.value": "Asia", "customfield_10008.1.value": "Windows", "customfield_10009.0.value": "Tested",
			"customfield_10010.value": "North", "customfield_10010.child.value": "Umeå", "customfield_10014.name": "vera", "customfield_10015.0.name": "bob", "customfield_10015.1.name": "mei",
			"customfield_10016.name": "writers", "customfield_10026.value": "Mail", // which was not asked for
		}},
		"what there was no room for": {report, [][2]any{
			{"customfield_10001", "Customer"}, {"customfield_10006", "10100"}, {"customfield_10010", "10145"}, {"customfield_10015", item("Bob", "bob")}, {"another_field", "customfield_10023"},
			{"customfield_10023", item("Country 60", "20059")}, {"another_field", "customfield_10024"}, {"customfield_10024", item("Part 51", "21050")}, {"customfield_10024.2", item("Part 52", "21051")},
			{"another_field", "customfield_10025"}, {"customfield_10025", "22003"}, {"customfield_10025.2", "22004"}, {"another_field", "customfield_10026"}, {"customfield_10026", "10151"},
			{"another_field", "customfield_10027"}, {"customfield_10027", "10001"}, {"another_field", "customfield_10013"}, {"customfield_10013", item("Sprint 8", "8")},
			{"another_field", "environment"}, {"environment", "here"},
		}, map[string]any{
			"customfield_10010.value": "Elsewhere", "customfield_10010.child": nil, "customfield_10023.value": "Country 60", "customfield_10024.1.value": "Part 52", "customfield_10025.0.value": "Shelf 04", "customfield_10025.1.value": "Shelf 05",
			"customfield_10026.value": "Phone", "customfield_10027.key": "WEB", "environment": "here",
		}},
		"groups, versions, words, an address": {report, [][2]any{
			{"customfield_10001", "Customer"}, {"customfield_10006", "10100"}, {"customfield_10010", "10145"}, {"customfield_10015", item("Bob", "bob")},
			{"customfield_10017", "x,y"}, {"customfield_10018", "https://example.com/?a=b"}, {"customfield_10019", "10321"}, {"customfield_10021", item("security", "security")}, {"customfield_10021.2", item("writers", "writers")}, {"customfield_10022", []string{"10320"}},
		}, map[string]any{
			"customfield_10017.1": "y", "customfield_10018": "https://example.com/?a=b", "customfield_10019.name": "Autumn", "customfield_10021.0.name": "security", "customfield_10021.1.name": "writers", "customfield_10022.0.name": "Spring",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			task := w.Task("Every field", "")
			_, values := formOf(t, w, task, c.issueType, c.entered)
			r, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: w.Reserve(), Values: values})
			if err != nil {
				t.Fatal(refusalText(err))
			}
			key, _, _ := strings.Cut(r.Name, " ")
			got := issue(t, w, key)["fields"]
			for path, want := range c.stored {
				if have := dig(got, path); have != want {
					t.Errorf("%s is %v, want %v", path, have, want)
				}
			}
			if name == "what Jira has by itself" && !strings.Contains(fmt.Sprint(dig(got, "customfield_10013.0")), "id=7,") {
				t.Errorf("the sprint is %v", dig(got, "customfield_10013"))
			}
		})
	}
}

// refusalText is all that a refusal says.
func refusalText(err error) string {
	var refusal *bridge.FormError
	if !errors.As(err, &refusal) {
		return err.Error()
	}
	var said []string
	for _, f := range refusal.Form.Metadata.Fields {
		if f.Error != "" {
			said = append(said, f.ID+": "+f.Error)
		}
	}
	return strings.Join(said, "; ")
}

// TestJirasOwnWords: what Jira has against a value stands at its field, in Jira's
// words.
func TestJirasOwnWords(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	asked := [][2]any{{"customfield_10001", "Customer"}, {"customfield_10006", "10100"}, {"customfield_10010", "10140"}, {"customfield_10015", item("Bob", "bob")}}
	for name, c := range map[string]struct {
		issueType string
		entered   [][2]any
		at, says  string
	}{
		"an unknown assignee":  {plan, [][2]any{{"assignee", item("Nobody", "nobody")}}, "assignee", "User 'nobody' does not exist."},
		"one who may not work": {plan, [][2]any{{"assignee", item("Otto", "otto")}}, "assignee", "cannot be assigned issues"},
		"no duration":          {plan, [][2]any{{"timetracking", "soon"}}, "timetracking", "The original estimate specified is not valid."},
		"no duration left":     {plan, [][2]any{{"timetracking", "1d"}, {"timetracking.remaining", "soon"}}, "timetracking.remaining", "The remaining estimate specified is not valid."},
		"a sprint of nobody":   {plan, [][2]any{{"customfield_10013", item("Sprint", "99")}}, "customfield_10013", "Sprint with id '99' does not exist."},
		"no epic":              {plan, [][2]any{{"customfield_10012", item("IT-1", "IT-1")}}, "customfield_10012", "is not an epic"},
		"a parent elsewhere":   {subtask, [][2]any{{"parent", item("IT-1", "IT-1")}, {"timetracking", "1d"}}, "parent", "does not belong to the project"},
		"a group of nobody":    {report, append(asked, [2]any{"customfield_10016", item("x", "x")}), "customfield_10016", "Could not find group"},
		"one user of two":      {report, append(asked, [2]any{"customfield_10015.2", item("x", "nobody")}), "customfield_10015", "User 'nobody' does not exist."},
		"too long for Jira":    {report, append(asked, [2]any{"customfield_10014", item("x", strings.Repeat("x", 255))}), "customfield_10014", "does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			task := w.Task("Refused", "")
			_, values := formOf(t, w, task, c.issueType, c.entered)
			_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: w.Reserve(), Values: values})
			if said := refusalText(err); !strings.HasPrefix(said, c.at+": ") || !strings.Contains(said, c.says) {
				t.Errorf("said %q, want %q at %s", said, c.says, c.at)
			}
		})
	}
	if n := len(w.JiraCalls("/issue")); n == 0 {
		t.Error("Jira was not asked")
	}
}

// TestRefusedBeforeJira: what the create screen does not allow is not sent.
func TestRefusedBeforeJira(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task := w.Task("Refused", "")
	_, good := formOf(t, w, task, report, [][2]any{{"customfield_10001", "Customer"}, {"customfield_10006", "10100"}, {"customfield_10010", "10140"}, {"customfield_10015", item("Bob", "bob")}})
	w.Jira.ClearRequests()
	for _, c := range []struct {
		id    string
		value any
		says  string
	}{
		{"customfield_10001", "", "Fill in"}, {"customfield_10001", 7.0, "cannot be read"}, {"customfield_10001", strings.Repeat("x", 100000), "At most 255"},
		{"customfield_10003", "12x", "Enter a number"}, {"customfield_10004", "2030-02-30", "Enter a date"}, {"customfield_10005", "noon", "Enter a date"},
		{"customfield_10006", "10103", "no longer"}, {"customfield_10006", "10110", "no longer"}, {"customfield_10006", map[string]any{"value": []any{}}, "cannot be read"},
		{"customfield_10007", "x", "no longer"}, {"customfield_10008", []any{"10123"}, "no longer"}, {"customfield_10008", []any{7.0}, "cannot be read"},
		{"customfield_10010", "10141", "no longer"}, {"customfield_10010.child", "10144", "no longer"}, {"customfield_10010.child", "10146", "no longer"},
		{"customfield_10015", "", "Fill in"}, {"customfield_10015.2", true, "cannot be read"}, {"customfield_10017", strings.Repeat("x", 256), "At most 255"},
		{"customfield_10019", "10322", "no longer"}, {"customfield_10019", "10300", "no longer"}, {"customfield_10022", []any{"10322"}, "no longer"},
		{"customfield_10023", item("Country 61", "20060"), "no longer"}, {"customfield_10024.2", item("Part", "1"), "no longer"}, {"customfield_10013", item("x", "x"), "no longer"},
		{"project", true, "cannot be read"}, {"summary", []any{}, "cannot be read"}, {"description", 1.0, "cannot be read"},
	} {
		values := appcomponents.Values{}
		for id, value := range good {
			values[id] = value
		}
		values[c.id] = c.value
		if c.id == "customfield_10024.2" {
			values["customfield_10024"] = item("Part 51", "21050")
		}
		_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: w.Reserve(), Values: values})
		if said := refusalText(err); !strings.Contains(said, c.id+": ") || !strings.Contains(said, c.says) {
			t.Errorf("%s %.40v: said %q, want %q", c.id, c.value, said, c.says)
		}
	}
	for _, call := range w.JiraCalls("/issue") {
		if strings.HasPrefix(call, "POST ") {
			t.Errorf("Jira was sent %s", call)
		}
	}
}

// TestOnlyInJira: a required field that only an add-on knows is named, and Jira's
// own form has all that was entered here.
func TestOnlyInJira(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task := w.Task("Åsa & Co", "<body>It <strong>jams</strong>.</body>")
	form, values := formOf(t, w, task, approval, [][2]any{
		{"customfield_10006", "10101"}, {"customfield_10010", "10140"}, {"customfield_10010.child", "10142"}, {"customfield_10015", item("Bob", "bob")}, {"customfield_10017", "x y"}, {"duedate", "2030-02-28"}, {"priority", "2"},
	})
	if first := form.Metadata.Fields[0]; first.Name != "Only in Jira: Account" || form.Metadata.Fields[1].ID != "handover" || !form.Metadata.Fields[1].IsReadOnly {
		t.Errorf("the form begins with %+v", first)
	}
	values["summary"] = "Åsa & sons"
	_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: w.Reserve(), Values: values})
	var refusal *bridge.FormError
	if !errors.As(err, &refusal) || !strings.Contains(refusalText(err), "customfield_10020: Account is required.") {
		t.Fatalf("%v", refusalText(err))
	}
	text, _ := json.Marshal(field(t, refusal.Form, "handover").Value)
	for _, part := range []string{
		w.Jira.URL + "/secure/CreateIssueDetails!init.jspa?pid=10005&", "issuetype=10010&", "summary=Åsa+%26+sons", "description=It+*jams*.", "reporter=ann",
		"customfield_10006=10101", "customfield_10010=10140", "customfield_10010:1=10142", "customfield_10015=bob", "customfield_10017=x&", "customfield_10017=y", "duedate=28/Feb/30", "priority=2",
	} {
		escaped := strings.ReplaceAll(part, "&", "&amp;")
		if have := strings.NewReplacer(`\\u0026`, "&", `\u0026`, "&").Replace(string(text)); !strings.Contains(have, escaped) {
			t.Errorf("no %s in %s", escaped, have)
		}
	}
}
