package jiratest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// notOnScreen is Jira's answer to a field it does not expect.
func notOnScreen(id string) string {
	return fmt.Sprintf("Field '%s' cannot be set. It is not on the appropriate screen, or unknown.", id)
}

func javaLength(text string) int { return len(utf16.Encode([]rune(text))) }

func parseText(raw any, limit int, limitText string) (value, string) {
	text, isText := raw.(string)
	if !isText {
		return value{}, "Operation value must be a string"
	}
	if javaLength(text) > limit {
		return value{}, fmt.Sprintf("The entered text is too long. It exceeds the allowed limit of %s characters.", limitText)
	}
	return value{Text: text}, ""
}

func parseSummary(_ *parsing, raw any) (value, string) {
	text, isText := raw.(string)
	switch {
	case !isText:
		return value{}, "Operation value must be a string"
	case strings.TrimSpace(text) == "":
		return value{}, "You must specify a summary of the issue."
	case strings.ContainsAny(text, "\r\n"):
		return value{}, "The summary is invalid because it contains newline characters."
	case javaLength(text) > 255:
		return value{}, "Summary must be less than 255 characters."
	}
	return value{Text: text}, ""
}

func parseLine(_ *parsing, raw any) (value, string) { return parseText(raw, 255, "255") }

func parseNumber(_ *parsing, raw any) (value, string) {
	n, isNumber := raw.(float64)
	if !isNumber {
		return value{}, "Operation value must be a number"
	}
	return value{Number: n, Text: strconv.FormatFloat(n, 'g', -1, 64)}, ""
}

func parseDate(_ *parsing, raw any) (value, string) {
	text, isText := raw.(string)
	if !isText {
		return value{}, "Operation value must be a string"
	}
	if _, err := time.Parse("2006-01-02", text); err != nil {
		return value{}, "Error parsing date string: " + text
	}
	return value{Text: text}, ""
}

func parseDateTime(_ *parsing, raw any) (value, string) {
	text, isText := raw.(string)
	if !isText {
		return value{}, "Operation value must be a string"
	}
	t, err := time.Parse("2006-01-02T15:04:05.000-0700", text)
	if err != nil {
		return value{}, "Error parsing date string: " + text
	}
	return value{Text: stamp(t)}, ""
}

// reference reads an object that names something by one of the properties.
func reference(raw any, properties ...string) (property, text, problem string) {
	m, isObject := raw.(map[string]any)
	if !isObject {
		return "", "", "data was not an object"
	}
	for _, name := range properties {
		v, given := m[name]
		if !given || v == nil {
			continue
		}
		text, isText := v.(string)
		if !isText {
			return "", "", fmt.Sprintf("expected '%s' property to be a string", name)
		}
		return name, text, ""
	}
	return "", "", fmt.Sprintf("Could not find valid '%s'.", strings.Join(properties, "' or '"))
}

func parseOption(p *parsing, raw any) (value, string) {
	o, problem := findOption(p.field.options, raw)
	if problem != "" {
		return value{}, problem
	}
	return value{Text: o.id}, ""
}

func findOption(options []*option, raw any) (*option, string) {
	by, text, problem := reference(raw, "id", "value")
	if problem != "" {
		return nil, problem
	}
	for _, o := range options {
		if !o.disabled && (by == "id" && o.id == text || by == "value" && o.value == text) {
			return o, ""
		}
	}
	return nil, fmt.Sprintf("Option %s '%s' is not valid", by, text)
}

func parseCascade(p *parsing, raw any) (value, string) {
	parent, problem := findOption(p.field.options, raw)
	if problem != "" {
		return value{}, problem
	}
	out := value{List: []string{parent.id}}
	if child, given := raw.(map[string]any)["child"]; given && child != nil {
		o, problem := findOption(parent.children, child)
		if problem != "" {
			return value{}, problem
		}
		out.List = append(out.List, o.id)
	}
	return out, ""
}

func parseUser(p *parsing, raw any) (value, string) {
	_, name, problem := reference(raw, "name")
	if problem != "" {
		return value{}, problem
	}
	who := p.person(name)
	switch {
	case p.field.id == "assignee" && name == "-1":
		return value{Text: p.project.lead}, ""
	case who == nil && p.field.id == "reporter":
		return value{}, "The reporter specified is not a user."
	case who == nil:
		return value{}, fmt.Sprintf("User '%s' does not exist.", name)
	case p.field.id == "assignee" && !p.has(who, permAssignable, p.project):
		return value{}, fmt.Sprintf("User '%s' cannot be assigned issues.", name)
	}
	return value{Text: who.Name}, ""
}

func parseGroup(p *parsing, raw any) (value, string) {
	_, name, problem := reference(raw, "name")
	if problem != "" {
		return value{}, problem
	}
	for _, who := range p.people {
		if who.in(name) {
			return value{Text: name}, ""
		}
	}
	return value{}, fmt.Sprintf("Could not find group with name '%s'.", name)
}

func parseLabel(_ *parsing, raw any) (value, string) {
	text, isText := raw.(string)
	switch {
	case !isText:
		return value{}, "string expected at index 0"
	case strings.ContainsAny(text, " \t\n"):
		return value{}, fmt.Sprintf("The label '%s' contains spaces which is invalid.", text)
	case javaLength(text) > 255:
		return value{}, fmt.Sprintf("The label '%s' exceeds the maximum length of 255 characters.", text)
	}
	return value{Text: text}, ""
}

// parseTimeTracking reads two durations. Its problems are told under the names
// that the inputs of Jira's form have, so they come with a name in front.
func parseTimeTracking(_ *parsing, raw any) (value, string) {
	m, isObject := raw.(map[string]any)
	if !isObject {
		return value{}, "data was not an object"
	}
	out := value{List: []string{"", ""}}
	for n, name := range []string{"original", "remaining"} {
		text, isText := m[name+"Estimate"].(string)
		if m[name+"Estimate"] != nil && !(isText && durationPattern().MatchString(text)) {
			return value{}, "_" + name + "estimate:The " + name + " estimate specified is not valid."
		}
		out.List[n] = text
	}
	return out, ""
}

// durationPattern is Jira's way to write time: 1w 2d 3h 4m.
func durationPattern() *regexp.Regexp {
	return regexp.MustCompile(`^\s*\d+(\.\d+)?[wdhm]?(\s+\d+(\.\d+)?[wdhm])*\s*$`)
}
