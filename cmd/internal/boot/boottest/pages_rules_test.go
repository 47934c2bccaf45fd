package boottest

import "net/http"

// rules are the pages of a project's rules: none, one being made from an app's
// card, its dry run, what it did, and one that waits.
func (p *pages) rules() {
	who := p.Role(p.t, "member", true)
	tab := p.signedIn(who)
	rules := p.PlatformURL + "/0/" + p.ProjectGID + "/rules"
	tab.Go(rules)
	tab.See(hook("no-rules"))
	p.Look(tab, "rules-none")
	tab.Click(hook("rule-card-jira-server-create-issue"))
	tab.Until("a project to be chosen", `document.querySelector('[data-test="field-project"] input')?.value`)
	p.Look(tab, "rule-dialog")
	tab.Click(hook("form-submit"))
	tab.See(".banner-ok")
	tab.tryRule(p.taskName(p.t, who.Token, p.TaskGIDs[0]))
	p.Look(tab, "rule-tried")
	tab.Click(hook("run-now"))
	tab.SeeText(hook("run-state"), "Done")
	p.Look(tab, "rule-run")
	tab.Click(".crumb a")
	tab.See(hook("run"))
	p.Look(tab, "rule-history")
	tab.Go(p.TaskURL(p.TaskGIDs[0]))
	tab.See(hook("task-run"))
	p.Look(tab, "task-with-rule")
	tab.Go(rules)
	tab.See(hook("rule"))
	p.Look(tab, "rules")
	tab.Click(hook("rule-card-done"))
	tab.Click(hook("save-rule"))
	tab.Until("an error at the section", `document.querySelector('[data-test="part-move"] [aria-invalid="true"]')`)
	p.Look(tab, "rule-error")
	p.lookAtAnothers(who.Token)
}

// lookAtAnothers is a rule as somebody sees it who does not own it.
func (p *pages) lookAtAnothers(token string) {
	r := p.API(p.t, token, http.MethodGet, "/projects/"+p.ProjectGID+"/rules", nil)
	rule := r.JSON(p.t)["data"].([]any)[0].(map[string]any)["gid"].(string)
	tab := p.signedIn(p.Role(p.t, "owner", true))
	tab.Go(p.PlatformURL + "/0/rules/" + rule)
	tab.See(hook("rule-locked"))
	p.Look(tab, "rule-anothers")
}
