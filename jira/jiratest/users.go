package jiratest

import (
	"net/http"
	"net/url"
	"strings"
)

// userJSON describes somebody; nil for nobody.
func (c *call) userJSON(p *Person) any {
	if p == nil {
		return nil
	}
	return c.userMap(p)
}

func (c *call) userMap(p *Person) map[string]any {
	return map[string]any{"self": c.restLink("user?username=%s", url.QueryEscape(p.Name)), "key": p.key, "name": p.Name,
		"emailAddress": p.Email, "displayName": p.DisplayName, "active": !p.Inactive, "deleted": false,
		"timeZone": p.TimeZone, "locale": "en_US",
		"avatarUrls": c.avatarURLs("/secure/useravatar?ownerId=" + url.QueryEscape(p.key) + "&avatarId=10122")}
}

func (s *Server) myself(c *call) (answer, error) {
	m := c.userMap(c.who.person)
	c.expandUser(m, c.who.person, splitList(c.query("expand"), ""))
	return ok(m)
}

func (c *call) expandUser(m map[string]any, p *Person, expand []string) {
	groups := []any{}
	for _, g := range p.Groups {
		groups = append(groups, map[string]any{"name": g, "self": c.restLink("group?groupname=%s", url.QueryEscape(g))})
	}
	m["groups"] = map[string]any{"size": len(groups), "items": []any{}}
	m["applicationRoles"] = map[string]any{"size": 1, "items": []any{}}
	m["expand"] = "groups,applicationRoles"
	for _, what := range expand {
		if what == "groups" {
			m["groups"] = map[string]any{"size": len(groups), "items": groups}
		}
	}
}

// getUser finds somebody by ?username= or ?key=.
func (s *Server) getUser(c *call) (answer, error) {
	name, key := c.query("username"), c.query("key")
	if name == "" && key == "" {
		return answer{}, fail(http.StatusNotFound, "Either the 'username' or the 'key' query parameters need to be provided")
	}
	p := s.person(name)
	if key != "" {
		p = s.personByKey(key)
	}
	if p == nil {
		return answer{}, fail(http.StatusNotFound, "The user with the key '"+orElse(key, name)+"' does not exist")
	}
	m := c.userMap(p)
	c.expandUser(m, p, splitList(c.query("expand"), ""))
	return ok(m)
}

// searchUsers wants ?username=; ?query= alone is refused, as on Data Center.
func (s *Server) searchUsers(c *call) (answer, error) {
	return c.matchingUsers(func(*Person) bool { return true })
}

// assignableUsers are those who can be assigned issues of ?project= or ?issueKey=.
func (s *Server) assignableUsers(c *call) (answer, error) {
	p, err := c.assignmentProject()
	if err != nil {
		return answer{}, err
	}
	return c.matchingUsers(func(q *Person) bool { return s.has(q, permAssignable, p) })
}

// assignableEverywhere are those who can be assigned issues of all ?projectKeys=.
func (s *Server) assignableEverywhere(c *call) (answer, error) {
	var projects []*project
	for _, key := range splitList(c.query("projectKeys"), "") {
		p := c.visible(key)
		if p == nil {
			return answer{}, noSuchProject(key)
		}
		projects = append(projects, p)
	}
	return c.matchingUsers(func(q *Person) bool {
		for _, p := range projects {
			if !s.has(q, permAssignable, p) {
				return false
			}
		}
		return true
	})
}

func (c *call) assignmentProject() (*project, error) {
	if key := c.query("issueKey"); key != "" {
		i, err := c.issue(key)
		if err != nil {
			return nil, err
		}
		return c.projectOf(i), nil
	}
	key := c.query("project")
	if key == "" {
		return nil, fail(http.StatusBadRequest, "Either the 'project' or the 'issueKey' query parameters need to be provided")
	}
	if p := c.visible(key); p != nil {
		return p, nil
	}
	return nil, noSuchProject(key)
}

func noSuchProject(key string) *failure {
	return fail(http.StatusNotFound, "No project could be found with key '"+key+"'.")
}

func (c *call) matchingUsers(also func(*Person) bool) (answer, error) {
	if !c.r.URL.Query().Has("username") {
		return answer{}, fail(http.StatusBadRequest, "The username query parameter was not provided")
	}
	matches := []any{}
	for _, p := range c.people {
		if !p.Inactive && p.matches(c.query("username")) && also(p) {
			matches = append(matches, c.userMap(p))
		}
	}
	from := min(c.number("startAt", 0), len(matches))
	to := min(from+min(c.number("maxResults", 50), 1000), len(matches))
	return ok(matches[from:to])
}

// matches compares the start of the name, of the address and of each word of
// the display name; "" and "." match everybody.
func (p *Person) matches(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" || text == "." {
		return true
	}
	display := strings.ToLower(p.DisplayName)
	for _, start := range append(strings.Fields(display), display, strings.ToLower(p.Name), strings.ToLower(p.Email)) {
		if strings.HasPrefix(start, text) {
			return true
		}
	}
	return false
}
