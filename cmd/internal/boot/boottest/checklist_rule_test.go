package boottest

import (
	"net/http"
	"strings"
	"testing"
)

// ruleRows are about issues that are made by rules.
func (c *checklist) ruleRows() []row {
	return []row{
		{"J-01", c.offersFourCapabilities},
		{"J-36", c.rulesCreateIssues},
		{"J-37", c.rulesAreBuilt},
		{"J-96", c.rulesMakeOneIssueToo},
	}
}

// offersFourCapabilities asks the app for all it offers, as any host could.
func (c *checklist) offersFourCapabilities(t *testing.T) {
	who := c.Role(t, "member", true)
	host, app := c.Host(who), c.JiraApp
	task, existing := c.NewTask(t, who.Token, object{"name": "Looked up"}), c.createInJira(t, "Looked up by the host")
	answers := func(what string, r Response, want string) object {
		t.Helper()
		if r.Status != http.StatusOK || !strings.Contains(string(r.Body), want) {
			t.Fatalf("%s: %d %s", what, r.Status, r.Body)
		}
		return r.JSON(t)
	}
	answers("the lookup's list", host.Get(t, app.TypeaheadURL, map[string]string{"task": task, "query": existing}), existing)
	attachment := attachmentGID()
	link := answers("the lookup", host.Post(t, app.AttachURL, object{"task": task, "attachment": attachment, "query": existing}), existing)
	answers("the widget", host.Get(t, app.WidgetMetadataURL, map[string]string{"task": task, "attachment": attachment, "resource_url": dig(link, "resource_url")}), existing)

	other := c.NewTask(t, who.Token, object{"name": "Created by the form"})
	form := answers("the form", host.Form(t, other), "form_metadata_v0")
	answers("the form sent", host.Post(t, submitURL(t, form), object{"task": other, "attachment": attachmentGID(), "values": values(t, form)}), "/browse/")

	third, action := c.NewTask(t, who.Token, object{"name": "Created by the rule"}), attachmentGID()
	rule := object{"project": c.ProjectGID, "action": action, "action_type": app.RuleAction.ActionType}
	with := func(more object) object {
		for k, v := range rule {
			more[k] = v
		}
		return more
	}
	settings := answers("the rule action", host.Get(t, app.RuleAction.MetadataURL, map[string]string{"project": c.ProjectGID, "action_type": app.RuleAction.ActionType}), "form_metadata_v0")
	answers("the rule action saved", host.Post(t, submitURL(t, settings), with(object{"rule_name": "By hand", "values": values(t, settings)})), "")
	run := with(object{"target_object": third, "idempotency_key": attachmentGID()})
	first := answers("the rule action run", host.Post(t, app.RuleAction.RunActionURL, run), "resources_created")
	if again := host.Post(t, app.RuleAction.RunActionURL, run).JSON(t); dig(again, "resources_created") != dig(first, "resources_created") {
		t.Errorf("run again it answers %v, not %v", again, first)
	}
}

// rulesCreateIssues: a task comes into the project, and has an issue.
func (c *checklist) rulesCreateIssues(t *testing.T) {
	a := c.automate(t, c.Role(t, "member", true))
	a.rule(t, added(), a.createIssue(t, nil))
	task := a.task(t, "Made by a rule")
	key := a.issue(t, task)
	tab := c.browser.Person(t)
	tab.signIn(c.World, a.who)
	tab.Go(c.PlatformURL + "/0/" + a.project + "/" + task)
	tab.seeWidget(key)
	tab.SeeText(hook("widget-title"), "Made by a rule")
}

// rulesMakeOneIssueToo: a task that has its issue is left alone, and the history
// says why.
func (c *checklist) rulesMakeOneIssueToo(t *testing.T) {
	a := c.automate(t, c.Role(t, "member", true))
	ready := a.section(t, "Ready")
	task, page := a.task(t, "Has its issue"), c.SignedIn(t, a.who)
	if status, err := page.send(page.form(t, task)); status != http.StatusOK || err != nil {
		t.Fatalf("create by hand: %d %v", status, err)
	}
	key, before := a.issue(t, task), a.creations(t)
	for range 2 {
		a.rule(t, moved(ready), a.createIssue(t, nil))
	}
	a.move(t, task, ready)
	for _, ran := range a.reaches(t, "tasks/"+task+"/rule_runs", "over", 2, run.over) {
		if ran.state() != "done" || !strings.Contains(ran.said(), key) || !strings.Contains(ran.said(), "already") {
			t.Errorf("the history does not say why nothing was done: %v", ran)
		}
	}
	other := a.task(t, "Has none")
	a.move(t, other, ready)
	a.reaches(t, "tasks/"+other+"/rule_runs", "done", 2, isDone)
	a.issue(t, other)
	if n := a.creations(t) - before; n != 1 || a.issue(t, task) != key {
		t.Errorf("Jira was asked for %d issues, not one for the task that had none", n)
	}
}

// rulesAreBuilt goes the checklist's way: the app's action, all its fields, "Create
// rule". What was saved is there again, is tried on a task without a trace in
// Jira, and makes the next task an issue, of which the history tells.
func (c *checklist) rulesAreBuilt(t *testing.T) {
	a := c.automate(t, c.Role(t, "member", true))
	tried, before := a.task(t, "Tried on"), a.creations(t)
	tab := c.browser.Person(t)
	tab.signIn(c.World, a.who)
	tab.Go(c.PlatformURL + "/0/" + a.project)
	tab.Click(hook("customize"))
	tab.Click(hook("customize-rules"))
	tab.Click(hook("rule-card-jira-server-create-issue"))
	tab.SeeText(hook("rule-dialog"), "Create new issue")
	tab.fillAction("{{task.name}} is ready")
	if button := tab.See(hook("form-submit")); button != "Create rule" {
		t.Errorf("the button says %q", button)
	}
	tab.Click(hook("form-submit"))

	tab.SeeText("[data-values]", "{{task.name}} is ready")
	tab.Click(hook("fill-in"))
	tab.hasAction("{{task.name}} is ready")
	tab.Click(hook("form-cancel"))

	tab.Type(hook("try-task"), "Tried")
	tab.Click(hook("lookup-option"))
	tab.Click(hook("try"))
	tab.SeeText(hook("run-request"), `"summary": "Tried on is ready"`)
	if n := a.creations(t); n != before || len(a.attachments(t, a.who.Token, tried)) > 0 {
		t.Errorf("trying it created something: %d requests, before %d", n, before)
	}

	key := a.issue(t, a.task(t, "A task"))
	if got := a.jiraFields(t, key); dig(got, "summary") != "A task is ready" || dig(got, "issuetype.name") != "Bug" {
		t.Errorf("%s is a %s, %q", key, dig(got, "issuetype.name"), dig(got, "summary"))
	}
	tab.Click(hook("rule-history"))
	tab.Click(hook("run-link"))
	tab.SeeText(hook("run-action"), key)
}

const bugType = `[data-test="field-issuetype"] select`

// fillAction fills in the dialog of the app's action, as a bug in another project.
func (b *Tab) fillAction(summary string) {
	b.t.Helper()
	b.See(hook("field-summary"))
	b.Click(hook("clear-project"))
	b.Type(hook("field-project")+" input", "WEB")
	b.Click(hook("lookup-option"))
	b.Until("the other project", `document.querySelector('[data-test="field-project"] input').value.includes("WEB")`)
	b.drawn()
	b.Choose(bugType, b.optionValue(bugType, "Bug"))
	b.drawn()
	b.Type(hook("field-summary")+" input", summary)
}

// hasAction waits until the dialog shows what fillAction has put in.
func (b *Tab) hasAction(summary string) {
	b.t.Helper()
	b.See(hook("field-summary"))
	bug := b.optionValue(bugType, "Bug")
	if got := b.Value(hook("field-summary") + " input"); got != summary {
		b.t.Errorf("the summary is %q", got)
	}
	if got := b.Value(hook("field-project") + " input"); !strings.Contains(got, "WEB") {
		b.t.Errorf("the project is %q", got)
	}
	if got := b.Value(bugType); got != bug {
		b.t.Errorf("the issue type is %q, not %q", got, bug)
	}
}
