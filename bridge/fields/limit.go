package fields

import (
	"regexp"
	"strconv"
	"strings"

	"jirabridge/bridge/wikitext"
)

// jiraText is the longest text of several lines Jira takes unless its
// administrator has set another limit, in UTF-16 units.
const jiraText = 32_767

// figure is a number as people of any language write it: 32,767 or 32 767.
var figure = regexp.MustCompile(`\d[\d.,'’\s\x{a0}\x{202f}]*`)

// FitDescription makes the description of an encoded issue, made from the rich
// text, as short as Jira's refusal of it asks for; below it stands the address
// of the whole. It reports whether there is anything to gain: the refusal may
// be about something else.
//
// Refusals come in the language of the person, so what counts is a number in
// them that the text exceeds.
func FitDescription(content map[string]any, rich, address, refusal string) bool {
	text, _ := content[Description].(string)
	limit := limitIn(refusal, wikitext.Units(text))
	if limit == 0 {
		return false
	}
	content[Description] = wikitext.Fit(rich, limit, address)
	return true
}

// limitIn is the limit a refusal of a text of this length names, or Jira's own
// when it names none; 0 when the text is not too long.
func limitIn(refusal string, length int) int {
	limit := 0
	for _, found := range figure.FindAllString(refusal, -1) {
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, found)
		if n, err := strconv.Atoi(digits); err == nil && n < length {
			limit = max(limit, n)
		}
	}
	if limit == 0 && length > jiraText && refusal != "" && !figure.MatchString(refusal) {
		return jiraText
	}
	return limit
}

// IsSummary tells whether what Jira has may be the summary that was sent, whole
// or without emoji.
func IsSummary(kept, sent string) bool {
	return kept == sent || kept == plain(sent)
}

// WithoutEmoji takes out of an encoded issue the characters that a Jira on an
// old MySQL cannot keep, those of four bytes, and reports whether there were
// any.
func WithoutEmoji(content map[string]any) bool {
	found := false
	for id, value := range content {
		text, isText := value.(string)
		if !isText {
			continue
		}
		if strings.Map(inFirstPlane, text) != text {
			content[id], found = plain(text), true
		}
	}
	return found
}

func plain(text string) string { return strings.TrimSpace(strings.Map(inFirstPlane, text)) }

func inFirstPlane(r rune) rune {
	if r > 0xffff {
		return -1
	}
	return r
}
