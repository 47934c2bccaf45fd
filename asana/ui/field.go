package ui

import (
	"strconv"
	"strings"

	"jirabridge/asana"
)

// fieldView is a custom field of a task as its page shows it.
type fieldView struct {
	asana.FieldValue
	Input   string       // the value as an input takes it
	Unit    string       // what stands behind a number, or ""
	Percent bool         // whether the number is entered in percents
	Choices []choiceView // options, or people
}

// choiceView is one thing that can be chosen.
type choiceView struct {
	asana.Ref
	Chosen bool
}

func fieldViews(values []asana.FieldValue, people []asana.Person) []fieldView {
	list := make([]fieldView, len(values))
	for i, v := range values {
		list[i] = fieldView{FieldValue: v, Input: v.Text + v.Day, Choices: choices(v, people)}
		list[i].showNumber()
	}
	return list
}

// choices are the options that can be chosen and those that are, or the people of the workspace.
func choices(v asana.FieldValue, people []asana.Person) (list []choiceView) {
	chosen := map[string]bool{}
	for _, o := range v.Options {
		chosen[o.GID] = true
	}
	for _, p := range v.People {
		chosen[p.GID] = true
	}
	for _, o := range v.Field.Options {
		if o.Enabled || chosen[o.GID] {
			list = append(list, choiceView{asana.Ref{GID: o.GID, Name: o.Name}, chosen[o.GID]})
		}
	}
	if v.Field.Kind != asana.FieldPeople {
		return list
	}
	for _, p := range people {
		list = append(list, choiceView{asana.Ref{GID: p.GID, Name: p.Name}, chosen[p.GID]})
	}
	return list
}

// showNumber says what the number is of: percents are entered as people read them.
func (f *fieldView) showNumber() {
	format := f.Field.Number
	f.Percent, f.Unit = format.Format == "percentage", format.Currency+format.Label
	if f.Percent {
		f.Unit = "%"
	}
	if f.Number == nil {
		return
	}
	f.Input = strconv.FormatFloat(*f.Number, 'f', -1, 64)
	if f.Percent {
		f.Input = strconv.FormatFloat(*f.Number*100, 'f', format.Decimals, 64)
	}
}

// setField is POST /0/{project}/{task}/fields/{field}: a value, or several where the form says so.
func (u *UI) setField(v visit) error {
	in := asana.FieldInput{Text: v.form("value")}
	if v.form("several") == "on" {
		in = asana.FieldInput{List: v.r.PostForm["value"]}
	}
	if n, err := strconv.ParseFloat(in.Text, 64); err == nil && v.form("percent") == "on" {
		in.Text = strconv.FormatFloat(n/100, 'f', -1, 64)
	}
	err := u.platform.SetFieldValue(v.r.Context(), v.actor, v.path("task"), v.path("field"), in)
	return u.afterTask(v, err)
}

// createField is POST /0/{project}/fields: a new field for its tasks, or one of the library.
func (u *UI) createField(v visit) error {
	project, setting := v.path("project"), asana.NewSetting{Important: v.form("listed") == "on"}
	if field := v.form("field"); field != "" {
		_, err := u.platform.AddField(v.r.Context(), v.actor, project, field, setting)
		return u.afterFields(v, err)
	}
	n := asana.NewField{Name: v.form("name"), Kind: v.form("kind")}
	for _, line := range strings.Split(v.form("options"), "\n") {
		if name := strings.TrimSpace(line); name != "" {
			n.Options = append(n.Options, asana.NewOption{Name: name})
		}
	}
	_, err := u.platform.CreateProjectField(v.r.Context(), v.actor, project, n, setting)
	return u.afterFields(v, err)
}

// removeField is POST /0/{project}/fields/{field}/remove.
func (u *UI) removeField(v visit) error {
	return u.afterFields(v, u.platform.RemoveField(v.r.Context(), v.actor, v.path("project"), v.path("field")))
}

// afterFields ends a change of a project's fields: where they are listed, unless something was wrong.
func (u *UI) afterFields(v visit, err error) error {
	if err != nil {
		return u.afterProject(v, err)
	}
	return u.done(v, projectURL(v.path("project"))+"/customize")
}

// otherFields are those of the library that the project could take.
func otherFields(library []asana.CustomField, has []asana.FieldSetting) (list []asana.CustomField) {
	there := map[string]bool{}
	for _, s := range has {
		there[s.Field.GID] = true
	}
	for _, f := range library {
		if !there[f.GID] {
			list = append(list, f)
		}
	}
	return list
}

// maxListed is how many values a row of the list has room for.
const maxListed = 4

// listed are the values that the project's list shows beside a task.
func listed(values []asana.FieldValue, settings []asana.FieldSetting) (list []asana.FieldValue) {
	shown := map[string]bool{}
	for _, s := range settings {
		shown[s.Field.GID] = s.Important
	}
	for _, v := range values {
		if shown[v.Field.GID] && !v.Empty() {
			list = append(list, v)
		}
	}
	return list[:min(len(list), maxListed)]
}
