package fields

import (
	"slices"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// The ids of the fields every form has. All others are ids of Jira fields.
const (
	Summary     = "summary"
	Description = "description"
	Project     = "project"
	IssueType   = "issuetype"
	Reporter    = "reporter"
	Attachments = "attachments"
)

// Input is what a form is made from.
type Input struct {
	// Summary and Description (rich text, whole) are the task's.
	Summary, Description string
	// Project is the chosen one; its Value is the project's id. Zero: none yet.
	Project appcomponents.TypeaheadItem
	// IssueTypes are those of the project, IssueType is the id of the chosen one.
	IssueTypes []jira.IssueType
	IssueType  string
	// Reporter is the person who creates; its Value is the user name.
	Reporter appcomponents.TypeaheadItem
	Files    []File
	Links    int // attachments of the task that are no files and do not go along
	// Fields is the create metadata of project and issue type; nil before both
	// are chosen.
	Fields []jira.Field
	// Values is what the person has entered so far; nil when the form opens. A
	// field without a member in it, as after another type was chosen, gets its
	// default.
	Values appcomponents.Values
	// Errors are texts to show, by field id. Those of fields that are not on
	// the form, and the one with an empty id, are shown above it.
	Errors map[string]string
	// ProjectTypeahead and UserTypeahead are addresses for typeahead fields.
	ProjectTypeahead, UserTypeahead string
	// Say puts a message into words.
	Say func(Problem) string
}

// FromMeta makes the fields of the form, as many as a form may have.
func FromMeta(in Input) []appcomponents.Field {
	form := in.compose(appcomponents.MaxFormFields)
	notices := in.notices(form)
	if len(notices) > 0 {
		form = slices.Concat(notices, in.compose(appcomponents.MaxFormFields-len(notices)))
	}
	for i, field := range form {
		if form[i].Error == "" {
			form[i].Error = in.Errors[field.ID]
		}
	}
	return form
}

// compose makes at most room fields: those of every form, then those Jira
// requires, then the optional ones.
func (in Input) compose(room int) []appcomponents.Field {
	form := in.common()
	required, optional := in.special()
	room -= len(form)
	if len(required) > room {
		more := len(required) - room + 1
		note := in.note("more", Problem{ID: LabelMore, Args: map[string]any{"Count": more}})
		return append(append(form, required[:room-1]...), note)
	}
	form = append(form, required...)
	return append(form, optional[:min(len(optional), room-len(required))]...)
}

// special makes the fields of this project and issue type.
func (in Input) special() (required, optional []appcomponents.Field) {
	for _, meta := range in.Fields {
		if isCommon(meta.ID) || len(meta.Operations) == 0 {
			continue
		}
		field, ok := in.field(meta)
		switch {
		case ok && field.IsRequired:
			required = append(required, field)
		case ok:
			optional = append(optional, field)
		case mustFill(meta):
			required = append(required, in.note(meta.ID, unsupported(meta)))
		}
	}
	return required, optional
}

// field makes the field of the form for a field of Jira; false when no input
// of the form fits it.
func (in Input) field(meta jira.Field) (appcomponents.Field, bool) {
	kind, ok := kindOf(meta)
	if !ok {
		return appcomponents.Field{}, false
	}
	field := appcomponents.Field{ID: meta.ID, Name: label(meta), IsRequired: mustFill(meta)}
	kind.show(&field, meta, in)
	field.Value = kind.initial(meta)
	if _, entered := in.Values[meta.ID]; entered {
		field.Value = kind.entered(in.Values, meta)
	}
	return field, true
}

// mustFill reports whether Jira refuses an issue without the field. It fills in
// a default itself.
func mustFill(meta jira.Field) bool { return meta.Required && !meta.HasDefaultValue }

func isCommon(id string) bool {
	return slices.Contains([]string{Summary, Description, Project, IssueType, Reporter}, id)
}

func label(meta jira.Field) string {
	if name := clip(oneLine(meta.Name), appcomponents.MaxFieldName); name != "" {
		return name
	}
	return clip(meta.ID, appcomponents.MaxFieldName)
}

func unsupported(meta jira.Field) Problem {
	return Problem{ID: LabelUnsupported, Args: map[string]any{"Field": label(meta)}}
}

// note is a line of text in the form.
func (in Input) note(id string, text Problem) appcomponents.Field {
	return appcomponents.Field{
		ID: id, Type: appcomponents.StaticText, Name: clip(in.Say(text), appcomponents.MaxFieldName),
	}
}

// maxNotices is how many errors are shown above the form.
const maxNotices = 5

// notices are the errors that belong to no field of the form.
func (in Input) notices(form []appcomponents.Field) []appcomponents.Field {
	var notices []appcomponents.Field
	for _, id := range sortedKeys(in.Errors) {
		shown := slices.ContainsFunc(form, func(f appcomponents.Field) bool { return f.ID == id })
		if shown || in.Errors[id] == "" || len(notices) == maxNotices {
			continue
		}
		notice := in.note("notice_"+id, Problem{ID: LabelRefused})
		if i := slices.IndexFunc(in.Fields, func(f jira.Field) bool { return f.ID == id }); i >= 0 {
			notice.Name = label(in.Fields[i])
		}
		notice.Error = in.Errors[id]
		notices = append(notices, notice)
	}
	return notices
}
