package asana

import (
	"database/sql"
	"time"

	"jirabridge/asana/kit/sqldb"
)

// dueDay checks a day and a moment of which at most one is given, and returns the day: that of the moment is
// in UTC.
func dueDay(on string, at time.Time) (string, error) {
	if at.IsZero() {
		return on, checkDate("due_on", on)
	}
	if on != "" {
		return "", misused("", "You may only provide one of due_on or due_at!")
	}
	return at.UTC().Format(time.DateOnly), nil
}

// dueColumns are the columns of a changed due date; null leaves them alone. A day without a moment takes an
// earlier moment away.
func dueColumns(on *string, at *time.Time) (day sql.NullString, moment sql.NullInt64, err error) {
	if on == nil && at == nil {
		return day, moment, nil
	}
	var when time.Time
	if at != nil {
		when = *at
	}
	date, err := dueDay(value(on), when)
	return sql.NullString{String: date, Valid: true}, sql.NullInt64{Int64: sqldb.Micros(when), Valid: true}, err
}

// checkStart refuses a start after the end.
func checkStart(start, end string) error {
	if err := checkDate("start_on", start); err != nil {
		return err
	}
	if start != "" && end != "" && start > end {
		return misused("start_on", "Must be before or on the due date")
	}
	return nil
}
