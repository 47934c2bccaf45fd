package fields

import (
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
	// AllFiles is the option of Attachments that stands for every file.
	AllFiles = "all"
)

// File is a file of the task that may go along.
type File struct{ GID, Name string }

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
	// Fields is the create metadata of project and issue type.
	Fields []jira.Field
	// Values is what the person has entered so far; nil when the form opens.
	Values appcomponents.Values
	// Errors are texts to show, by field id; those of fields that are not on
	// the form are shown above it.
	Errors map[string]string
	// ProjectTypeahead and UserTypeahead are addresses for typeahead fields.
	ProjectTypeahead, UserTypeahead string
	// Say puts a message into words.
	Say func(Problem) string
}

// FromMeta makes the fields of the form.
func FromMeta(in Input) []appcomponents.Field {
	return nil
}

// PrefillDescription is a rich text as the form shows it: whole, or shortened
// to what the form takes.
func PrefillDescription(html string) (value string, shortened bool) { return html, false }

// Unchanged reports whether a submitted description still is the prefilled one.
func Unchanged(original, submitted string) bool { return original == submitted }

// ChosenFiles are the gids of the files the person ticked, in the task's order.
func ChosenFiles(values appcomponents.Values, files []File) []string { return nil }
