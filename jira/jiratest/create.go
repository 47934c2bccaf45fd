package jiratest

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// createRequest is the body of POST /issue.
type createRequest struct {
	Fields          map[string]any    `json:"fields"`
	Update          map[string][]verb `json:"update"`
	Properties      []property        `json:"properties"`
	HistoryMetadata any               `json:"historyMetadata"`
	Transition      any               `json:"transition"`
}

// verb is one operation on a field, e.g. {"add": "label"}.
type verb map[string]any

type property struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

// postIssue creates an issue. 201 with id, key and self.
func (s *Server) postIssue(c *call) (answer, error) {
	var q createRequest
	if err := c.json(&q); err != nil {
		return answer{}, err
	}
	i, err := c.create(q)
	if err != nil {
		return answer{}, err
	}
	return created(map[string]any{"id": itoa(i.ID), "key": i.Key, "self": c.restLink("issue/%d", i.ID)})
}

// create checks everything before it changes anything.
func (c *call) create(q createRequest) (*issue, error) {
	p, t, err := c.placeOf(q.Fields)
	if err != nil {
		return nil, err
	}
	fields, err := setOnly(q.Fields, q.Update)
	if err != nil {
		return nil, err
	}
	values, err := c.parseNew(p, t, fields)
	if err != nil {
		return nil, err
	}
	if err := c.checkStorable(values); err != nil {
		return nil, err
	}
	if err := checkProperties(q.Properties); err != nil {
		return nil, err
	}
	i := c.newIssue(p, t)
	i.Values = values
	for _, prop := range q.Properties {
		i.Properties[prop.Key] = prop.Value
	}
	c.tell("jira:issue_created", "issue_created", i)
	return i, nil
}

// placeOf finds the project and the issue type of a new issue.
func (c *call) placeOf(fields map[string]any) (*project, *projectType, error) {
	refuse := func(field, text string) (*project, *projectType, error) {
		return nil, nil, failFields(map[string]string{field: text})
	}
	if fields["project"] == nil {
		return refuse("project", "project is required")
	}
	_, name, problem := reference(fields["project"], "id", "key")
	if problem != "" {
		return refuse("project", problem)
	}
	p := c.visible(name)
	if p == nil {
		return refuse("project", "valid project is required")
	}
	if !c.may(permCreate, p) {
		return refuse("project", "You do not have permission to create issues in this project.")
	}
	if fields["issuetype"] == nil {
		return refuse("issuetype", "issue type is required")
	}
	t, problem := findType(p, fields["issuetype"])
	if problem != "" {
		return refuse("issuetype", problem)
	}
	return p, t, nil
}

func findType(p *project, raw any) (*projectType, string) {
	by, text, problem := reference(raw, "id", "name")
	if problem != "" {
		return nil, problem
	}
	for i := range p.types {
		t := &p.types[i]
		if by == "id" && t.id == text || by == "name" && t.name == text {
			return t, ""
		}
	}
	return nil, "The issue type selected is invalid."
}

// setOnly joins "fields" with the verb "set" of "update", the only one that
// makes sense on a new issue besides "add" to a list.
func setOnly(fields map[string]any, update map[string][]verb) (map[string]any, error) {
	out := map[string]any{}
	for id, raw := range fields {
		if id != "project" && id != "issuetype" {
			out[id] = raw
		}
	}
	for id, verbs := range update {
		if _, both := out[id]; both {
			return nil, fail(http.StatusBadRequest, fmt.Sprintf("Field '%s' cannot be set by both 'fields' and 'update'.", id))
		}
		for _, v := range verbs {
			if set, given := v["set"]; given {
				out[id] = set
			} else if add, given := v["add"]; given {
				list, _ := out[id].([]any)
				out[id] = append(list, add)
			}
		}
	}
	return out, nil
}
