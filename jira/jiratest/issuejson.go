package jiratest

import (
	"slices"
	"strings"
)

const issueExpand = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"

// fieldSet is a request for fields: names, *all, *navigable and -name, which
// alone is taken from all.
type fieldSet struct{ names []string }

// notNavigable are left out of *navigable, the default of the search.
func notNavigable() []string { return []string{"comment", "attachment", "worklog", "timetracking"} }

func (s fieldSet) has(id string) bool {
	in := !slices.ContainsFunc(s.names, func(name string) bool { return !strings.HasPrefix(name, "-") })
	for _, name := range s.names {
		switch name {
		case "*all", id:
			in = true
		case "*navigable":
			in = !slices.Contains(notNavigable(), id)
		case "-" + id:
			return false
		}
	}
	return in
}

func (c *call) issueJSON(i *issue, set fieldSet) map[string]any {
	fields := map[string]any{}
	for _, f := range c.typeOf(i).screen {
		if f.kind.render == nil || !set.has(f.id) {
			continue
		}
		fields[f.id] = c.fieldJSON(i, f.field)
	}
	for id, make := range computedFields() {
		if set.has(id) {
			fields[id] = make(c, i)
		}
	}
	return map[string]any{"expand": issueExpand, "id": itoa(i.ID), "self": c.restLink("issue/%d", i.ID), "key": i.Key, "fields": fields}
}

// fieldJSON is the value of a field; lists of Jira's own are never null.
func (c *call) fieldJSON(i *issue, f *field) any {
	v, filled := i.Values[f.id]
	switch {
	case filled:
		return f.kind.render(c, f, v)
	case f.kind.typ == "array" && f.system:
		return []any{}
	case f.kind.typ == "timetracking":
		return map[string]any{}
	}
	return nil
}

// computedFields are those that no screen has, or that every issue has even if
// its screen does not.
func computedFields() map[string]func(*call, *issue) any {
	return map[string]func(*call, *issue) any{
		"project":        func(c *call, i *issue) any { return c.projectJSON(c.projectOf(i)) },
		"issuetype":      func(c *call, i *issue) any { return c.typeJSON(c.typeOf(i).issueType) },
		"status":         func(c *call, i *issue) any { return c.statusJSON(c.catalog.status(i.Status)) },
		"resolution":     func(c *call, i *issue) any { return c.resolutionJSON(c.catalog.resolution(i.Resolution)) },
		"resolutiondate": func(_ *call, i *issue) any { return orNull(stamp(i.Resolved)) },
		"created":        func(_ *call, i *issue) any { return stamp(i.Created) },
		"updated":        func(_ *call, i *issue) any { return stamp(i.Updated) },
		"archiveddate":   func(_ *call, i *issue) any { return orNull(stamp(i.Archived)) },
		"archivedby":     func(c *call, i *issue) any { return c.userJSON(c.person(i.ArchivedBy)) },
		"creator":        func(c *call, i *issue) any { return c.userJSON(c.person(i.Creator)) },
		"reporter":       func(c *call, i *issue) any { return c.userJSON(c.person(i.Values["reporter"].Text)) },
		"comment":        func(c *call, i *issue) any { return c.commentsJSON(i) },
		"attachment":     func(c *call, i *issue) any { return c.attachmentsJSON(i) },
		"subtasks":       func(c *call, i *issue) any { return c.subtasksJSON(i) },
		"issuelinks":     func(*call, *issue) any { return []any{} },
		"watches": func(c *call, i *issue) any {
			return map[string]any{"self": c.restLink("issue/%s/watchers", i.Key), "watchCount": 0, "isWatching": false}
		},
		"votes": func(c *call, i *issue) any {
			return map[string]any{"self": c.restLink("issue/%s/votes", i.Key), "votes": 0, "hasVoted": false}
		},
	}
}

func (c *call) subtasksJSON(i *issue) []any {
	out := []any{}
	for _, child := range c.sortedIssues() {
		if child.Values["parent"].Text == itoa(i.ID) {
			out = append(out, c.issueJSON(child, fieldSet{names: []string{"summary", "status", "priority", "issuetype"}}))
		}
	}
	return out
}

// renderedFields is what fields with wiki text look like, as HTML.
func (c *call) renderedFields(i *issue) map[string]any {
	out := map[string]any{}
	for _, f := range c.typeOf(i).screen {
		if v, filled := i.Values[f.id]; filled && f.isWiki() {
			out[f.id] = c.wiki(i, v.Text)
		}
	}
	return out
}

func (c *call) fieldNames() map[string]string {
	out := map[string]string{}
	for _, f := range c.catalog.fields {
		out[f.id] = f.name
	}
	return out
}

// sortedIssues lists all issues by id.
func (s *Server) sortedIssues() []*issue {
	out := make([]*issue, 0, len(s.state.Issues))
	for _, i := range s.state.Issues {
		out = append(out, i)
	}
	slices.SortFunc(out, func(a, b *issue) int { return a.ID - b.ID })
	return out
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
