package jiratest

import (
	"fmt"
	"strings"
)

// This file parses the fields that name other things of this Jira.

func parsePriority(p *parsing, raw any) (value, string) {
	by, text, problem := reference(raw, "id", "name")
	if problem != "" {
		return value{}, "Could not find valid 'id' or 'name' in priority object."
	}
	for _, q := range p.catalog.priorities {
		if by == "id" && q.id == text || by == "name" && q.name == text {
			return value{Text: q.id}, ""
		}
	}
	if by == "name" {
		return value{}, fmt.Sprintf("Priority name '%s' is not valid", text)
	}
	return value{}, "The priority selected is invalid."
}

func parseComponent(p *parsing, raw any) (value, string) {
	by, text, problem := reference(raw, "id", "name")
	if problem != "" {
		return value{}, problem
	}
	for _, n := range p.project.components {
		if by == "id" && n.id == text || by == "name" && n.name == text {
			return value{Text: n.id}, ""
		}
	}
	return value{}, fmt.Sprintf("Component %s '%s' is not valid", by, text)
}

func parseVersionValue(p *parsing, raw any) (value, string) {
	by, text, problem := reference(raw, "id", "name")
	if problem != "" {
		return value{}, problem
	}
	for _, v := range p.project.versions {
		if !v.archived && (by == "id" && v.id == text || by == "name" && v.name == text) {
			return value{Text: v.id}, ""
		}
	}
	return value{}, fmt.Sprintf("Version %s '%s' is not valid", by, text)
}

// parseParent wants an issue of the same project that is no sub-task itself.
func parseParent(p *parsing, raw any) (value, string) {
	_, text, problem := reference(raw, "id", "key")
	if problem != "" {
		return value{}, problem
	}
	parent, err := p.call.issue(text)
	if err != nil {
		return value{}, "Could not find issue by id or key."
	}
	if p.projectOf(parent) != p.project || p.catalog.issueType(parent.Type).subtask {
		return value{}, "Given parent issue does not belong to the project of the sub-task, or is a sub-task itself."
	}
	return value{Text: itoa(parent.ID)}, ""
}

// parseEpicLink takes the bare key of an epic.
func parseEpicLink(p *parsing, raw any) (value, string) {
	key, isText := raw.(string)
	if !isText {
		return value{}, "Epic Link must be the key of an epic, as a string."
	}
	epic, err := p.call.issue(key)
	if err != nil || p.catalog.issueType(epic.Type).name != "Epic" {
		return value{}, fmt.Sprintf("Issue with key '%s' is not an epic.", key)
	}
	return value{Text: epic.Key}, ""
}

// parseSprint takes a bare number, although the schema says array.
func parseSprint(p *parsing, raw any) (value, string) {
	n, isNumber := raw.(float64)
	if !isNumber {
		return value{}, "Number value expected as the Sprint id."
	}
	id := itoa(int(n))
	if p.field.option(id) == nil {
		return value{}, fmt.Sprintf("Sprint with id '%s' does not exist.", id)
	}
	return value{Text: id}, ""
}

func renderText(_ *call, _ *field, v value) any { return v.Text }

func renderNumber(_ *call, _ *field, v value) any { return v.Number }

func renderOption(c *call, f *field, v value) any {
	if o := f.option(v.Text); o != nil {
		return c.optionJSON(o, false)
	}
	return nil
}

func (c *call) optionJSON(o *option, withChildren bool) map[string]any {
	m := map[string]any{"self": c.restLink("customFieldOption/%s", o.id), "value": o.value, "id": o.id, "disabled": o.disabled}
	if withChildren && len(o.children) > 0 {
		children := []any{}
		for _, child := range o.children {
			children = append(children, c.optionJSON(child, false))
		}
		m["children"] = children
	}
	return m
}

func renderCascade(c *call, f *field, v value) any {
	parent := f.option(v.List[0])
	m := c.optionJSON(parent, false)
	if len(v.List) > 1 {
		m["child"] = c.optionJSON(parent.child(v.List[1]), false)
	}
	return m
}

func renderUser(c *call, _ *field, v value) any { return c.userJSON(c.person(v.Text)) }

func renderGroup(c *call, _ *field, v value) any {
	return map[string]any{"name": v.Text, "self": c.restLink("group?groupname=%s", v.Text)}
}

func renderPriority(c *call, _ *field, v value) any {
	return c.priorityJSON(c.catalog.priority(v.Text))
}

func renderComponent(c *call, _ *field, v value) any {
	for _, p := range c.catalog.projects {
		if n := byID(p.components, v.Text); n != nil {
			return c.componentJSON(n)
		}
	}
	return nil
}

func renderVersion(c *call, _ *field, v value) any {
	for _, p := range c.catalog.projects {
		if q := p.version(v.Text); q != nil {
			return c.versionJSON(p, q)
		}
	}
	return nil
}

func renderParent(c *call, _ *field, v value) any {
	parent := c.state.Issues[atoi(v.Text)]
	if parent == nil {
		return nil
	}
	return c.issueJSON(parent, fieldSet{names: []string{"summary", "status", "priority", "issuetype"}})
}

// renderSprint answers what Jira does: an object from 10.0 on, before that the
// text form of a Java one, in which nothing is escaped.
func renderSprint(c *call, f *field, v value) any {
	o := f.option(v.Text)
	name, state, _ := strings.Cut(o.value, "|")
	if c.version.has(sprintObjects) {
		return []any{map[string]any{"id": atoi(o.id), "self": c.link("/rest/agile/1.0/sprint/" + o.id), "state": strings.ToLower(state),
			"name": name, "originBoardId": 1, "goal": "", "synced": false, "autoStartStop": false}}
	}
	return []any{fmt.Sprintf("com.atlassian.greenhopper.service.sprint.Sprint@1f[id=%s,rapidViewId=1,state=%s,name=%s,startDate=<null>,endDate=<null>,completeDate=<null>,activatedDate=<null>,sequence=%s,goal=,synced=false,autoStartStop=false,incompleteIssuesDestinationId=<null>]", o.id, state, name, o.id)}
}

// renderTimeTracking: what is left is all of it unless the issue says otherwise.
func renderTimeTracking(_ *call, _ *field, v value) any {
	m := map[string]any{}
	if v.List[0] != "" {
		m["originalEstimate"] = v.List[0]
	}
	if left := orElse(v.List[1], v.List[0]); left != "" {
		m["remainingEstimate"] = left
	}
	return m
}

func parseAnyProject(p *parsing, raw any) (value, string) {
	_, text, problem := reference(raw, "id", "key")
	if problem != "" {
		return value{}, problem
	}
	if q := p.visible(text); q != nil {
		return value{Text: q.id}, ""
	}
	return value{}, fmt.Sprintf("Project with id or key '%s' does not exist.", text)
}

func renderAnyProject(c *call, _ *field, v value) any {
	if p := c.catalog.project(v.Text); p != nil {
		return c.projectJSON(p)
	}
	return nil
}

func allowedProjects(c *call, _ *field, _ *project) []any {
	out := []any{}
	for _, p := range c.catalog.projects {
		if c.may(permBrowse, p) {
			out = append(out, c.projectJSON(p))
		}
	}
	return out
}
