package fields

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/wikitext"
)

// The form of a rule asks what that of a task asks, once for all tasks: texts
// hold placeholders, dates may be counted, people may be the task's, and files
// are all or none.

// RuleSummary and RuleDescription are what a new rule's form proposes.
func RuleSummary() string { return written(taskName) }

// RuleDescription is a rich text.
func RuleDescription() string { return "<body>" + written(taskNotes) + "</body>" }

// RuleFiles is what a rule's form offers for the files of its tasks.
func RuleFiles(say func(Problem) string) []File {
	return []File{{GID: AllFiles, Name: say(Problem{ID: LabelTaskFiles})}}
}

// maxPreview is how many lines show what a text becomes for a task.
const maxPreview = 2

// maxPlaceholders is how many lines name placeholders.
const maxPlaceholders = 4

// preview shows in a rule's form what one of its texts becomes for a task.
func (in Input) preview(id string) []appcomponents.Field {
	if in.Rule == nil || in.Rule.Name == "" {
		return nil
	}
	form := appcomponents.Values{Summary: in.Summary, Description: in.Description}
	if _, entered := in.Values[id]; entered {
		form[id] = in.Values.String(id)
	}
	shown := in.Rule.Fill(form, in.Fields).String(id)
	if id == Description {
		shown = wikitext.FromHTML(shown)
	}
	if shown = oneLine(shown); shown == "" {
		return nil
	}
	return staticLines("preview_"+id, in.Say(Problem{ID: LabelPreview, Args: map[string]any{"Text": shown}}), maxPreview)
}

// otherPlaceholders names, in a rule's form, those that a new one does not hold.
func (in Input) otherPlaceholders() []appcomponents.Field {
	if in.Rule == nil {
		return nil
	}
	others := slices.DeleteFunc(Placeholders(), func(name string) bool {
		return name == written(taskName) || name == written(taskNotes)
	})
	text := in.Say(Problem{ID: LabelPlaceholders, Args: map[string]any{"Others": strings.Join(others, " ")}})
	return staticLines("placeholders", text, maxPlaceholders)
}

// staticLines shows a text in some lines at most.
func staticLines(id, text string, most int) []appcomponents.Field {
	var lines []appcomponents.Field
	for i, line := range brokenLines(text, most) {
		lines = append(lines, appcomponents.Field{ID: fmt.Sprintf("%s_%d", id, i), Type: appcomponents.StaticText, Name: line})
	}
	return lines
}

// brokenLines breaks a text into lines as static texts hold them, and cuts what
// is too long.
func brokenLines(text string, most int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch longer := strings.TrimSpace(*last + " " + word); {
		case utf8.RuneCountInString(longer) <= appcomponents.MaxFieldName:
			*last = longer
		case len(lines) == most, *last == "":
			*last = clip(longer, appcomponents.MaxFieldName)
			return lines
		default:
			lines = append(lines, clip(word, appcomponents.MaxFieldName))
		}
	}
	return lines
}
