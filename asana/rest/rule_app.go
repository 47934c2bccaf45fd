package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/asana/apphost"
	"jirabridge/asana/kit/httpkit"
)

// What is sent of a form: its values, in bytes, and of how many of them the app is told before the others.
const (
	maxValues  = 64 << 10
	maxChanges = 10
)

// noApp is what operations answer besides that ask an app.
func noApp() map[int]any { return map[int]any{http.StatusBadGateway: errorAnswer{}} }

// configure has apps keep the values sent for their actions. Nobody but a rule's owner does that: the app acts in the
// name of whoever sent them. Of is the rule as it was, without an owner when it is new.
func (c *call) configure(of asana.Rule, body []ruleActionBody, actions []asana.Action) error {
	for i := range actions {
		action, sent := &actions[i], body[i].Values
		if action.Kind != asana.ActApp || action.Values != "" && (sent == nil || sameJSON(json.RawMessage(action.Values), sent)) {
			continue
		}
		if of.Owner.GID != "" && of.Owner.GID != c.actor.Person {
			return httpkit.Fail(http.StatusForbidden, "Only the rule's owner may change what an app does in his name.", nil)
		}
		var err error
		if action.Values, err = c.submitAction(of, *action, sent); err != nil {
			return c.appRefused(fmt.Sprintf("actions[%d]", i), err)
		}
	}
	return nil
}

// submitAction fills in the app's form as a person would who leaves what is not sent as it is, and sends it. It returns
// what was sent.
func (c *call) submitAction(of asana.Rule, action asana.Action, sent freeForm) (string, error) {
	if len(canonical(sent)) > maxValues {
		return "", refusals{fmt.Sprintf("values: At most %d bytes", maxValues)}
	}
	named := apphost.RuleAction{Project: of.Project.GID, App: action.App, ActionType: action.ActionType}
	if action.Values != "" {
		named.Action = action.GID
	}
	form, err := c.host.ActionForm(c.ctx(), c.actor, named)
	if err != nil {
		return "", err
	}
	form, values, err := c.fillIn(named, form, sent)
	if err != nil {
		return "", err
	}
	if form.Metadata.OnSubmitCallback == "" {
		return "", refusals{"The app does not take this form. " + saidIn(form)}
	}
	named.Action = action.GID
	if err := c.host.SubmitAction(c.ctx(), c.actor, named, form.Metadata.OnSubmitCallback, of.Name, values); err != nil {
		return "", err
	}
	text, err := json.Marshal(values)
	return string(text), err
}

// saidIn is what a form only says.
func saidIn(form appcomponents.Form) (text string) {
	for _, f := range form.Metadata.Fields {
		if f.Type == appcomponents.StaticText {
			text += f.Name + " "
		}
	}
	return text
}

// appRefused says in the answer what an app had against its values.
func (c *call) appRefused(at string, err error) error {
	var wrong refusals
	var e *apphost.Error
	switch {
	case errors.As(err, &wrong):
	case asana.IsKind(err, asana.NotFound):
		return badRequest(at + ".action_type: The app has no such action.")
	case !errors.As(err, &e):
		return err
	case e.NeedsAuthorization():
		return httpkit.Fail(http.StatusForbidden, at+".app: Sign in with the app first, on the page of the project's rules. "+e.Text, err)
	case e.Form != nil:
		wrong = errorsIn(*e.Form, e.Text)
	case e.Status == http.StatusBadRequest || e.Status == http.StatusForbidden || e.Status == http.StatusNotFound:
		wrong = refusals{e.Text}
	default:
		return httpkit.Fail(http.StatusBadGateway, at+".app: "+e.Text, err)
	}
	named := make(refusals, len(wrong))
	for i, text := range wrong {
		named[i] = at + "." + text
	}
	return httpkit.Fail(http.StatusBadRequest, named.Error(), named)
}

// errorsIn are those at the fields of a form, or else is what is wrong.
func errorsIn(form appcomponents.Form, otherwise string) (list refusals) {
	for _, f := range form.Metadata.Fields {
		if f.Error != "" {
			list = append(list, "values."+f.ID+": "+f.Error)
		}
	}
	if list == nil {
		list = refusals{"values: " + otherwise}
	}
	return list
}
