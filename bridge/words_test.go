package bridge

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"

	"jirabridge/asana/kit/page"
)

func messages(t *testing.T, lang string) map[string]string {
	t.Helper()
	raw, err := fs.ReadFile(messageFiles, "messages/"+lang+".toml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	if err := toml.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

var argument = regexp.MustCompile(`{{\.[A-Za-z]+}}`)

func TestEveryLanguageSaysTheSame(t *testing.T) {
	if _, err := page.New(Pages()); err != nil {
		t.Fatal(err)
	}
	english := messages(t, "en")
	for _, lang := range []string{"sv", "pl"} {
		other := messages(t, lang)
		if diff := cmp.Diff(slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(other))); diff != "" {
			t.Errorf("%s: %s", lang, diff)
		}
		for id, text := range english {
			if diff := cmp.Diff(argument.FindAllString(text, -1), argument.FindAllString(other[id], -1)); diff != "" {
				t.Errorf("%s %s: %s", lang, id, diff)
			}
		}
	}
}

// TestEveryMessageIsThere looks up every id that the code hands to fail, text
// and say, and those of package fields.
func TestEveryMessageIsThere(t *testing.T) {
	english, used := messages(t, "en"), usedIDs(t)
	for id := range used {
		if english[id] == "" {
			t.Errorf("%s has no text", id)
		}
	}
	for id := range english {
		if !used[id] {
			t.Errorf("%s is not used", id)
		}
	}
}

func usedIDs(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	for _, pattern := range []string{"*.go", "fields/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool { note(n, used); return true })
		}
	}
	return used
}

// note adds the ids in a node: texts that begin with "bridge.", and the first
// text in a call of a function that puts that in front.
func note(n ast.Node, used map[string]bool) {
	if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if s, _ := strconv.Unquote(lit.Value); strings.HasPrefix(s, "bridge.") && len(s) > len("bridge.") {
			used[s] = true
		}
	}
	call, ok := n.(*ast.CallExpr)
	if !ok || !slices.Contains([]string{"fail", "overdue", "text", "say"}, called(call)) {
		return
	}
	for _, arg := range call.Args {
		if lit, ok := arg.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			s, _ := strconv.Unquote(lit.Value)
			used["bridge."+s] = true
			return
		}
	}
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func TestSayFallsBackToEnglish(t *testing.T) {
	w, err := page.NewWords(Pages())
	if err != nil {
		t.Fatal(err)
	}
	b := &Bridge{words: w, log: slog.New(slog.DiscardHandler)}
	for lang, want := range map[string]string{
		"": "Summary", "sv-SE,sv;q=0.9": "Sammanfattning", "pl": "Podsumowanie", "fi": "Summary", "\x00;;": "Summary",
	} {
		if got := b.Say(lang, Text{ID: "bridge.fields.summary"}); got != want {
			t.Errorf("%q: %q", lang, got)
		}
	}
}

func TestNoticesFitTheirLines(t *testing.T) {
	for _, lang := range []string{"en", "sv", "pl"} {
		for id, text := range messages(t, lang) {
			for _, line := range wrap(text, 50) {
				if utf8.RuneCountInString(line) > 50 && strings.Contains(line, " ") {
					t.Errorf("%s %s: line %q is too long", lang, id, line)
				}
			}
		}
	}
}
