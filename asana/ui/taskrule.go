package ui

import (
	"slices"

	"jirabridge/asana"
)

// taskRuns is how many runs of rules the history of a task names.
const taskRuns = 20

// talkItem is something that happened to a task: a comment, or a run of a rule.
type talkItem struct {
	Comment *commentView
	Run     *runView
}

// loadRules reads what rules did with the task, and which could be run for it.
func (u *UI) loadRules(v visit, data *taskData) error {
	ctx := v.r.Context()
	runs, _, err := u.platform.TaskRuns(ctx, v.actor, data.Task.GID, asana.Page{Limit: taskRuns})
	if err != nil {
		return err
	}
	for _, run := range runs {
		view := u.runView(v, u.ruleWords(v, ruleScope{}), run)
		data.Runs = append(data.Runs, view)
	}
	if data.Project.GID == "" {
		return nil
	}
	if may, err := u.makesProjects(v, data.Task.Workspace.GID); err != nil || !may {
		return err
	}
	rules, err := u.platform.Rules(ctx, v.actor, data.Project.GID)
	data.Rules = slices.DeleteFunc(rules, func(r asana.Rule) bool { return !r.Enabled })
	return err
}

// Talk is the conversation and what rules did, oldest first.
func (d taskData) Talk() (list []talkItem) {
	runs := slices.Clone(d.Runs)
	slices.Reverse(runs)
	for i := range d.Comments {
		for len(runs) > 0 && runs[0].CreatedAt.Before(d.Comments[i].CreatedAt) {
			list = append(list, talkItem{Run: &runs[0]})
			runs = runs[1:]
		}
		list = append(list, talkItem{Comment: &d.Comments[i]})
	}
	for i := range runs {
		list = append(list, talkItem{Run: &runs[i]})
	}
	return list
}
