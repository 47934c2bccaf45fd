package boottest

import (
	"fmt"
	"net/http"
	"testing"

	"jirabridge/cmd/internal/visitor"
)

// push presses the button with this data-test.
func push(t *testing.T, v *visitor.Visitor, test string) {
	t.Helper()
	button := v.Find("data-test", test)
	if button == nil {
		t.Fatalf("no %s at %s: %s", test, v.At.Path, v.Text())
	}
	for form := range button.Ancestors() {
		if form.Data == "form" {
			must(t, v.Post(t.Context(), visitor.Attribute(form, "action"), nil))
			return
		}
	}
	t.Fatalf("%s is in no form", test)
}

// opens is somebody on one of the platform's pages.
func (a *automation) opens(t *testing.T, v *visitor.Visitor, path string) reader {
	t.Helper()
	must(t, v.Open(t.Context(), a.PlatformURL+path))
	return reader{v}
}

// TestRuleStorm has a rule meet more tasks than it may take up. It stops at that
// many, says so to those who can help, and goes on at a press where it stopped.
func TestRuleStorm(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "none", Args: []string{atOnce}})
	a := w.project(t, w.Role(t, "member", false))
	ready := a.section(t, "Ready")
	rule := a.ruleOf(t, object{"ceiling": 3, "triggers": []object{moved(ready)}, "actions": []object{{"kind": "comment", "text": "Taken up"}}})
	var tasks []string
	for i := range 8 {
		tasks = append(tasks, a.task(t, fmt.Sprint("One of a storm ", i)))
	}
	for _, task := range tasks {
		a.move(t, task, ready)
	}
	taken := func() (n int) {
		for _, task := range tasks {
			n += a.comments(t, task, "Taken up")
		}
		return n
	}
	a.pauses(t, rule, "storm", 5) // while the last of the others may still be at it
	waitFor(t, "3 tasks to be taken up", func() bool { return taken() == 3 })
	admin := w.signIn(t, w.Role(t, "owner", false))
	a.opens(t, admin, "/").says(t, "Rules that need you", "Hand over", "more than 3 tasks within an hour", "asks again after 3 more tasks", "5 tasks wait with it")
	a.opens(t, a.page, "/0/"+a.project).says(t, "The rule “Hand over” waits.")
	a.opens(t, a.page, "/0/rules/"+rule)
	push(t, a.page, "resume")
	a.pauses(t, rule, "storm", 2)
	waitFor(t, "3 more after the first press", func() bool { return taken() == 6 })
	a.opens(t, a.page, "/0/rules/"+rule)
	push(t, a.page, "drop-held")
	a.opens(t, a.page, "/0/rules/"+rule)
	push(t, a.page, "resume")
	a.pauses(t, rule, "", 0)
	if a.opens(t, admin, "/"); admin.Find("data-test", "notices") != nil || taken() != 6 {
		t.Errorf("in the end %d tasks are taken up: %s", taken(), admin.Text())
	}
}

// TestRuleOwner has the owner of a rule leave. The rule waits at once; who takes
// it over is asked for his own account in Jira, and then it goes on in his name.
func TestRuleOwner(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2", Args: []string{atOnce}})
	a := w.automate(t, w.Role(t, "member", true))
	rule := a.rule(t, added(), a.createIssue(t, nil))
	left, heir, admin := a.who, w.Role(t, "member", false), w.Role(t, "owner", true)
	r := w.API(t, admin.Token, http.MethodPost, "/workspaces/"+w.WorkspaceGID+"/removeUser", object{"user": left.GID})
	if r.Status >= 300 {
		t.Fatalf("removing the owner: %d %s", r.Status, r.Body)
	}
	a.who, a.page = heir, w.signIn(t, heir)
	a.pauses(t, rule, "owner_gone", 0)
	task := a.task(t, "Handed over by another")
	a.pauses(t, rule, "owner_gone", 1)
	a.opens(t, w.signIn(t, admin), "/").says(t, "Rules that need you", left.Name+" is no longer here", "Take the rule over", "1 task waits with it.")
	a.opens(t, a.page, "/0/"+a.project+"/rules")
	push(t, a.page, "take-over")
	a.pauses(t, rule, "unauthorized", 1)
	a.opens(t, a.page, "/0/rules/"+rule).says(t, "asks "+heir.Name+" to log in again")
	if a.page.Find("data-test", "rule-connect") == nil {
		t.Errorf("nothing to connect with: %s", a.page.Text())
	}
	authorize(t, w, heir, w.JiraPerson(t, heir.JiraUser))
	push(t, a.page, "resume")
	if by := dig(a.jiraFields(t, a.issue(t, task)), "creator.name"); by != heir.JiraUser {
		t.Errorf("the issue is %s's", by)
	}
	if a.opens(t, a.page, "/"); a.page.Find("data-test", "notices") != nil {
		t.Errorf("it is still told: %s", a.page.Text())
	}
}
