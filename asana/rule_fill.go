package asana

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The placeholders of a comment that a rule writes: those that the forms of apps know, too.
const (
	fillName     = "task.name"
	fillNotes    = "task.notes"
	fillURL      = "task.url"
	fillAssignee = "task.assignee"
	fillCreator  = "task.creator"
	fillDueOn    = "task.due_on"
	fillSection  = "task.section"
	fillProject  = "project.name"
	fillField    = "field." // and the name of a custom field
)

// RulePlaceholders are all that a rule's comment may hold, as people write them; NAME stands for the name of a custom
// field.
func RulePlaceholders() []string {
	names := []string{fillName, fillNotes, fillURL, fillAssignee, fillCreator, fillDueOn, fillSection, fillProject, fillField + "NAME"}
	for i, name := range names {
		names[i] = "{{" + name + "}}"
	}
	return names
}

// rulePlaceholder is one in a text.
var rulePlaceholder = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// nameIn is the name of a placeholder, without the spaces around it.
func nameIn(placeholder string) string { return strings.TrimSpace(strings.Trim(placeholder, "{}")) }

// fieldIn is the name of the custom field that a placeholder stands for.
func fieldIn(name string) (string, bool) {
	if len(name) < len(fillField) || !strings.EqualFold(name[:len(fillField)], fillField) {
		return "", false
	}
	return strings.TrimSpace(name[len(fillField):]), true
}

// checkPlaceholders refuses what stands for nothing in the rule's project.
func (f ruleFacts) checkPlaceholders(about, text string) error {
	for _, found := range rulePlaceholder.FindAllString(text, -1) {
		name := nameIn(found)
		known := slices.Contains(RulePlaceholders(), "{{"+strings.ToLower(name)+"}}")
		if field, ok := fieldIn(name); ok {
			known = false
			for _, setting := range f.fields {
				known = known || strings.EqualFold(setting.Name, field)
			}
		}
		if !known {
			return invalid(about, "rule_placeholder", "There is no %s. You can use %s.", "Placeholder", "{{"+name+"}}", "All", strings.Join(RulePlaceholders(), " "))
		}
	}
	return nil
}

// filled is the text of a rule's comment for its task, as the rule's owner sees that. What stands for nothing any more,
// as the name of a field that is gone, stays as it was written. There is room for as much as a comment may hold.
func (c *change) filled(ctx context.Context, p *Platform, act RuleAct) (string, error) {
	if !rulePlaceholder.MatchString(act.Text) {
		return act.Text, nil
	}
	task, err := c.wholeTask(ctx, act.Task)
	if err != nil {
		return "", err
	}
	values, room := p.fillings(task, act.Project), maxNotes
	text := rulePlaceholder.ReplaceAllStringFunc(act.Text, func(found string) string {
		with, ok := values[fillingOf(nameIn(found))]
		if !ok {
			with = found
		}
		if room -= utf8.RuneCountInString(with); room < 0 {
			return "" // nobody reads on
		}
		return with
	})
	return firstRunes(text, maxNotes), nil
}

// fillings are what placeholders stand for, by their names in lower case.
func (p *Platform) fillings(task Task, project string) map[string]string {
	values := map[string]string{
		fillName: task.Name, fillNotes: task.Notes, fillURL: p.TaskURL(task.GID), fillAssignee: task.Assignee.Name,
		fillCreator: task.CreatedBy.Name, fillDueOn: task.DueOn,
	}
	for _, m := range task.Memberships {
		if m.Project.GID == project {
			values[fillSection], values[fillProject] = m.Section.Name, m.Project.Name
		}
	}
	for _, v := range task.CustomFields {
		values[fillField+strings.ToLower(v.Field.Name)] = v.Display()
	}
	return values
}

// fillingOf is what fillings calls a placeholder.
func fillingOf(name string) string {
	if field, ok := fieldIn(name); ok {
		name = fillField + field
	}
	return strings.ToLower(name)
}

// firstRunes is the beginning of a text.
func firstRunes(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most])
}
