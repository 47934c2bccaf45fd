package fields

import (
	"slices"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// The ids of the fields that are not named after one of Jira.
const (
	Summary     = "summary"
	Description = "description"
	Project     = "project"
	IssueType   = "issuetype"
	Reporter    = "reporter"
	Attachments = "attachments"
	Another     = "another_field" // what else there is to fill in
	Handover    = "handover"      // the way to Jira's own form
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
	// Errors are texts to show, by the id of a field of Jira or of an input.
	// Those of fields that are not on the form, and the one with an empty id, are
	// shown above it.
	Errors map[string]string
	// JiraURL is where people open Jira.
	JiraURL string
	// Source is the address that suggests for a typeahead field.
	Source func(Source) string
	// Say puts a message into words.
	Say func(Problem) string
	// Rule is set in the form of a rule: the task that texts are shown for, zero
	// but for the names of custom fields where there is none. Summary and
	// Description hold placeholders then.
	Rule *Task
}

// moreNote says that there are more required fields than a form has room for.
const moreNote = "more"

// part is all the form has for one field of Jira: one input or more.
type part []appcomponents.Field

// FromMeta makes the fields of the form, as many as a form may have.
func FromMeta(in Input) []appcomponents.Field {
	in.Errors = placed(in.Errors)
	missing := in.missing()
	form := in.compose(nil)
	notices := in.notices(slices.Concat(form, missing))
	head := slices.Concat(notices, missing)
	if isAbout(notices) || len(missing) > 0 || lacksRoom(form) {
		head = append(head, in.handover()...)
	}
	form = in.compose(head)
	for i, field := range form {
		if form[i].Error == "" {
			form[i].Error = in.Errors[field.ID]
		}
	}
	return form
}

// compose makes the form below its head: the fields of every form, then those
// Jira requires, then the optional ones.
func (in Input) compose(head []appcomponents.Field) []appcomponents.Field {
	room := appcomponents.MaxFormFields
	form := append(slices.Clip(head), in.common()...)
	required, optional, rest := in.special()
	for i, p := range required {
		isLast := i == len(required)-1
		if len(form)+len(p) > room || !isLast && len(form)+len(p) == room {
			return append(form, in.note(moreNote, Problem{ID: LabelMore, Args: map[string]any{"Count": len(required) - i}}))
		}
		form = append(form, p...)
	}
	return append(form, in.choose(optional, rest, room-len(form)-max(0, spare-len(head)))...)
}

// spare is the room that optional fields leave for what may yet have to be said
// above the form.
const spare = 1

// special makes the parts for the fields of this project and issue type: those
// Jira requires, the optional ones, and those that are not asked for because
// Jira fills them in by itself.
func (in Input) special() (required, optional, rest []part) {
	for _, meta := range in.Fields {
		p := in.part(meta)
		switch {
		case p == nil:
		case mustFill(meta):
			required = append(required, p)
		case meta.Required && !in.keeps(p):
			rest = append(rest, p)
		default:
			optional = append(optional, p)
		}
	}
	return required, optional, rest
}

// keeps tells whether a field has to stay on the form: something was entered, or
// is wrong.
func (in Input) keeps(p part) bool {
	return isFilled(in.Values, p[0].ID) || in.Errors[p[0].ID] != ""
}

// part makes the inputs for a field of Jira; none for one that has a place of
// its own or that no input of the form fits.
func (in Input) part(meta jira.Field) part {
	kind, ok := kindFor(meta)
	if !ok {
		return nil
	}
	field := appcomponents.Field{ID: meta.ID, Name: label(meta), IsRequired: mustFill(meta)}
	kind.show(&field, meta, in)
	field.Value = kind.initial(meta)
	if _, entered := in.Values[meta.ID]; entered {
		field.Value = kind.entered(in.Values, meta)
	}
	inputs := part{field}
	if wide, ok := kind.(wide); ok {
		inputs = append(inputs, wide.more(field, meta, in)...)
	}
	return inputs
}

// kindFor is the kind of a field that can be set and has no place of its own in
// every form.
func kindFor(meta jira.Field) (kind, bool) {
	if isCommon(meta.ID) || len(meta.Operations) == 0 {
		return nil, false
	}
	return kindOf(meta)
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

// note is a line of text in the form.
func (in Input) note(id string, text Problem) appcomponents.Field {
	return appcomponents.Field{
		ID: id, Type: appcomponents.StaticText, Name: clip(in.Say(text), appcomponents.MaxFieldName),
	}
}
