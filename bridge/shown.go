package bridge

import (
	"maps"
	"slices"
	"strings"
	"time"

	"jirabridge/asana/appcomponents"
)

// How many forms are remembered, and for how long: a form may be open for a
// working day.
const (
	maxShown  = 500
	shownLife = 12 * time.Hour
)

// noticePrefix begins the ids of the lines above a form that say what is wrong
// with it.
const noticePrefix = "notice_"

// remember keeps the form that a person is shown for a task, for sendBack.
func (b *Bridge) remember(c Caller, task string, form appcomponents.Form) {
	form.Metadata.Fields = slices.Clone(form.Metadata.Fields) // the face completes its own
	b.shown.Set(place(c.Person, task), form)
}

// sendBack answers a submission with the form it was made in, everything kept,
// and asks nobody: it is for when Jira or the platform is away. A form that
// another process has shown is not known here; then the cause is all the answer,
// and the host keeps the form it shows.
func (b *Bridge) sendBack(w creation, problems map[string]string, cause *Error) error {
	form, ok := b.shown.GetIfPresent(place(w.caller.Person, w.Task))
	if !ok {
		return cause
	}
	form.Metadata.Fields = again(form.Metadata.Fields, w.Values, problems, b.say(w.caller, "not_created"))
	return &FormError{form}
}

// again are the fields of a form with what was entered and what is wrong with
// it. What is wrong with no field stands above them, under the label, or at the
// first of them when the form is full.
func again(fields []appcomponents.Field, values appcomponents.Values, problems map[string]string, label string) []appcomponents.Field {
	var asked []appcomponents.Field
	problems = maps.Clone(problems)
	for _, f := range fields {
		if strings.HasPrefix(f.ID, noticePrefix) {
			continue
		}
		f.Value, f.Error = values[f.ID], problems[f.ID]
		delete(problems, f.ID)
		asked = append(asked, f)
	}
	rest := strings.Join(slices.Sorted(maps.Values(problems)), " ")
	switch {
	case rest == "":
		return asked
	case len(asked) == appcomponents.MaxFormFields:
		asked[0].Error = strings.TrimSpace(asked[0].Error + " " + rest)
		return asked
	}
	notice := appcomponents.Field{ID: noticePrefix, Type: appcomponents.StaticText, Name: label, Error: rest}
	return append([]appcomponents.Field{notice}, asked...)
}
