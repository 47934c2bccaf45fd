package jiratest

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

// listTokens lists the caller's own personal access tokens, without the tokens.
func (s *Server) listTokens(c *call) (answer, error) {
	mine := slices.DeleteFunc(slices.Clone(s.state.Tokens), func(t *personalToken) bool { return t.Person != c.who.name() })
	return listAll(mine, func(t *personalToken) any { return tokenJSON(t) })
}

func tokenJSON(t *personalToken) map[string]any {
	m := map[string]any{"id": t.ID, "name": t.Name, "createdAt": stamp(t.Created)}
	if !t.Expires.IsZero() {
		m["expiringAt"] = stamp(t.Expires)
	}
	return m
}

// createToken answers the token once, as rawToken.
func (s *Server) createToken(c *call) (answer, error) {
	var q struct {
		Name               string `json:"name"`
		ExpirationDuration int    `json:"expirationDuration"` // days
	}
	if err := c.json(&q); err != nil {
		return answer{}, err
	}
	if q.Name == "" {
		return answer{}, fail(http.StatusBadRequest, "The token needs a name.")
	}
	t := &personalToken{ID: s.state.nextID(), Person: c.who.name(), Name: q.Name, Created: c.at,
		Token: base64.StdEncoding.EncodeToString([]byte(s.hex(16)))[:43] + "0"}
	if q.ExpirationDuration > 0 {
		t.Expires = c.at.AddDate(0, 0, q.ExpirationDuration)
	}
	s.state.Tokens = append(s.state.Tokens, t)
	s.state.touch()
	m := tokenJSON(t)
	m["rawToken"] = t.Token
	return created(m)
}

func (s *Server) deleteToken(c *call) (answer, error) {
	before := len(s.state.Tokens)
	s.state.Tokens = slices.DeleteFunc(s.state.Tokens, func(t *personalToken) bool {
		return t.Person == c.who.name() && itoa(t.ID) == c.path("id")
	})
	if len(s.state.Tokens) == before {
		return answer{}, fail(http.StatusNotFound, "Token not found.")
	}
	s.state.touch()
	return noContent()
}

// suggestLabels completes labels that issues have.
func (s *Server) suggestLabels(c *call) (answer, error) {
	start, seen, out := strings.ToLower(c.query("query")), map[string]bool{}, []any{}
	for _, i := range s.sortedIssues() {
		for _, label := range i.Values["labels"].List {
			if c.sees(i) && !seen[label] && strings.HasPrefix(strings.ToLower(label), start) {
				seen[label] = true
				out = append(out, map[string]string{"label": label, "html": label})
			}
		}
	}
	return ok(map[string]any{"token": c.query("query"), "suggestions": out})
}
