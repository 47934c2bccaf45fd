package jiratest

// levels are the security levels of a project that a person is in. One may be
// given only by those who are in it.
func (c *call) levels(p *project) []*securityLevel {
	var mine []*securityLevel
	for _, l := range p.levels {
		if c.who.person != nil && c.who.person.in(l.group) {
			mine = append(mine, l)
		}
	}
	return mine
}

// sees tells whether the caller may see an issue.
func (c *call) sees(i *issue) bool {
	p := c.projectOf(i)
	if !c.may(permBrowse, p) {
		return false
	}
	level := i.Values["security"].Text
	return level == "" || findLevel(c.levels(p), level) != nil
}

func findLevel(levels []*securityLevel, id string) *securityLevel {
	for _, l := range levels {
		if l.id == id {
			return l
		}
	}
	return nil
}

func parseSecurity(p *parsing, raw any) (value, string) {
	by, text, problem := reference(raw, "id", "name")
	if problem != "" {
		return value{}, problem
	}
	for _, l := range p.levels(p.project) {
		if by == "id" && l.id == text || by == "name" && l.name == text {
			return value{Text: l.id}, ""
		}
	}
	return value{}, "Please specify a valid security level for this issue."
}

func renderSecurity(c *call, _ *field, v value) any {
	for _, p := range c.catalog.projects {
		if l := findLevel(p.levels, v.Text); l != nil {
			return c.levelJSON(l)
		}
	}
	return nil
}

func allowedSecurity(c *call, _ *field, p *project) []any {
	out := []any{}
	for _, l := range c.levels(p) {
		out = append(out, c.levelJSON(l))
	}
	return out
}

func (c *call) levelJSON(l *securityLevel) map[string]any {
	return map[string]any{"self": c.restLink("securitylevel/%s", l.id), "id": l.id, "name": l.name, "description": ""}
}
