package jiratest

import (
	"fmt"
	"slices"
	"strings"
)

// holder tells how JQL sees a field whose values can only be equal or not; nil
// if there is no such field.
func (m *matcher) holder(name string) *holding {
	k := m.catalog
	switch name {
	case "project":
		return &holding{of: func(i *issue) []string { return []string{i.Project} }, resolve: m.projectOperand}
	case "creator":
		return &holding{of: func(i *issue) []string { return []string{i.Creator} }, resolve: m.personOperand}
	case "reporter", "assignee":
		return &holding{of: textOf(name), resolve: m.personOperand}
	case "status":
		return &holding{of: func(i *issue) []string { return []string{i.Status} },
			resolve: among(k.statuses, func(v *status) (string, string) { return v.id, v.name })}
	case "statuscategory":
		return m.categories()
	case "issuetype", "type":
		return m.types()
	case "priority":
		return &holding{of: textOf("priority"), resolve: among(k.priorities, func(p *priority) (string, string) { return p.id, p.name })}
	case "resolution":
		return resolutions(k)
	case "labels":
		return &holding{of: func(i *issue) []string { return i.Values["labels"].List },
			resolve: func(v operand) (string, bool) { return v.text, true }}
	case "parent":
		return &holding{of: textOf("parent"), resolve: func(v operand) (string, bool) {
			i := m.state.find(v.text)
			return v.text, i != nil
		}}
	}
	return m.customHolder(name)
}

// customHolder finds a custom field by cf[id] or by name; its text is compared.
func (m *matcher) customHolder(name string) *holding {
	for _, f := range m.catalog.fields {
		if f.system || !slices.ContainsFunc(f.clauseNames(), func(n string) bool { return strings.EqualFold(n, name) }) {
			continue
		}
		resolve := func(v operand) (string, bool) { return v.text, true }
		if len(f.options) > 0 {
			resolve = among(f.options, func(o *option) (string, string) { return o.id, o.value })
		}
		return &holding{resolve: resolve, of: func(i *issue) []string {
			v, filled := i.Values[f.id]
			if !filled {
				return nil
			}
			if v.List != nil {
				return v.List
			}
			return []string{v.Text}
		}}
	}
	return nil
}

func textOf(id string) func(*issue) []string {
	return func(i *issue) []string {
		if text := i.Values[id].Text; text != "" {
			return []string{text}
		}
		return nil
	}
}

// among finds an operand by id or by name without case.
func among[T any](list []T, names func(T) (id, name string)) func(operand) (string, bool) {
	return func(v operand) (string, bool) {
		for _, entry := range list {
			if id, name := names(entry); id == v.text || strings.EqualFold(name, v.text) {
				return id, true
			}
		}
		return "", false
	}
}

func (m *matcher) projectOperand(v operand) (string, bool) {
	for _, p := range m.catalog.projects {
		if (p.id == v.text || strings.EqualFold(p.key, v.text) || strings.EqualFold(p.name, v.text)) && m.may(permBrowse, p) {
			return p.key, true
		}
	}
	return "", false
}

func (m *matcher) personOperand(v operand) (string, bool) {
	if v.function {
		return m.who.name(), v.text == "currentuser" && m.who.person != nil
	}
	if p := m.person(v.text); p != nil {
		return p.Name, true
	}
	if p := m.personByKey(v.text); p != nil {
		return p.Name, true
	}
	return "", false
}

// types resolves a type, and the functions that stand for all of sub-tasks and
// for all others.
func (m *matcher) types() *holding {
	find := among(m.catalog.types, func(t *issueType) (string, string) { return t.id, t.name })
	functions := map[string]string{"standardissuetypes": "false", "subtaskissuetypes": "true"}
	return &holding{
		of: func(i *issue) []string {
			return []string{i.Type, fmt.Sprint(m.catalog.issueType(i.Type).subtask)}
		},
		resolve: func(v operand) (string, bool) {
			if v.function {
				subtask, known := functions[v.text]
				return subtask, known
			}
			return find(v)
		},
	}
}

func (m *matcher) categories() *holding {
	all := []statusCategory{toDo(), inProgress(), finished()}
	return &holding{
		of: func(i *issue) []string { return []string{itoa(m.catalog.status(i.Status).category.id)} },
		resolve: func(v operand) (string, bool) {
			for _, k := range all {
				if strings.EqualFold(v.text, k.name) || strings.EqualFold(v.text, k.key) || v.text == itoa(k.id) {
					return itoa(k.id), true
				}
			}
			return "", false
		},
	}
}

// resolutions: Unresolved is how JQL names no resolution at all.
func resolutions(k *catalog) *holding {
	const unresolved = "-1"
	find := among(k.resolutions, func(n *named) (string, string) { return n.id, n.name })
	return &holding{
		of: func(i *issue) []string { return []string{orElse(i.Resolution, unresolved)} },
		resolve: func(v operand) (string, bool) {
			if strings.EqualFold(v.text, "unresolved") {
				return unresolved, true
			}
			return find(v)
		},
	}
}
