package boottest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// TestRuleFaults has Jira refuse what a rule wants: its owner may create no
// issues any more, a field has become required, and the owner's authorization was
// revoked. The dry run says so before, the history says so afterwards, and the
// owner is told, in words that a person understands.
func TestRuleFaults(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2", Args: []string{atOnce}})
	for _, m := range mishaps() {
		t.Run(m.name, func(t *testing.T) { m.play(t, w) })
	}
}

// mishap is what may come between a rule and its issue.
type mishap struct {
	name   string
	happen func(t *testing.T, a *automation)
	words  []string // that tell a person of it, everywhere
	state  string   // of the run afterwards
	mend   func(t *testing.T, a *automation)
}

func mishaps() []mishap {
	healthy := func(t *testing.T, a *automation) { a.healthy(t) }
	return []mishap{
		{"may create no issues", noPermission, []string{"permission"}, "failed", healthy},
		{"a field is required now", requiresCostCenter, []string{"Cost center"}, "failed", healthy},
		{"authorization revoked", revokeOwner, []string{"Jira account"}, "held", authorizeOwner},
	}
}

// noPermission is a project in which the person may create nothing any more.
func noPermission(t *testing.T, a *automation) {
	a.Fault(t, object{"match": `GET /issue/createmeta/[^/]+/issuetypes`, "times": -1, "status": 200, "body": `{"maxResults":50,"startAt":0,"total":0,"isLast":true,"values":[]}`})
	a.Fault(t, object{"match": "POST /issue$", "times": -1, "status": 400, "body": `{"errorMessages":[],"errors":{"project":"You do not have permission to create issues in this project."}}`})
}

// requiresCostCenter is a create screen with one more field, which must be filled in.
func requiresCostCenter(t *testing.T, a *automation) {
	types := a.Jira(t, a.jiraAdmin(t), http.MethodGet, "/rest/api/2/issue/createmeta/IT/issuetypes", nil).JSON(t)["values"].([]any)
	for _, kind := range types {
		id := dig(kind, "id")
		screen := a.Jira(t, a.jiraAdmin(t), http.MethodGet, "/rest/api/2/issue/createmeta/IT/issuetypes/"+id, nil).JSON(t)
		screen["values"] = append(screen["values"].([]any), object{
			"fieldId": "customfield_19999", "name": "Cost center", "required": true, "hasDefaultValue": false, "operations": []string{"set"},
			"schema": object{"type": "string", "custom": "com.atlassian.jira.plugin.system.customfieldtypes:textfield", "customId": 19999},
		})
		body, err := json.Marshal(screen)
		must(t, err)
		a.Fault(t, object{"match": "GET /issue/createmeta/[^/]+/issuetypes/" + id + "$", "times": -1, "status": 200, "body": string(body)})
	}
	a.Fault(t, object{"match": "POST /issue$", "times": -1, "status": 400, "body": `{"errorMessages":[],"errors":{"customfield_19999":"Cost center is required."}}`})
}

func revokeOwner(t *testing.T, a *automation) {
	a.revoke(t, a.JiraPerson(t, a.who.JiraUser))
}

func authorizeOwner(t *testing.T, a *automation) {
	authorize(t, a.World, a.who, a.JiraPerson(t, a.who.JiraUser))
}

// play has a rule that works, the mishap, and a rule that works again.
func (m mishap) play(t *testing.T, w *World) {
	a := w.automate(t, w.Role(t, "member", true))
	ready := a.section(t, "Ready")
	rule := a.rule(t, moved(ready), a.createIssue(t, nil))
	task, next := a.task(t, "Before it is mended"), a.task(t, "Once it is mended")
	if problems := a.dryRun(t, rule, task); problems != "" {
		t.Errorf("a dry run of what works: %s", problems)
	}
	m.happen(t, a)
	before := a.creations(t)
	m.told(t, "the dry run", a.dryRun(t, rule, task))
	if a.creations(t) != before || len(a.runs(t, "rules/"+rule+"/runs")) != 0 {
		t.Error("the dry run did something")
	}
	a.move(t, task, ready)
	ran := a.becomes(t, "rules/"+rule+"/runs", m.state)
	m.told(t, "the history", ran.said())
	must(t, a.page.Open(t.Context(), w.PlatformURL+"/0/rules/"+rule+"/history"))
	follow(t, a.page, "run-link")
	m.told(t, "the page of the run", a.page.Text())
	must(t, a.page.Open(t.Context(), w.PlatformURL+"/"))
	m.told(t, "the home page", a.page.Text())
	m.mend(t, a)
	a.ask(t, http.MethodPost, "/rules/"+rule+"/resume", object{})
	a.move(t, next, ready)
	a.over(t, next)
	a.issue(t, next)
}

// told fails unless the words are there, and no word that only machines understand.
func (m mishap) told(t *testing.T, where, text string) {
	t.Helper()
	for _, word := range m.words {
		if !strings.Contains(text, word) {
			t.Errorf("%s does not say %q: %s", where, word, text)
		}
	}
	for _, word := range []string{"customfield_", "errorMessages", "HTTP", "status 4"} {
		if strings.Contains(text, word) {
			t.Errorf("%s says %q: %s", where, word, text)
		}
	}
}

// dryRun tries a rule on a task and returns what is wrong, "" for nothing.
func (a *automation) dryRun(t testing.TB, rule, task string) (problems string) {
	t.Helper()
	tried := run{a.ask(t, http.MethodPost, "/rules/"+rule+"/dry_run", object{"task": task})}
	for _, action := range tried.actions() {
		list, _ := action["problems"].([]any)
		for _, one := range list {
			problems += one.(string) + " "
		}
		if len(list) == 0 && dig(action, "request") == "" {
			t.Errorf("the dry run shows no request: %v", tried)
		}
	}
	return problems
}
