package fields

import (
	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// common makes the fields of every form, in their order.
func (in Input) common() []appcomponents.Field {
	form := append([]appcomponents.Field{in.summary()}, in.preview(Summary)...)
	if in.asks(Description) {
		form = append(form, in.description()...)
		form = append(form, in.preview(Description)...)
	}
	form = append(form, in.otherPlaceholders()...)
	form = append(form, in.project())
	if len(in.IssueTypes) > 0 {
		form = append(form, in.issueType())
	}
	if Has(in.Fields, Reporter) {
		form = append(form, in.reporter())
	}
	if len(in.Files) > 0 {
		form = append(form, in.attachments())
	}
	if in.Links > 0 {
		form = append(form, in.note("attachments_note", Problem{ID: LabelLinks, Args: map[string]any{"Count": in.Links}}))
	}
	return form
}

// asks reports whether the create screen has the field; before there is a
// screen it is taken to have it.
func (in Input) asks(id string) bool { return in.Fields == nil || Has(in.Fields, id) }

func (in Input) summary() appcomponents.Field {
	value, _ := prefillSummary(in.Summary)
	if _, entered := in.Values[Summary]; entered {
		value = clip(in.Values.String(Summary), appcomponents.MaxSingleLine)
	}
	return appcomponents.Field{
		ID: Summary, Type: appcomponents.SingleLineText, Name: in.label(LabelSummary),
		IsRequired: true, IsWatched: in.Rule != nil, Value: optional(value),
	}
}

// description is the rich text and, while it is shortened, a line that says so.
func (in Input) description() []appcomponents.Field {
	value, shortened := prefillDescription(in.Description)
	if _, entered := in.Values[Description]; entered {
		submitted := in.Values.String(Description)
		shortened = shortened && sameText(value, submitted)
		value, _ = prefillDescription(submitted)
	}
	field := appcomponents.Field{
		ID: Description, Type: appcomponents.RichText, Name: in.label(LabelDescription), IsWatched: in.Rule != nil, Value: optional(value),
	}
	if !shortened {
		return []appcomponents.Field{field}
	}
	return []appcomponents.Field{field, in.note("description_note", Problem{ID: LabelShortened})}
}

func (in Input) project() appcomponents.Field {
	field := appcomponents.Field{
		ID: Project, Type: appcomponents.Typeahead, Name: in.label(LabelProject),
		IsRequired: true, IsWatched: true, TypeaheadURL: in.source(Source{Kind: Projects}),
	}
	if in.Project.Value != "" {
		field.Value = in.Project
	}
	if in.Project.Value != "" && len(in.IssueTypes) == 0 && in.Errors[Project] == "" {
		field.Error = in.Say(Problem{ID: NotCreatable})
	}
	return field
}

// issueType offers the types of the project.
func (in Input) issueType() appcomponents.Field {
	field := appcomponents.Field{ID: IssueType, Name: in.label(LabelIssueType), IsRequired: true, IsWatched: true}
	types := typeOptions(in.IssueTypes)
	types.ask(&field, in.source(Source{Kind: Types}))
	field.Value = types.held(in.IssueType)
	return field
}

func (in Input) reporter() appcomponents.Field {
	field := appcomponents.Field{ID: Reporter, Name: in.label(LabelReporter)}
	account{}.ask(&field, jira.Field{}, in)
	if in.Rule != nil {
		field.Placeholder = in.label(LabelRuleOwner)
	}
	if _, entered := in.Values[Reporter]; entered {
		field.Value = single{account{}}.entered(in.Values, jira.Field{ID: Reporter})
	} else if in.Reporter.Value != "" {
		field.Value = in.Reporter
	}
	return field
}

func (in Input) label(id string) string {
	return clip(in.Say(Problem{ID: id}), appcomponents.MaxFieldName)
}

// optional leaves an empty text out of the message.
func optional(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// choiceOf is an option within the limits of the form.
func choiceOf(id, name, icon string) appcomponents.Option {
	name = oneLine(name)
	if name == "" {
		name = id
	}
	return appcomponents.Option{ID: id, Label: clip(name, appcomponents.MaxOptionLabel), IconURL: icon}
}
