package jiratest

import (
	"html/template"
	"net/http"
)

type browsePage struct {
	issueRow
	Description        template.HTML
	Priority, Reporter string
	XSRF               string
	Transitions        []button
	Attachments        []browseFile
	Comments           []browseComment
}

type button struct{ ID, Name string }

type browseFile struct {
	Name, URL string
	Size      int64
}

type browseComment struct {
	Author string
	Body   template.HTML
}

// browse shows an issue to a person.
func (s *Server) browse(c *call) (answer, error) {
	if c.who.how != bySession {
		return c.toLogin()
	}
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, c.errorPage(http.StatusNotFound, "You can't view this issue", "It may have been deleted or you don't have permission to view it.")
	}
	return c.page(http.StatusOK, "browse", "["+i.Key+"] "+i.Values["summary"].Text, c.browsePage(i))
}

func (c *call) browsePage(i *issue) browsePage {
	p := browsePage{issueRow: c.row(i), Description: c.wikiPage(i, i.Values["description"].Text), XSRF: c.xsrf(), Transitions: c.simpleTransitions(i)}
	if q := c.catalog.priority(i.Values["priority"].Text); q != nil {
		p.Priority = q.name
	}
	if who := c.person(i.Values["reporter"].Text); who != nil {
		p.Reporter = who.DisplayName
	}
	for _, a := range i.Attachments {
		p.Attachments = append(p.Attachments, browseFile{a.Name, c.attachmentJSON(a)["content"].(string), a.Size})
	}
	for _, m := range i.Comments {
		p.Comments = append(p.Comments, browseComment{c.person(m.Author).DisplayName, c.wikiPage(i, m.Body)})
	}
	return p
}

// simpleTransitions are those that ask for nothing, so that a button will do.
func (c *call) simpleTransitions(i *issue) []button {
	var out []button
	for _, t := range c.workflowOf(i).transitions {
		if c.may(permTransition, c.projectOf(i)) && t.leaves(i.Status) && t.to != i.Status && len(t.asksFor) == 0 {
			out = append(out, button{t.id, t.name})
		}
	}
	return out
}

// browseTransition is a press of such a button.
func (s *Server) browseTransition(c *call) (answer, error) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	if err := c.checkXSRF(form); err != nil {
		return answer{}, err
	}
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return answer{}, err
	}
	if t := c.transition(i, form.Get("transition")); t != nil {
		if err := c.followTransition(i, t, transitionRequest{}); err != nil {
			return answer{}, err
		}
	}
	return redirect(c.link("/browse/" + i.Key))
}
