package jiratest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

// maxSearch is the most one search answers; more is cut without a word.
const maxSearch = 1000

// searchRequest is the body of POST /search.
type searchRequest struct {
	JQL           string   `json:"jql"`
	StartAt       int      `json:"startAt"`
	MaxResults    *int     `json:"maxResults"`
	Fields        []string `json:"fields"`
	Expand        any      `json:"expand"`
	Properties    []string `json:"properties"`
	FieldsByKeys  bool     `json:"fieldsByKeys"`
	ValidateQuery any      `json:"validateQuery"`
}

func (s *Server) postSearch(c *call) (answer, error) {
	var q searchRequest
	if err := c.json(&q); err != nil {
		return answer{}, err
	}
	return c.search(q)
}

func (s *Server) getSearch(c *call) (answer, error) {
	size := c.number("maxResults", 50)
	return c.search(searchRequest{JQL: c.query("jql"), StartAt: c.number("startAt", 0), MaxResults: &size,
		Fields: c.fieldsQuery(), Properties: splitList(c.query("properties"), ""), ValidateQuery: c.query("validateQuery")})
}

// fieldsQuery reads ?fields=, which may be repeated and hold lists.
func (c *call) fieldsQuery() []string {
	return splitList(strings.Join(c.r.URL.Query()["fields"], ","), "")
}

// search runs JQL over what the caller may see. An anonymous caller sees no
// project of this Jira: he gets 200 and nothing, whatever he asks for.
func (c *call) search(q searchRequest) (answer, error) {
	parsed, err := parseJQL(q.JQL)
	if err != nil {
		return answer{}, err
	}
	m := &matcher{call: c}
	where := match(func(*issue) bool { return true })
	if parsed.where != nil {
		where = m.build(parsed.where)
	}
	order := m.order(parsed.order)
	strict := c.who.person != nil && isStrict(q.ValidateQuery)
	if len(m.problems) > 0 && strict {
		return answer{}, fail(http.StatusBadRequest, m.problems...)
	}
	found := []*issue{}
	for _, i := range c.sortedIssues() {
		if c.indexed(i) && c.sees(i) && where(i) {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, order)
	return c.searchAnswer(q, found, m.problems)
}

// isStrict: validateQuery is true, strict, or absent.
func isStrict(v any) bool {
	if text, isText := v.(string); isText {
		return text == "" || strings.EqualFold(text, "true") || strings.EqualFold(text, "strict")
	}
	on, isBool := v.(bool)
	return !isBool || on
}

func (c *call) searchAnswer(q searchRequest, found []*issue, warnings []string) (answer, error) {
	size := 50
	if q.MaxResults != nil && *q.MaxResults >= 0 {
		size = min(*q.MaxResults, maxSearch)
	}
	set := fieldSet{names: q.Fields}
	if len(q.Fields) == 0 {
		set.names = []string{"*navigable"}
	}
	from := min(max(q.StartAt, 0), len(found))
	issues := []any{}
	for _, i := range found[from:min(from+size, len(found))] {
		m := c.issueJSON(i, set)
		if len(q.Properties) > 0 {
			m["properties"] = propertiesJSON(i, q.Properties)
		}
		issues = append(issues, m)
	}
	out := map[string]any{"expand": "schema,names", "startAt": from, "maxResults": size, "total": len(found), "issues": issues}
	if len(warnings) > 0 {
		out["warningMessages"] = warnings
	}
	return ok(out)
}

type comparison func(a, b *issue) int

// order makes the comparison of ORDER BY; without one, newest first.
func (m *matcher) order(list []sorting) comparison {
	byID := func(a, b *issue) int { return a.ID - b.ID }
	if len(list) == 0 {
		return func(a, b *issue) int { return byID(b, a) }
	}
	var all []comparison
	for _, s := range list {
		compare, date := m.sorter(s.field)
		if compare == nil {
			m.problem("Not able to sort using field '%s'.", s.field)
			continue
		}
		if s.desc || date && !s.given { // dates are newest first by default
			ascending := compare
			compare = func(a, b *issue) int { return ascending(b, a) }
		}
		all = append(all, compare)
	}
	return func(a, b *issue) int {
		for _, compare := range all {
			if n := compare(a, b); n != 0 {
				return n
			}
		}
		return byID(b, a)
	}
}

func (m *matcher) sorter(field string) (compare comparison, date bool) {
	text := func(of func(*issue) string) comparison {
		return func(a, b *issue) int { return cmp.Compare(strings.ToLower(of(a)), strings.ToLower(of(b))) }
	}
	switch field {
	case "created", "updated", "due", "duedate", "resolved", "resolutiondate":
		of := timeOf(field)
		return func(a, b *issue) int {
			return of(a).Truncate(time.Millisecond).Compare(of(b).Truncate(time.Millisecond))
		}, true
	case "key", "issuekey", "id", "issue":
		return func(a, b *issue) int {
			return cmp.Or(cmp.Compare(a.Project, b.Project), atoi(a.Key[len(a.Project)+1:])-atoi(b.Key[len(b.Project)+1:]))
		}, false
	case "summary", "assignee", "reporter":
		return text(func(i *issue) string { return i.Values[field].Text }), false
	case "priority": // ids run from the highest priority down, as in Jira's own set
		return func(a, b *issue) int { return atoi(b.Values["priority"].Text) - atoi(a.Values["priority"].Text) }, false
	case "status":
		return func(a, b *issue) int {
			return m.catalog.status(a.Status).category.id - m.catalog.status(b.Status).category.id
		}, false
	case "project":
		return text(func(i *issue) string { return i.Project }), false
	}
	return nil, false
}
