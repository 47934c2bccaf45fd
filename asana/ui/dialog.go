package ui

import (
	"errors"
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/asana/apphost"
	"jirabridge/asana/kit/httpkit"
)

// The answers of /0/apps/{app}/tasks/{task}/… carry the app's messages as they
// are, so that values go back to the app unchanged. Icons says for each
// address of a picture in them where the page may load it from.
type (
	formAnswer struct {
		Form       appcomponents.Form `json:"form"`
		Attachment string             `json:"attachment,omitempty"` // reserved for the result
		Icons      map[string]string  `json:"icons"`
	}
	listAnswer struct {
		List  appcomponents.TypeaheadList `json:"list"`
		Icons map[string]string           `json:"icons"`
	}
	attachedAnswer struct {
		Attachment string `json:"attachment"`
		Name       string `json:"name"`
		URL        string `json:"url"`
	}
	refusalAnswer struct {
		Error   string              `json:"error"`
		Connect bool                `json:"connect,omitempty"` // sign in with the app, then again
		Form    *appcomponents.Form `json:"form,omitempty"`    // with what is wrong at its fields
		Icons   map[string]string   `json:"icons,omitempty"`
	}
)

// filledForm is what our script sends of a form.
type filledForm struct {
	Callback   string               `json:"callback"`
	Changed    string               `json:"changed"`
	Attachment string               `json:"attachment"`
	Query      string               `json:"query"`
	Values     appcomponents.Values `json:"values"`
}

// openForm is GET …/form. Each opening reserves one attachment: however often
// its form is sent, it ends in one.
func (u *UI) openForm(v visit) error {
	form, err := u.host.Form(v.r.Context(), v.actor, v.path("task"), v.path("app"))
	if err != nil {
		return u.refused(v, err)
	}
	return u.answer(v, formAnswer{Form: form, Attachment: u.platform.ReserveGID(), Icons: u.formIcons(form)})
}

// changeForm is POST …/form/change: a watched field changed.
func (u *UI) changeForm(v visit) error {
	in, err := v.filled()
	if err != nil {
		return err
	}
	form, err := u.host.ChangeForm(v.r.Context(), v.actor, v.path("task"), v.path("app"), in.Callback, in.Values, in.Changed)
	if err != nil {
		return u.refused(v, err)
	}
	return u.answer(v, formAnswer{Form: form, Icons: u.formIcons(form)})
}

// submitForm is POST …/form/submit.
func (u *UI) submitForm(v visit) error {
	in, err := v.filled()
	if err != nil {
		return err
	}
	made, err := u.host.SubmitForm(v.r.Context(), v.actor, v.path("task"), v.path("app"), in.Callback, in.Attachment, in.Values)
	return u.attached(v, made, err)
}

// openLookup is GET …/lookup: it reserves the attachment of one dialog.
func (u *UI) openLookup(v visit) error {
	if _, err := u.platform.Task(v.r.Context(), v.actor, v.path("task")); err != nil {
		return err
	}
	return u.answer(v, attachedAnswer{Attachment: u.platform.ReserveGID()})
}

// typeahead is GET …/typeahead?q=…&url=…: suggestions of the lookup, or of a
// form's field when url is its address.
func (u *UI) typeahead(v visit) error {
	q := v.r.URL.Query()
	if !(appcomponents.Request{Query: q.Get("q")}).IsText() {
		return httpkit.Fail(http.StatusBadRequest, "asana.not_text", nil)
	}
	list, err := u.host.Typeahead(v.r.Context(), v.actor, v.path("task"), v.path("app"), q.Get("url"), q.Get("q"))
	if err != nil {
		return u.refused(v, err)
	}
	return u.answer(v, u.suggested(list))
}

// attachResource is POST …/attach: what the person named in the lookup.
func (u *UI) attachResource(v visit) error {
	in, err := v.filled()
	if err != nil {
		return err
	}
	made, err := u.host.Attach(v.r.Context(), v.actor, v.path("task"), v.path("app"), in.Attachment, in.Query)
	return u.attached(v, made, err)
}

// filled reads a write of our script.
func (v visit) filled() (filledForm, error) {
	var in filledForm
	if err := httpkit.ReadJSON(v.r, formLimit, &in); err != nil {
		return in, err
	}
	said := appcomponents.Request{ChangedField: in.Changed, Attachment: in.Attachment, Query: in.Query, Values: in.Values}
	if !said.IsText() {
		return in, httpkit.Fail(http.StatusBadRequest, "asana.not_text", nil)
	}
	return in, nil
}

func (u *UI) attached(v visit, made asana.Attachment, err error) error {
	if err != nil {
		return u.refused(v, err)
	}
	return u.answer(v, attachedAnswer{Attachment: made.GID, Name: made.Name, URL: made.URL})
}

func (u *UI) answer(v visit, body any) error {
	v.w.Header().Set("Cache-Control", "no-store")
	return httpkit.WriteJSON(v.w, http.StatusOK, body)
}

// refused passes an app's refusal on. Its status is always one of ours: 401
// of an app is not being signed out here.
func (u *UI) refused(v visit, err error) error {
	var e *apphost.Error
	if !errors.As(err, &e) {
		return err
	}
	v.w.Header().Set("Cache-Control", "no-store")
	return httpkit.WriteJSON(v.w, http.StatusUnprocessableEntity, u.refusal(v, e))
}

// refusal is what a person is shown of an app's refusal.
func (u *UI) refusal(v visit, e *apphost.Error) refusalAnswer {
	if e.Err != nil {
		u.log.WarnContext(v.r.Context(), "app failed", "app", v.path("app"), "error", e)
	}
	body := refusalAnswer{Error: e.Text, Connect: e.NeedsAuthorization(), Form: e.Form}
	if e.Text == apphost.GenericText {
		body.Error = u.t(v, "ui.failed")
	}
	if e.Form != nil {
		body.Icons = u.formIcons(*e.Form)
	}
	return body
}

func (u *UI) formIcons(f appcomponents.Form) map[string]string {
	icons := map[string]string{}
	for _, field := range f.Metadata.Fields {
		for _, o := range field.Options {
			u.addIcon(icons, o.IconURL)
		}
		if item, ok := (appcomponents.Values{"": field.Value}).Item(""); ok {
			u.addIcon(icons, item.IconURL)
		}
	}
	return icons
}

func (u *UI) addIcon(icons map[string]string, address string) {
	if ours := u.icons.url(address); ours != "" {
		icons[address] = ours
	}
}
