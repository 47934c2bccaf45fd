package jiratest

import (
	"net/http"
	"slices"
)

// metaPage is how many issue types or fields one answer has at most.
const metaPage = 50

// metaTypes lists the issue types the caller may create in a project, 50 a
// page; none without the permission.
func (s *Server) metaTypes(c *call) (answer, error) {
	p, err := c.metaProject()
	if err != nil {
		return answer{}, err
	}
	values := []any{}
	if c.may(permCreate, p) {
		values = c.typesJSON(p)
	}
	return c.metaAnswer(values)
}

// metaFields lists the fields of the create screen, 50 a page.
func (s *Server) metaFields(c *call) (answer, error) {
	p, err := c.metaProject()
	if err != nil {
		return answer{}, err
	}
	t := p.issueType(c.path("type"))
	if t == nil {
		return answer{}, fail(http.StatusBadRequest, "Issue type with id '"+c.path("type")+"' is not valid for the project.")
	}
	values := []any{}
	if c.may(permCreate, p) {
		for _, f := range c.settable(p, t) {
			m := c.fieldMeta(f, p)
			m["fieldId"] = f.id
			values = append(values, m)
		}
		fixType(values, c.typeJSON(t.issueType))
	}
	return c.metaAnswer(values)
}

// metaProject: an invisible project is a bad request here, not a missing one.
func (c *call) metaProject() (*project, error) {
	if p := c.visible(c.path("project")); p != nil {
		return p, nil
	}
	return nil, fail(http.StatusBadRequest, "Project with id or key '"+c.path("project")+"' does not exist or is not visible.")
}

func (c *call) metaAnswer(values []any) (answer, error) {
	from := min(c.number("startAt", 0), len(values))
	size := min(c.number("maxResults", metaPage), metaPage)
	to := min(from+size, len(values))
	return ok(map[string]any{"maxResults": size, "startAt": from, "total": len(values), "isLast": to == len(values), "values": values[from:to]})
}

// fieldMeta describes a field of a screen.
func (c *call) fieldMeta(f screenField, p *project) map[string]any {
	m := map[string]any{"required": f.required, "schema": f.schema(), "name": f.name,
		"hasDefaultValue": f.initial != "", "operations": f.kind.operations()}
	if f.kind.auto != "" {
		m["autoCompleteUrl"] = c.link(f.kind.auto)
	}
	if f.kind.allowed != nil {
		m["allowedValues"] = f.kind.allowed(c, f.field, p)
	}
	if f.initial != "" && f.kind.render != nil {
		m["defaultValue"] = f.kind.render(c, f.field, value{Text: f.initial})
	}
	return m
}

// fixType gives the field issuetype the one value it can have.
func fixType(values []any, typeJSON map[string]any) {
	for _, v := range values {
		if m := v.(map[string]any); m["fieldId"] == "issuetype" {
			m["allowedValues"] = []any{typeJSON}
		}
	}
}

func allowedOptions(c *call, f *field, _ *project) []any {
	out := []any{}
	for _, o := range f.options {
		out = append(out, c.optionJSON(o, true))
	}
	return out
}

func allowedPriorities(c *call, _ *field, _ *project) []any {
	out := []any{}
	for _, p := range c.catalog.priorities {
		out = append(out, c.priorityJSON(p))
	}
	return out
}

func allowedResolutions(c *call, _ *field, _ *project) []any {
	out := []any{}
	for _, r := range c.catalog.resolutions {
		out = append(out, c.resolutionJSON(r))
	}
	return out
}

func allowedComponents(c *call, _ *field, p *project) []any { return c.componentsOf(p) }

func allowedVersions(c *call, _ *field, p *project) []any { return c.versionsOf(p) }

func allowedProject(c *call, _ *field, p *project) []any { return []any{c.projectJSON(p)} }

// oldMeta is everything in one answer, until 8.22; fields are a map by id and
// come only when asked for with expand. A stranger, and one whose token is not
// good, gets 200 and no project.
func (s *Server) oldMeta(c *call) (answer, error) {
	keys := splitList(c.query("projectKeys"), "")
	ids := splitList(c.query("projectIds"), "")
	withFields := slices.Contains(splitList(c.query("expand"), ""), "projects.issuetypes.fields")
	projects := []any{}
	for _, p := range s.catalog.projects {
		asked := len(keys)+len(ids) == 0 || slices.Contains(keys, p.key) || slices.Contains(ids, p.id)
		if !asked || !c.may(permCreate, p) {
			continue
		}
		m := c.projectJSON(p)
		m["issuetypes"] = c.oldTypes(p, withFields)
		projects = append(projects, m)
	}
	return jsonAnswer(http.StatusOK, map[string]any{"expand": "projects", "projects": projects})
}

func (c *call) oldTypes(p *project, withFields bool) []any {
	typeIDs, typeNames := splitList(c.query("issuetypeIds"), ""), c.r.URL.Query()["issuetypeNames"]
	out := []any{}
	for i := range p.types {
		t := &p.types[i]
		if len(typeIDs)+len(typeNames) > 0 && !slices.Contains(typeIDs, t.id) && !slices.Contains(typeNames, t.name) {
			continue
		}
		m := c.typeJSON(t.issueType)
		if withFields {
			m["fields"] = c.oldFields(p, t)
		}
		out = append(out, m)
	}
	return out
}

func (c *call) oldFields(p *project, t *projectType) map[string]any {
	fields := map[string]any{}
	for _, f := range c.settable(p, t) {
		m := c.fieldMeta(f, p)
		if f.id == "issuetype" {
			m["allowedValues"] = []any{c.typeJSON(t.issueType)}
		}
		fields[f.id] = m
	}
	return fields
}
