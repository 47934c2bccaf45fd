package page

import (
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	"text/template/parse"
	"time"
)

// loadTemplates parses everything once per language: the functions that
// depend on the language are bound there, so templates need no context.
func (f *Frame) loadTemplates(sources []Source) error {
	f.sets = map[string]*template.Template{}
	for _, l := range languages {
		set := template.New("").Funcs(f.funcs(l.Code))
		for _, s := range sources {
			if err := parseSource(set, s); err != nil {
				return fmt.Errorf("page: templates of %s: %w", s.Name, err)
			}
		}
		f.sets[l.Code] = set
	}
	return f.check(f.sets[languages[0].Code])
}

func parseSource(set *template.Template, s Source) error {
	if s.Templates == nil {
		return nil
	}
	names, err := fs.Glob(s.Templates, "templates/*.html")
	if err != nil {
		return err
	}
	for _, name := range names {
		raw, err := fs.ReadFile(s.Templates, name)
		if err != nil {
			return err
		}
		id := s.Name + "/" + strings.TrimSuffix(path.Base(name), ".html")
		if _, err := set.New(id).Parse(string(raw)); err != nil {
			return err
		}
	}
	return nil
}

// funcs are what templates can call:
//
//	t "id" "Key" value …   a message; the key Count chooses the plural form
//	forms "id"             all plural forms of a message, for scripts
//	text s                 a message when s is an id, else s
//	icon "name"            an icon of ours as inline SVG
//	avatar "Full Name"     a round badge with the initials
//	asset "source/file"    the address of an asset
//	date d                 a day, from a time or "2006-01-02"
//	ago t                  a moment, shown relative to now by time.js
//	size n                 a number of bytes in words
//	dict "Key" value …     arguments for a part
func (f *Frame) funcs(lang string) template.FuncMap {
	return template.FuncMap{
		"t": func(id string, pairs ...any) (string, error) {
			args, err := dict(pairs...)
			return f.Say(lang, id, args), err
		},
		"forms":  func(id string) []Form { return f.forms(lang, id) },
		"text":   func(s string) string { return f.text(lang, s) },
		"icon":   icon,
		"avatar": avatar,
		"asset":  f.assets.url,
		"date":   func(v any) string { return f.date(lang, v) },
		"ago":    func(t time.Time) template.HTML { return f.ago(lang, t) },
		"ahead":  func(t time.Time) template.HTML { return f.ahead(lang, t) },
		"size":   func(n int64) string { return f.size(lang, n) },
		"dict":   dict,
	}
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("page: a key without a value")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("page: key %v is not a text", pairs[i])
		}
		m[key] = pairs[i+1]
	}
	return m, nil
}

// check looks through all templates for messages, icons and assets that do
// not exist.
func (f *Frame) check(set *template.Template) error {
	var errs []error
	for _, t := range set.Templates() {
		if t.Tree == nil || t.Tree.Root == nil {
			continue
		}
		walk(t.Tree.Root, func(fn, arg string) {
			if err := f.checkCall(fn, arg); err != nil {
				errs = append(errs, fmt.Errorf("page: template %s: %w", t.Name(), err))
			}
		})
	}
	return errors.Join(errs...)
}

func (f *Frame) checkCall(fn, arg string) error {
	switch fn {
	case "t", "forms":
		if !f.ids[arg] {
			return fmt.Errorf("no message %q", arg)
		}
	case "icon":
		_, err := icon(arg)
		return err
	case "asset":
		_, err := f.assets.url(arg)
		return err
	}
	return nil
}

// walk calls visit for every function call whose first argument is a literal
// text.
func walk(n parse.Node, visit func(fn, arg string)) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			walk(child, visit)
		}
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.TemplateNode:
		walk(n.Pipe, visit)
	case *parse.IfNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.PipeNode:
		walkPipe(n, visit)
	case *parse.CommandNode:
		walkCommand(n, visit)
	}
}

func walkBranch(n *parse.BranchNode, visit func(fn, arg string)) {
	walk(n.Pipe, visit)
	walk(n.List, visit)
	walk(n.ElseList, visit)
}

func walkPipe(n *parse.PipeNode, visit func(fn, arg string)) {
	if n == nil {
		return
	}
	for _, c := range n.Cmds {
		walk(c, visit)
	}
}

func walkCommand(n *parse.CommandNode, visit func(fn, arg string)) {
	for _, arg := range n.Args {
		walk(arg, visit)
	}
	if len(n.Args) < 2 {
		return
	}
	fn, ok := n.Args[0].(*parse.IdentifierNode)
	text, isText := n.Args[1].(*parse.StringNode)
	if ok && isText {
		visit(fn.Ident, text.Text)
	}
}
