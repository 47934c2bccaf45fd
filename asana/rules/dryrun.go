package rules

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
)

// DryRun tells what a rule would do with a task, and does nothing: whether its conditions hold, what the platform
// would refuse, and what each app says it would send. It looks at the rule that is named or, when draft is given, at
// that, which is the actor's then. The actor has to see the task and to be somebody who may change rules.
func (e *Engine) DryRun(ctx context.Context, a asana.Actor, gid string, draft *asana.NewRule, project, task string) (asana.RuleRun, error) {
	seen, err := e.platform.Task(ctx, a, task)
	if err != nil {
		return asana.RuleRun{}, err
	}
	r, err := e.tried(ctx, a, gid, draft, project)
	if err != nil {
		return asana.RuleRun{}, err
	}
	run := asana.RuleRun{
		Rule: asana.Ref{GID: r.GID, Name: r.Name}, Project: r.Project.GID, Task: asana.Ref{GID: task, Name: seen.Name},
		Person: r.Owner, By: asana.Ref{GID: a.Person}, State: asana.RunDone, CreatedAt: e.now(), DueAt: e.now(),
	}
	run.Actions = planned(nil, r.Actions)
	holds := false
	run.Conditions, holds, err = e.checkFor(ctx, asana.Actor{Person: r.Owner.GID}, task, r.Project.GID, r.Conditions)
	switch {
	case asana.IsKind(err, asana.NotFound):
		run.State, run.Reason = asana.RunFailed, ReasonHidden
		return run, nil
	case err != nil:
		return run, err
	case !holds:
		run.State, run.Reason = asana.RunSkipped, ReasonConditions
	}
	return run, e.tryActions(ctx, &run)
}

// tried is the rule that is tried.
func (e *Engine) tried(ctx context.Context, a asana.Actor, gid string, draft *asana.NewRule, project string) (asana.Rule, error) {
	if draft == nil {
		r, err := e.platform.Rule(ctx, a, gid)
		if err != nil {
			return r, err
		}
		acts, err := e.platform.RuleOwnerActs(ctx, a, r.Project.GID)
		if err == nil && !acts {
			err = asana.GuestsMayNot()
		}
		return r, err
	}
	if err := e.platform.CheckRule(ctx, a, project, *draft); err != nil {
		return asana.Rule{}, err
	}
	return asana.Rule{
		GID: gid, Name: draft.Name, Project: asana.Ref{GID: project}, Owner: asana.Ref{GID: a.Person},
		Triggers: draft.Triggers, Conditions: draft.Conditions, Actions: draft.Actions,
	}, nil
}

// tryActions completes what each action would come to.
func (e *Engine) tryActions(ctx context.Context, run *asana.RuleRun) error {
	if err := e.tryOwn(ctx, run); err != nil {
		return err
	}
	for i := range run.Actions {
		if run.Actions[i].Kind != asana.ActApp {
			continue
		}
		if err := e.tryApp(ctx, run, &run.Actions[i]); err != nil {
			return err
		}
	}
	for _, r := range run.Actions {
		if r.State == stateFailed && run.State == asana.RunDone {
			run.State, run.Reason = asana.RunFailed, ReasonFailed
		}
	}
	return nil
}

// tryOwn tries the platform's own actions.
func (e *Engine) tryOwn(ctx context.Context, run *asana.RuleRun) error {
	var acts []asana.RuleAct
	var at []int
	for i, r := range run.Actions {
		if r.Kind == asana.ActApp {
			continue
		}
		at = append(at, i)
		acts = append(acts, asana.RuleAct{Project: run.Project, RuleName: run.Rule.Name, Task: run.Task.GID, Action: r.Action})
	}
	if len(acts) == 0 {
		return nil
	}
	tried, err := e.platform.TryForRule(ctx, asana.Actor{Person: run.Person.GID}, acts)
	if err != nil {
		return err
	}
	for n, i := range at {
		r := &run.Actions[i]
		r.Said = tried[n].Said
		tellEmpty(r, tried[n])
		var refused *asana.Error
		if errors.As(tried[n].Err, &refused) {
			r.State, r.Said = stateFailed, ""
			tell(r, refused)
		}
	}
	return nil
}

// tryApp asks an app what it would do.
func (e *Engine) tryApp(ctx context.Context, run *asana.RuleRun, r *asana.ActionResult) error {
	of := apphost.RuleAction{Project: run.Project, App: r.App, ActionType: r.ActionType, Action: r.GID}
	preview, err := e.host.PreviewAction(ctx, asana.Actor{Person: run.Person.GID}, of, apphost.Run{Task: run.Task.GID, Configuration: r.Values})
	var missing *asana.Error
	var refused *apphost.Error
	switch {
	case errors.As(err, &missing) && missing.Kind == asana.NotFound && missing.Field == "preview":
		r.Reason = ReasonNoPreview
	case asana.IsKind(err, asana.NotFound):
		r.State, r.Reason = stateFailed, ReasonAppGone
	case errors.As(err, &refused):
		r.State, r.Status = stateFailed, refused.Status
		tellApp(r, refused)
	case err != nil:
		return err
	default:
		r.Said, r.Request, r.Problems = preview.Summary, indented(preview.Request), preview.Problems
		if len(preview.Problems) > 0 {
			r.State = stateFailed
		}
	}
	return nil
}

// indented is JSON as people read it.
func indented(message json.RawMessage) string {
	var text bytes.Buffer
	if len(message) == 0 || json.Indent(&text, message, "", "  ") != nil {
		return ""
	}
	return text.String()
}
