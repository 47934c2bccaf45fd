package rest

import "strings"

// fieldSet is what opt_fields asks for: names, each with what is wanted below it.
type fieldSet struct{ below map[string]*fieldSet }

// parseFields understands opt_fields: names separated by commas, paths with dots, a leading "this.", and
// groups as in "(followers|assignee).email" (https://developers.asana.com/docs/inputoutput-options).
func parseFields(text string) *fieldSet {
	root := &fieldSet{}
	for _, item := range splitOutside(text, ',') {
		item = strings.TrimPrefix(strings.TrimSpace(item), "this.")
		if item != "" {
			root.addPath(splitOutside(item, '.'))
		}
	}
	return root
}

func (f *fieldSet) addPath(path []string) {
	if len(path) == 0 {
		return
	}
	name := strings.TrimSpace(path[0])
	if strings.HasPrefix(name, "(") && strings.HasSuffix(name, ")") {
		for _, one := range splitOutside(name[1:len(name)-1], '|') {
			f.addPath(append(splitOutside(one, '.'), path[1:]...))
		}
		return
	}
	if f.below == nil {
		f.below = map[string]*fieldSet{}
	}
	if f.below[name] == nil {
		f.below[name] = &fieldSet{}
	}
	f.below[name].addPath(path[1:])
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
