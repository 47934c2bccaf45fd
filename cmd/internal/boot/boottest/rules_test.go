package boottest

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestRules are rules as scripts make them, on both databases: a task becomes an
// issue by itself, whatever started it, and nothing goes round in circles.
func TestRules(t *testing.T) {
	t.Parallel()
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			w := Start(t, Options{Database: database, Connect: "oauth2", Args: []string{atOnce}})
			t.Run("an added task becomes an issue", func(t *testing.T) { addedBecomesIssue(t, w) })
			t.Run("two rules for one task", func(t *testing.T) { twoRules(t, w) })
			t.Run("a web request", func(t *testing.T) { requested(t, w) })
			t.Run("back and forth", func(t *testing.T) { backAndForth(t, w) })
			t.Run("a due date", func(t *testing.T) { dueSoon(t, w) })
			t.Run("a storm", func(t *testing.T) { ruleStorm(t, w) })
		})
	}
}

// addedBecomesIssue is the main path, up to the widget and the history.
func addedBecomesIssue(t *testing.T, w *World) {
	a := w.automate(t, w.Role(t, "member", true))
	rule := a.rule(t, added(), a.createIssue(t, nil))
	task := a.task(t, "Planned and handed over")
	ran := a.over(t, task)
	if ran.state() != "done" || dig(ran.object, "rule.gid") != rule || dig(ran.object, "person.gid") != a.who.GID {
		t.Errorf("the run: %v", ran)
	}
	key := a.issue(t, task)
	if got := a.jiraFields(t, key); dig(got, "summary") != "Planned and handed over" || dig(got, "creator.name") != a.who.JiraUser {
		t.Errorf("%s is %q by %q", key, dig(got, "summary"), dig(got, "creator.name"))
	}
	if shown := a.SignedIn(t, a.who).widgets(t, task); len(shown) != 1 || !strings.HasPrefix(shown[0], key+" ") {
		t.Errorf("the task shows %v, not %s", shown, key)
	}
	if all := a.runs(t, "rules/"+rule+"/runs"); len(all) != 1 || all[0].gid() != ran.gid() {
		t.Errorf("the history of the rule: %v", all)
	}
}

// twoRules are two that want an issue for the same task at the same moment.
func twoRules(t *testing.T, w *World) {
	a := w.automate(t, w.Role(t, "member", true))
	ready := a.section(t, "Ready")
	for range 2 {
		a.rule(t, moved(ready), a.createIssue(t, nil))
	}
	before := a.creations(t)
	task := a.task(t, "Wanted twice")
	a.move(t, task, ready)
	for _, ran := range a.reaches(t, "tasks/"+task+"/rule_runs", "done", 2, isDone) {
		if actions := ran.actions(); len(actions) != 1 || dig(actions[0], "said") == "" {
			t.Errorf("the history does not say what was done: %v", ran)
		}
	}
	a.issue(t, task)
	if n := a.creations(t) - before; n != 1 {
		t.Errorf("Jira was asked %d times", n)
	}
}

func isDone(r run) bool { return r.state() == "done" }

// requested starts a rule from a program's web request: with a token, and at
// the secret address, where nobody has to be signed in.
func requested(t *testing.T, w *World) {
	a := w.project(t, w.Role(t, "member", false))
	rule := a.rule(t, object{"kind": "web_request"}, object{"kind": "comment", "text": "Asked for"})
	trigger := a.ask(t, http.MethodGet, "/rules/"+rule+"?opt_fields=triggers.gid,triggers.secret_url", nil)["triggers"].([]any)[0]
	task := a.task(t, "Started from outside")
	answer := a.API(t, a.who.Token, http.MethodPost, "/rule_triggers/"+dig(trigger, "gid")+"/run", object{"resource": task, "action_data": object{"from": "a script"}})
	if said := dig(answer.JSON(t), "data.message"); answer.Status != http.StatusOK || said != "Successfully saved the payload and ran the rule" {
		t.Errorf("%d %s", answer.Status, answer.Body)
	}
	a.over(t, task)
	stranger := w.API(t, w.Role(t, "guest", false).Token, http.MethodPost, "/rule_triggers/"+dig(trigger, "gid")+"/run", object{"resource": task})
	if stranger.Status < 400 {
		t.Errorf("one without a token: %d %s", stranger.Status, stranger.Body)
	}
	secret := dig(trigger, "secret_url")
	for address, want := range map[string]int{secret: http.StatusOK, secret[:strings.LastIndex(secret, "/")] + "/nobody-knows": http.StatusNotFound} {
		r := Do(t, request(t, http.MethodPost, address, strings.NewReader(`{"data":{"resource":"`+task+`"}}`)))
		if r.Status != want {
			t.Errorf("%s: %d %s, want %d", address, r.Status, r.Body, want)
		}
	}
	a.reaches(t, "rules/"+rule+"/runs", "done", 2, isDone)
	if strings.Contains(w.Demo.Output(), secret[strings.LastIndex(secret, "/")+1:]) {
		t.Error("the secret is in the log")
	}
}

// dueSoon is a rule that speaks up an hour before a task is due, which is in a moment.
func dueSoon(t *testing.T, w *World) {
	a := w.project(t, w.Role(t, "member", false))
	a.rule(t, object{"kind": "due_date_near", "minutes": 60}, object{"kind": "comment", "text": "{{task.name}} is due on {{task.due_on}}"})
	due := time.Now().UTC().Add(time.Hour + time.Second)
	task := a.post(t, "/tasks", object{"projects": []string{a.project}, "name": "Soon over", "due_at": due.Format(time.RFC3339Nano)})
	a.over(t, task)
	if n := a.comments(t, task, "Soon over is due on "+due.Format(time.DateOnly)); n != 1 {
		t.Errorf("the task was spoken of %d times", n)
	}
}

// backAndForth are two rules that move a task to where the other one waits.
func backAndForth(t *testing.T, w *World) {
	a := w.project(t, w.Role(t, "member", false))
	here, there := a.section(t, "Here"), a.section(t, "There")
	first := a.rule(t, moved(here), object{"kind": "move", "section": there})
	second := a.rule(t, moved(there), object{"kind": "move", "section": here})
	task := a.task(t, "Goes round")
	a.move(t, task, here)
	cut := func(r run) bool { return r.state() == "skipped" && strings.Contains(r.reason(), "loop") }
	all := a.reaches(t, "tasks/"+task+"/rule_runs", "cut", 1, cut)
	if len(all) != 3 || dig(all[0].object, "rule.gid") != first || dig(all[1].object, "rule.gid") != second {
		t.Errorf("the history of the task: %v", all)
	}
	a.move(t, task, there) // somebody else's doing starts anew
	a.reaches(t, "tasks/"+task+"/rule_runs", "cut", 2, cut)
	if all := a.runs(t, "tasks/"+task+"/rule_runs"); len(all) != 6 {
		t.Errorf("the history of the task: %v", all)
	}
}

// ruleStorm moves more tasks than a rule takes up in an hour. It stops by itself,
// tells its owner once how many wait, and goes on where it stopped.
func ruleStorm(t *testing.T, w *World) {
	a := w.project(t, w.Role(t, "owner", true))
	ready := a.section(t, "Ready")
	rule := a.ruleOf(t, object{"name": "Has a ceiling", "triggers": []object{moved(ready)}, "actions": []object{{"kind": "comment", "text": "Once"}}, "ceiling": 3})
	var tasks []string
	for i := range 7 {
		tasks = append(tasks, a.task(t, fmt.Sprint("In a storm ", i)))
		a.move(t, tasks[i], ready)
	}
	a.pauses(t, rule, "storm", 4)
	must(t, a.page.Open(t.Context(), w.PlatformURL+"/"))
	if text := a.page.Text(); strings.Count(text, "Has a ceiling") != 1 || !strings.Contains(text, "4 ") {
		t.Errorf("the home page says %s", text)
	}
	a.ask(t, http.MethodPost, "/rules/"+rule+"/resume", object{})
	a.pauses(t, rule, "storm", 1)
	a.ask(t, http.MethodPost, "/rules/"+rule+"/resume", object{})
	if all := a.reaches(t, "rules/"+rule+"/runs", "done", 7, isDone); len(all) != 7 {
		t.Errorf("the history of the rule: %v", all)
	}
	for _, task := range tasks {
		if n := a.comments(t, task, "Once"); n != 1 {
			t.Errorf("task %s was handled %d times", task, n)
		}
	}
}

// comments counts the comments of a task with a text.
func (a *automation) comments(t testing.TB, task, text string) (n int) {
	t.Helper()
	r := a.API(t, a.who.Token, http.MethodGet, "/tasks/"+task+"/stories?opt_fields=text,type", nil)
	for _, story := range r.JSON(t)["data"].([]any) {
		if dig(story, "text") == text && dig(story, "type") == "comment" {
			n++
		}
	}
	return n
}

// TestRuleWaits has a rule that waits for the author of a new task, for an hour.
// It says so, lets somebody run it at once, and does not do it again later.
func TestRuleWaits(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "none", Args: []string{"--rule-wait=1h"}})
	a := w.project(t, w.Role(t, "member", false))
	rule := a.rule(t, added(), object{"kind": "complete"})
	fresh := a.task(t, "Being typed")
	history := "tasks/" + fresh + "/rule_runs"
	waiting := a.becomes(t, history, "waiting")
	if until, err := time.Parse(time.RFC3339, dig(waiting.object, "due_at")); err != nil || time.Until(until) < 50*time.Minute || waiting.reason() == "" {
		t.Errorf("it waits until %v (%v): %v", until, err, waiting)
	}
	a.ask(t, http.MethodPost, "/rules/"+rule+"/run", object{"task": fresh})
	a.reaches(t, history, "over", 1, run.over)
	if done := a.ask(t, http.MethodGet, "/tasks/"+fresh, nil)["completed"]; done != true {
		t.Errorf("completed: %v", done)
	}
}

// TestRulesOfTwoCopies has two copies of the program on one PostgreSQL, one of
// which is killed in the midst. Every task is handled, and once.
func TestRulesOfTwoCopies(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "postgres", Connect: "none", Args: []string{atOnce}})
	second := StartProcess(t, "serving at", mustBuild(t).Jirabridge, "serve", "--base-url", w.PlatformURL, "--listen", "127.0.0.1:0",
		"--data", t.TempDir(), "--database", w.Database, "--key-file", filepath.Join(w.Data, "keyset.json"), atOnce)
	a := w.project(t, w.Role(t, "member", false))
	a.longest = hookPatience
	ready := a.section(t, "Ready")
	rule := a.rule(t, moved(ready), object{"kind": "comment", "text": "Once"})
	var tasks []string
	for i := range 40 {
		tasks = append(tasks, a.task(t, fmt.Sprint("One of many ", i)))
	}
	for i, task := range tasks {
		if a.move(t, task, ready); i == len(tasks)/2 {
			second.Kill(t)
		}
	}
	a.reaches(t, "rules/"+rule+"/runs", "done", len(tasks), isDone)
	for _, task := range tasks {
		if n := a.comments(t, task, "Once"); n != 1 {
			t.Errorf("task %s was handled %d times", task, n)
		}
	}
}
