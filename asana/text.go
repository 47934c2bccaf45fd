package asana

import (
	"strings"
	"time"
	"unicode/utf8"

	"jirabridge/asana/kit/sqldb"
)

// Sizes of texts, in characters, as on asana.com.
const (
	maxName  = 1024
	maxNotes = 65535
	maxURL   = 8192
)

// checkName returns the name without surrounding space; it may not be empty.
func checkName(field, name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", invalid(field, "name_missing", "Missing input")
	}
	return name, checkText(field, name, maxName)
}

// checkText refuses what is too long and what is no text: the databases refuse both, each in its own way.
func checkText(field, text string, limit int) error {
	if !sqldb.IsText(text) {
		return invalid(field, "not_text", "Not valid text")
	}
	if utf8.RuneCountInString(text) > limit {
		return invalid(field, "too_long", "Too long: at most %d characters are allowed", "Max", limit)
	}
	return nil
}

// checkDate accepts "" and yyyy-mm-dd.
func checkDate(field, date string) error {
	if date == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return invalid(field, "not_date", "Date must be in ISO-8601 (yyyy-mm-dd) format, not: %s", "Date", date)
	}
	return nil
}
