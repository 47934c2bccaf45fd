package fields

// Source is where a typeahead field's suggestions come from.
type Source struct {
	Kind   string // one of those below
	Field  string // Options: the field's id
	Parent string // Options: the option whose children are meant; "" for the field's own
}

// The kinds of sources.
const (
	Projects  = "project"
	Types     = "type" // of issues
	Users     = "user"
	Assignees = "assignee" // users to whom issues may be assigned
	Groups    = "group"
	Parents   = "parent" // issues that may have sub-tasks
	Epics     = "epic"
	Sprints   = "sprint"
	Options   = "option"
	Fields    = "field" // optional fields of the create screen

	// The same people, and before them those of the task a rule runs for.
	RuleUsers     = "rule-user"
	RuleAssignees = "rule-assignee"
)

func (in Input) source(s Source) string {
	if in.Source == nil {
		return ""
	}
	return in.Source(s)
}
