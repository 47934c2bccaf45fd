package wikitext_test

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jirabridge/bridge/wikitext"
)

// pieces are what texts are put together from to be as misleading as possible.
var pieces = []string{
	"word", "x", "Ö", "7", " ", "  ", "\t", "\u00a0", "*", "**", "_", "-", "--", "----", "+", "^", "~", "{", "}", "{{", "}}",
	"[", "]", "|", "||", "!", "?", "??", "\\", "\\\\", "#", "&", "&lt;", "&#42;", ";", ":", ":)", ";)", ":D", ":p", "(", ")", "(y)", "(!)", "(*r)", "(OFF)",
	"h1. ", "h6.", "bq. ", "# ", "* ", "{code}", "{noformat}", "{quote}", "{color:red}", "{*}", "[~bob]", "[x|#y]", "[^a]", "!a.png!", "OPS-899", "ops-1",
	"https://example.com/a_b", "http://", "ftp://x/[a]|b", "mailto:a_b@x.org", "file:///a_b_c", "\u2028", "\x00", "\ufffc", "😀", "<", ">", "'", "\"", ",", ".",
}

func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 8).Draw(t, "pieces"), "")
	})
}

// No input makes markup that Jira would read as anything but the text: what the
// simulated Jira shows for our markup is exactly the text and structure of the
// rich text.
func TestJiraShowsWhatAsanaShowed(t *testing.T) { rapid.Check(t, showsTheSame) }

func FuzzJiraShowsWhatAsanaShowed(f *testing.F) { f.Fuzz(rapid.MakeFuzz(showsTheSame)) }

func showsTheSame(t *rapid.T) {
	g := generator{t: t}
	g.document()
	markup := wikitext.FromHTML("<body>" + g.html.String() + "</body>")
	if diff := cmp.Diff(g.done().lines, readMarkup(markup).lines, cmp.AllowUnexported(shownLine{}, run{})); diff != "" {
		t.Fatalf("%s\nbecame\n%s\nand shows (+)\n%s", g.html.String(), markup, diff)
	}
}

// The same for any text, in each of the places a text can have.
func FuzzTextIsShownAsItIs(f *testing.F) {
	for _, piece := range pieces {
		f.Add(piece + "x" + piece)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = printable(strings.ToValidUTF8(text, ""))
		if strings.TrimSpace(text) == "" || strings.ContainsAny(text, "\r\u0085\u2029\ufffe\uffff\u200b") {
			return
		}
		for _, place := range []string{"%s", "<strong>a%sb</strong>", "<code>%s</code>", "<h1>%s</h1>", "<ul><li>%s</li></ul>",
			"<table><tr><td>%s</td></tr></table>", "<blockquote>%s</blockquote>", `<a href="https://example.com/">%s</a>`, "<blockquote><pre>%s</pre></blockquote>"} {
			source := strings.Replace(place, "%s", html.EscapeString(text), 1)
			wanted := withoutSpace(strings.NewReplacer("<strong>a", "a", "b</strong>", "b").Replace(place))
			wanted = strings.Replace(tags.ReplaceAllString(wanted, ""), "%s", withoutSpace(text), 1)
			markup := wikitext.FromHTML("<body>" + source + "</body>")
			if got := readMarkup(markup).text(); got != wanted {
				t.Errorf("%q became %q, which shows %q instead of %q", source, markup, got, wanted)
			}
		}
	})
}

var tags = regexp.MustCompile(`<[^>]*>`)

// text is all that is shown, without spaces.
func (s shown) text() string {
	var out strings.Builder
	for _, line := range s.lines {
		for _, r := range line.runs {
			out.WriteString(withoutSpace(r.text))
		}
	}
	return out.String()
}

func withoutSpace(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// Whatever is given to it, markup has nothing that no rich text has.
func FuzzFromHTML(f *testing.F) {
	for _, piece := range pieces {
		f.Add("<body><strong>" + piece + "</strong><ul><li>" + html.EscapeString(piece) + "</li></ul></body>")
	}
	f.Fuzz(func(t *testing.T, source string) {
		markup := wikitext.FromHTML(source)
		if !utf8.ValidString(markup) || strings.ContainsRune(markup, 0) {
			t.Errorf("%q became %q", source, markup)
		}
		for _, line := range readMarkup(markup).lines {
			if line.place == "unexpected" {
				t.Errorf("%q became %q, which shows %v", source, markup, line.runs)
			}
		}
		wikitext.Shorten(source, 50)
	})
}

// generator writes rich text and what is to be seen of it.
type generator struct {
	pageReader
	t    *rapid.T
	html strings.Builder
}

func (g *generator) draw(label string, options ...string) string {
	return rapid.SampledFrom(options).Draw(g.t, label)
}

func (g *generator) document() {
	for range rapid.IntRange(0, 4).Draw(g.t, "blocks") {
		g.block(g.draw("block", "text", "text", "h1", "h2", "ul", "ol", "blockquote", "pre", "hr", "table"), nil)
	}
}

func (g *generator) block(kind string, place []string) {
	g.end(true)
	switch kind {
	case "text":
		g.paragraphs(place)
	case "h1", "h2":
		g.element(kind, func() { g.inline(append(slices.Clip(place), kind), look{}, 2) })
	case "ul", "ol":
		g.list(kind, place, 3)
	case "blockquote":
		g.element(kind, func() {
			for range rapid.IntRange(1, 3).Draw(g.t, "quoted") {
				g.block(g.draw("block", "text", "ul", "pre"), append(slices.Clip(place), kind))
			}
		})
	case "pre":
		g.preformatted(append(slices.Clip(place), kind))
	case "hr":
		g.html.WriteString("<hr/>")
		g.text("—", "hr", look{})
	case "table":
		g.table(append(slices.Clip(place), "td"))
	}
	g.end(true)
}

func (g *generator) element(tag string, inner func()) {
	g.html.WriteString("<" + tag + ">")
	inner()
	g.html.WriteString("</" + tag + ">")
}

// paragraphs are lines of text with empty ones between some.
func (g *generator) paragraphs(place []string) {
	for i := range rapid.IntRange(1, 3).Draw(g.t, "lines") {
		if i > 0 {
			g.newline(rapid.Bool().Draw(g.t, "paragraph"))
		}
		g.inline(place, look{}, 3)
	}
	g.html.WriteString("\n\n") // or the next text would go on in this line
}

func (g *generator) newline(paragraph bool) {
	g.html.WriteString("\n")
	if paragraph {
		g.html.WriteString("\n")
	}
	g.end(paragraph || len(tidy(g.line.runs, false)) == 0)
}

func (g *generator) list(kind string, place []string, depth int) {
	place = append(slices.Clip(place), kind, "li")
	g.element(kind, func() {
		for range rapid.IntRange(1, 3).Draw(g.t, "items") {
			g.element("li", func() {
				g.html.WriteString("first ")
				g.text("first ", strings.Join(place, "/"), look{})
				g.inline(place, look{}, 2)
				if rapid.Bool().Draw(g.t, "line break") {
					g.html.WriteString("\n")
					g.end(false)
					g.inline(place, look{}, 2)
				}
				g.end(true)
				if depth > 1 && rapid.Bool().Draw(g.t, "list in list") {
					g.list(g.draw("list", "ul", "ol"), place, depth-1)
				}
			})
			g.end(true)
		}
	})
}

func (g *generator) table(place []string) {
	columns := rapid.IntRange(1, 3).Draw(g.t, "columns")
	g.element("table", func() {
		for range rapid.IntRange(1, 2).Draw(g.t, "rows") {
			g.element("tr", func() {
				for range columns {
					g.element("td", func() { g.inline(place, look{}, 2) })
					g.end(true)
				}
			})
		}
	})
}

func (g *generator) preformatted(place []string) {
	text := "x" + anyText().Draw(g.t, "preformatted") + "\n" + anyText().Draw(g.t, "preformatted") + "x"
	g.html.WriteString("<pre>" + html.EscapeString(text) + "</pre>")
	for i, line := range strings.Split(printable(text), "\n") {
		if i > 0 {
			g.end(false)
		}
		g.add(line, strings.Join(place, "/"), look{pre: true})
	}
}

// inline writes text of one line, styled here and there.
func (g *generator) inline(place []string, l look, depth int) {
	for range rapid.IntRange(1, 3).Draw(g.t, "runs") {
		kind := g.draw("kind", "text", "text", "strong", "em", "u", "s", "code", "a", "user")
		switch {
		case kind == "text", depth == 0, kind == "a" && l.href != "":
			text := anyText().Draw(g.t, "text")
			g.html.WriteString(html.EscapeString(text))
			g.line0(text, place, l)
		case kind == "user":
			g.html.WriteString(`<a href="https://app.asana.com/0/1" data-asana-gid="1" data-asana-type="user">@Bo</a>`)
			g.line0("@Bo", place, l)
		case kind == "a":
			href := g.draw("href", "https://example.com/", "https://example.com/a_b?c=[d]|e", "mailto:a@b.c", "javascript:x")
			linked := l
			if href != "javascript:x" {
				linked.href = percent(href)
			}
			g.html.WriteString(`<a href="` + html.EscapeString(href) + `">go`)
			g.line0("go", place, linked)
			g.inline(place, linked, depth-1)
			g.html.WriteString("</a>")
		default:
			styled := l
			styled.styles = append(slices.Clip(l.styles), styleNames[kind])
			g.element(kind, func() { g.inline(place, styled, depth-1) })
		}
	}
}

var styleNames = map[string]string{"strong": "bold", "em": "italic", "u": "underlined", "s": "struck", "code": "code"}

// line0 is text that may have line breaks of other systems in it.
func (g *generator) line0(text string, place []string, l look) {
	if last := place; len(last) > 0 && strings.HasPrefix(last[len(last)-1], "h") {
		g.text(strings.ReplaceAll(printable(text), "\n", " "), strings.Join(place, "/"), l)
		return
	}
	for i, line := range strings.Split(printable(text), "\n") {
		if i > 0 {
			g.end(isParagraph(place) && len(tidy(g.line.runs, false)) == 0)
		}
		g.text(line, strings.Join(place, "/"), l)
	}
}

// isParagraph reports whether an empty line ends something here.
func isParagraph(place []string) bool { return len(place) == 0 || place[len(place)-1] == "blockquote" }

// printable is a text without what no text has.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u2028':
			return '\n'
		case r == '\ufffc', unicode.IsControl(r) && r != '\n' && r != '\t':
			return -1
		}
		return r
	}, text)
}

// percent is an address as it has to stand in a link.
func percent(text string) string {
	var out strings.Builder
	for _, r := range text {
		if unicode.IsSpace(r) || strings.ContainsRune("[]{}|\\^\"<>`", r) {
			for _, b := range []byte(string(r)) {
				fmt.Fprintf(&out, "%%%02X", b)
			}
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

func TestShortenKeepsTheLimitAndTheBeginning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := generator{t: t}
		g.document()
		rich := "<body>" + g.html.String() + "</body>"
		limit := rapid.IntRange(60, 200).Draw(t, "limit")
		short, cut := wikitext.Shorten(rich, limit)
		if n := utf8.RuneCountInString(short); n > limit && cut {
			t.Fatalf("%q became %q with %d characters", rich, short, n)
		}
		if !cut && short != rich {
			t.Fatalf("%q became %q without a cut", rich, short)
		}
		if again, cut := wikitext.Shorten(short, limit); cut {
			t.Fatalf("%q was cut a second time to %q", short, again)
		}
	})
}
