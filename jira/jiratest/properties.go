package jiratest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// Limits of entity properties.
const (
	maxPropertyKey   = 255
	maxPropertyValue = 32768
)

func checkProperties(list []property) error {
	for _, p := range list {
		if err := checkProperty(p.Key, p.Value); err != nil {
			return err
		}
	}
	return nil
}

func checkProperty(key string, raw json.RawMessage) error {
	switch {
	case key == "" || len(key) > maxPropertyKey:
		return fail(http.StatusBadRequest, fmt.Sprintf("The property key '%s' is empty or longer than %d characters.", key, maxPropertyKey))
	case len(raw) == 0 || !json.Valid(raw):
		return fail(http.StatusBadRequest, "The value of the property is not valid JSON.")
	case len(raw) > maxPropertyValue:
		return fail(http.StatusBadRequest, fmt.Sprintf("The length of the property value is longer than %d characters.", maxPropertyValue))
	}
	return nil
}

// propertiesJSON picks properties by key; *all is all of them.
func propertiesJSON(i *issue, wanted []string) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for key, raw := range i.Properties {
		if slices.Contains(wanted, "*all") || slices.Contains(wanted, key) {
			out[key] = raw
		}
	}
	return out
}

func (s *Server) listProperties(c *call) (answer, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	keys := []any{}
	for _, key := range slices.Sorted(maps.Keys(i.Properties)) {
		keys = append(keys, map[string]string{"self": c.restLink("issue/%d/properties/%s", i.ID, key), "key": key})
	}
	return ok(map[string]any{"keys": keys})
}

func (s *Server) getProperty(c *call) (answer, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	raw, found := i.Properties[c.path("key")]
	if !found {
		return answer{}, noSuchProperty(c.path("key"))
	}
	return ok(map[string]any{"key": c.path("key"), "value": raw})
}

func noSuchProperty(key string) *failure {
	return fail(http.StatusNotFound, "The property with key '"+key+"' does not exist.")
}

// putProperty sets a property: 201 for a new one, 200 for one that was there.
func (s *Server) putProperty(c *call) (answer, error) {
	i, err := c.editable()
	if err != nil {
		return answer{}, err
	}
	key := c.path("key")
	if err := checkProperty(key, c.body); err != nil {
		return answer{}, err
	}
	status := http.StatusCreated
	if _, found := i.Properties[key]; found {
		status = http.StatusOK
	}
	i.Properties[key] = slices.Clone(c.body)
	s.state.touch()
	return answer{status: status, header: http.Header{}}, nil
}

func (s *Server) deleteProperty(c *call) (answer, error) {
	i, err := c.editable()
	if err != nil {
		return answer{}, err
	}
	if _, found := i.Properties[c.path("key")]; !found {
		return answer{}, noSuchProperty(c.path("key"))
	}
	delete(i.Properties, c.path("key"))
	s.state.touch()
	return noContent()
}

// editable is the issue of the address, if the caller may edit it.
func (c *call) editable() (*issue, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return nil, err
	}
	if !c.may(permEdit, c.projectOf(i)) {
		return nil, fail(http.StatusForbidden, "You do not have permission to edit issues in this project.")
	}
	return i, nil
}
