package fields

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"jirabridge/bridge/wikitext"
)

// printable drops what no text field takes: control characters besides line
// breaks and tabs, and bytes that are no UTF-8.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// oneLine puts a text on one line: Jira refuses a summary with a line break.
func oneLine(text string) string {
	return strings.Join(strings.Fields(printable(strings.ReplaceAll(text, "\r", "\n"))), " ")
}

func manyLines(text string) string {
	return printable(strings.ReplaceAll(text, "\r\n", "\n"))
}

// clip cuts a text to at most limit characters, the last one then being "…".
func clip(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:limit-1])) + "…"
}

// cutAtWord cuts a line to at most limit UTF-16 units, at the end of a word
// unless that would lose half of it, and marks the cut with "…".
func cutAtWord(text string, limit int) string {
	if wikitext.Units(text) <= limit {
		return text
	}
	var kept strings.Builder
	left := limit - 1
	for _, r := range text {
		if left -= utf16.RuneLen(r); left < 0 {
			break
		}
		kept.WriteRune(r)
	}
	short := kept.String()
	if space := strings.LastIndex(short, " "); space > len(short)/2 {
		short = short[:space]
	}
	return strings.TrimSpace(short) + "…"
}

func isBetweenLabels(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }

// textIn is a JSON text, "" for anything else.
func textIn(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

// idIn is the id of a JSON object, "" for anything else.
func idIn(raw json.RawMessage) string {
	var object struct{ ID string }
	if json.Unmarshal(raw, &object) != nil {
		return ""
	}
	return object.ID
}

// idsIn are the ids of a JSON list of objects.
func idsIn(raw json.RawMessage) []string {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var ids []string
	for _, item := range list {
		if id := idIn(item); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
