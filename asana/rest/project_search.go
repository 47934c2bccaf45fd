package rest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"jirabridge/asana"
)

func projectSearchOperations() []operation {
	query := []parameter{
		{Name: "text", Text: "Words in the name."}, {Name: "teams.any", Text: "Teams."},
		{Name: "owner.any", Text: "Users who made it: gid, e-mail address, or me."}, {Name: "members.any", Text: "Users who are in it."},
		{Name: "members.not", Text: "Users none of whom is in it."}, {Name: "completed", Text: "Whether it is complete, which none is."},
		{Name: "portfolios.any", Text: "Portfolios, in which none is."},
		{Name: "sort_by", Text: "due_date, created_at, completed_at, relevance or modified_at, which is the default."},
		{Name: "sort_ascending", Text: "Whether the smallest comes first."},
	}
	for _, d := range projectDates() {
		query = append(query, parameter{Name: d.name + "_on", Text: "That day; null is none."},
			parameter{Name: d.name + "_on.before", Text: "Before that day."}, parameter{Name: d.name + "_on.after", Text: "After that day."},
			parameter{Name: d.name + "_at.before", Text: "Before that moment."}, parameter{Name: d.name + "_at.after", Text: "After that moment."})
	}
	return []operation{{
		ID: "searchProjectsForWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/projects/search",
		Scope: "projects:read", Text: "Finds the projects of a workspace that meet all conditions, at most 100.", Query: query,
		Result: project{}, List: true, Do: searchProjects,
	}}
}

// projectFilter is a condition on projects.
type projectFilter func(asana.Project) bool

// projectDate is a date of a project that is searched by, zero for none. A day is its first moment, in UTC.
type projectDate struct {
	name string
	of   func(asana.Project) time.Time
}

func projectDates() []projectDate {
	day := func(text string) time.Time {
		t, _ := time.Parse(time.DateOnly, text) // zero for ""
		return t
	}
	return []projectDate{
		{"created", func(p asana.Project) time.Time { return p.CreatedAt }},
		{"due", func(p asana.Project) time.Time { return day(p.DueOn) }},
		{"start", func(p asana.Project) time.Time { return day(p.StartOn) }},
		{"completed", func(asana.Project) time.Time { return time.Time{} }},
	}
}

func searchProjects(c *call) (any, error) {
	workspace, err := c.gid("workspace_gid")
	if err != nil {
		return nil, err
	}
	if err := c.platform.MaySearch(c.ctx(), c.actor, workspace); err != nil {
		return nil, err
	}
	filters, err := c.projectFilters(workspace)
	if err != nil {
		return nil, err
	}
	order, err := c.projectOrder()
	if err != nil {
		return nil, err
	}
	found, err := c.platform.Projects(c.ctx(), c.actor, workspace)
	found = slices.DeleteFunc(found, func(p asana.Project) bool {
		return slices.ContainsFunc(filters, func(f projectFilter) bool { return !f(p) })
	})
	slices.SortStableFunc(found, order)
	limit := 20
	if c.page.Limit > 0 {
		limit = c.page.Limit
	}
	return all(found[:min(len(found), limit)], "", err, func(p asana.Project) *project { return projectOf(asana.Ref{GID: p.GID, Name: p.Name}) })
}

// projectFilters reads the conditions.
func (c *call) projectFilters(workspace string) ([]projectFilter, error) {
	filters := []projectFilter{func(p asana.Project) bool { return asana.Matches(p.Name, c.query.Get("text")) }}
	completed, err := c.boolean("completed")
	if err != nil {
		return nil, err
	}
	if completed != nil && *completed || c.query.Get("portfolios.any") != "" {
		filters = append(filters, func(asana.Project) bool { return false })
	}
	for _, read := range []func(string) ([]projectFilter, error){c.filtersByPlace, c.filtersByMember} {
		more, err := read(workspace)
		if err != nil {
			return nil, err
		}
		filters = append(filters, more...)
	}
	for _, d := range projectDates() {
		more, err := c.filtersByDate(d)
		if err != nil {
			return nil, err
		}
		filters = append(filters, more...)
	}
	return filters, nil
}

func (c *call) filtersByPlace(string) (filters []projectFilter, err error) {
	for name, of := range map[string]func(asana.Project) string{
		"teams.any": func(p asana.Project) string { return p.Team.GID },
		"owner.any": func(p asana.Project) string { return p.CreatedBy.GID },
	} {
		any, err := c.references(name)
		if err != nil {
			return nil, err
		}
		if len(any) > 0 {
			filters = append(filters, func(p asana.Project) bool { return slices.Contains(any, of(p)) })
		}
	}
	return filters, nil
}

func (c *call) filtersByMember(workspace string) (filters []projectFilter, err error) {
	for name, want := range map[string]bool{"members.any": true, "members.not": false} {
		people, err := c.references(name)
		if err != nil {
			return nil, err
		}
		with := map[string]bool{}
		for _, person := range people {
			projects, err := c.platform.ProjectsWith(c.ctx(), c.actor, workspace, person)
			if err != nil {
				return nil, about(name, err)
			}
			for _, gid := range projects {
				with[gid] = true
			}
		}
		if len(people) > 0 {
			filters = append(filters, func(p asana.Project) bool { return with[p.GID] == want })
		}
	}
	return filters, nil
}

// filtersByDate reads the five conditions there are on a date.
func (c *call) filtersByDate(d projectDate) (filters []projectFilter, err error) {
	for suffix, holds := range map[string]func(day, asked string) bool{
		"_on":        func(day, asked string) bool { return day == strings.TrimPrefix(asked, "null") },
		"_on.before": func(day, asked string) bool { return day != "" && day < asked },
		"_on.after":  func(day, asked string) bool { return day > asked },
	} {
		asked := c.query.Get(d.name + suffix)
		if _, err := time.Parse(time.DateOnly, asked); asked != "" && err != nil && (suffix != "_on" || asked != "null") {
			return nil, badRequest(d.name + suffix + ": Date must be in ISO-8601 (yyyy-mm-dd) format, not: " + asked)
		}
		if asked != "" {
			filters = append(filters, func(p asana.Project) bool { return holds(dayOf(d.of(p)), asked) })
		}
	}
	for suffix, sign := range map[string]int{"_at.before": -1, "_at.after": 1} {
		asked, err := asTime(d.name+suffix, c.query.Get(d.name+suffix))
		if err != nil {
			return nil, err
		}
		if !asked.IsZero() {
			filters = append(filters, func(p asana.Project) bool { return !d.of(p).IsZero() && d.of(p).Compare(asked) == sign })
		}
	}
	return filters, nil
}

// dayOf is the day of a moment in UTC, "" for none.
func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// projectOrder reads how the found are sorted: the last modified first unless another order is asked for.
func (c *call) projectOrder() (func(a, b asana.Project) int, error) {
	ascending, err := c.boolean("sort_ascending")
	if err != nil {
		return nil, err
	}
	key := func(p asana.Project) time.Time { return p.ModifiedAt }
	switch by := c.query.Get("sort_by"); by {
	case "", "modified_at", "relevance":
	case "created_at":
		key = func(p asana.Project) time.Time { return p.CreatedAt }
	case "due_date":
		key = projectDates()[1].of
	case "completed_at":
		key = projectDates()[3].of
	default:
		return nil, badRequest("sort_by: Must be due_date, created_at, completed_at, relevance or modified_at, not: " + by)
	}
	sign := -1
	if ascending != nil && *ascending {
		sign = 1
	}
	return func(a, b asana.Project) int { return cmp.Or(sign*key(a).Compare(key(b)), cmp.Compare(a.GID, b.GID)) }, nil
}
