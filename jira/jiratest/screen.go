package jiratest

import "strings"

// parseNew reads the values of a new issue and fills in defaults.
func (c *call) parseNew(p *project, t *projectType, fields map[string]any) (map[string]value, error) {
	values, problems := c.parseValues(p, t, nil, fields)
	for _, f := range c.settable(p, t) {
		if _, given := fields[f.id]; given {
			continue
		}
		if f.initial != "" {
			values[f.id] = value{Text: f.initial}
		} else if f.required && f.id != "project" && f.id != "issuetype" && f.id != "reporter" {
			problems[f.id] = required(f.field)
		}
	}
	if _, given := values["reporter"]; !given && problems["reporter"] == "" {
		values["reporter"] = value{Text: c.who.person.Name}
	}
	if len(problems) > 0 {
		return nil, failFields(problems)
	}
	return values, nil
}

func required(f *field) string {
	if f.id == "summary" {
		return "You must specify a summary of the issue."
	}
	return f.name + " is required."
}

// parseValues reads what was given; nil clears a field, which leaves a value
// without content.
func (c *call) parseValues(p *project, t *projectType, i *issue, fields map[string]any) (map[string]value, map[string]string) {
	values, problems := map[string]value{}, map[string]string{}
	for id, raw := range fields {
		f := c.settableField(p, t, id)
		switch {
		case f == nil:
			problems[id] = notOnScreen(id)
		case raw == nil && f.required && (id != "reporter" || i != nil):
			problems[id] = required(f.field)
		case raw == nil || id == "assignee" && isNobody(raw):
			delete(values, id)
		default:
			v, problem := f.kind.parse(&parsing{call: c, field: f.field, project: p, issue: i}, raw)
			if problem != "" {
				at, text := whereItIs(id, problem)
				problems[at] = text
			} else {
				values[id] = v
			}
		}
	}
	return values, problems
}

// whereItIs takes the name of a part of the field off a problem.
func whereItIs(id, problem string) (at, text string) {
	if part, text, found := strings.Cut(problem, ":"); found && strings.HasPrefix(part, "_") {
		return id + part, text
	}
	return id, problem
}

// isNobody: an assignee without a name is none.
func isNobody(raw any) bool {
	m, isObject := raw.(map[string]any)
	name, given := m["name"]
	return isObject && given && (name == nil || name == "")
}

// settable lists the fields of the screen that the caller may fill in.
func (c *call) settable(p *project, t *projectType) []screenField {
	var out []screenField
	for _, f := range t.screen {
		switch {
		case f.id == "reporter" && !c.may(permModifyReporter, p):
		case f.id == "assignee" && !c.may(permAssign, p):
		default:
			out = append(out, f)
		}
	}
	return out
}

func (c *call) settableField(p *project, t *projectType, id string) *screenField {
	if id == "project" || id == "issuetype" || id == "attachment" || id == "issuelinks" {
		return nil
	}
	for _, f := range c.settable(p, t) {
		if f.id == id {
			return &f
		}
	}
	return nil
}
