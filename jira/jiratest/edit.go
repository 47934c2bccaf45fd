package jiratest

import (
	"net/http"
	"slices"
)

// editRequest is the body of PUT /issue/{key}.
type editRequest struct {
	Fields          map[string]any    `json:"fields"`
	Update          map[string][]verb `json:"update"`
	Properties      []property        `json:"properties"`
	HistoryMetadata any               `json:"historyMetadata"`
	Transition      any               `json:"transition"`
}

// putIssue edits an issue. 204.
func (s *Server) putIssue(c *call) (answer, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	if !c.may(permEdit, c.projectOf(i)) {
		return answer{}, fail(http.StatusForbidden, "You do not have permission to edit issues in this project.")
	}
	var q editRequest
	if err := c.json(&q); err != nil {
		return answer{}, err
	}
	if len(q.Fields)+len(q.Update)+len(q.Properties) == 0 {
		return answer{}, fail(http.StatusBadRequest, "one of 'fields' or 'update' required")
	}
	if err := c.applyEdit(i, q); err != nil {
		return answer{}, err
	}
	return noContent()
}

// putAssignee assigns an issue: {"name": …}, where null is nobody. 204.
func (s *Server) putAssignee(c *call) (answer, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	if !c.may(permAssign, c.projectOf(i)) {
		return answer{}, fail(http.StatusForbidden, "You do not have permission to assign issues in this project.")
	}
	var q struct {
		Name any `json:"name"`
	}
	if err := c.json(&q); err != nil {
		return answer{}, err
	}
	if err := c.applyEdit(i, editRequest{Fields: map[string]any{"assignee": map[string]any{"name": q.Name}}}); err != nil {
		return answer{}, err
	}
	return noContent()
}

// applyEdit checks all changes, then makes them.
func (c *call) applyEdit(i *issue, q editRequest) error {
	fields, notes, err := c.plan(i, q)
	if err != nil {
		return err
	}
	values, problems := c.parseValues(c.projectOf(i), c.typeOf(i), i, fields)
	if len(problems) > 0 {
		return failFields(problems)
	}
	if err := checkProperties(q.Properties); err != nil {
		return err
	}
	for id := range fields {
		if v, filled := values[id]; filled {
			i.Values[id] = v
		} else {
			delete(i.Values, id)
		}
	}
	for _, prop := range q.Properties {
		i.Properties[prop.Key] = prop.Value
	}
	for _, text := range notes {
		c.addComment(i, text)
	}
	c.changed(i, "issue_updated")
	return nil
}

// plan turns verbs into the values fields shall have, and collects comments.
func (c *call) plan(i *issue, q editRequest) (fields map[string]any, notes []string, err error) {
	fields = map[string]any{}
	for id, raw := range q.Fields {
		fields[id] = raw
	}
	for id, verbs := range q.Update {
		for _, v := range verbs {
			if id == "comment" {
				text, err := commentText(v)
				if err != nil {
					return nil, nil, err
				}
				notes = append(notes, text)
				continue
			}
			if err := c.applyVerb(i, fields, id, v); err != nil {
				return nil, nil, err
			}
		}
	}
	return fields, notes, nil
}

func commentText(v verb) (string, error) {
	add, _ := v["add"].(map[string]any)
	text, _ := add["body"].(string)
	if text == "" {
		return "", failFields(map[string]string{"comment": "Comment body can not be empty!"})
	}
	return text, nil
}

// applyVerb works out one verb on top of the issue's value and earlier verbs.
func (c *call) applyVerb(i *issue, fields map[string]any, id string, v verb) error {
	for name, raw := range v {
		if name == "set" {
			fields[id] = raw
			continue
		}
		f := c.settableField(c.projectOf(i), c.typeOf(i), id)
		if f == nil {
			return failFields(map[string]string{id: notOnScreen(id)})
		}
		if !slices.Contains(f.kind.operations(), name) {
			return failFields(map[string]string{id: "Field does not support update '" + id + "' with verb '" + name + "'"})
		}
		list, planned := fields[id].([]any)
		if !planned {
			list = c.currentList(i, f.field)
		}
		if name == "add" {
			fields[id] = append(list, raw)
		} else {
			fields[id] = slices.DeleteFunc(list, func(entry any) bool { return sameReference(entry, raw) })
		}
	}
	return nil
}

// currentList is the value of a list in the form a request would give it.
func (c *call) currentList(i *issue, f *field) []any {
	list := []any{}
	for _, text := range i.Values[f.id].List {
		switch f.kind.items {
		case "string":
			list = append(list, text)
		case "user":
			list = append(list, map[string]any{"name": text})
		default:
			list = append(list, map[string]any{"id": text})
		}
	}
	return list
}

func sameReference(a, b any) bool {
	left, isObject := a.(map[string]any)
	right, both := b.(map[string]any)
	if !isObject || !both {
		return !isObject && !both && a == b
	}
	return left["id"] == right["id"] && left["name"] == right["name"]
}
