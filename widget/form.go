package widget

import (
	"github.com/gorilla/mux"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge"
)

func (w *Widget) form(c call) (any, error) {
	form, err := w.bridge.Form(c.Context(), c.caller, c.message.Task)
	return w.completed(form, formPath), err
}

func (w *Widget) changeForm(c call) (any, error) {
	form, err := w.bridge.ChangeForm(c.Context(), c.caller, c.message.Task, c.message.Values, c.message.ChangedField)
	return w.completed(form, formPath), err
}

func (w *Widget) completed(form appcomponents.Form, path string) appcomponents.Form {
	w.complete(&form, path)
	return form
}

func (w *Widget) submitForm(c call) (any, error) {
	return w.bridge.Create(c.Context(), c.caller, bridge.Submission{
		Task: c.message.Task, Attachment: c.message.Attachment, Values: c.message.Values,
	})
}

func (w *Widget) suggest(c call) (any, error) {
	return w.bridge.Suggest(c.Context(), c.caller, bridge.ParseSource(mux.Vars(c.Request)["source"]), c.message.Query)
}

func (w *Widget) lookup(c call) (any, error) {
	return w.bridge.Lookup(c.Context(), c.caller, c.message.Task, c.message.Query)
}

func (w *Widget) attach(c call) (any, error) {
	return w.bridge.Attach(c.Context(), c.caller, c.message.Task, c.message.Attachment, c.message.Query)
}
