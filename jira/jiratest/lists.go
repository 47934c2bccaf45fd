package jiratest

import (
	"net/http"
	"slices"
)

// This file answers what an administrator set up: projects, types, priorities,
// statuses, resolutions.

func (c *call) projectJSON(p *project) map[string]any {
	return map[string]any{"self": c.restLink("project/%s", p.id), "id": p.id, "key": p.key, "name": p.name,
		"projectTypeKey": "software", "avatarUrls": c.avatarURLs("/secure/projectavatar?pid=" + p.id + "&avatarId=10324")}
}

// avatarURLs gives Jira's four sizes of an image.
func (c *call) avatarURLs(path string) map[string]string {
	at := c.link(path)
	return map[string]string{"48x48": at, "32x32": at + "&size=medium", "24x24": at + "&size=small", "16x16": at + "&size=xsmall"}
}

func (c *call) typeJSON(t *issueType) map[string]any {
	return map[string]any{"self": c.restLink("issuetype/%s", t.id), "id": t.id, "description": t.description,
		"iconUrl": c.link("/secure/viewavatar?size=xsmall&avatarId=" + t.avatar + "&avatarType=issuetype"),
		"name":    t.name, "subtask": t.subtask, "avatarId": atoi(t.avatar)}
}

func (c *call) priorityJSON(p *priority) map[string]any {
	return map[string]any{"self": c.restLink("priority/%s", p.id), "id": p.id, "name": p.name,
		"statusColor": p.color, "iconUrl": c.link("/images/icons/priorities/" + p.icon + ".svg")}
}

func (c *call) statusJSON(v *status) map[string]any {
	k := v.category
	return map[string]any{"self": c.restLink("status/%s", v.id), "id": v.id, "name": v.name, "description": "",
		"iconUrl": c.link("/images/icons/statuses/generic.svg"),
		"statusCategory": map[string]any{"self": c.restLink("statuscategory/%d", k.id), "id": k.id, "key": k.key,
			"colorName": k.color, "name": k.name}}
}

// resolutionJSON answers an untyped nil, not a nil map, for no resolution.
func (c *call) resolutionJSON(r *named) any {
	if r == nil {
		return nil
	}
	return map[string]any{"self": c.restLink("resolution/%s", r.id), "id": r.id, "name": r.name, "description": r.description}
}

func (c *call) componentJSON(n *named) map[string]any {
	return map[string]any{"self": c.restLink("component/%s", n.id), "id": n.id, "name": n.name}
}

func (c *call) versionJSON(p *project, v *releaseVersion) map[string]any {
	m := map[string]any{"self": c.restLink("version/%s", v.id), "id": v.id, "name": v.name, "archived": v.archived,
		"released": v.released, "projectId": atoi(p.id)}
	if v.releaseDate != "" {
		m["releaseDate"] = v.releaseDate
	}
	return m
}

// listProjects is a bare array of all projects the caller may browse.
func (s *Server) listProjects(c *call) (answer, error) {
	withTypes := slices.Contains(splitList(c.query("expand"), ""), "issueTypes")
	out := []any{}
	for _, p := range s.catalog.projects {
		if !c.may(permBrowse, p) {
			continue
		}
		m := c.projectJSON(p)
		m["expand"] = "description,lead,url,projectKeys"
		if withTypes {
			m["issueTypes"] = c.typesJSON(p)
		}
		out = append(out, m)
	}
	return ok(out)
}

func (c *call) typesJSON(p *project) []any {
	out := []any{}
	for _, t := range p.types {
		out = append(out, c.typeJSON(t.issueType))
	}
	return out
}

// projectPath is the project an address names.
func (c *call) projectPath() (*project, error) {
	name := c.path("project")
	if p := c.visible(name); p != nil {
		return p, nil
	}
	return nil, fail(http.StatusNotFound, "No project could be found with key '"+name+"'.")
}

func (s *Server) getProject(c *call) (answer, error) {
	p, err := c.projectPath()
	if err != nil {
		return answer{}, err
	}
	m := c.projectJSON(p)
	m["description"], m["assigneeType"], m["archived"] = "", "UNASSIGNED", false
	m["lead"] = c.userJSON(c.person(p.lead))
	m["issueTypes"], m["components"], m["versions"] = c.typesJSON(p), c.componentsOf(p), c.versionsOf(p)
	return ok(m)
}

func (c *call) componentsOf(p *project) []any {
	out := []any{}
	for _, n := range p.components {
		out = append(out, c.componentJSON(n))
	}
	return out
}

func (c *call) versionsOf(p *project) []any {
	out := []any{}
	for _, v := range p.versions {
		out = append(out, c.versionJSON(p, v))
	}
	return out
}

func (s *Server) projectComponents(c *call) (answer, error) {
	return c.ofProject(func(p *project) any { return c.componentsOf(p) })
}

func (s *Server) projectVersions(c *call) (answer, error) {
	return c.ofProject(func(p *project) any { return c.versionsOf(p) })
}

// projectStatuses lists each type with the statuses of its workflow.
func (s *Server) projectStatuses(c *call) (answer, error) {
	return c.ofProject(func(p *project) any {
		out := []any{}
		for _, t := range p.types {
			m := c.typeJSON(t.issueType)
			m["statuses"] = c.statusesOf(p)
			out = append(out, m)
		}
		return out
	})
}

func (c *call) statusesOf(p *project) []any {
	out, seen := []any{}, map[string]bool{}
	for _, t := range p.workflow.transitions {
		if !seen[t.to] {
			seen[t.to] = true
			out = append(out, c.statusJSON(c.catalog.status(t.to)))
		}
	}
	return out
}

func (c *call) ofProject(list func(*project) any) (answer, error) {
	p, err := c.projectPath()
	if err != nil {
		return answer{}, err
	}
	return ok(list(p))
}

func (s *Server) listTypes(c *call) (answer, error) {
	return listAll(s.catalog.types, func(t *issueType) any { return c.typeJSON(t) })
}

func (s *Server) listPriorities(c *call) (answer, error) {
	return listAll(s.catalog.priorities, func(p *priority) any { return c.priorityJSON(p) })
}

func (s *Server) listStatuses(c *call) (answer, error) {
	return listAll(s.catalog.statuses, func(v *status) any { return c.statusJSON(v) })
}

func (s *Server) listResolutions(c *call) (answer, error) {
	return listAll(s.catalog.resolutions, c.resolutionJSON)
}

func listAll[T any](list []T, one func(T) any) (answer, error) {
	out := []any{}
	for _, entry := range list {
		out = append(out, one(entry))
	}
	return ok(out)
}
