package bridge

import (
	"context"
	"net/url"
	"strings"

	"jirabridge/bridge/fields"
)

// SourcePath is where the face suggests what typeahead fields let choose from.
// The bridge writes addresses below it as ParseSource reads them; the face makes
// them absolute.
const SourcePath = "typeahead/"

// sources are the addresses for the typeahead fields of a form:
// typeahead/<kind>/<project's id>/<its key>/<issue type's id>/<field>/<parent>,
// without what is empty at the end. An address has no query: the host adds its
// own, in which "project" means one of the platform's.
func (u user) sources(ctx context.Context, in fields.Input) func(fields.Source) string {
	key := u.keyOf(ctx, in.Project.Value)
	return func(s fields.Source) string {
		parts := []string{s.Kind}
		switch s.Kind {
		case fields.Types, fields.Parents:
			parts = append(parts, in.Project.Value)
		case fields.Assignees, fields.RuleAssignees, fields.Epics:
			parts = append(parts, in.Project.Value, key)
		case fields.Options, fields.Fields:
			parts = append(parts, in.Project.Value, key, in.IssueType, s.Field, s.Parent)
		}
		for i, part := range parts {
			parts[i] = url.PathEscape(part)
		}
		return SourcePath + strings.TrimRight(strings.Join(parts, "/"), "/")
	}
}

// ParseSource reads the part of an address after SourcePath, unescaped.
func ParseSource(path string) Choices {
	parts := append(strings.Split(path, "/"), make([]string, 6)...)
	return Choices{
		Source:  fields.Source{Kind: parts[0], Field: parts[4], Parent: parts[5]},
		Project: parts[1], Key: parts[2], Type: parts[3],
	}
}

// keyOf is the key of a project, "-" of one the person does not see.
func (u user) keyOf(ctx context.Context, project string) string {
	all, _ := u.Projects(ctx) // without the key nothing is found, and that is all
	for _, p := range all {
		if p.ID == project {
			return p.Key
		}
	}
	return "-"
}
