package jiratest

import (
	"encoding/json"
	"net/http"
)

// This file is what no Jira has: /rest/sim/1.0, for tests and for people who
// try things out. Nobody needs to be signed in for it.

type linkRequest struct {
	Name        string `json:"name"`
	RedirectURI string `json:"redirect_uri"`
	Scope       string `json:"scope"` // default WRITE
}

func (s *Server) simAddLink(c *call) (answer, error) {
	var q linkRequest
	if err := c.simJSON(&q); err != nil {
		return answer{}, err
	}
	q.Scope = orElse(q.Scope, "WRITE")
	if problem := checkLink(q.Name, q.RedirectURI, q.Scope); problem != "" {
		return answer{}, fail(http.StatusBadRequest, problem)
	}
	return created(s.addLink(q.Name, q.RedirectURI, q.Scope))
}

func (s *Server) simLinks(*call) (answer, error) {
	return listAll(s.state.Links, func(l *link) any { return l })
}

func (s *Server) simSetFault(c *call) (answer, error) {
	var f Fault
	if err := c.simJSON(&f); err != nil {
		return answer{}, err
	}
	if err := s.SetFault(f); err != nil {
		return answer{}, fail(http.StatusBadRequest, err.Error())
	}
	return created(f)
}

func (s *Server) simFaults(*call) (answer, error) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	out := []Fault{}
	for _, f := range s.faults.list {
		if f.left != 0 {
			left := f.Fault
			left.Times = f.left
			out = append(out, left)
		}
	}
	return ok(out)
}

func (s *Server) simClearFaults(*call) (answer, error) {
	s.ClearFaults()
	return noContent()
}

func (s *Server) simRequests(*call) (answer, error) { return ok(s.Requests()) }

func (s *Server) simClearRequests(*call) (answer, error) {
	s.ClearRequests()
	return noContent()
}

// simMove moves an issue to another project, which REST 2 cannot.
func (s *Server) simMove(c *call) (answer, error) {
	var q struct{ Issue, Project string }
	if err := c.simJSON(&q); err != nil {
		return answer{}, err
	}
	key, err := c.move(q.Issue, q.Project)
	if err != nil {
		return answer{}, fail(http.StatusBadRequest, err.Error())
	}
	return ok(map[string]string{"key": key})
}

func (c *call) simJSON(into any) error {
	if err := json.Unmarshal(c.body, into); err != nil {
		return fail(http.StatusBadRequest, "The body is not the expected JSON: "+err.Error())
	}
	return nil
}
