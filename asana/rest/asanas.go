package rest

import (
	_ "embed"
	"slices"
	"strings"
)

// asanasOperations are all operations of asana.com by what they are about, of which the table has some: a line with
// a colon names a group, the lines below it the operations. Source: Asana's OpenAPI document.
//
//go:embed asanas.txt
var asanasOperations string

// group is what some operations of asana.com are about.
type group struct {
	Name       string
	Operations []string // their ids
}

// asanasGroups reads the list.
func asanasGroups() []group {
	var groups []group
	for line := range strings.Lines(asanasOperations) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutSuffix(line, ":"); ok {
			groups = append(groups, group{Name: name})
			continue
		}
		last := &groups[len(groups)-1]
		last.Operations = append(last.Operations, strings.Fields(line)...)
	}
	return groups
}

// groupOf is the name of an operation's group, "" where nobody said so.
func groupOf(groups []group, op operation) string {
	if op.Group != "" {
		return op.Group
	}
	i := slices.IndexFunc(groups, func(g group) bool { return slices.Contains(g.Operations, op.ID) })
	if i < 0 {
		return ""
	}
	return groups[i].Name
}

// beyond are the ids of the group's operations in the table that asana.com does not have.
func (g group) beyond(table []operation) (ids []string) {
	for _, op := range table {
		if op.Group == g.Name {
			ids = append(ids, op.ID)
		}
	}
	return ids
}

// without are the ids of the group's operations that are not in the table.
func (g group) without(table []operation) []string {
	return slices.DeleteFunc(slices.Clone(g.Operations), func(id string) bool {
		return slices.ContainsFunc(table, func(op operation) bool { return op.ID == id })
	})
}
