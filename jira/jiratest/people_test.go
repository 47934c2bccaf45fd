package jiratest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"jirabridge/jira/jiratest"
)

func TestMyself(t *testing.T) {
	w := start(t)
	r := w.as("zofia").get("myself?expand=groups").want(200).wantAt("name", "zofia").wantAt("displayName", "Zofia Żółkiewska").
		wantAt("key", "JIRAUSER10104").wantAt("active", true).wantAt("timeZone", "Europe/Warsaw").wantAt("groups.items.0.name", "jira-software-users")
	for _, cloud := range []string{"accountId", "username"} {
		if r.at(cloud) != nil {
			t.Error("Data Center has no", cloud)
		}
	}
}

func TestPermissions(t *testing.T) {
	w := start(t)
	has := func(name, query, key string) any {
		t.Helper()
		return w.as(name).get("mypermissions?" + query).want(200).at("permissions." + key + ".havePermission")
	}
	for _, c := range []struct {
		name, query, key string
		want             bool
	}{
		{"admin", "", "ADMINISTER", true}, {"ann", "", "ADMINISTER", false}, {"vera", "", "CREATE_ISSUES", true},
		{"vera", "projectKey=IT", "CREATE_ISSUES", false}, {"vera", "projectKey=IT", "BROWSE_PROJECTS", true}, {"ann", "projectId=10000", "CREATE_ISSUES", true},
		{"ann", "issueKey=IT-1", "MODIFY_REPORTER", true}, {"bob", "issueKey=IT-1", "MODIFY_REPORTER", false}, {"bob", "projectKey=OPS", "CREATE_ATTACHMENTS", false},
		{"ann", "permissions=ADMINISTER", "CREATE_ISSUES", true}, // the filter is ignored
		{"vera", "projectKey=IT", "CREATE_ISSUE", false},         // the key of old
	} {
		if got := has(c.name, c.query, c.key); got != c.want {
			t.Errorf("%s %s %s: %v", c.name, c.query, c.key, got)
		}
	}
	w.as("ann").get("mypermissions").wantAt("permissions.CREATE_ISSUE.deprecatedKey", true).wantAt("permissions.CREATE_ISSUES.deprecatedKey", nil)
	w.as("ann").get("mypermissions?projectKey=SEC").want(404)
	w.as("ann").get("mypermissions?issueKey=SEC-1").want(404)
}

func TestProjects(t *testing.T) {
	w := start(t)
	keys := func(name string) string {
		r, out := w.as(name).get("project?expand=issueTypes").want(200), []string{}
		for i := range r.list("") {
			out = append(out, r.str(fmt.Sprint(i, ".key")))
		}
		return strings.Join(out, " ")
	}
	for name, want := range map[string]string{"ann": "IT WEB OPS BIG KIND", "admin": "IT WEB OPS BIG KIND", "sam": "IT WEB OPS SEC BIG KIND"} {
		if got := keys(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	w.as("ann").get("project/it").want(200).wantAt("lead.name", "ann").wantAt("issueTypes.0.name", "Task").wantAt("versions.1.released", true).wantAt("components.0.name", "Network")
	w.as("ann").get("project/SEC").want(404)
	w.as("ann").get("project/10002/versions").want(200).wantAt("0.name", "Q1")
	w.as("ann").get("project/IT/components").want(200).wantAt("1.name", "Workplace")
	w.as("ann").get("project/OPS/statuses").want(200).wantAt("0.statuses.0.name", "In Progress")
	w.as("ann").get("priority").want(200).wantAt("2.name", "Medium")
	w.as("ann").get("status").want(200).wantAt("0.statusCategory.key", "new")
	w.as("ann").get("issuetype").want(200).wantAt("2.subtask", true)
	w.as("ann").get("resolution").want(200).wantAt("0.name", "Done")
	w.as("ann").get("field").want(200, `"customId":10013`)
	w.anonymous().get("/rest/applinks/1.0/manifest").want(200).wantAt("typeId", "jira")
}

func TestUserSearch(t *testing.T) {
	w := start(t)
	names := func(path string) string {
		t.Helper()
		r, out := w.as("ann").get(path).want(200), []string{}
		for i := range r.list("") {
			out = append(out, r.str(fmt.Sprint(i, ".name")))
		}
		return strings.Join(out, " ")
	}
	for path, want := range map[string]string{
		"user/assignable/search?project=IT&username=":                          "admin ann bob björn zofia mei sam",
		"user/assignable/search?project=IT&username=" + url.QueryEscape("żół"): "zofia",
		"user/assignable/search?project=IT&username=BJORN":                     "björn", // by address
		"user/assignable/search?issueKey=WEB-1&username=v":                     "vera",
		"user/assignable/search?project=IT&username=v":                         "",
		"user/assignable/search?project=IT&username=otto":                      "",
		"user/assignable/search?project=IT&username=.&startAt=1&maxResults=2":  "ann bob",
		"user/assignable/multiProjectSearch?projectKeys=IT,WEB&username=smi":   "ann",
		"user/search?username=jira":                                            "admin",
	} {
		if got := names(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	ann := w.as("ann")
	ann.get("user/assignable/search?project=IT&query=ann").want(400, "The username query parameter was not provided")
	ann.get("user/assignable/search?username=ann").want(400)
	ann.get("user/assignable/search?project=SEC&username=ann").want(404)
	ann.get("user?username=mei").want(200).wantAt("displayName", "李梅")
	ann.get("user?key=JIRAUSER10102").want(200).wantAt("name", "bob")
	ann.get("user?username=nobody").want(404)
	ann.get("user").want(404)
}

func TestLabelSuggestions(t *testing.T) {
	w := start(t)
	w.as("ann").post("issue", with(task("x"), object{"labels": []string{"printer", "paper"}})).want(201)
	w.as("ann").get("/rest/api/1.0/labels/suggest?query=pri").want(200).wantAt("suggestions.0.label", "printer")
}

func TestPeople(t *testing.T) {
	w := start(t)
	admins := 0
	for _, p := range w.People() {
		if p.Password != p.Name || len(p.Token) != 44 {
			t.Errorf("%+v", p)
		}
		if p.Admin {
			admins++
		}
	}
	if admins != 1 || w.Token("nobody") != "" {
		t.Error(admins, "administrators")
	}
	t.Run("of one's own", func(t *testing.T) {
		w := startWith(t, jiratest.Config{People: []jiratest.Person{{Name: "eve", Groups: []string{"jira-software-users"}}}})
		w.as("eve").post("issue", issueIn("WEB", "Task", "x")).want(201)
	})
	t.Run("twice the same", func(t *testing.T) {
		if _, err := jiratest.New(jiratest.Config{People: []jiratest.Person{{Name: "eve"}, {Name: "Eve"}}}); err == nil {
			t.Error("accepted")
		}
	})
}
