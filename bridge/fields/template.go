package fields

import (
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// Task is what the placeholders of a rule's form are filled in with.
type Task struct {
	Name              string
	Notes             string // plain
	HTMLNotes         string // <body>…</body>
	URL               string
	Assignee, Creator Person
	DueOn             string // "2006-01-02", "" for none
	Section           string
	Project           string
	Custom            []Custom
	Today             time.Time // of the run
}

// Person is somebody on the platform; Account is the name of his account in
// Jira, "" when that is not known.
type Person struct{ Name, Account string }

// Custom is a custom field with its value, as people read it. Number is that of
// a number without its unit, "" in fields of other types.
type Custom struct{ Name, Value, Number string }

// The placeholders, without those of custom fields.
const (
	taskName     = "task.name"
	taskNotes    = "task.notes"
	taskURL      = "task.url"
	taskAssignee = "task.assignee"
	taskCreator  = "task.creator"
	taskDueOn    = "task.due_on"
	taskSection  = "task.section"
	projectName  = "project.name"
	customField  = "field." // and its name
)

// Placeholders are all there are, as people write them; NAME stands for the
// name of a custom field.
func Placeholders() []string {
	names := []string{taskName, taskNotes, taskURL, taskAssignee, taskCreator, taskDueOn, taskSection, projectName, customField + "NAME"}
	for i, name := range names {
		names[i] = written(name)
	}
	return names
}

func written(name string) string { return "{{" + name + "}}" }

// placeholder is one in a text.
var placeholder = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// nameIn is the name of a placeholder, without the spaces around it.
func nameIn(found string) string {
	return strings.TrimSpace(html.UnescapeString(strings.Trim(found, "{}")))
}

// maxFilled bounds what placeholders put into one text, in bytes: several times
// what Jira takes, and what a server can hold when somebody repeats the longest.
const maxFilled = 256 << 10

// fill puts something in the place of each placeholder of a text, as long as
// there is room.
func fill(text string, value func(name string) string) string {
	room := maxFilled
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		with := value(nameIn(found))
		if room -= len(with); room < 0 {
			return ""
		}
		return with
	})
}

// Of is what a placeholder stands for, and whether there is such a placeholder.
func (t Task) Of(name string) (value string, ok bool) {
	simple := map[string]string{
		taskName: t.Name, taskNotes: t.Notes, taskURL: t.URL, taskAssignee: t.Assignee.Name, taskCreator: t.Creator.Name,
		taskDueOn: t.DueOn, taskSection: t.Section, projectName: t.Project,
	}
	if value, ok = simple[strings.ToLower(name)]; ok {
		return value, true
	}
	custom, ok := t.custom(name)
	return custom.Value, ok
}

// custom is the custom field that a placeholder stands for.
func (t Task) custom(placeholder string) (Custom, bool) {
	name, ok := strings.CutPrefix(placeholder, customField)
	i := slices.IndexFunc(t.Custom, func(c Custom) bool { return strings.EqualFold(c.Name, strings.TrimSpace(name)) })
	if !ok || i < 0 {
		return Custom{}, false
	}
	return t.Custom[i], true
}

// text fills in a text that has no markup.
func (t Task) text(template string) string {
	return fill(template, func(name string) string {
		value, _ := t.Of(name)
		return value
	})
}

// rich fills in a rich text; the task's notes keep their markup.
func (t Task) rich(template string) string {
	return fill(template, func(name string) string {
		if strings.EqualFold(name, taskNotes) {
			return inner(t.HTMLNotes)
		}
		value, _ := t.Of(name)
		return html.EscapeString(value)
	})
}

// inner is a rich text without its root.
func inner(rich string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(rich), "<body>"), "</body>")
}

// words fills in a text of labels: what has spaces is one label all the same.
func (t Task) words(template string) string {
	return fill(template, func(name string) string {
		value, _ := t.Of(name)
		var labels []string
		for label := range strings.SplitSeq(value, ",") {
			labels = append(labels, strings.Join(strings.Fields(label), "-"))
		}
		return strings.Join(labels, " ")
	})
}

// number fills in a text that is to be a number.
func (t Task) number(template string) string {
	return fill(template, func(name string) string {
		if custom, _ := t.custom(name); custom.Number != "" {
			return custom.Number
		}
		value, _ := t.Of(name)
		return value
	})
}

// Fill makes of a rule's form what a person would have entered for the task. A
// summary longer than Jira takes is cut at a word, and all of it stands first in
// the description.
func (t Task) Fill(form appcomponents.Values, meta []jira.Field) appcomponents.Values {
	values := maps.Clone(form)
	for id, value := range form {
		if template, ok := value.(string); ok {
			values[id] = t.filled(template, id, meta)
		} else if item, ok := form.Item(id); ok && isPlaceholder(item.Value) {
			values[id] = t.account(item.Value)
		}
	}
	whole := oneLine(values.String(Summary))
	values[Summary] = cutAtWord(whole, maxJiraLine)
	if values[Summary] != whole {
		values[Description] = under(whole, values.String(Description))
	}
	return values
}

// filled is one text of the form, in the way its field takes it.
func (t Task) filled(template, id string, meta []jira.Field) string {
	if id == Description {
		return t.rich(template)
	}
	switch kindAt(id, meta).(type) {
	case date:
		return t.day(template)
	case datetime:
		return t.moment(template)
	case labels:
		return t.words(template)
	case number:
		return t.number(template)
	case line:
		if id != Summary && placeholder.MatchString(template) {
			return cutAtWord(oneLine(t.text(template)), maxJiraLine)
		}
	}
	return t.text(template)
}

// kindAt is the kind of the field with the id; nil for what has none.
func kindAt(id string, meta []jira.Field) kind {
	i := slices.IndexFunc(meta, func(f jira.Field) bool { return f.ID == id })
	if i < 0 {
		return nil
	}
	found, _ := kindFor(meta[i])
	return found
}

func isPlaceholder(text string) bool { return placeholder.MatchString(text) }

// account is the person of the task for whom a typeahead stands; nil when he has
// no account in Jira that is known.
func (t Task) account(template string) any {
	who := map[string]Person{taskAssignee: t.Assignee, taskCreator: t.Creator}[nameIn(template)]
	return titled(appcomponents.TypeaheadItem{Title: who.Name, Value: who.Account})
}

// Nobody are the inputs of a rule's form that stand for a person of the task
// who is not known in Jira, with the placeholder.
func (t Task) Nobody(form appcomponents.Values) map[string]string {
	inputs := map[string]string{}
	for id := range form {
		if item, ok := form.Item(id); ok && isPlaceholder(item.Value) && t.account(item.Value) == nil {
			inputs[id] = item.Title
		}
	}
	return inputs
}

// Unknown are the placeholders of a rule's form that are none, as problems by
// the id of the input. What the custom fields are called t knows.
func (t Task) Unknown(form appcomponents.Values) map[string]Problem {
	problems := map[string]Problem{}
	for id := range form {
		for _, found := range placeholder.FindAllString(form.String(id), -1) {
			if _, ok := t.Of(nameIn(found)); !ok {
				problems[id] = Problem{ID: NoPlaceholder, Args: map[string]any{
					"Placeholder": written(nameIn(found)), "All": strings.Join(Placeholders(), " "),
				}}
			}
		}
	}
	return problems
}

// Sample makes of a rule's form something that can be encoded without a task,
// to find what Jira would refuse whatever the task is like.
func Sample(form appcomponents.Values, meta []jira.Field) appcomponents.Values {
	values := maps.Clone(form)
	for id, value := range form {
		template, ok := value.(string)
		if !ok {
			continue
		}
		switch kindAt(id, meta).(type) {
		case date:
			values[id] = Task{}.day(dated(template))
		case datetime:
			values[id] = Task{}.moment(dated(template))
		default:
			values[id] = fill(template, func(string) string { return "1" })
		}
	}
	return values
}

// ForRules are the problems of a sample in the words of a rule's form.
func ForRules(problems map[string]Problem) map[string]Problem {
	said := map[string]Problem{}
	for id, problem := range problems {
		if problem.ID == NotDate {
			problem = Problem{ID: NotRuleDate, Args: dueArgs()}
		}
		said[id] = problem
	}
	return said
}

// EmptyAt is the placeholder because of which an input may be empty for a task,
// "" when there is none in it.
func EmptyAt(form appcomponents.Values, id string) string {
	found := placeholder.FindString(form.String(id))
	if found == "" {
		return ""
	}
	return written(nameIn(found))
}

// Impossible are the fields that Jira requires and a rule's form cannot fill in,
// as problems by the id of the field.
func Impossible(meta []jira.Field) map[string]Problem {
	problems := map[string]Problem{}
	for _, field := range meta {
		if isCommon(field.ID) || len(field.Operations) == 0 || !mustFill(field) {
			continue
		}
		if _, ok := kindOf(field); !ok {
			problems[field.ID] = Problem{ID: NotByRule}
		}
	}
	return problems
}

// NameOf is what people call the field of an input.
func NameOf(meta []jira.Field, input string) string {
	id, _, _ := strings.Cut(input, ".")
	for _, field := range meta {
		if field.ID == id {
			return label(field)
		}
	}
	return id
}
