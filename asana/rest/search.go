package rest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"jirabridge/asana"
)

func searchOperations() []operation {
	return []operation{{
		ID: "searchTasksForWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/tasks/search",
		Scope: "tasks:read", Text: "Finds the tasks of a workspace that meet all conditions, at most 100.",
		Query: []parameter{
			{Name: "text", Text: "Words in the name or the notes."}, {Name: "assignee.any", Text: "Users, or me."},
			{Name: "projects.any", Text: "Projects."}, {Name: "projects.not", Text: "Projects it is in none of."},
			{Name: "sections.any", Text: "Sections."}, {Name: "tags.any", Text: "Tags."},
			{Name: "followers.any", Text: "Users, or me."}, {Name: "created_by.any", Text: "Users, or me."},
			{Name: "completed", Text: "Whether it is done."}, {Name: "is_subtask", Text: "Whether it is below another."},
			{Name: "has_attachment", Text: "Whether it has attachments."}, {Name: "due_on", Text: "Due that day."},
			{Name: "due_on.before", Text: "Due before that day."}, {Name: "due_on.after", Text: "Due after that day."},
			{Name: "created_at.before", Text: "Made before."}, {Name: "created_at.after", Text: "Made after."},
			{Name: "modified_at.before", Text: "Modified before."}, {Name: "modified_at.after", Text: "Modified after."},
			{Name: "sort_by", Text: "due_date, created_at, completed_at or modified_at, which is the default."},
			{Name: "sort_ascending", Text: "Whether the smallest comes first."},
		},
		Result: task{}, List: true, Do: searchTasks,
	}, {
		ID: "typeaheadForWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/typeahead",
		Scope: "workspaces.typeahead:read", Text: "Suggests tasks, projects, users, tags or teams by a part of their name.",
		Query: []parameter{
			{Name: "resource_type", Text: "task, project, user, tag or team.", Required: true},
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
	for _, read := range []func(*asana.TaskSearch) error{c.searchLists, c.searchFacts, c.searchTimes} {
		if err := read(&s); err != nil {
			return nil, err
		}
	}
	items, err := c.platform.SearchTasks(c.ctx(), c.actor, s)
	return all(items, "", err, c.taskRecord)
}

// searchLists reads the conditions that are lists of gids; users may be named me, or by address.
func (c *call) searchLists(s *asana.TaskSearch) error {
	for _, l := range []struct {
		name   string
		into   *[]string
		people bool
	}{
		{"assignee.any", &s.Assignee, true}, {"followers.any", &s.Followers, true}, {"created_by.any", &s.CreatedBy, true},
		{"projects.any", &s.Projects, false}, {"projects.not", &s.ProjectNot, false}, {"sections.any", &s.Sections, false},
		{"tags.any", &s.Tags, false},
	} {
		if c.query.Get(l.name) == "" {
			continue
		}
		list := strings.Split(c.query.Get(l.name), ",")
		if err := atOnce(l.name, list); err != nil {
			return err
		}
		for _, ref := range list {
			ref = strings.TrimSpace(ref)
			if _, err := asUser(l.name, ref); err != nil {
				return err
			}
			gid, err := c.person(ref)
			if err != nil {
				return about(l.name, err)
			}
			*l.into = append(*l.into, gid)
		}
	}
	return nil
}

func (c *call) searchFacts(s *asana.TaskSearch) (err error) {
	for _, f := range []struct {
		name string
		into **bool
	}{{"completed", &s.Completed}, {"is_subtask", &s.Subtask}, {"has_attachment", &s.Attachment}} {
		if *f.into, err = c.boolean(f.name); err != nil {
			return err
		}
	}
	ascending, err := c.boolean("sort_ascending")
	s.Ascending = ascending != nil && *ascending
	return err
}

func (c *call) searchTimes(s *asana.TaskSearch) (err error) {
	for _, at := range []struct {
		name string
		into *time.Time
	}{
		{"created_at.after", &s.Created.From}, {"created_at.before", &s.Created.To},
		{"modified_at.after", &s.Modified.From}, {"modified_at.before", &s.Modified.To},
	} {
		if *at.into, err = asTime(at.name, c.query.Get(at.name)); err != nil {
			return err
		}
	}
	for _, day := range []struct {
		name  string
		shift int
		into  []*string
	}{
		{"due_on", 0, []*string{&s.DueFrom, &s.DueTo}}, {"due_on.after", 1, []*string{&s.DueFrom}},
		{"due_on.before", -1, []*string{&s.DueTo}},
	} {
		text := c.query.Get(day.name)
		if text == "" {
			continue
		}
		date, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return badRequest(day.name + ": Date must be in ISO-8601 (yyyy-mm-dd) format, not: " + text)
		}
		for _, into := range day.into {
			*into = date.AddDate(0, 0, day.shift).Format(time.DateOnly)
		}
	}
	return nil
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
	refs = slices.DeleteFunc(refs, func(r asana.Ref) bool { return !asana.Matches(r.Name, c.query.Get("query")) })
	return all(refs[:min(len(refs), count)], "", nil, func(r asana.Ref) *named {
		return &named{GID: r.GID, ResourceType: kind, Name: &r.Name}
	})
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

// suggestions are what the names are looked for in.
func (c *call) suggestions(workspace, kind string, count int) (refs []asana.Ref, err error) {
	switch kind {
	case "task":
		items, err := c.platform.SearchTasks(c.ctx(), c.actor, asana.TaskSearch{Workspace: workspace, Text: c.query.Get("query"), Limit: 5 * count})
		return refsOf(items, func(t asana.Task) asana.Ref { return asana.Ref{GID: t.GID, Name: t.Name} }), err
	case "project":
		items, err := c.platform.Projects(c.ctx(), c.actor, workspace)
		return refsOf(items, func(p asana.Project) asana.Ref { return asana.Ref{GID: p.GID, Name: p.Name} }), err
	case "user":
		items, err := c.platform.Members(c.ctx(), c.actor, workspace)
		return refsOf(items, func(m asana.WorkspaceMembership) asana.Ref { return asana.Ref{GID: m.User.GID, Name: m.User.Name} }), err
	case "tag":
		items, err := c.platform.Tags(c.ctx(), c.actor, workspace)
		return refsOf(items, func(t asana.Tag) asana.Ref { return asana.Ref{GID: t.GID, Name: t.Name} }), err
	case "team":
		items, err := c.platform.Teams(c.ctx(), c.actor, workspace)
		return refsOf(items, func(t asana.Team) asana.Ref { return asana.Ref{GID: t.GID, Name: t.Name} }), err
	}
	return nil, badRequest("resource_type: Must be task, project, user, tag or team, not: " + kind)
}

func refsOf[T any](items []T, ref func(T) asana.Ref) []asana.Ref {
	refs := make([]asana.Ref, len(items))
	for i, item := range items {
		refs[i] = ref(item)
	}
	return refs
}
