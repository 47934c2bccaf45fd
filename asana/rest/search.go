package rest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"jirabridge/asana"
)

func searchOperations() []operation {
	return []operation{{
		ID: "searchTasksForWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/tasks/search",
		Scope: "tasks:read", Text: "Finds the tasks of a workspace that meet all conditions, at most 100.",
		Query:  searchParameters(),
		Result: task{}, List: true, Search: true, Do: searchTasks,
	}, {
		ID: "typeaheadForWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/typeahead",
		Scope: "workspaces.typeahead:read", Text: "Suggests tasks, projects, users, tags, teams or custom fields by a part of their name.",
		Query: []parameter{
			{Name: "resource_type", Text: "task, project, user or actor, tag, team or custom_field.", Required: true},
			{Name: "query", Text: "Parts of the name."}, {Name: "count", Text: "How many, 1 to 100; 20 by default."},
		},
		Result: named{}, List: true, Do: typeahead,
	}}
}

func searchTasks(c *call) (any, error) {
	workspace, err := c.gid("workspace_gid")
	if err != nil {
		return nil, err
	}
	if err := c.platform.MaySearch(c.ctx(), c.actor, workspace); err != nil {
		return nil, err
	}
	s := asana.TaskSearch{Workspace: workspace, Text: c.query.Get("text"), Sort: c.query.Get("sort_by"), Limit: 20}
	if c.page.Limit > 0 {
		s.Limit = c.page.Limit
	}
	if s.Sort != "" && !slices.Contains(asana.SearchOrders(), s.Sort) {
		return nil, badRequest("sort_by: Must be one of " + strings.Join(asana.SearchOrders(), ", ") + ", not: " + s.Sort)
	}
	for _, read := range []func(*asana.TaskSearch) error{c.searchRefs, c.searchFacts, c.searchTimes, c.searchFields} {
		if err := read(&s); err != nil {
			return nil, err
		}
	}
	if c.neverFound() {
		return list{}, nil
	}
	items, err := c.platform.SearchTasks(c.ctx(), c.actor, s)
	return all(items, "", err, c.taskRecord)
}

func typeahead(c *call) (any, error) {
	workspace, err := c.gid("workspace_gid")
	if err != nil {
		return nil, err
	}
	count, err := c.count()
	if err != nil {
		return nil, err
	}
	kind := c.query.Get("resource_type")
	if kind == "" {
		kind = c.query.Get("type") // its old name
	}
	refs, err := c.suggestions(workspace, kind, count)
	if err != nil {
		return nil, err
	}
	refs = fitting(refs, c.query.Get("query"))
	if kind == "actor" { // of those there are users alone
		kind = "user"
	}
	return all(refs[:min(len(refs), count)], "", nil, func(r asana.Ref) *named {
		return &named{GID: r.GID, ResourceType: kind, Name: &r.Name}
	})
}

// fitting are those whose names have all words of a text, the best first.
func fitting(refs []asana.Ref, text string) []asana.Ref {
	ranks := map[string]int{}
	refs = slices.DeleteFunc(refs, func(r asana.Ref) bool {
		rank, ok := asana.NameRank(r.Name, text)
		ranks[r.GID] = rank
		return !ok
	})
	slices.SortStableFunc(refs, func(a, b asana.Ref) int { return ranks[a.GID] - ranks[b.GID] })
	return refs
}

func (c *call) count() (int, error) {
	text := c.query.Get("count")
	if text == "" {
		return 20, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 100 {
		return 0, badRequest("count: Value must be a number from 1 to 100, not: " + text)
	}
	return n, nil
}

// typeaheadKinds are what asana.com takes.
func typeaheadKinds() []string {
	return []string{"actor", "agent", "custom_field", "goal", "portfolio", "project", "project_template", "tag", "task", "team", "user"}
}

// suggestions are what the names are looked for in.
func (c *call) suggestions(workspace, kind string, count int) (refs []asana.Ref, err error) {
	switch kind {
	case "task":
		items, err := c.platform.SearchTasks(c.ctx(), c.actor, asana.TaskSearch{Workspace: workspace, Text: c.query.Get("query"), NameOnly: true, Limit: count})
		return refsOf(items, func(t asana.Task) asana.Ref { return asana.Ref{GID: t.GID, Name: t.Name} }), err
	case "project":
		items, err := c.platform.Projects(c.ctx(), c.actor, workspace)
		return refsOf(items, func(p asana.Project) asana.Ref { return asana.Ref{GID: p.GID, Name: p.Name} }), err
	case "user", "actor":
		items, err := c.platform.Members(c.ctx(), c.actor, workspace)
		return refsOf(items, func(m asana.WorkspaceMembership) asana.Ref { return asana.Ref{GID: m.User.GID, Name: m.User.Name} }), err
	case "tag":
		items, err := c.platform.Tags(c.ctx(), c.actor, workspace)
		return refsOf(items, func(t asana.Tag) asana.Ref { return asana.Ref{GID: t.GID, Name: t.Name} }), err
	case "team":
		items, err := c.platform.Teams(c.ctx(), c.actor, workspace)
		return refsOf(items, func(t asana.Team) asana.Ref { return asana.Ref{GID: t.GID, Name: t.Name} }), err
	case "custom_field":
		items, err := c.platform.Fields(c.ctx(), c.actor, workspace)
		return refsOf(items, func(f asana.CustomField) asana.Ref { return asana.Ref{GID: f.GID, Name: f.Name} }), err
	}
	if !slices.Contains(typeaheadKinds(), kind) {
		return nil, badRequest("resource_type: Must be one of " + strings.Join(typeaheadKinds(), ", ") + ", not: " + kind)
	}
	return nil, nil // nobody has any of them here
}

func refsOf[T any](items []T, ref func(T) asana.Ref) []asana.Ref {
	refs := make([]asana.Ref, len(items))
	for i, item := range items {
		refs[i] = ref(item)
	}
	return refs
}
