package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

//go:generate go test -run ^TestReadme$ . -update

var update = flag.Bool("update", false, "write the table of settings into the README")

// The README's table of settings lies between these.
const (
	readme   = "../../README.md"
	tableHas = "<!-- settings: made by go generate ./cmd/jirabridge -->\n"
	tableEnd = "<!-- end of settings -->"
)

func TestReadme(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), tableHas)
	old, after, end := strings.Cut(rest, tableEnd)
	if !ok || !end {
		t.Fatal("the README has no place for the table of settings")
	}
	table := settingsTable(t)
	if old == table {
		return
	}
	if !*update {
		t.Fatal("the README's table of settings is stale: go generate ./cmd/jirabridge")
	}
	if err := os.WriteFile(readme, []byte(before+tableHas+table+tableEnd+after), 0o644); err != nil {
		t.Fatal(err)
	}
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
