package fields

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/wikitext"
	"jirabridge/jira"
)

// maxJiraLine is the longest text of one line Jira takes, in UTF-16 units.
const maxJiraLine = 255

// line is a text of one line.
type line struct{}

func (line) show(field *appcomponents.Field, _ jira.Field, _ Input) {
	field.Type = appcomponents.SingleLineText
}

func (line) initial(meta jira.Field) any {
	return optional(clip(oneLine(textIn(meta.DefaultValue)), appcomponents.MaxSingleLine))
}

func (line) entered(values appcomponents.Values, meta jira.Field) any {
	return optional(clip(values.String(meta.ID), appcomponents.MaxSingleLine))
}

func (line) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	text, ok := typed(values, meta.ID)
	if !ok {
		return nil, unreadable()
	}
	if text = oneLine(text); wikitext.Units(text) > maxJiraLine {
		return nil, tooLong()
	}
	return optional(text), nil
}

func tooLong() *Problem { return &Problem{ID: TooLong, Args: map[string]any{"Max": maxJiraLine}} }

// paragraph is a text of several lines. It goes to Jira as it was typed: there
// too it would be read as wiki markup.
type paragraph struct{}

func (paragraph) show(field *appcomponents.Field, _ jira.Field, _ Input) {
	field.Type = appcomponents.MultiLineText
}

func (paragraph) initial(meta jira.Field) any {
	return optional(clip(manyLines(textIn(meta.DefaultValue)), appcomponents.MaxMultiLine))
}

func (paragraph) entered(values appcomponents.Values, meta jira.Field) any {
	return optional(clip(values.String(meta.ID), appcomponents.MaxMultiLine))
}

func (paragraph) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	text, ok := typed(values, meta.ID)
	if !ok {
		return nil, unreadable()
	}
	if text = manyLines(text); strings.TrimSpace(text) == "" {
		return nil, nil
	}
	return text, nil
}

// number is a number, typed in a line. A comma counts as the decimal point, as
// it is written in much of Europe, when there is only one and no point.
type number struct{ line }

func (number) initial(meta jira.Field) any {
	var value float64
	if len(meta.DefaultValue) == 0 || json.Unmarshal(meta.DefaultValue, &value) != nil {
		return nil
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

func (number) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	text, ok := typed(values, meta.ID)
	if !ok {
		return nil, unreadable()
	}
	if text = strings.Join(strings.Fields(text), ""); text == "" {
		return nil, nil
	}
	if strings.Count(text, ",") == 1 && !strings.Contains(text, ".") {
		text = strings.Replace(text, ",", ".", 1)
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(value, 0) || math.IsNaN(value) || strings.ContainsAny(text, "xXpP_") {
		return nil, &Problem{ID: NotNumber}
	}
	return value, nil
}

// labels are words without spaces, typed in a line.
type labels struct{ line }

func (labels) show(field *appcomponents.Field, _ jira.Field, in Input) {
	field.Type, field.Placeholder = appcomponents.SingleLineText, in.label(LabelWords)
}

func (labels) initial(meta jira.Field) any {
	var words []string
	if json.Unmarshal(meta.DefaultValue, &words) != nil {
		return nil
	}
	return optional(clip(strings.Join(words, " "), appcomponents.MaxSingleLine))
}

func (labels) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	text, ok := typed(values, meta.ID)
	if !ok {
		return nil, unreadable()
	}
	var words []string
	for _, word := range strings.FieldsFunc(printable(text), isBetweenLabels) {
		if wikitext.Units(word) > maxJiraLine {
			return nil, tooLong()
		}
		words = append(words, word)
	}
	if len(words) == 0 {
		return nil, nil
	}
	return words, nil
}
