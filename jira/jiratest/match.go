package jiratest

import (
	"fmt"
	"slices"
	"strings"
)

// match is a condition ready to be tried on issues.
type match func(*issue) bool

// matcher turns clauses into matches and collects what is wrong with them.
type matcher struct {
	*call
	problems []string
}

func (m *matcher) problem(format string, args ...any) {
	m.problems = append(m.problems, fmt.Sprintf(format, args...))
}

func nothing(*issue) bool { return false }

// build makes the match of a clause. A condition with a problem matches
// nothing; a list keeps the values that are good.
func (m *matcher) build(k *clause) match {
	parts := make([]match, 0, len(k.parts))
	for _, part := range k.parts {
		parts = append(parts, m.build(part))
	}
	switch k.combine {
	case "not":
		return func(i *issue) bool { return !parts[0](i) }
	case "and":
		return func(i *issue) bool { return !slices.ContainsFunc(parts, func(f match) bool { return !f(i) }) }
	case "or":
		return func(i *issue) bool { return slices.ContainsFunc(parts, func(f match) bool { return f(i) }) }
	}
	return m.condition(k)
}

func (m *matcher) condition(k *clause) match {
	name := strings.ToLower(k.field)
	switch {
	case slices.Contains([]string{"key", "issuekey", "issue", "id"}, name):
		return m.byIssue(k)
	case slices.Contains([]string{"summary", "description", "environment", "comment", "text"}, name):
		return m.byText(k, name)
	case slices.Contains([]string{"created", "createddate", "updated", "updateddate", "resolved", "resolutiondate", "due", "duedate"}, name):
		return m.byTime(k, name)
	}
	values := m.holder(name)
	if values == nil {
		m.problem("Field '%s' does not exist or you do not have permission to view it.", k.field)
		return nothing
	}
	return m.bySet(k, values)
}

// holding is what an issue holds in a field, and what an operand means there.
type holding struct {
	of      func(*issue) []string
	resolve func(operand) (id string, found bool)
}

// bySet compares values that can only be equal or not.
func (m *matcher) bySet(k *clause, h *holding) match {
	if !slices.Contains([]string{"=", "!=", "in", "not in", "is", "is not"}, k.operator) {
		m.problem("The operator '%s' is not supported by the '%s' field.", k.operator, k.field)
		return nothing
	}
	var wanted []string
	empty := false
	for _, v := range k.values {
		if v.empty {
			empty = true
		} else if id, found := h.resolve(v); found {
			wanted = append(wanted, id)
		} else {
			m.problem("The value '%s' does not exist for the field '%s'.", v.text, k.field)
		}
	}
	negative := k.operator == "!=" || k.operator == "not in" || k.operator == "is not"
	return func(i *issue) bool {
		has := h.of(i)
		if len(has) == 0 { // an empty field is not unequal either, only EMPTY finds it
			return empty != negative && empty
		}
		return slices.ContainsFunc(has, func(id string) bool { return slices.Contains(wanted, id) }) != negative
	}
}

// byIssue is key, and id, which JQL treats alike.
func (m *matcher) byIssue(k *clause) match {
	if !slices.Contains([]string{"=", "!=", "in", "not in"}, k.operator) {
		m.problem("The operator '%s' is not supported by the '%s' field.", k.operator, k.field)
		return nothing
	}
	var ids []int
	for _, v := range k.values {
		if i := m.issueOperand(k, v); i != nil {
			ids = append(ids, i.ID)
		}
	}
	negative := k.operator == "!=" || k.operator == "not in"
	return func(i *issue) bool { return slices.Contains(ids, i.ID) != negative }
}

func (m *matcher) issueOperand(k *clause, v operand) *issue {
	i := m.state.find(v.text)
	isNumber := v.text != "" && strings.Trim(v.text, "0123456789") == ""
	switch {
	case !isNumber && !looksLikeKey(v.text):
		m.problem("The issue key '%s' for field '%s' is invalid.", v.text, k.field)
	case (i == nil || !m.sees(i)) && isNumber:
		m.problem("A value with ID '%s' does not exist for the field '%s'.", v.text, k.field)
	case i == nil || !m.sees(i):
		m.problem("An issue with key '%s' does not exist for field '%s'.", v.text, k.field)
	case !isNumber && !strings.EqualFold(i.Key, v.text) && k.operator != "=":
		m.problem("Operator '%s' cannot be applied to moved issue key '%s'", k.operator, v.text)
	default:
		return i
	}
	return nil
}

func looksLikeKey(text string) bool {
	project, number, found := strings.Cut(text, "-")
	return found && project != "" && number != "" && strings.Trim(number, "0123456789") == "" && number[0] != '0'
}

func (m *matcher) byText(k *clause, name string) match {
	if k.operator == "is" || k.operator == "is not" {
		return func(i *issue) bool { return (i.Values[name].Text == "") == (k.operator == "is") }
	}
	if k.operator != "~" && k.operator != "!~" {
		m.problem("The operator '%s' is not supported by the '%s' field.", k.operator, k.field)
		return nothing
	}
	q, problem := parseTextQuery(k.field, k.values[0].text)
	if problem != "" {
		m.problem("%s", problem)
		return nothing
	}
	return func(i *issue) bool { return q.matches(textsOf(i, name)...) == (k.operator == "~") }
}

func textsOf(i *issue, name string) []string {
	var texts []string
	for _, id := range []string{"summary", "description", "environment"} {
		if name == id || name == "text" {
			texts = append(texts, i.Values[id].Text)
		}
	}
	if name == "comment" || name == "text" {
		for _, c := range i.Comments {
			texts = append(texts, c.Body)
		}
	}
	return texts
}
