package boottest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// atOnce is the flag with which rules do not wait for the author of a new task.
const atOnce = "--rule-wait=1ms"

// object is what REST takes and gives.
type object = map[string]any

// automation is a project with the app on it, and who makes rules there.
type automation struct {
	*World
	who     demo.Person
	project string
	page    *visitor.Visitor
	longest time.Duration // a run may take
}

// automate makes a project with the app on it.
func (w *World) automate(t testing.TB, who demo.Person) *automation {
	t.Helper()
	a := w.project(t, who)
	must(t, a.page.Open(t.Context(), w.PlatformURL+"/0/"+a.project+"/apps"))
	card := a.page.Find("data-test", "app-card-jira-server")
	if card == nil {
		t.Fatalf("no app is offered: %s", a.page.Text())
	}
	must(t, a.page.Post(t.Context(), visitor.Attribute(card, "href")+"/install", url.Values{"introduced": {"yes"}}))
	return a
}

// project makes a project without an app.
func (w *World) project(t testing.TB, who demo.Person) *automation {
	t.Helper()
	a := &automation{World: w, who: who, page: w.signIn(t, who), longest: patience}
	a.project = a.post(t, "/projects", object{"workspace": w.WorkspaceGID, "team": w.TeamGID, "name": "Handed over"})
	return a
}

// post creates something over REST and returns its gid.
func (a *automation) post(t testing.TB, path string, body object) string {
	t.Helper()
	r := a.API(t, a.who.Token, http.MethodPost, path, body)
	if r.Status != http.StatusCreated {
		t.Fatalf("POST %s: %d %s", path, r.Status, r.Body)
	}
	return dig(r.JSON(t), "data.gid")
}

// ask does something over REST and returns what is answered.
func (a *automation) ask(t testing.TB, method, path string, body any) object {
	t.Helper()
	r := a.API(t, a.who.Token, method, path, body)
	if r.Status >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, r.Status, r.Body)
	}
	data, _ := r.JSON(t)["data"].(object)
	return data
}

// task makes a task in the project.
func (a *automation) task(t testing.TB, name string) string {
	t.Helper()
	return a.post(t, "/tasks", object{"projects": []string{a.project}, "name": name})
}

// section makes a section of the project.
func (a *automation) section(t testing.TB, name string) string {
	t.Helper()
	return a.post(t, "/projects/"+a.project+"/sections", object{"name": name})
}

// move puts tasks into a section.
func (a *automation) move(t testing.TB, task, section string) {
	t.Helper()
	a.ask(t, http.MethodPost, "/sections/"+section+"/addTask", object{"task": task})
}

// rule makes a rule with one trigger.
func (a *automation) rule(t testing.TB, trigger object, actions ...object) string {
	t.Helper()
	return a.ruleOf(t, object{"triggers": []object{trigger}, "actions": actions})
}

// ruleOf makes a rule of what is given, and a name.
func (a *automation) ruleOf(t testing.TB, rule object) string {
	t.Helper()
	if rule["name"] == nil {
		rule["name"] = "Hand over"
	}
	return a.post(t, "/projects/"+a.project+"/rules", rule)
}

// added is the trigger of every task that comes into the project.
func added() object { return object{"kind": "task_added"} }

// moved is the trigger of a section.
func moved(section string) object { return object{"kind": "section_changed", "section": section} }

// createIssue is the app's action, its form filled in as it comes, with some
// values changed.
func (a *automation) createIssue(t testing.TB, changed object) object {
	t.Helper()
	form := a.Host(a.who).Get(t, a.JiraApp.RuleAction.MetadataURL, map[string]string{"project": a.project, "action_type": a.JiraApp.RuleAction.ActionType})
	if form.Status != http.StatusOK {
		t.Fatalf("the form of the action: %d %s", form.Status, form.Body)
	}
	held := values(t, form.JSON(t))
	maps.Copy(held, changed)
	return object{"kind": "app", "app": a.JiraApp.ClientID, "action_type": a.JiraApp.RuleAction.ActionType, "values": held}
}

// run is a run of a rule, as REST tells it.
type run struct{ object }

func (r run) gid() string    { return dig(r.object, "gid") }
func (r run) state() string  { return dig(r.object, "state") }
func (r run) reason() string { return dig(r.object, "reason") }

// actions are what became of the run's actions.
func (r run) actions() (all []object) {
	list, _ := r.object["actions"].([]any)
	for _, one := range list {
		all = append(all, one.(object))
	}
	return all
}

// said is all that the actions of the run say to people.
func (r run) said() string {
	var words []string
	for _, action := range r.actions() {
		words = append(words, dig(action, "said"))
	}
	return strings.Join(words, " ")
}

// over tells that nothing more becomes of a run.
func (r run) over() bool { return slices.Contains([]string{"done", "skipped", "failed"}, r.state()) }

// runFields are what is asked of each run.
const runFields = "state,reason,due_at,rule.name,task.name,person.name,conditions,actions"

// runs are those of a rule (rules/1/runs) or of a task (tasks/1/rule_runs),
// newest first.
func (a *automation) runs(t testing.TB, of string) (all []run) {
	t.Helper()
	next := ""
	for {
		r := a.API(t, a.who.Token, http.MethodGet, "/"+of+"?limit=100&opt_fields="+runFields+next, nil)
		if r.Status != http.StatusOK {
			t.Fatalf("%s: %d %s", of, r.Status, r.Body)
		}
		body := r.JSON(t)
		for _, one := range body["data"].([]any) {
			all = append(all, run{one.(object)})
		}
		offset := dig(body, "next_page.offset")
		if offset == "" {
			return all
		}
		next = "&offset=" + url.QueryEscape(offset)
	}
}

// reaches waits until so many runs of a rule or task are as wanted, and returns
// all.
func (a *automation) reaches(t testing.TB, of, what string, n int, wanted func(run) bool) (all []run) {
	t.Helper()
	waitLong(t, a.longest, fmt.Sprintf("%d runs to be %s: %s", n, what, of), func() bool {
		all = a.runs(t, of)
		return len(slices.DeleteFunc(slices.Clone(all), func(r run) bool { return !wanted(r) })) >= n
	})
	return all
}

// over waits for the one run of a task to its end.
func (a *automation) over(t testing.TB, task string) run {
	t.Helper()
	return a.reaches(t, "tasks/"+task+"/rule_runs", "over", 1, run.over)[0]
}

// becomes waits until the newest run of a rule or task has a state.
func (a *automation) becomes(t testing.TB, of, state string) run {
	t.Helper()
	var last run
	waitLong(t, a.longest, of+" to be "+state, func() bool {
		all := a.runs(t, of)
		if len(all) > 0 {
			last = all[0]
		}
		return last.object != nil && last.state() == state
	})
	return last
}

// pauses waits until a rule waits for a reason, with so many runs held.
func (a *automation) pauses(t testing.TB, rule, reason string, held int) {
	t.Helper()
	waitFor(t, fmt.Sprint("the rule to pause for ", reason, " with ", held, " runs"), func() bool {
		r := a.ask(t, http.MethodGet, "/rules/"+rule, nil)
		return dig(r, "pause.reason") == reason && dig(r, "num_held") == fmt.Sprint(held)
	})
}

// issue is the key of the one issue that a task has on its page, and in Jira.
func (a *automation) issue(t testing.TB, task string) (key string) {
	t.Helper()
	var urls []string
	waitLong(t, a.longest, "the issue on task "+task, func() bool {
		urls = nil
		for _, attached := range a.attachments(t, a.who.Token, task) {
			urls = append(urls, dig(attached, "view_url"))
		}
		return len(urls) > 0
	})
	key, found := strings.CutPrefix(urls[0], a.JiraURL+"/browse/")
	if len(urls) != 1 || !found {
		t.Fatalf("task %s has %v", task, urls)
	}
	return key
}

// creations are the requests to create an issue that Jira has seen.
func (w *World) creations(t testing.TB) (n int) {
	t.Helper()
	for _, s := range w.Seen(t) {
		if isCreate(s) {
			n++
		}
	}
	return n
}
