package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

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

// fillIn puts the values sent into a form. The app is told of those of watched fields, one after the other, and says
// how the form goes on.
func (c *call) fillIn(named apphost.RuleAction, form appcomponents.Form, sent freeForm) (appcomponents.Form, appcomponents.Values, error) {
	told := map[string]bool{}
	for {
		values, changed := valuesOf(form, sent), ""
		for _, f := range form.Metadata.Fields {
			if f.IsWatched && !told[f.ID] && !sameJSON(f.Value, values[f.ID]) {
				changed = f.ID
				break
			}
		}
		if changed == "" || form.Metadata.OnChangeCallback == "" || len(told) == maxChanges {
			return form, values, unknownValues(form, sent)
		}
		told[changed] = true
		var err error
		if form, err = c.host.ChangeAction(c.ctx(), c.actor, named, form.Metadata.OnChangeCallback, values, changed); err != nil {
			return form, nil, err
		}
	}
}

// valuesOf are the values of a form's fields: those sent, and otherwise what stands there.
func valuesOf(form appcomponents.Form, sent freeForm) appcomponents.Values {
	values := appcomponents.Values{}
	for _, f := range form.Metadata.Fields {
		if f.Type == appcomponents.StaticText {
			continue
		}
		values[f.ID] = f.Value
		if value, ok := sent[f.ID]; ok {
			values[f.ID] = chosen(f, value)
		}
		if values[f.ID] == nil {
			delete(values, f.ID)
		}
	}
	return values
}

// chosen is the option that a text names: by its id or, where there is none, by its label.
func chosen(f appcomponents.Field, value any) any {
	name, ok := value.(string)
	if !ok || slices.ContainsFunc(f.Options, func(o appcomponents.Option) bool { return o.ID == name }) {
		return value
	}
	for _, o := range f.Options {
		if o.Label == name {
			return o.ID
		}
	}
	return value
}

// unknownValues refuses values the form has no field for.
func unknownValues(form appcomponents.Form, sent freeForm) error {
	var unknown refusals
	for id := range sent {
		if form.Field(id) == nil {
			unknown = append(unknown, "values."+id+": The app's form has no such field.")
		}
	}
	if unknown == nil {
		return nil
	}
	slices.Sort(unknown)
	return unknown
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

// sameJSON tells whether two values are the same as JSON. A missing one is like an empty text.
func sameJSON(a, b any) bool {
	return canonical(a) == canonical(b)
}

func canonical(v any) string {
	text, err := json.Marshal(v)
	var plain any
	if err != nil || json.Unmarshal(text, &plain) != nil {
		return ""
	}
	if plain == nil {
		plain = ""
	}
	text, err = json.Marshal(plain)
	if err != nil {
		return ""
	}
	return string(text)
}
