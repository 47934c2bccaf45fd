package fields

import (
	"encoding/json"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// estimates are how long the work will take and how much of that is left, in
// two inputs. Jira reads the words of time in its own language, so whether a
// text is one is for Jira to say.
type estimates struct{}

// remaining is the id of the second input.
func remaining(id string) string { return id + ".remaining" }

func (estimates) show(field *appcomponents.Field, _ jira.Field, in Input) {
	field.Type, field.Name = appcomponents.SingleLineText, in.label(LabelOriginal)
	field.Placeholder = in.label(LabelDuration)
}

func (estimates) initial(meta jira.Field) any {
	return optional(estimateIn(meta.DefaultValue).Original)
}

func (estimates) entered(values appcomponents.Values, meta jira.Field) any {
	return line{}.entered(values, meta)
}

func (estimates) more(first appcomponents.Field, meta jira.Field, in Input) []appcomponents.Field {
	input := first
	input.ID, input.Name, input.IsRequired = remaining(meta.ID), in.label(LabelRemaining), false
	input.Value = optional(estimateIn(meta.DefaultValue).Remaining)
	if _, entered := in.Values[input.ID]; entered {
		input.Value = line{}.entered(in.Values, jira.Field{ID: input.ID})
	}
	return []appcomponents.Field{input}
}

func (estimates) encode(values appcomponents.Values, meta jira.Field) (any, *Problem) {
	value := map[string]any{}
	for name, id := range map[string]string{"originalEstimate": meta.ID, "remainingEstimate": remaining(meta.ID)} {
		text, problem := line{}.encode(values, jira.Field{ID: id})
		if problem != nil {
			problem.At = id
			return nil, problem
		}
		if text != nil {
			value[name] = text
		}
	}
	if value["originalEstimate"] == nil && (len(value) == 0 || mustFill(meta)) {
		return nil, nil
	}
	return value, nil
}

type estimate struct {
	Original  string `json:"originalEstimate"`
	Remaining string `json:"remainingEstimate"`
}

// estimateIn is a value of Jira's, zero for anything else.
func estimateIn(value json.RawMessage) (e estimate) {
	if json.Unmarshal(value, &e) != nil {
		return estimate{}
	}
	return e
}
