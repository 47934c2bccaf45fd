package jiratest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// byTime compares dates. They are read in the caller's time zone and have no
// seconds.
func (m *matcher) byTime(k *clause, name string) match {
	of := timeOf(name)
	switch k.operator {
	case "is":
		return func(i *issue) bool { return of(i).IsZero() }
	case "is not":
		return func(i *issue) bool { return !of(i).IsZero() }
	}
	if !slices.Contains([]string{"=", "!=", ">", ">=", "<", "<="}, k.operator) {
		m.problem("The operator '%s' is not supported by the '%s' field.", k.operator, k.field)
		return nothing
	}
	limit, good := m.timeOperand(k.values[0])
	if !good {
		m.problem("Date value '%s' for field '%s' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.", k.values[0].text, k.field)
		return nothing
	}
	return func(i *issue) bool { return !of(i).IsZero() && compares(of(i).Compare(limit), k.operator) }
}

func compares(order int, operator string) bool {
	switch operator {
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case "!=":
		return order != 0
	}
	return order == 0
}

func timeOf(name string) func(*issue) time.Time {
	switch {
	case strings.HasPrefix(name, "created"):
		return func(i *issue) time.Time { return i.Created }
	case strings.HasPrefix(name, "updated"):
		return func(i *issue) time.Time { return i.Updated }
	case strings.HasPrefix(name, "due"):
		return func(i *issue) time.Time {
			t, _ := time.Parse("2006-01-02", i.Values["duedate"].Text) // zero when empty
			return t
		}
	}
	return func(i *issue) time.Time { return i.Resolved }
}

// timeOperand reads a date, a period before or after now, a number of
// milliseconds since 1970, or now() and startOfDay().
func (m *matcher) timeOperand(v operand) (time.Time, bool) {
	zone := m.zone()
	if v.function {
		now := m.at.In(zone)
		switch v.text {
		case "now":
			return now, true
		case "startofday":
			return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone), true
		}
		return time.Time{}, false
	}
	for _, layout := range []string{"2006/01/02 15:04", "2006-01-02 15:04", "2006/01/02", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, v.text, zone); err == nil {
			return t, true
		}
	}
	if ms, err := strconv.ParseInt(v.text, 10, 64); err == nil {
		return time.UnixMilli(ms), true
	}
	return m.period(v.text)
}

// period reads "-1w 2d": the sign is for all of it.
func (m *matcher) period(text string) (time.Time, bool) {
	if !regexp.MustCompile(`^[-+]?\d+[wdhm](\s+\d+[wdhm])*$`).MatchString(text) {
		return time.Time{}, false
	}
	units := map[byte]time.Duration{'w': 7 * 24 * time.Hour, 'd': 24 * time.Hour, 'h': time.Hour, 'm': time.Minute}
	var sum time.Duration
	for _, part := range strings.Fields(strings.TrimLeft(text, "+-")) {
		sum += time.Duration(atoi(part[:len(part)-1])) * units[part[len(part)-1]]
	}
	if strings.HasPrefix(text, "-") {
		sum = -sum
	}
	return m.at.Add(sum), true
}

// zone is the caller's, or UTC where the machine does not know it.
func (m *matcher) zone() *time.Location {
	if m.who.person != nil {
		if zone, err := time.LoadLocation(m.who.person.TimeZone); err == nil {
			return zone
		}
	}
	return time.UTC
}
