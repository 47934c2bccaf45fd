package setup_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"jirabridge/jira/jiratest"
)

// projects are the addresses of what is known of each project, by key.
func (p *person) projects() map[string]string {
	found := map[string]string{}
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && attribute(n, "data-load") != "" {
			found[attribute(n, "data-project")] = attribute(n, "data-load")
		}
	}
	return found
}

func TestCoverage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.visitor().open("/setup").post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
		p.open("/setup").open(attribute(p.hook("coverage"), "href"))
		p.says("Where issues can be created", "Nothing is written", "Operations (OPS)")
		all := p.projects()
		if len(all) < 4 || all["SEC"] != "" || w.asked("/createmeta") > 0 {
			t.Errorf("%v, %d requests about screens", all, w.asked("/createmeta"))
		}
		p.open(all["OPS"]).says("Jira requires “Account”, which the form cannot ask for", "Can be created")
		if n := p.find("data-type", "Change"); attribute(n, "data-possible") != "false" || attribute(p.find("id", "covered"), "data-state") != "some" {
			t.Errorf("%s", p.text())
		}
		if p.open(all["IT"]); attribute(p.find("id", "covered"), "data-state") != "all" {
			t.Errorf("%s", p.text())
		}
		check(t, w.jira.SetFault(jiratest.Fault{Match: "GET /rest/api/2/issue/createmeta/10001/issuetypes", Status: http.StatusOK, Times: -1, Body: `{"values": [], "isLast": true, "total": 0}`}))
		check(t, w.jira.SetFault(jiratest.Fault{Match: "GET /rest/api/2/mypermissions", Status: http.StatusOK, Times: -1, Body: `{"permissions": {}}`}))
		if p.open(all["WEB"]); attribute(p.find("id", "covered"), "data-state") != "none" {
			t.Errorf("%s", p.text())
		}
		p.says("lacks the permission Create Issues")
		for language, words := range map[string]string{"sv": "Jira kräver ”Account”", "pl": "Jira wymaga: „Account”"} {
			p.lang = language
			p.open(all["OPS"]).says(words)
		}
	})
}

// asked is how many requests Jira got whose path has the part.
func (w *world) asked(part string) (n int) {
	for _, r := range w.jira.Requests() {
		if strings.Contains(r.Path, part) {
			n++
		}
	}
	return n
}

func TestCoverageAsAFile(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup").post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
	check(t, w.jira.SetFault(jiratest.Fault{Match: "GET /rest/api/2/project", Status: http.StatusOK, Times: -1,
		Body: `[{"id": "10002", "key": "OPS", "name": "=Operations"}, {"id": "10000", "key": "IT", "name": "IT"}, {"id": "99", "key": "GONE", "name": "Gone", "archived": true}]`}))
	before := w.platform.Asked.Load()
	res := must(p.client.Get(w.url + "/setup/coverage.csv?workspace=1"))(t)
	defer func() { _ = res.Body.Close() }()
	body := string(must(io.ReadAll(res.Body))(t))
	rows := must(csv.NewReader(strings.NewReader(body)).ReadAll())(t)
	if strings.Join(rows[0], ";") != "Project;Issue type;Result" {
		t.Errorf("%v", rows[0])
	}
	for _, want := range []string{"OPS =Operations;Change;Jira requires “Account”, which", "IT IT;Bug;Can be created"} {
		if !strings.Contains(joined(rows), want) {
			t.Errorf("lacks %q: %s", want, joined(rows))
		}
	}
	if n := w.platform.Asked.Load() - before; n > 2 {
		t.Errorf("%d requests about the right to see this, however many projects there are", n)
	}
	if strings.Contains(body, "GONE") {
		t.Error("an archived project")
	}
}

func joined(rows [][]string) string {
	var lines []string
	for _, row := range rows {
		lines = append(lines, strings.Join(row, ";"))
	}
	return strings.Join(lines, "\n")
}

// 200 projects cost one request before anybody opens one.
func TestCoverageOfManyProjects(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup").post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
	var many []string
	for n := range 200 {
		many = append(many, fmt.Sprintf(`{"id": "%d", "key": "P%d", "name": "Project %d"}`, 20000+n, n, n))
	}
	check(t, w.jira.SetFault(jiratest.Fault{Match: "GET /rest/api/2/project", Status: http.StatusOK, Times: -1, Body: "[" + strings.Join(many, ",") + "]"}))
	before := len(w.jira.Requests())
	if p.open("/setup/coverage?workspace=1"); len(p.projects()) != 200 {
		t.Errorf("%d projects", len(p.projects()))
	}
	if n := len(w.jira.Requests()) - before; n != 1 {
		t.Errorf("%d requests to Jira", n)
	}
}

// What is wrong with Jira is said in place of the result.
func TestCoverageOfAJiraInTrouble(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup").post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
	check(t, w.jira.SetFault(jiratest.Fault{Match: "GET /rest/api/2/issue/createmeta", Status: http.StatusServiceUnavailable, Times: -1}))
	p.open("/setup/coverage?workspace=1").open(p.projects()["IT"])
	if n := p.find("id", "covered"); n == nil || attribute(n, "data-state") != "" {
		t.Errorf("%d: %s", p.status, p.text())
	}
	p.says("Jira")
	w.jira.ClearFaults()
	check(t, w.jira.SetFault(jiratest.Fault{Match: "GET /rest/api/2/project", Status: http.StatusOK, Times: -1, Body: "[]"}))
	p.open("/setup/coverage?workspace=1").says("You see no project in Jira")
}

func TestCoverageIsForThoseWhoMayChange(t *testing.T) {
	w := one(t)
	w.settings()
	w.platform.Person = "11"
	p := w.visitor()
	for _, path := range []string{"/setup/coverage?workspace=1", "/setup/coverage/project?workspace=1&project=10000", "/setup/coverage.csv?workspace=1"} {
		if p.open(path); p.at.Path != "/setup" || p.hook("coverage") != nil {
			t.Errorf("a member comes to %s: %s", p.at, p.text())
		}
	}
}
