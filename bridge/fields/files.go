package fields

import (
	"slices"

	"jirabridge/asana/appcomponents"
)

// AllFiles is the option of Attachments that stands for every file.
const AllFiles = "all"

// File is a file of the task that may go along.
type File struct{ GID, Name string }

// attachments offers all files at once and each by itself. More files than
// there are options leave only all of them, a single file only itself.
func (in Input) attachments() appcomponents.Field {
	field := appcomponents.Field{ID: Attachments, Type: appcomponents.Checkbox, Name: in.label(LabelAttachments)}
	each := len(in.Files) < appcomponents.MaxCheckboxOptions
	if len(in.Files) > 1 {
		all := in.Say(Problem{ID: LabelAllFiles, Args: map[string]any{"Count": len(in.Files)}})
		field.Options = append(field.Options, choiceOf(AllFiles, all, ""))
	}
	if each {
		for _, file := range in.Files {
			field.Options = append(field.Options, choiceOf(file.GID, file.Name, ""))
		}
	}
	if ticked := known(in.Values.Strings(Attachments), field.Options); len(ticked) > 0 {
		field.Value = ticked
	}
	return field
}

// ChosenFiles are the gids of the files the person ticked, in the task's order.
func ChosenFiles(values appcomponents.Values, files []File) []string {
	ticked := values.Strings(Attachments)
	var chosen []string
	for _, file := range files {
		if slices.Contains(ticked, AllFiles) || slices.Contains(ticked, file.GID) {
			chosen = append(chosen, file.GID)
		}
	}
	return chosen
}

// known are those ids that are options.
func known(ids []string, options []appcomponents.Option) []string {
	var found []string
	for _, o := range options {
		if slices.Contains(ids, o.ID) {
			found = append(found, o.ID)
		}
	}
	return found
}
