package apphost

import (
	"context"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
)

// RuleAction names an action of a rule that an app carries out
// (https://developers.asana.com/docs/rule-action).
type RuleAction struct {
	Project    string // of the rule
	App        string
	ActionType string
	Action     string // its gid, under which the app keeps the settings; "" for the form of one that is not saved
}

// actionVisit is one actor's business with an app about an action.
type actionVisit struct {
	visit
	named  RuleAction
	action asana.RuleAction
	owner  string // of the rule that has the action; "" when none has it yet
}

// enterAction makes sure that the actor may see the project, that the app is
// installed in it, and that the app has the action.
func (h *Host) enterAction(ctx context.Context, a asana.Actor, named RuleAction) (actionVisit, error) {
	project, err := h.platform.Project(ctx, a, named.Project)
	if err != nil {
		return actionVisit{}, err
	}
	apps, err := h.platform.InstalledApps(ctx, a, named.Project)
	if err != nil {
		return actionVisit{}, err
	}
	app, err := among(apps, named.App)
	if err != nil {
		return actionVisit{}, err
	}
	v := visit{actor: a, workspace: project.Workspace.GID, app: app}
	for _, action := range app.Components.RuleActions {
		if action.ActionType == named.ActionType {
			return actionVisit{visit: v, named: named, action: action}, nil
		}
	}
	return actionVisit{}, notFound("action_type")
}

// request starts a message with what every message about an action says.
func (v actionVisit) request(h *Host) appcomponents.Request {
	q := v.visit.request(h.now())
	q.Project, q.ActionType, q.Action = v.named.Project, v.named.ActionType, v.named.Action
	return q
}

// enterSettings is enterAction for what is kept under the action's gid. A saved
// action is its rule's: an app would hand out what it keeps to whoever names the
// gid, so that must be of this project.
func (h *Host) enterSettings(ctx context.Context, a asana.Actor, named RuleAction) (actionVisit, error) {
	v, err := h.enterAction(ctx, a, named)
	if err != nil || named.Action == "" {
		return v, err
	}
	if !digits(named.Action) {
		return v, invalidGID("action")
	}
	rule, err := h.platform.RuleOfAction(ctx, named.Action)
	switch {
	case asana.IsKind(err, asana.NotFound):
		return v, nil // reserved for a rule that is about to be made
	case err == nil && rule.Project.GID != named.Project:
		err = notFound("action")
	}
	v.owner = rule.Owner.GID
	return v, err
}

// enterChange is enterSettings for changing them, and the callback's address:
// the app will act in the name of the rule's owner.
func (h *Host) enterChange(ctx context.Context, a asana.Actor, named RuleAction, callback string) (actionVisit, error) {
	v, err := h.enterSettings(ctx, a, named)
	if err != nil {
		return v, err
	}
	if v.owner != "" && v.owner != a.Person {
		return v, &asana.Error{Kind: asana.Forbidden, ID: "asana.rule_owner", Text: "Only the rule's owner may change what an app does in his name."}
	}
	return v, h.own(ctx, v.visit, callback)
}

// ActionForm asks the app for the form of an action's settings. With a gid it
// is the form of the saved action, filled in by the app.
func (h *Host) ActionForm(ctx context.Context, a asana.Actor, of RuleAction) (appcomponents.Form, error) {
	var form appcomponents.Form
	v, err := h.enterSettings(ctx, a, of)
	if err != nil {
		return form, err
	}
	err = h.get(ctx, v.visit, v.action.MetadataURL, v.request(h), &form)
	return form, err
}

// ChangeAction tells the app that a watched field changed and returns the form's
// next state. Callback is the form's on_change_callback. A refusal with errors
// at the fields is an *Error with Form.
func (h *Host) ChangeAction(ctx context.Context, a asana.Actor, of RuleAction, callback string, values appcomponents.Values, changed string) (appcomponents.Form, error) {
	var form appcomponents.Form
	v, err := h.enterChange(ctx, a, of, callback)
	if err != nil {
		return form, err
	}
	q := v.request(h)
	q.Values, q.ChangedField = values, changed
	err = h.post(ctx, v.visit, callback, q, formRefusal, &form)
	return form, err
}

// SubmitAction has the app keep an action's settings under its gid. Callback is
// the form's on_submit_callback. A refusal with errors at the fields is an
// *Error with Form. Asana's specification gives the answer no shape: any 200 is
// a yes. Once sent it is finished, also for somebody who has gone.
func (h *Host) SubmitAction(ctx context.Context, a asana.Actor, of RuleAction, callback, ruleName string, values appcomponents.Values) error {
	v, err := h.enterChange(ctx, a, of, callback)
	if err != nil {
		return err
	}
	if of.Action == "" {
		return invalidGID("action")
	}
	q := v.request(h)
	q.Values, q.RuleName = values, ruleName
	return h.post(context.WithoutCancel(ctx), v.visit, callback, q, formRefusal, nil)
}

// ActionTypeahead asks the app for suggestions at a field of an action's form.
// Address is the field's typeahead_url. The message names no task, for a rule
// has none, and the specification has nothing in its place.
func (h *Host) ActionTypeahead(ctx context.Context, a asana.Actor, of RuleAction, address, query string) (appcomponents.TypeaheadList, error) {
	var list appcomponents.TypeaheadList
	v, err := h.enterAction(ctx, a, of)
	if err != nil {
		return list, err
	}
	if err := h.own(ctx, v.visit, address); err != nil {
		return list, err
	}
	q := v.visit.request(h.now())
	q.Query = query
	err = h.get(ctx, v.visit, address, q, &list)
	return list, err
}
