package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"

	"jirabridge/jira"
)

//go:generate go test -run ^TestReadme$ . -update

var update = flag.Bool("update", false, "write the tables into the README")

const readme = "../../README.md"

// TestReadme compares the tables of the README with what they are made from.
// Each lies between two comments.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	fresh := string(text)
	for name, table := range map[string]string{"settings": settingsTable(t), "calls": callsTable(t)} {
		before, rest, ok := strings.Cut(fresh, "<!-- "+name+": made by go generate ./cmd/jirabridge -->\n")
		_, after, end := strings.Cut(rest, "<!-- end of "+name+" -->")
		if !ok || !end {
			t.Fatal("the README has no place for the table of " + name)
		}
		fresh = before + "<!-- " + name + ": made by go generate ./cmd/jirabridge -->\n" + table + "<!-- end of " + name + " -->" + after
	}
	if fresh == string(text) {
		return
	}
	if !*update {
		t.Fatal("a table of the README is stale: go generate ./cmd/jirabridge")
	}
	if err := os.WriteFile(readme, []byte(fresh), 0o644); err != nil {
		t.Fatal(err)
	}
}

// callsTable is a line for each address of Jira, in the words of the setup page.
func callsTable(t *testing.T) string {
	t.Helper()
	words := map[string]any{}
	if _, err := toml.DecodeFile("../../setup/messages/en.toml", &words); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| address | what for |\n|---|---|\n")
	for _, c := range jira.Calls() {
		reason := fmt.Sprint(words["setup.call_"+c.ID])
		if c.ByBrowser {
			reason = fmt.Sprint(words["setup.requirements_browser"], " ", reason)
		}
		fmt.Fprintf(&b, "| `%s %s` | %s |\n", c.Method, c.Path, strings.ReplaceAll(reason, "’", "'"))
	}
	return b.String()
}

// settingsTable is a line for each flag of `jirabridge serve`.
func settingsTable(t *testing.T) string {
	t.Helper()
	parser, err := kong.New(&commandLine{}, kong.Name("jirabridge"))
	if err != nil {
		t.Fatal(err)
	}
	serve := parser.Model.Children[slices.IndexFunc(parser.Model.Children, func(n *kong.Node) bool { return n.Name == "serve" })]
	var b strings.Builder
	b.WriteString("| setting | default | meaning |\n|---|---|---|\n")
	for _, f := range append(serve.Flags, parser.Model.Flags...) {
		if f.Name == "help" {
			continue
		}
		name, value, more := f.Name, "–", ""
		if f.PlaceHolder != "" {
			name += " " + f.PlaceHolder
		}
		if f.HasDefault {
			value = "`" + f.Default + "`"
		}
		if f.IsSlice() {
			more = " May be given several times."
		}
		fmt.Fprintf(&b, "| `--%s` | %s | %s%s |\n", name, value, strings.ReplaceAll(f.Help, "|", `\|`), more)
	}
	return b.String()
}

// TestReadmeHasTheFlagsOfTheDemo: each stands in its table.
func TestReadmeHasTheFlagsOfTheDemo(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## The demo for scripts")
	line, err := kong.New(&commandLine{})
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range line.Model.Children {
		if command.Name != "demo" {
			continue
		}
		for _, flag := range command.Flags {
			if !strings.Contains(table, "\n| `--"+flag.Name) {
				t.Errorf("--%s is not in the README", flag.Name)
			}
		}
	}
}
