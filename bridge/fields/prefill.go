package fields

import (
	"html"
	"maps"
	"strings"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/wikitext"
)

// prefillSummary is a task's name as the form shows it.
func prefillSummary(name string) (value string, shortened bool) {
	name = oneLine(name)
	value = cutAtWord(name, appcomponents.MaxSingleLine)
	return value, value != name
}

// prefillDescription is a rich text as the form shows it: whole, or shortened
// to what the form takes.
func prefillDescription(html string) (value string, shortened bool) {
	if wikitext.FromHTML(html) == "" {
		return "", false
	}
	return wikitext.Shorten(html, appcomponents.MaxMultiLine)
}

// sameText reports whether two rich texts say the same. Their source may
// differ: editors write it anew.
func sameText(a, b string) bool {
	return strings.TrimSpace(wikitext.FromHTML(a)) == strings.TrimSpace(wikitext.FromHTML(b))
}

// Restore puts the task's whole name and description where a submission still
// has what the form was prefilled with. A name longer than Jira takes is cut at
// a word, and all of it stands first in the description.
func Restore(values appcomponents.Values, name, description string) appcomponents.Values {
	values = maps.Clone(values)
	if prefilled, shortened := prefillDescription(description); shortened && sameText(prefilled, values.String(Description)) {
		values[Description] = description
	}
	prefilled, shortened := prefillSummary(name)
	if !shortened || oneLine(values.String(Summary)) != prefilled {
		return values
	}
	whole := oneLine(name)
	values[Summary] = cutAtWord(whole, maxJiraLine)
	if values[Summary] != whole {
		values[Description] = under(whole, values.String(Description))
	}
	return values
}

// under puts a line of text above a rich text.
func under(line, rich string) string {
	inner := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(rich), "<body>"), "</body>")
	return "<body>" + html.EscapeString(line) + "\n\n" + inner + "</body>"
}
