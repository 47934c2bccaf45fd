package ui

import (
	"net/http"

	"jirabridge/asana"
)

// switchRule is POST /0/rules/{rule}/switch: on=on or on=off. It goes back to where the rule was listed.
func (u *UI) switchRule(v visit) error {
	on := v.form("on") == "on"
	rule, err := u.platform.UpdateRule(v.r.Context(), v.actor, v.path("rule"), asana.RuleChange{Enabled: &on})
	if err != nil {
		return err
	}
	if v.form("back") == "list" {
		return u.done(v, rulesURL(rule.Project.GID))
	}
	return u.done(v, ruleURL(rule.GID))
}

// deleteRule is POST /0/rules/{rule}/delete.
func (u *UI) deleteRule(v visit) error {
	rule, err := u.platform.Rule(v.r.Context(), v.actor, v.path("rule"))
	if err != nil {
		return err
	}
	if err := u.platform.DeleteRule(v.r.Context(), v.actor, rule.GID); err != nil {
		return err
	}
	return u.done(v, rulesURL(rule.Project.GID))
}

// takeRule is POST /0/rules/{rule}/take_over.
func (u *UI) takeRule(v visit) error {
	rule, err := u.platform.TakeRule(v.r.Context(), v.actor, v.path("rule"))
	if err != nil {
		return err
	}
	return u.done(v, ruleURL(rule.GID)+"?said=taken")
}

// resumeRule is POST /0/rules/{rule}/resume.
func (u *UI) resumeRule(v visit) error {
	rule, err := u.platform.ResumeRule(v.r.Context(), v.actor, v.path("rule"))
	if err != nil {
		return err
	}
	return u.done(v, ruleURL(rule.GID)+"?said=resumed")
}

// dropRuns is POST /0/rules/{rule}/drop_held: the runs that wait are given up.
func (u *UI) dropRuns(v visit) error {
	if _, err := u.platform.DropHeldRuns(v.r.Context(), v.actor, v.path("rule")); err != nil {
		return err
	}
	return u.done(v, ruleURL(v.path("rule"))+"/history")
}

// removeAppActions is POST /0/rules/{rule}/remove_apps: what others than its owner may change of a rule.
func (u *UI) removeAppActions(v visit) error {
	rule, err := u.platform.Rule(v.r.Context(), v.actor, v.path("rule"))
	if err != nil {
		return err
	}
	var rest []asana.Action
	for _, a := range rule.Actions {
		if a.Kind != asana.ActApp {
			rest = append(rest, a)
		}
	}
	if len(rest) == 0 { // a rule does something, or it is deleted
		return u.deleteRule(v)
	}
	if _, err := u.platform.UpdateRule(v.r.Context(), v.actor, rule.GID, asana.RuleChange{Actions: rest}); err != nil {
		return err
	}
	return u.done(v, ruleURL(rule.GID)+"?said=saved")
}

// runRule is POST /0/rules/{rule}/run: task=gid.
func (u *UI) runRule(v visit) error { return u.runNow(v, v.path("rule"), v.form("task")) }

// runOnTask is POST /0/{project}/{task}/run: rule=gid.
func (u *UI) runOnTask(v visit) error { return u.runNow(v, v.form("rule"), v.path("task")) }

// runNow starts the rule for the task and goes to what is known of that run.
func (u *UI) runNow(v visit, rule, task string) error {
	run, err := u.platform.RunForTask(v.r.Context(), v.actor, rule, task)
	if err != nil {
		return err
	}
	http.Redirect(v.w, v.r, runURL(run.Rule.GID, run.GID), http.StatusSeeOther)
	return nil
}
