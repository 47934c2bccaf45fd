package jiratest

import (
	"net/http"
	"time"
)

// comment is a remark on an issue, in wiki text.
type comment struct {
	ID      int       `json:"id"`
	Author  string    `json:"author"`
	Body    string    `json:"body"`
	Created time.Time `json:"created"`
}

func (c *call) addComment(i *issue, body string) *comment {
	m := &comment{ID: c.state.nextID(), Author: c.who.person.Name, Body: body, Created: c.at}
	i.Comments = append(i.Comments, m)
	c.changed(i, "issue_commented")
	c.tellComment(i, m)
	return m
}

func (c *call) commentJSON(i *issue, m *comment) map[string]any {
	author := c.userJSON(c.person(m.Author))
	return map[string]any{"self": c.restLink("issue/%d/comment/%d", i.ID, m.ID), "id": itoa(m.ID), "author": author,
		"updateAuthor": author, "body": m.Body, "created": stamp(m.Created), "updated": stamp(m.Created)}
}

func (c *call) commentsJSON(i *issue) map[string]any {
	list := []any{}
	for _, m := range i.Comments {
		list = append(list, c.commentJSON(i, m))
	}
	return map[string]any{"comments": list, "maxResults": len(list), "total": len(list), "startAt": 0}
}

func (s *Server) listComments(c *call) (answer, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	return ok(c.commentsJSON(i))
}

func (s *Server) postComment(c *call) (answer, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	if !c.may(permComment, c.projectOf(i)) {
		return answer{}, fail(http.StatusForbidden, "You do not have the permission to comment on this issue.")
	}
	var q struct {
		Body       string     `json:"body"`
		Visibility any        `json:"visibility"`
		Properties []property `json:"properties"`
	}
	if err := c.json(&q); err != nil {
		return answer{}, err
	}
	if q.Body == "" {
		return answer{}, failFields(map[string]string{"comment": "Comment body can not be empty!"})
	}
	return created(c.commentJSON(i, c.addComment(i, q.Body)))
}

func (s *Server) getComment(c *call) (answer, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	for _, m := range i.Comments {
		if itoa(m.ID) == c.path("id") {
			return ok(c.commentJSON(i, m))
		}
	}
	return answer{}, fail(http.StatusNotFound, "Can not find a comment for the id: "+c.path("id")+".")
}
