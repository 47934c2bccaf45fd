package cmd_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/BurntSushi/toml"
)

// catalogue is what one package says to people: its messages by language and
// id, each with its plural forms, or with "other" alone.
type catalogue struct {
	source, folder string
	texts          map[string]map[string]forms
}

type forms map[string]string

// pluralForms are those of the Unicode CLDR for whole numbers, and "other",
// which all languages have.
var pluralForms = map[string][]string{"en": {"one", "other"}, "sv": {"one", "other"}, "pl": {"few", "many", "one", "other"}}

// sameInEnglish may stand in another language as they stand in English: names,
// labels on Jira's screens, and words both languages have.
var sameInEnglish = map[string][]string{
	"sv": {"setup.client_id", "setup.client_secret", "setup.step_permission", "setup.step_redirect"},
	"pl": {"setup.client_id", "setup.client_secret", "setup.step_permission", "setup.step_redirect"},
}

func catalogues(t *testing.T) []catalogue {
	t.Helper()
	var files []string
	err := filepath.WalkDir("..", func(file string, _ fs.DirEntry, err error) error {
		if path.Base(path.Dir(file)) == "messages" && path.Base(file) == "en.toml" {
			files = append(files, file)
		}
		return err
	})
	if err != nil || len(files) < 8 {
		t.Fatal(files, err)
	}
	var all []catalogue
	for _, file := range files {
		folder := path.Dir(path.Dir(file))
		c := catalogue{source: path.Base(folder), folder: folder, texts: map[string]map[string]forms{}}
		for lang := range pluralForms {
			c.texts[lang] = readMessages(t, folder+"/messages/"+lang+".toml")
		}
		all = append(all, c)
	}
	return all
}

func readMessages(t *testing.T, file string) map[string]forms {
	t.Helper()
	raw := map[string]any{}
	if _, err := toml.DecodeFile(file, &raw); err != nil {
		t.Fatal(err)
	}
	texts := map[string]forms{}
	for id, v := range raw {
		texts[id] = forms{}
		switch v := v.(type) {
		case string:
			texts[id]["other"] = v
		case map[string]any:
			for form, text := range v {
				texts[id][form] = text.(string)
			}
		}
	}
	return texts
}

func ids(texts map[string]forms) []string { return slices.Sorted(maps.Keys(texts)) }

func TestEveryLanguageHasEveryMessage(t *testing.T) {
	for _, c := range catalogues(t) {
		for lang, texts := range c.texts {
			if lang != "en" && !slices.Equal(ids(texts), ids(c.texts["en"])) {
				t.Errorf("%s: %s.toml and en.toml do not have the same ids", c.folder, lang)
			}
			for id, f := range texts {
				if !strings.HasPrefix(id, c.source+".") {
					t.Errorf("%s: id %s is not of this package", c.folder, id)
				}
				for form, text := range f {
					if strings.TrimSpace(text) != text || text == "" {
						t.Errorf("%s %s %s: %q", lang, id, form, text)
					}
				}
			}
		}
	}
}

// A number in words has every form its language knows, whatever the others
// need.
func TestPluralsAreComplete(t *testing.T) {
	for _, c := range catalogues(t) {
		for id, english := range c.texts["en"] {
			for lang, texts := range c.texts {
				want := pluralForms[lang]
				if len(english) == 1 {
					want = []string{"other"}
				}
				if got := slices.Sorted(maps.Keys(texts[id])); !slices.Equal(got, want) {
					t.Errorf("%s %s has the forms %v, want %v", lang, id, got, want)
				}
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{\{?\.?(\w+)\}?\}`)

func TestPlaceholdersAreTheSame(t *testing.T) {
	for _, c := range catalogues(t) {
		for id, english := range c.texts["en"] {
			for lang, texts := range c.texts {
				if got, want := placeholders(texts[id]), placeholders(english); !slices.Equal(got, want) {
					t.Errorf("%s %s names %v, English %v", lang, id, got, want)
				}
			}
		}
	}
}

func placeholders(f forms) []string {
	found := map[string]bool{}
	for _, text := range f {
		for _, m := range placeholder.FindAllString(text, -1) {
			found[m] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// At most one in twenty messages of four letters or more may read as in
// English: more would be words nobody has translated.
func TestMessagesAreTranslated(t *testing.T) {
	for _, lang := range []string{"sv", "pl"} {
		var same []string
		all, listed := 0, map[string]bool{}
		for _, c := range catalogues(t) {
			for id, english := range c.texts["en"] {
				text := english["other"]
				if letters(text) < 4 {
					continue
				}
				equal := c.texts[lang][id]["other"] == text
				if slices.Contains(sameInEnglish[lang], id) {
					listed[id] = equal
					continue
				}
				all++
				if equal {
					same = append(same, id)
				}
			}
		}
		if len(same)*20 > all {
			t.Errorf("%s: %d of %d messages read as in English: %v", lang, len(same), all, same)
		}
		for _, id := range sameInEnglish[lang] {
			if !listed[id] {
				t.Errorf("%s: %s is listed as the same in English but is not", lang, id)
			}
		}
		t.Logf("%s: %d of %d read as in English: %v", lang, len(same), all, same)
	}
}

// letters counts those outside of placeholders.
func letters(text string) int {
	n := 0
	for _, r := range placeholder.ReplaceAllString(text, "") {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// sayers are functions that take a message's id without its source, and where
// among their arguments: first is the first that is a text.
var sayers = map[string]map[string]int{
	"asana":  {"invalid": 1, "conflict": 1, "forbidden": 0},
	"bridge": {"fail": first, "overdue": first, "text": first, "say": first},
	"widget": {"say": first},
}

const first = -1

// TestEveryMessageIsUsed and every id that is used has a message.
func TestEveryMessageIsUsed(t *testing.T) {
	var exact, starts []string
	known := map[string]bool{}
	for _, c := range catalogues(t) {
		for id := range c.texts["en"] {
			known[id] = true
		}
	}
	for _, s := range written(t, known) {
		if strings.HasSuffix(s, "_") || strings.HasSuffix(s, ".") {
			starts = append(starts, s)
			continue
		}
		exact = append(exact, s)
	}
	for _, s := range exact {
		if !known[s] {
			t.Errorf("there is no message %s", s)
		}
	}
	for id := range known {
		begins := func(s string) bool { return strings.HasPrefix(id, s) }
		composed := slices.ContainsFunc(endings, func(e string) bool {
			stem, ok := strings.CutSuffix(id, e)
			return ok && (slices.Contains(exact, stem) || known[stem])
		})
		if !composed && !slices.Contains(exact, id) && !slices.ContainsFunc(starts, begins) {
			t.Errorf("message %s is not used", id)
		}
	}
}

// endings are what programs put behind the id of another message.
var endings = []string{"_text", "_missing", "_next"}

// noIDs look like ids and are none.
var noIDs = []string{"setup.draft", "setup.profile", "setup.wrong"}

var mentioned = regexp.MustCompile(`"((?:asana|auth|boot|bridge|doctor|page|rules|setup|ui|widget)\.[a-z]\w*(?:\.\w*)*)"`)

// written are the ids, and beginnings of ids, that stand in the program; in Go
// also without their source, where that makes a known one.
func written(t *testing.T, known map[string]bool) []string {
	t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(file, "_test.go") || strings.Contains(file, "test/") {
			return err
		}
		switch path.Ext(file) {
		case ".go":
			for _, id := range writtenInGo(t, file, known) {
				found[id] = true
			}
		case ".html":
			raw, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			for _, m := range mentioned.FindAllSubmatch(raw, -1) {
				found[string(m[1])] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(found))
}

func writtenInGo(t *testing.T, file string, known map[string]bool) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	source := path.Base(path.Dir(file))
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text := textOf(n); mentioned.MatchString(n.Value) {
				found = append(found, text)
			} else if known[source+"."+text] {
				found = append(found, source+"."+text)
			}
		case *ast.CallExpr:
			place, ok := sayers[source][called(n)]
			if id := argument(n, place); ok && id != "" && !strings.HasPrefix(id, source+".") {
				found = append(found, source+"."+id)
			}
		}
		return true
	})
	return slices.DeleteFunc(found, func(id string) bool { return slices.Contains(noIDs, id) || id == source+"." })
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

// argument is the text at a place of a call, "" when there stands no literal.
func argument(call *ast.CallExpr, place int) string {
	for i, arg := range call.Args {
		if text := textOf(arg); text != "" && (i == place || place == first) {
			return text
		}
	}
	return ""
}

// textOf is a text that stands in the program, or the beginning of one that is
// put together.
func textOf(e ast.Expr) string {
	if sum, ok := e.(*ast.BinaryExpr); ok {
		e = sum.X
	}
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	text, _ := strconv.Unquote(lit.Value)
	return text
}
