package appcomponents

import (
	"strings"
	"unicode/utf8"
)

// IsText tells whether all that a message says is text: valid UTF-8 without
// NUL, which not every database holds.
func (q Request) IsText() bool {
	for _, p := range q.parts() {
		if !isText(*p.value) {
			return false
		}
	}
	return allText(map[string]any(q.Values))
}

// allText looks through a value of JSON.
func allText(value any) bool {
	switch value := value.(type) {
	case string:
		return isText(value)
	case []any:
		for _, item := range value {
			if !allText(item) {
				return false
			}
		}
	case map[string]any:
		for name, member := range value {
			if !isText(name) || !allText(member) {
				return false
			}
		}
	}
	return true
}

func isText(text string) bool { return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 }
