package fields

import (
	"time"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// How Jira writes and takes dates and moments.
const (
	jiraDate   = "2006-01-02"
	jiraMoment = "2006-01-02T15:04:05.000-0700"
)

// moments are the ways a moment reaches us: from the form, and from Jira.
var moments = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999-0700", "2006-01-02T15:04Z07:00"}

// date is a day. The form may also send the moment the day begins, in UTC.
type date struct{}

func (date) show(field *appcomponents.Field, _ jira.Field, in Input) {
	in.askDay(field, appcomponents.Date)
}

// askDay makes an input for a date or moment; in a rule one for a text, which
// may say a date that only the task has.
func (in Input) askDay(field *appcomponents.Field, usual string) {
	field.Type = usual
	if in.Rule != nil {
		field.Type, field.Placeholder = appcomponents.SingleLineText, clip(in.Say(Problem{ID: LabelRuleDate, Args: dueArgs()}), appcomponents.MaxFieldName)
	}
}

func (date) initial(meta jira.Field) any {
	day, _ := dayIn(textIn(meta.DefaultValue))
	return optional(day)
}

func (date) entered(values appcomponents.Values, meta jira.Field) any {
	return optional(values.String(meta.ID))
}

func (date) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	text, ok := typed(values, meta.ID)
	switch {
	case !ok:
		return nil, unreadable()
	case text == "":
		return nil, nil
	}
	day, ok := dayIn(text)
	if !ok {
		return nil, &Problem{ID: NotDate}
	}
	return day, nil
}

func dayIn(text string) (string, bool) {
	if day, err := time.Parse(jiraDate, text); err == nil {
		return day.Format(jiraDate), inCalendar(day)
	}
	moment, ok := momentIn(text)
	if !ok {
		return "", false
	}
	return moment.Format(jiraDate), true
}

// datetime is a moment.
type datetime struct{}

func (datetime) show(field *appcomponents.Field, _ jira.Field, in Input) {
	in.askDay(field, appcomponents.Datetime)
}

func (datetime) initial(meta jira.Field) any {
	moment, ok := momentIn(textIn(meta.DefaultValue))
	if !ok {
		return nil
	}
	return moment.Format(time.RFC3339)
}

func (datetime) entered(values appcomponents.Values, meta jira.Field) any {
	return optional(values.String(meta.ID))
}

func (datetime) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	text, ok := typed(values, meta.ID)
	switch {
	case !ok:
		return nil, unreadable()
	case text == "":
		return nil, nil
	}
	moment, ok := momentIn(text)
	if !ok {
		return nil, &Problem{ID: NotDate}
	}
	return moment.Format(jiraMoment), nil
}

func momentIn(text string) (time.Time, bool) {
	for _, layout := range moments {
		if moment, err := time.Parse(layout, text); err == nil {
			return moment.UTC(), inCalendar(moment.UTC())
		}
	}
	return time.Time{}, false
}

// inCalendar tells whether a moment has a year of four digits, as Jira's
// formats do.
func inCalendar(moment time.Time) bool { return moment.Year() > 0 && moment.Year() < 10000 }
