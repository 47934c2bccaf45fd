package jiratest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// workflow is the statuses an issue can be in and the ways between them.
type workflow struct {
	first       string // status of a new issue
	transitions []transition
}

// transition leads to a status from some, or from any if from is empty.
type transition struct {
	id, name, to string
	from         []string
	asksFor      []string // fields of its screen
}

func (t transition) leaves(status string) bool {
	for _, from := range t.from {
		if from == status {
			return true
		}
	}
	return len(t.from) == 0
}

func (s *Server) listTransitions(c *call) (answer, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	return ok(map[string]any{"expand": "transitions", "transitions": c.transitionsOf(i)})
}

func (c *call) transitionsOf(i *issue) []any {
	out := []any{}
	if !c.may(permTransition, c.projectOf(i)) {
		return out
	}
	for _, t := range c.workflowOf(i).transitions {
		if !t.leaves(i.Status) {
			continue
		}
		m := map[string]any{"id": t.id, "name": t.name, "to": c.statusJSON(c.catalog.status(t.to))}
		if c.query("expand") == "transitions.fields" {
			m["fields"] = c.transitionFields(t, i)
		}
		out = append(out, m)
	}
	return out
}

func (c *call) transitionFields(t transition, i *issue) map[string]any {
	out := map[string]any{}
	for _, id := range t.asksFor {
		out[id] = c.fieldMeta(screenField{field: c.catalog.field(id), required: true}, c.projectOf(i))
	}
	return out
}

func (c *call) workflowOf(i *issue) *workflow { return c.projectOf(i).workflow }

// looseID is an id that may come as text or as a number.
type looseID string

// UnmarshalJSON implements json.Unmarshaler.
func (id *looseID) UnmarshalJSON(b []byte) error {
	*id = looseID(strings.Trim(string(b), `"`))
	return nil
}

type transitionRequest struct {
	Transition *struct {
		ID looseID `json:"id"`
	} `json:"transition"`
	Fields          map[string]any    `json:"fields"`
	Update          map[string][]verb `json:"update"`
	HistoryMetadata any               `json:"historyMetadata"`
	Properties      []property        `json:"properties"`
}

// doTransition moves an issue to another status. 204.
func (s *Server) doTransition(c *call) (answer, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	var q transitionRequest
	if err := c.json(&q); err != nil {
		return answer{}, err
	}
	if q.Transition == nil || q.Transition.ID == "" {
		return answer{}, fail(http.StatusBadRequest, "Missing 'transition' identifier")
	}
	t := c.transition(i, string(q.Transition.ID))
	if t == nil {
		return answer{}, fail(http.StatusBadRequest, fmt.Sprintf("It seems that you have tried to perform a workflow operation (id %s) that is not valid for the current state of this issue. The likely cause is that somebody has changed the issue recently, please look at the issue history for details.", q.Transition.ID))
	}
	if err := c.followTransition(i, t, q); err != nil {
		return answer{}, err
	}
	return noContent()
}

func (c *call) transition(i *issue, id string) *transition {
	if !c.may(permTransition, c.projectOf(i)) {
		return nil
	}
	all := c.workflowOf(i).transitions
	for n := range all {
		if all[n].id == id && all[n].leaves(i.Status) {
			return &all[n]
		}
	}
	return nil
}

func (c *call) followTransition(i *issue, t *transition, q transitionRequest) error {
	resolution, err := c.resolutionFor(t, q.Fields)
	if err != nil {
		return err
	}
	delete(q.Fields, "resolution")
	if err := c.applyEdit(i, editRequest{Fields: q.Fields, Update: q.Update, Properties: q.Properties}); err != nil {
		return err
	}
	i.Status, i.Resolution, i.Resolved = t.to, resolution, time.Time{}
	if resolution != "" {
		i.Resolved = c.at
	}
	c.changed(i, "issue_generic")
	return nil
}

// resolutionFor is what the issue is resolved as after the transition: what
// the screen was filled in with, Done if there is no screen, and nothing
// outside the category of finished statuses.
func (c *call) resolutionFor(t *transition, fields map[string]any) (string, error) {
	asks := slices.Contains(t.asksFor, "resolution")
	raw, given := fields["resolution"]
	switch {
	case given && !asks:
		return "", failFields(map[string]string{"resolution": notOnScreen("resolution")})
	case given:
		r := c.findResolution(raw)
		if r == nil {
			return "", failFields(map[string]string{"resolution": "The resolution selected is invalid."})
		}
		return r.id, nil
	case asks:
		return "", failFields(map[string]string{"resolution": "Please select a resolution."})
	case c.catalog.status(t.to).category == finished():
		return resolutionDone, nil
	}
	return "", nil
}

func (c *call) findResolution(raw any) *named {
	m, _ := raw.(map[string]any)
	for _, r := range c.catalog.resolutions {
		if m["id"] == r.id || m["name"] == r.name {
			return r
		}
	}
	return nil
}
