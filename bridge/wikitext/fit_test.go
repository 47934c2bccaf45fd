package wikitext_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"jirabridge/bridge/wikitext"
)

func TestFit(t *testing.T) {
	const task = "https://asana.example.com/0/0/1"
	for _, test := range []struct {
		name, html string
		limit      int
		want       string
	}{
		{"what fits stays", "<body>one <em>two</em></body>", 9, "one _two_"},
		{"the rest stands elsewhere", "<body>" + strings.Repeat("word ", 40) + "</body>", 90, strings.TrimSpace(strings.Repeat("word ", 11)) + "…\n\n[" + task + "]"},
		{"no room for an address", "<body>one two three</body>", 9, "one two…"},
		{"counted as Jira counts", "<body>" + strings.Repeat("😀", 8) + "</body>", 9, strings.Repeat("😀", 4) + "…"},
		{"no room at all", "<body>\\\\\\\\</body>", 3, "…"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := wikitext.Fit(test.html, test.limit, task); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestFitKeepsTheLimitAndShowsTheBeginning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := generator{t: t}
		g.document()
		limit := rapid.IntRange(1, 300).Draw(t, "limit")
		markup := wikitext.Fit("<body>"+g.html.String()+"</body>", limit, "")
		if n := len(utf16.Encode([]rune(markup))); n > limit {
			t.Fatalf("%d units within %d: %s", n, limit, markup)
		}
		whole, part := g.done().text(), strings.TrimSuffix(readMarkup(markup).text(), "…")
		if !strings.HasPrefix(whole, part) {
			t.Fatalf("%q shows %q, which is not the beginning of %q", markup, part, whole)
		}
	})
}
