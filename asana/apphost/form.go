package apphost

import (
	"context"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
)

// Form asks the app for its form for a task.
func (h *Host) Form(ctx context.Context, a asana.Actor, task, app string) (appcomponents.Form, error) {
	var form appcomponents.Form
	v, err := h.enter(ctx, a, task, app)
	if err != nil {
		return form, err
	}
	if v.app.Components.FormMetadataURL == "" {
		return form, notFound("form")
	}
	err = h.get(ctx, v, v.app.Components.FormMetadataURL, v.request(h.now()), &form)
	return form, err
}

// ChangeForm tells the app that a watched field changed and returns the form's
// next state. Callback is the form's on_change_callback. A refusal with errors
// at the fields is an *Error with Form.
func (h *Host) ChangeForm(ctx context.Context, a asana.Actor, task, app, callback string, values appcomponents.Values, changed string) (appcomponents.Form, error) {
	var form appcomponents.Form
	v, err := h.enter(ctx, a, task, app)
	if err != nil {
		return form, err
	}
	if err := h.own(ctx, v, callback); err != nil {
		return form, err
	}
	q := v.request(h.now())
	q.Values, q.ChangedField = values, changed
	err = h.post(ctx, v, callback, q, formRefusal, &form)
	return form, err
}

// SubmitForm sends the filled-in form to the app and attaches what the app made
// of it. Callback is the form's on_submit_callback, attachment the gid reserved
// for the result: the same gid again never makes a second attachment. A refusal
// with errors at the fields is an *Error with Form.
func (h *Host) SubmitForm(ctx context.Context, a asana.Actor, task, app, callback, attachment string, values appcomponents.Values) (asana.Attachment, error) {
	v, err := h.enter(ctx, a, task, app)
	if err != nil {
		return asana.Attachment{}, err
	}
	if err := h.own(ctx, v, callback); err != nil {
		return asana.Attachment{}, err
	}
	q := v.request(h.now())
	q.Attachment, q.Values = attachment, values
	return h.finish(ctx, v, callback, q, formRefusal)
}
