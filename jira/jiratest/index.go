package jiratest

import (
	"net/http"
	"time"
)

// indexed tells whether the search finds the issue: it is in the index, which
// lags, and was not archived, which takes it out.
func (c *call) indexed(i *issue) bool {
	return !c.at.Before(i.Created.Add(c.indexLag)) && i.Archived.IsZero()
}

// SetIndexLag changes how long new issues are not found by searching.
func (s *Server) SetIndexLag(lag time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.indexLag = lag
}

// simIndex is SetIndexLag: {"lag_ms": 3000}.
func (s *Server) simIndex(c *call) (answer, error) {
	var q struct {
		LagMS int64 `json:"lag_ms"`
	}
	if err := c.simJSON(&q); err != nil {
		return answer{}, err
	}
	if q.LagMS < 0 {
		return answer{}, fail(http.StatusBadRequest, "lag_ms is a number of milliseconds.")
	}
	s.indexLag = time.Duration(q.LagMS) * time.Millisecond
	return noContent()
}
