package boottest

import (
	"fmt"
	"net/http"
	"testing"
)

// TestRuleInTheBrowser is a member's way with a rule: made from the app's card,
// tried on a task without anything being created, fired by a new task, and its
// history says what was sent and what came back.
func TestRuleInTheBrowser(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2", Args: []string{"--rule-wait", "0s"}})
	who := w.Role(t, "member", true)
	tab := NewBrowser(t).Person(t)
	tab.signIn(w, who)
	old := w.taskName(t, who.Token, w.TaskGIDs[0])
	tab.ruleFromCard(w, "From a rule: {{task.name}}")

	before := w.issueCount(t)
	tab.tryRule(old)
	tab.SeeText(hook("run-request"), "From a rule: "+old)
	if made := w.issueCount(t) - before; made != 0 {
		t.Errorf("a dry run made %d issues", made)
	}

	task := w.NewTask(t, who.Token, map[string]any{"name": "Order paper"})
	waitFor(t, "the issue on the task", func() bool {
		tab.Go(w.TaskURL(task))
		return tab.Has("[data-widget]")
	})
	tab.SeeText(hook("widget-title"), "From a rule: Order paper")
	tab.SeeText(hook("task-run"), "Create new issue")
	tab.Click(hook("task-run") + " a")
	tab.SeeText(hook("run-state"), "Done")
	for _, words := range []string{"Task is added to this project", who.Name, task, "resources_created"} {
		tab.SeeText(hook("run-details"), words)
	}
	tab.Click(".crumb a")
	tab.SeeText(hook("run"), "Order paper")
}

// ruleFromCard goes from the project to the app's card, fills its form in and
// creates the rule.
func (b *Tab) ruleFromCard(w *World, summary string) {
	b.t.Helper()
	b.Go(w.PlatformURL + "/0/" + w.ProjectGID)
	b.Click(hook("customize"))
	b.Click(hook("customize-rules"))
	b.Click(hook("rule-card-jira-server-create-issue"))
	b.SeeText(hook("rule-dialog")+" h2", "Add rule")
	b.Until("a project to be chosen", `document.querySelector('[data-test="field-project"] input')?.value`)
	b.Type(hook("field-summary")+" input", summary)
	b.SeeText(hook("form-submit"), "Create rule")
	b.Click(hook("form-submit"))
	b.SeeText(".banner-ok", "The rule is on")
	b.SeeText(hook("part-app"), summary)
}

// tryRule has a dry run for a task of the project.
func (b *Tab) tryRule(task string) {
	b.t.Helper()
	b.Type(hook("try-task"), task)
	b.SeeText(hook("lookup-option"), task)
	b.Click(hook("lookup-option"))
	b.Click(hook("try"))
	b.See(hook("tried"))
}

func (w *World) taskName(t testing.TB, token, task string) string {
	t.Helper()
	r := w.API(t, token, http.MethodGet, "/tasks/"+task, nil)
	return fmt.Sprint(r.JSON(t)["data"].(map[string]any)["name"])
}
