package rest

import "strings"

// Bounds of opt_fields. Groups multiply: a short text can name more fields than there is memory for.
const (
	maxFieldsText = 10_000 // characters
	maxFields     = 2_000
)

// fieldSet is what opt_fields asks for: names, each with what is wanted below it.
type fieldSet struct{ below map[string]*fieldSet }

// fieldParser counts the fields it has met.
type fieldParser struct{ n int }

// parseFields understands opt_fields: names separated by commas, paths with dots, a leading "this.", and
// groups as in "(followers|assignee).email" (https://developers.asana.com/docs/inputoutput-options).
func parseFields(text string) (*fieldSet, error) {
	root, p := &fieldSet{}, &fieldParser{}
	if len(text) > maxFieldsText {
		return nil, badRequest("opt_fields: Too long")
	}
	for _, item := range splitOutside(text, ',') {
		item = strings.TrimPrefix(strings.TrimSpace(item), "this.")
		if item == "" {
			continue
		}
		if p.addPath(root, splitOutside(item, '.')); p.n > maxFields {
			return nil, badRequest("opt_fields: Too many fields")
		}
	}
	return root, nil
}

// addPath adds a path below f; it stops when there are too many.
func (p *fieldParser) addPath(f *fieldSet, path []string) {
	if p.n++; len(path) == 0 || p.n > maxFields {
		return
	}
	name := strings.TrimSpace(path[0])
	if len(name) > 1 && name[0] == '(' && name[len(name)-1] == ')' {
		for _, one := range splitOutside(name[1:len(name)-1], '|') {
			p.addPath(f, append(splitOutside(one, '.'), path[1:]...))
		}
		return
	}
	if f.below == nil {
		f.below = map[string]*fieldSet{}
	}
	if f.below[name] == nil {
		f.below[name] = &fieldSet{}
	}
	p.addPath(f.below[name], path[1:])
}

// get returns what is wanted below a name, nil when the name is not wanted.
func (f *fieldSet) get(name string) *fieldSet { return f.below[name] }

// bare tells whether nothing below is named.
func (f *fieldSet) bare() bool { return len(f.below) == 0 }

// splitOutside splits at a separator that is not inside parentheses.
func splitOutside(text string, separator rune) []string {
	var parts []string
	depth, start := 0, 0
	for i, r := range text {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == separator && depth <= 0:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}
