package fields

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ruleDay is how a rule's form says a date: a date, or the task's due date, or
// that of a custom field, and days to add. Without a date they are counted from
// the day the rule runs on.
var ruleDay = regexp.MustCompile(`^(|.*[\s}])([+-]\s?\d{1,4})$`)

// dueArgs are the arguments of texts that name the due date's placeholder.
func dueArgs() map[string]any { return map[string]any{"Placeholder": written(taskDueOn)} }

// someDay stands for a date that only the task has.
const someDay = "2006-01-02"

// day is the date a template says, "" when the task has none; what is no date
// comes back as it is.
func (t Task) day(template string) string {
	from, days := strings.TrimSpace(template), ""
	if parts := ruleDay.FindStringSubmatch(from); parts != nil {
		from, days = strings.TrimSpace(parts[1]), parts[2]
	}
	start := t.Today
	if from != "" {
		said := strings.TrimSpace(t.text(from))
		day, ok := dayIn(said)
		if !ok || days == "" {
			return said
		}
		start, _ = time.Parse(jiraDate, day)
	}
	if days == "" {
		return ""
	}
	more, _ := strconv.Atoi(strings.Join(strings.Fields(days), "")) // of four digits at most
	return start.AddDate(0, 0, more).Format(jiraDate)
}

// moment is the moment at which the date a template says begins, in UTC.
func (t Task) moment(template string) string {
	said := t.day(template)
	day, err := time.Parse(jiraDate, said)
	if err != nil {
		return said
	}
	return day.Format(time.RFC3339)
}

// dated puts a date in the place of the placeholders that may stand for one, and
// something else in that of the others.
func dated(template string) string {
	return fill(template, func(name string) string {
		if strings.EqualFold(name, taskDueOn) || strings.HasPrefix(name, customField) {
			return someDay
		}
		return "1"
	})
}
