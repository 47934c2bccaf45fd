package ui

import (
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/asana/apphost"
	"jirabridge/asana/kit/httpkit"
)

// The dialog of an app's action in a rule asks below /0/{project}/rules/app; ?app=…&type=…&action=… say which
// action of which app it is about. What is entered goes to the app when the rule is saved.

// ruleActionOf is the action that the address is about.
func ruleActionOf(v visit) apphost.RuleAction {
	q := v.r.URL.Query()
	return apphost.RuleAction{Project: v.path("project"), App: q.Get("app"), ActionType: q.Get("type"), Action: q.Get("action")}
}

// openAction is GET …/form; with an action, the form as it was saved. Who only
// reads it says with ?icons=off that he needs no pictures.
func (u *UI) openAction(v visit) error {
	form, err := u.host.ActionForm(v.r.Context(), v.actor, ruleActionOf(v))
	if err != nil {
		return u.refused(v, err)
	}
	answer := formAnswer{Form: form, Icons: map[string]string{}}
	if v.r.FormValue("icons") != "off" {
		answer.Icons = u.formIcons(form)
	}
	return u.answer(v, answer)
}

// changeAction is POST …/form/change: a watched field changed.
func (u *UI) changeAction(v visit) error {
	in, err := v.filled()
	if err != nil {
		return err
	}
	form, err := u.host.ChangeAction(v.r.Context(), v.actor, ruleActionOf(v), in.Callback, in.Values, in.Changed)
	if err != nil {
		return u.refused(v, err)
	}
	return u.answer(v, formAnswer{Form: form, Icons: u.formIcons(form)})
}

// actionTypeahead is GET …/typeahead?q=…&url=…: suggestions of a form's field.
func (u *UI) actionTypeahead(v visit) error {
	q := v.r.URL.Query()
	if !(appcomponents.Request{Query: q.Get("q")}).IsText() {
		return httpkit.Fail(http.StatusBadRequest, "asana.not_text", nil)
	}
	list, err := u.host.ActionTypeahead(v.r.Context(), v.actor, ruleActionOf(v), q.Get("url"), q.Get("q"))
	if err != nil {
		return u.refused(v, err)
	}
	return u.answer(v, u.suggested(list))
}

// suggested is a list with the pictures of its items.
func (u *UI) suggested(list appcomponents.TypeaheadList) listAnswer {
	icons := map[string]string{}
	for _, item := range list.Items {
		u.addIcon(icons, item.IconURL)
	}
	return listAnswer{List: list, Icons: icons}
}

// ruleTasks is GET /0/{project}/rules/tasks?q=…: tasks of the project that a dry run can be tried on.
func (u *UI) ruleTasks(v visit) error {
	ctx, query := v.r.Context(), v.r.URL.Query().Get("q")
	p, err := u.platform.Project(ctx, v.actor, v.path("project"))
	if err != nil {
		return err
	}
	found, err := u.platform.SearchTasks(ctx, v.actor, asana.TaskSearch{
		Workspace: p.Workspace.GID, Text: query, NameOnly: true, Limit: tryTasks,
		Refs: []asana.SearchRef{{What: "projects", How: "any", GIDs: []string{p.GID}}},
	})
	if err != nil {
		return err
	}
	list := listAnswer{Icons: map[string]string{}, List: appcomponents.TypeaheadList{Items: []appcomponents.TypeaheadItem{}}}
	for _, t := range found {
		list.List.Items = append(list.List.Items, appcomponents.TypeaheadItem{Title: u.taskName(v, t.Name), Value: t.GID, Subtitle: t.Assignee.Name})
	}
	return u.answer(v, list)
}
