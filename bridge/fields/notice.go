package fields

import (
	"slices"
	"strings"

	"jirabridge/asana/appcomponents"
)

// Notices begin with this.
const noticePrefix = "notice_"

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
		notice := in.note(noticePrefix+id, Problem{ID: LabelRefused})
		if meta, ok := in.field(id); ok {
			notice.Name = label(meta)
		}
		notice.Error = in.Errors[id]
		notices = append(notices, notice)
	}
	return notices
}

// isAbout tells whether one of the notices is about a field.
func isAbout(notices []appcomponents.Field) bool {
	return slices.ContainsFunc(notices, func(f appcomponents.Field) bool { return f.ID != noticePrefix })
}

// lacksRoom tells whether a required field found no place in the form.
func lacksRoom(form []appcomponents.Field) bool {
	return len(form) > 0 && form[len(form)-1].ID == moreNote
}

// missing names the fields that Jira requires and the form has no input for.
func (in Input) missing() []appcomponents.Field {
	var names []appcomponents.Field
	for _, meta := range in.Fields {
		if isCommon(meta.ID) || len(meta.Operations) == 0 || !mustFill(meta) || len(names) == maxNotices {
			continue
		}
		if _, ok := kindOf(meta); !ok {
			names = append(names, in.note(meta.ID, Problem{ID: LabelUnsupported, Args: map[string]any{"Field": label(meta)}}))
		}
	}
	return names
}

// placed puts errors at the inputs they are about. Jira names the parts of a
// field as its own form does: timetracking_originalestimate, and
// customfield_10010:1 for the child of a cascade.
func placed(errors map[string]string) map[string]string {
	at := map[string]string{}
	for _, id := range sortedKeys(errors) {
		input := inputOf(id)
		if at[input] == "" {
			at[input] = errors[id]
		}
	}
	return at
}

func inputOf(id string) string {
	switch id {
	case "timetracking_originalestimate":
		return "timetracking"
	case "timetracking_remainingestimate":
		return remaining("timetracking")
	}
	if field, isChild := strings.CutSuffix(id, ":1"); isChild {
		return child(field)
	}
	return id
}
