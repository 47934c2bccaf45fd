package jiratest

import (
	"slices"
	"strings"
)

// This file is what the fields of Jira's own create screen complete input with.

// pickGroups finds groups by a part of their name.
func (s *Server) pickGroups(c *call) (answer, error) {
	var names []string
	for _, p := range s.people {
		for _, g := range p.Groups {
			if strings.Contains(g, strings.ToLower(c.query("query"))) && !slices.Contains(names, g) {
				names = append(names, g)
			}
		}
	}
	slices.Sort(names)
	groups := []any{}
	for _, name := range names[:min(len(names), c.number("maxResults", 20))] {
		groups = append(groups, map[string]any{"name": name, "html": name, "labels": []any{}})
	}
	return ok(map[string]any{"header": "", "total": len(names), "groups": groups})
}

// pickEpics finds epics by a part of their name or key; those of the project
// come first.
func (s *Server) pickEpics(c *call) (answer, error) {
	here, elsewhere := []any{}, []any{}
	for _, i := range s.sortedIssues() {
		name, isEpic := i.Values["customfield_10011"]
		if c.catalog.issueType(i.Type).name != "Epic" || !isEpic || !c.sees(i) || !contains(i.Key+" "+name.Text, c.query("searchQuery")) {
			continue
		}
		epic := map[string]any{"key": i.Key, "name": name.Text, "isDone": false}
		if i.Project == c.query("projectKey") {
			here = append(here, epic)
		} else {
			elsewhere = append(elsewhere, epic)
		}
	}
	all := slices.Concat(here, elsewhere)
	some := all[:min(len(all), c.number("maxResults", 25))]
	return ok(map[string]any{"epicLists": []any{map[string]any{"listDescriptor": "All epics", "epicNames": some}}, "total": len(all)})
}

// pickSprints finds sprints by a part of their name: those of open boards are
// suggested, all others match.
func (s *Server) pickSprints(c *call) (answer, error) {
	open, others := []any{}, []any{}
	for _, o := range s.catalog.field("customfield_10013").options {
		name, state, _ := strings.Cut(o.value, "|")
		if o.disabled || !contains(name, c.query("query")) || state == "CLOSED" && c.query("excludeCompleted") == "true" {
			continue
		}
		sprint := map[string]any{"name": name, "id": atoi(o.id), "stateKey": state, "boardName": "WEB board", "date": ""}
		if state == "ACTIVE" {
			open = append(open, sprint)
		} else {
			others = append(others, sprint)
		}
	}
	return ok(map[string]any{"suggestions": open, "allMatches": others})
}

func contains(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
