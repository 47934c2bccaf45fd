// Package cmd_test holds the repository's own rules as tests: which entries
// stand at the top, which package may import which, and which words may not
// appear where. The rules are drawn in the README under "The map".
package cmd_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "jirabridge"

// topLevel lists every entry that may stand beside the hidden ones.
var topLevel = []string{
	"cmd", "bridge", "jira", "asana", "widget", "setup", "go.mod", "go.sum", "README.md",
	"LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "Dockerfile", "compose.yaml", "Makefile",
}

// arrow says what the packages below a folder may import of ours. The rule
// with the longest matching folder holds.
type arrow struct {
	folder string
	may    []string
	never  []string
}

var arrows = []arrow{
	{folder: "jira/jiratest"},
	{folder: "jira", may: []string{"jira"}, never: []string{"jira/jiratest"}},
	{folder: "asana/kit", may: []string{"asana/kit"}},
	{folder: "asana/appcomponents", may: []string{"asana/kit"}},
	{folder: "asana/client", may: []string{"asana/kit"}},
	{folder: "asana", may: []string{"asana"}, never: []string{"asana/client"}},
	{folder: "bridge", may: []string{"bridge", "jira", "asana/client", "asana/appcomponents", "asana/kit"}, never: []string{"jira/jiratest"}},
	{folder: "widget", may: []string{"bridge", "asana/client", "asana/appcomponents", "asana/kit"}},
	{folder: "setup", may: []string{"bridge", "asana/client", "asana/appcomponents", "asana/kit"}},
	{folder: "cmd", may: []string{"cmd", "widget", "setup", "bridge", "jira", "asana"}},
}

// doubles are packages made for tests; they may import the two test doubles
// and whatever they put together.
var doubles = regexp.MustCompile(`(^|/)[a-z]+test(/|$)`)

func TestTopLevelEntries(t *testing.T) {
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") || slices.Contains(topLevel, e.Name()) {
			continue
		}
		if e.IsDir() && e.Name() == "bin" { // what make builds; ignored by git
			continue
		}
		t.Errorf("%s does not belong at the top level", e.Name())
	}
}

func TestArrowsOnlyGoDown(t *testing.T) {
	for folder, files := range sources(t) {
		if doubles.MatchString(folder) {
			continue
		}
		rule := ruleFor(folder)
		if rule == nil {
			t.Errorf("no rule says what %s may import", folder)
			continue
		}
		for _, f := range files {
			for _, imp := range imports(t, f) {
				if !rule.allows(imp) {
					t.Errorf("%s imports %s, which lies above or beside it", f, imp)
				}
			}
		}
	}
}

func TestOnePackageCommentEach(t *testing.T) {
	for folder, files := range sources(t) {
		commented := 0
		for _, f := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), f, nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			if parsed.Doc != nil && !ast.IsGenerated(parsed) {
				commented++
			}
		}
		if commented != 1 {
			t.Errorf("%s has %d package comments, want one", folder, commented)
		}
	}
}

// The platform serves any app; only the app's registration names its product.
func TestPlatformDoesNotNameTheApp(t *testing.T) {
	forbidWord(t, "../asana", regexp.MustCompile(`(?i)jira`), regexp.MustCompile(`(?i)jirabridge`))
}

func TestStoresDoNotReadEachOther(t *testing.T) {
	forbidWord(t, "../asana", regexp.MustCompile(`\bbridge_[a-z]+`), nil)
	for _, table := range tables(t, "../asana/store/migrations") {
		re := regexp.MustCompile(`(?i)\b(from|join|into|update)\s+` + table + `\b`)
		forbidWord(t, "../bridge/store", re, nil)
	}
}

// forbidWord fails for every line below dir that holds word, once allowed
// spellings are taken out.
func forbidWord(t *testing.T, dir string, word, allowed *regexp.Regexp) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			if allowed != nil {
				line = allowed.ReplaceAllString(line, "")
			}
			if word.MatchString(line) {
				t.Errorf("%s:%d: %s", p, i+1, strings.TrimSpace(line))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// tables names the tables that the migrations in dir create.
func tables(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(dir + "/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations in %s (%v)", dir, err)
	}
	create := regexp.MustCompile(`(?i)create table (?:if not exists )?([a-z_]+)`)
	var names []string
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range create.FindAllStringSubmatch(string(text), -1) {
			names = append(names, m[1])
		}
	}
	return names
}

// sources maps every folder with Go code to its files, tests left out.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != ".." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(p, ".go") && !strings.HasSuffix(p, "_test.go") {
			folder := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(p)), "../")
			found[folder] = append(found[folder], p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// imports lists what file imports of our own module, without the module's name.
func imports(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var ours []string
	for _, spec := range parsed.Imports {
		if imp, ok := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module+"/"); ok {
			ours = append(ours, imp)
		}
	}
	return ours
}

func ruleFor(folder string) *arrow {
	var best *arrow
	for i, a := range arrows {
		if within(folder, a.folder) && (best == nil || len(a.folder) > len(best.folder)) {
			best = &arrows[i]
		}
	}
	return best
}

func (a *arrow) allows(imp string) bool {
	for _, n := range a.never {
		if within(imp, n) {
			return false
		}
	}
	return slices.ContainsFunc(a.may, func(m string) bool { return within(imp, m) })
}

func within(folder, parent string) bool {
	return folder == parent || strings.HasPrefix(folder, path.Clean(parent)+"/")
}
