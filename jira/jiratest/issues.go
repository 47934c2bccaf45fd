package jiratest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// issue is one issue. References are ids, people are names.
type issue struct {
	ID          int                        `json:"id"`
	Key         string                     `json:"key"`
	Project     string                     `json:"project"` // key
	Type        string                     `json:"type"`
	Status      string                     `json:"status"`
	Resolution  string                     `json:"resolution,omitempty"`
	Creator     string                     `json:"creator"`
	Created     time.Time                  `json:"created"`
	Updated     time.Time                  `json:"updated"`
	Resolved    time.Time                  `json:"resolved"`
	Archived    time.Time                  `json:"archived"`
	ArchivedBy  string                     `json:"archived_by,omitempty"`
	Values      map[string]value           `json:"values"`
	Properties  map[string]json.RawMessage `json:"properties"`
	Comments    []*comment                 `json:"comments"`
	Attachments []*attachment              `json:"attachments"`
	RemoteLinks []*remoteLink              `json:"remote_links"`
}

func (c *call) projectOf(i *issue) *project { return c.catalog.project(i.Project) }

func (c *call) typeOf(i *issue) *projectType { return c.projectOf(i).issueType(i.Type) }

func issueDoesNotExist() *failure { return fail(http.StatusNotFound, "Issue Does Not Exist") }

// issue finds an issue by id or key: the exact key, else without case, else a
// key it had before it was moved. An invisible issue is a missing one, except
// to anonymous callers, who are told to log in.
func (c *call) issue(idOrKey string) (*issue, error) {
	i := c.state.find(idOrKey)
	if i == nil {
		return nil, issueDoesNotExist()
	}
	if c.sees(i) {
		return i, nil
	}
	if c.who.person == nil {
		return nil, fail(http.StatusUnauthorized, "You do not have the permission to see the specified issue.", "Login Required")
	}
	return nil, issueDoesNotExist()
}

func (t *state) find(idOrKey string) *issue {
	if id, err := strconv.Atoi(idOrKey); err == nil {
		return t.Issues[id]
	}
	key := strings.ToUpper(idOrKey)
	if i := t.byKey[key]; i != nil {
		return i
	}
	return t.Issues[t.Moved[key]]
}

// newIssue gives an issue its id and the next key of its project.
func (c *call) newIssue(p *project, t *projectType) *issue {
	c.state.Counters[p.key]++
	i := &issue{
		ID: c.state.nextID(), Key: p.key + "-" + itoa(c.state.Counters[p.key]), Project: p.key, Type: t.id,
		Status: p.workflow.first, Creator: c.who.person.Name, Created: c.at, Updated: c.at,
		Values: map[string]value{}, Properties: map[string]json.RawMessage{},
	}
	c.state.Issues[i.ID], c.state.byKey[i.Key] = i, i
	c.state.touch()
	return i
}

func (s *Server) getIssue(c *call) (answer, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	m := c.issueJSON(i, fieldSet{names: splitList(c.query("fields"), "*all")})
	if wanted := splitList(c.query("properties"), ""); len(wanted) > 0 {
		m["properties"] = propertiesJSON(i, wanted)
	}
	c.expandIssue(m, i, splitList(c.query("expand"), ""))
	return ok(m)
}

func (c *call) expandIssue(m map[string]any, i *issue, expand []string) {
	for _, what := range expand {
		switch what {
		case "transitions":
			m["transitions"] = c.transitionsOf(i)
		case "renderedFields":
			m["renderedFields"] = c.renderedFields(i)
		case "names":
			m["names"] = c.fieldNames()
		}
	}
}

func (s *Server) deleteIssue(c *call) (answer, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	if !c.may(permDelete, c.projectOf(i)) {
		return answer{}, fail(http.StatusForbidden, "You do not have permission to delete issues in this project.")
	}
	for _, a := range i.Attachments {
		c.files.remove(a.ID)
	}
	c.tell("jira:issue_deleted", "issue_deleted", i)
	delete(c.state.Issues, i.ID)
	delete(c.state.byKey, i.Key)
	c.state.touch()
	return noContent()
}

// CreateIssue creates an issue in a person's name, by the rules of REST. Fields
// are what a POST would carry, e.g. {"project": {"key": "IT"}, …}.
func (s *Server) CreateIssue(person string, fields map[string]any) (key string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.person(person)
	if p == nil {
		return "", fmt.Errorf("jiratest: no person named %q", person)
	}
	c := &call{Server: s, who: identity{person: p, how: byToken}, at: s.now(), base: s.baseURL}
	i, err := c.create(createRequest{Fields: plain(fields)})
	if err != nil {
		return "", err
	}
	return i.Key, s.save()
}

// plain turns any fields into what decoding JSON would have given.
func plain(fields map[string]any) map[string]any {
	b, err := json.Marshal(fields)
	if err != nil {
		return fields
	}
	var out map[string]any
	_ = json.Unmarshal(b, &out)
	return out
}

// splitList reads a comma separated list.
func splitList(text, fallback string) []string {
	var out []string
	for _, part := range strings.Split(orElse(text, fallback), ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func atoi(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
