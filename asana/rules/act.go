package rules

import (
	"context"
	"errors"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/asana/apphost"
	"jirabridge/asana/store"
)

// The states of an action.
const (
	stateDone    = "done"
	stateFailed  = "failed"
	stateSkipped = "skipped"
)

// do carries out an action; more tells whether the run goes on to the next.
func (t *turn) do(ctx context.Context, i int) (more bool, err error) {
	r := &t.results[i]
	begun := t.now()
	r.Tries++
	if r.Kind == asana.ActApp {
		return t.doForApp(ctx, r)
	}
	act := asana.RuleAct{Project: t.rule.Project.GID, RuleName: t.rule.Name, Task: t.row.Task, Action: r.Action}
	err = t.platform.ActForRule(ctx, t.owner, act, func(ctx context.Context, q *store.Queries, acted asana.Acted) error {
		r.State, r.Duration = stateDone, t.now().Sub(begun)
		tellEmpty(r, acted)
		return t.note(ctx, q)
	})
	if err != nil {
		r.State, r.Reason = "", ""
	}
	var refused *asana.Error
	if errors.As(err, &refused) {
		tell(r, refused)
		return false, t.fail(ctx, r)
	}
	return err == nil, err
}

// tell says why the platform refused an action.
func tell(r *asana.ActionResult, e *asana.Error) {
	if e.ID == "" || e.ID == "asana.misused" || len(e.Args) > 0 {
		r.Said = e.Error()
		return
	}
	r.Reason = e.ID
}

// tellEmpty says that there was nothing to comment.
func tellEmpty(r *asana.ActionResult, acted asana.Acted) {
	if acted.Empty {
		r.State, r.Reason = stateSkipped, ReasonEmpty
	}
}

// tellApp says why an app refused one: in its own words, if it has any.
func tellApp(r *asana.ActionResult, e *apphost.Error) {
	if r.Said, r.Reason = "", e.ID; e.ID == "" {
		r.Said = e.Text
	}
}

// doForApp has an app carry out an action. It is told the same key each time.
func (t *turn) doForApp(ctx context.Context, r *asana.ActionResult) (more bool, err error) {
	if err := t.renew(ctx); err != nil {
		return false, err
	}
	result, said, err := t.host.RunAction(ctx, t.owner, t.actionOf(r.Action), apphost.Run{
		Task: t.row.Task, Key: t.row.Gid + "-" + r.GID, Configuration: r.Values,
	})
	if ctx.Err() != nil {
		return false, ctx.Err() // the program stops: that is no failure of the app's
	}
	r.Request, r.Status, r.Answer, r.Duration = said.Request, said.Status, said.Answer, said.Duration
	if err != nil {
		return false, t.refused(ctx, r, err)
	}
	return t.made(ctx, r, result)
}

func (t *turn) actionOf(a asana.Action) apphost.RuleAction {
	return apphost.RuleAction{Project: t.rule.Project.GID, App: a.App, ActionType: a.ActionType, Action: a.GID}
}

// made attaches what an app has made. An address is on a task but once, so that doing it again changes nothing.
func (t *turn) made(ctx context.Context, r *asana.ActionResult, result appcomponents.RunResult) (more bool, err error) {
	r.Created = nil
	for _, made := range result.ResourcesCreated {
		if made.Error != "" {
			r.Said, r.Reason = made.Error, ""
			return false, t.fail(ctx, r)
		}
		_, err := t.platform.AttachExternal(ctx, t.owner, t.row.Task, asana.NewExternal{Name: made.Name, URL: made.URL, App: r.App})
		var refused *asana.Error
		if errors.As(err, &refused) {
			tell(r, refused)
			return false, t.fail(ctx, r)
		}
		if err != nil {
			return false, err
		}
		r.Created = append(r.Created, asana.Created{Name: made.Name, URL: made.URL})
	}
	r.State, r.Said, r.Reason = stateDone, wordsOf(result), ""
	t.row.Tries, t.row.RetrySince = 0, 0 // the next app has as much patience to expect
	return true, t.note(ctx, store.New(t.db.Writer()))
}

// wordsOf is what an app says it did.
func wordsOf(result appcomponents.RunResult) string {
	switch {
	case result.Message != "":
		return result.Message
	case result.Error != "":
		return result.Error
	case len(result.ResourcesCreated) > 0:
		return result.ResourcesCreated[0].Name
	}
	return ""
}

// refused notes that an app did not do it, and decides what becomes of the run.
func (t *turn) refused(ctx context.Context, r *asana.ActionResult, err error) error {
	var e *apphost.Error
	switch {
	case asana.IsKind(err, asana.NotFound):
		return t.missing(ctx, r)
	case !errors.As(err, &e):
		return t.again(ctx, 0)
	}
	tellApp(r, e)
	switch {
	case e.NeedsAuthorization():
		return t.pause(ctx, asana.PausedUnauthorized, r.Said)
	case e.Gone():
		return t.pause(ctx, asana.PausedAppGone, r.Said)
	case e.Retry():
		return t.again(ctx, e.RetryAfter)
	}
	return t.fail(ctx, r)
}

// missing: the owner does not see the task any more, or the app is not in the project.
func (t *turn) missing(ctx context.Context, r *asana.ActionResult) error {
	_, err := t.platform.Task(ctx, t.owner, t.row.Task)
	if asana.IsKind(err, asana.NotFound) {
		return t.end(ctx, asana.RunFailed, ReasonHidden)
	}
	if err != nil {
		return err
	}
	r.Said, r.Reason = "", ReasonAppGone
	return t.pause(ctx, asana.PausedAppGone, "")
}
