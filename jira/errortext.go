package jira

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// maxText is how much of one message of Jira is kept, in characters.
const maxText = 500

// decodeErrors reads the two shapes of Jira's refusals, {"errorMessages",
// "errors"} and {"message", "status-code"}. Anything else, HTML and an empty
// body included, has no messages.
func decodeErrors(body []byte) (messages []string, fields map[string]string) {
	var shape struct {
		ErrorMessages json.RawMessage
		Errors        map[string]json.RawMessage
		Message       json.RawMessage
	}
	// A wrong type in one member leaves the others readable.
	if json.Unmarshal(body, &shape) != nil && shape.ErrorMessages == nil && shape.Message == nil {
		return nil, nil
	}
	messages = append(textsIn(shape.ErrorMessages), textsIn(shape.Message)...)
	for id, raw := range shape.Errors {
		if texts := textsIn(raw); len(texts) > 0 {
			if fields == nil {
				fields = map[string]string{}
			}
			fields[id] = strings.Join(texts, " ")
		}
	}
	return messages, fields
}

// textsIn finds the texts in a JSON value, however deep: add-ons put lists and
// objects where Jira itself puts a text.
func textsIn(raw json.RawMessage) []string {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return nil
	}
	return collectTexts(value)
}

func collectTexts(value any) []string {
	var texts []string
	switch value := value.(type) {
	case string:
		if text := tidy(value); text != "" {
			texts = append(texts, text)
		}
	case []any:
		for _, item := range value {
			texts = append(texts, collectTexts(item)...)
		}
	case map[string]any:
		for _, key := range sortedKeys(value) {
			texts = append(texts, collectTexts(value[key])...)
		}
	}
	return texts
}

// tidy makes a message one line of bearable length. A page of HTML in a message
// is no message.
func tidy(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if lower := strings.ToLower(text); strings.Contains(lower, "<html") || strings.Contains(lower, "<!doctype") {
		return ""
	}
	if utf8.RuneCountInString(text) > maxText {
		text = string([]rune(text)[:maxText-1]) + "…"
	}
	return text
}
