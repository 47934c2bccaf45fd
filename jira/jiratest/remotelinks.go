package jiratest

import (
	"encoding/json"
	"net/http"
	"slices"
)

// remoteLink is a link from an issue to something elsewhere.
type remoteLink struct {
	ID           int             `json:"id"`
	GlobalID     string          `json:"globalId"`
	Application  json.RawMessage `json:"application,omitempty"`
	Relationship string          `json:"relationship,omitempty"`
	Object       json.RawMessage `json:"object"`
}

func (c *call) remoteLinkJSON(i *issue, l *remoteLink) map[string]any {
	m := map[string]any{"id": l.ID, "self": c.restLink("issue/%s/remotelink/%d", i.Key, l.ID), "object": l.Object,
		"application": map[string]any{}}
	if l.GlobalID != "" {
		m["globalId"] = l.GlobalID
	}
	if l.Application != nil {
		m["application"] = l.Application
	}
	if l.Relationship != "" {
		m["relationship"] = l.Relationship
	}
	return m
}

// listRemoteLinks lists all, or answers the one with ?globalId=.
func (s *Server) listRemoteLinks(c *call) (answer, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	if global := c.query("globalId"); global != "" {
		if l := i.remoteLinkByGlobal(global); l != nil {
			return ok(c.remoteLinkJSON(i, l))
		}
		return answer{}, fail(http.StatusNotFound, "Remote link with global id '"+global+"' does not exist.")
	}
	return listAll(i.RemoteLinks, func(l *remoteLink) any { return c.remoteLinkJSON(i, l) })
}

func (i *issue) remoteLinkByGlobal(global string) *remoteLink {
	for _, l := range i.RemoteLinks {
		if l.GlobalID == global {
			return l
		}
	}
	return nil
}

// linkable is the issue of the address, if the caller may link it.
func (c *call) linkable() (*issue, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return nil, err
	}
	if !c.may(permLink, c.projectOf(i)) {
		return nil, fail(http.StatusForbidden, "No Link Issue Permission for issue '"+i.Key+"'")
	}
	return i, nil
}

// readRemoteLink insists on object.url and object.title.
func (c *call) readRemoteLink() (*remoteLink, error) {
	var l remoteLink
	if err := c.json(&l); err != nil {
		return nil, err
	}
	var object struct{ URL, Title string }
	_ = json.Unmarshal(l.Object, &object) // a wrong object lacks both
	problems := map[string]string{}
	if object.URL == "" {
		problems["url"] = "'url' is required."
	}
	if object.Title == "" {
		problems["title"] = "'title' is required."
	}
	if len(l.GlobalID) > 255 {
		problems["globalId"] = "'globalId' is longer than 255 characters."
	}
	if len(problems) > 0 {
		return nil, failFields(problems)
	}
	return &l, nil
}

// postRemoteLink creates a link, or replaces the one with the same global id.
func (s *Server) postRemoteLink(c *call) (answer, error) {
	i, err := c.linkable()
	if err != nil {
		return answer{}, err
	}
	l, err := c.readRemoteLink()
	if err != nil {
		return answer{}, err
	}
	status := http.StatusCreated
	if old := i.remoteLinkByGlobal(l.GlobalID); old != nil && l.GlobalID != "" {
		l.ID, status = old.ID, http.StatusOK
		*old = *l
	} else {
		l.ID = s.state.nextID()
		i.RemoteLinks = append(i.RemoteLinks, l)
	}
	s.state.touch()
	return jsonAnswer(status, map[string]any{"id": l.ID, "self": c.restLink("issue/%s/remotelink/%d", i.Key, l.ID)})
}

// deleteRemoteLink deletes by id, or by ?globalId=.
func (s *Server) deleteRemoteLink(c *call) (answer, error) {
	i, err := c.linkable()
	if err != nil {
		return answer{}, err
	}
	before := len(i.RemoteLinks)
	i.RemoteLinks = slices.DeleteFunc(i.RemoteLinks, func(l *remoteLink) bool {
		return itoa(l.ID) == c.path("id") || c.path("id") == "" && l.GlobalID != "" && l.GlobalID == c.query("globalId")
	})
	if len(i.RemoteLinks) == before {
		return answer{}, fail(http.StatusNotFound, "The remote link does not exist.")
	}
	s.state.touch()
	return noContent()
}
