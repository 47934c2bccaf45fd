package fields

// Problem is a message to a person: its id and arguments. The ids begin with
// "bridge.", like those of the package above, which has the texts.
type Problem struct {
	ID   string
	Args map[string]any
	// At is the id of the input concerned; "" is the first one of its field.
	At string
}

// The messages at a field of a refused form.
const (
	Required      = "bridge.fields.required"       // Fill in this field.
	TooLong       = "bridge.fields.too_long"       // At most {Max} characters.
	NotNumber     = "bridge.fields.not_number"     // Enter a number.
	Unreadable    = "bridge.fields.unreadable"     // This cannot be read. Enter it again.
	NotDate       = "bridge.fields.not_date"       // Enter a date.
	NotCreatable  = "bridge.fields.not_creatable"  // You cannot create issues in this project.
	UnknownOption = "bridge.fields.unknown_option" // Choose one of the list. Jira no longer has this one.
	NoPlaceholder = "bridge.fields.no_placeholder" // There is no {Placeholder}. There are: {All}
	NotByRule     = "bridge.fields.not_by_rule"    // Jira requires this field, and only Jira's own form has it.
	NotRuleDate   = "bridge.fields.not_rule_date"  // Enter a date …, or +3 for three days after the rule has run.
)

// The texts in a form. Those of a static text have 50 characters at most.
const (
	LabelSummary      = "bridge.fields.summary"      // Summary
	LabelDescription  = "bridge.fields.description"  // Description
	LabelProject      = "bridge.fields.project"      // Jira project
	LabelIssueType    = "bridge.fields.issuetype"    // Issue type
	LabelReporter     = "bridge.fields.reporter"     // Reporter
	LabelAttachments  = "bridge.fields.attachments"  // Attachments
	LabelAllFiles     = "bridge.fields.all_files"    // All files ({Count})
	LabelLinks        = "bridge.fields.links"        // Links ({Count}) are not copied, only files.
	LabelShortened    = "bridge.fields.shortened"    // Cut here. Unchanged, all of it goes to Jira.
	LabelUnsupported  = "bridge.fields.unsupported"  // Only in Jira: {Field}
	LabelMore         = "bridge.fields.more"         // Jira requires {Count} more fields.
	LabelWords        = "bridge.fields.words"        // Words separated by spaces
	LabelNone         = "bridge.fields.none"         // None
	LabelOriginal     = "bridge.fields.original"     // Original estimate
	LabelRemaining    = "bridge.fields.remaining"    // Remaining estimate
	LabelDuration     = "bridge.fields.duration"     // For example 2d 4h
	LabelAnother      = "bridge.fields.another"      // Another field
	LabelHandover     = "bridge.fields.handover"     // Create it in Jira instead
	LabelOpen         = "bridge.fields.open"         // Open Jira's own form
	LabelThenAdd      = "bridge.fields.then_add"     // What you entered goes along. Then add the issue …
	LabelRefused      = "bridge.fields.refused"      // Jira refused this.
	LabelTaskFiles    = "bridge.fields.task_files"   // All files of the task
	LabelRuleDate     = "bridge.fields.rule_date"    // 2026-11-30, {{task.due_on}} or +3
	LabelPreview      = "bridge.fields.preview"      // For example: {Text}
	LabelPlaceholders = "bridge.fields.placeholders" // You can also use {Others}
	LabelAssignee     = "bridge.fields.assignee"     // Whoever the task is assigned to
	LabelCreator      = "bridge.fields.creator"      // Whoever created the task
	LabelRuleOwner    = "bridge.fields.rule_owner"   // Whoever owns the rule
)
