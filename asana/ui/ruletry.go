package ui

import (
	"context"
	"net/http"

	"jirabridge/asana"
)

// tryTasks is how many tasks are offered for a dry run.
const tryTasks = 20

// DryRunner says what a rule would do for a task, and does nothing: asana/rules.Engine. The draft, if there is one,
// stands in for the saved rule.
type DryRunner interface {
	DryRun(ctx context.Context, a asana.Actor, rule string, draft *asana.NewRule, project, task string) (asana.RuleRun, error)
}

// tryRule shows what the rule as it stands in the form would do for the chosen task.
func (u *UI) tryRule(v visit, d builderData) error {
	if d.Task.GID == "" {
		d.Wrong["task"] = u.t(v, "ui.rule_choose_task")
		return u.renderBuilder(v, http.StatusBadRequest, d)
	}
	task, err := u.platform.Task(v.r.Context(), v.actor, d.Task.GID)
	if err != nil {
		return err
	}
	d.Task.Name = u.taskName(v, task.Name)
	var draft *asana.NewRule
	if d.Writable() {
		form := d.rule()
		draft = &form
	}
	run, err := u.dryRunner.DryRun(v.r.Context(), v.actor, d.Rule.GID, draft, d.Project.GID, d.Task.GID)
	if problem, ok := invalid(err); ok {
		return u.complainOf(v, d, problem)
	}
	if err != nil {
		return err
	}
	view := u.runView(v, d.words, run)
	d.Try = &view
	return u.renderBuilder(v, http.StatusOK, d)
}

// taskName is a task's name, or what stands in for none.
func (u *UI) taskName(v visit, name string) string {
	if name == "" {
		return u.t(v, "ui.untitled")
	}
	return name
}
