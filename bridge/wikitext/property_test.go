package wikitext_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"jirabridge/bridge/wikitext"
)

// pieces are what texts are put together from to be as misleading as possible.
var pieces = []string{
	"word", "x", "Ö", "7", " ", "  ", "\n", "\n\n", "\t", "*", "**", "_", "-", "--", "----", "+", "^", "~", "{", "}", "{{", "}}",
	"[", "]", "|", "||", "!", "?", "??", "\\", "\\\\", "#", "&", "&lt;", "&#42;", ";", ":", ":)", ";)", ":D", "(", ")", "(y)", "(!)", "(*r)",
	"h1. ", "h6.", "bq. ", "{code}", "{noformat}", "{quote}", "{color:red}", "[~bob]", "[x|#y]", "!a.png!", "\u2028", "\x00", "😀", "<", ">", "'", "\"", ",", ".",
}

func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
	})
}

func TestTextIsShownAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText().Draw(t, "text")
		markup := wikitext.FromText(text)
		page, err := show(markup)
		if err != nil {
			t.Fatalf("%q became %q: %v", text, markup, err)
		}
		if page.markers > 0 || page.text != visible(text) {
			t.Fatalf("%q became %q, which shows %q with %d markers", text, markup, page.text, page.markers)
		}
	})
}

func TestNoTextOfRichTextIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rich, text := richText(t, 3)
		markup := wikitext.FromHTML("<body>" + rich + "</body>")
		page, err := show(markup)
		if err != nil {
			t.Fatalf("%q became %q: %v", rich, markup, err)
		}
		if page.text != visible(text) {
			t.Fatalf("%q became %q, which shows %q instead of %q", rich, markup, page.text, visible(text))
		}
	})
}

func TestShortenKeepsTheLimitAndTheBeginning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rich, _ := richText(t, 3)
		rich = "<body>" + rich + "</body>"
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

// richText draws rich text and the text in it.
func richText(t *rapid.T, depth int) (rich, text string) {
	for range rapid.IntRange(0, 4).Draw(t, "parts") {
		part := anyText().Draw(t, "text")
		source := html.EscapeString(part)
		if depth > 0 && rapid.Bool().Draw(t, "nested") {
			source, part = richText(t, depth-1)
		}
		tag := rapid.SampledFrom([]string{"", "strong", "em", "u", "s", "code", "h1", "blockquote", "ul", "ol", "table", "a"}).Draw(t, "tag")
		rich += wrap(tag, source)
		text += part
	}
	return rich, text
}

func wrap(tag, source string) string {
	switch tag {
	case "":
		return source
	case "ul", "ol":
		return "<" + tag + "><li>" + source + "</li></" + tag + ">"
	case "table":
		return "<table><tr><td>" + source + "</td></tr></table>"
	case "a":
		return `<a href="https://example.com/">` + source + "</a>"
	}
	return "<" + tag + ">" + source + "</" + tag + ">"
}

// visible is a text without spaces and what no text has: both come and go at
// the ends of lines and markers.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u2028' {
			return -1
		}
		return r
	}, text)
}

// page is what Jira makes of markup, as far as this test knows its notation.
type page struct {
	text    string
	markers int
}

var (
	block       = regexp.MustCompile(`^(?:h[1-6]\. |[*#]+ )`)
	token       = regexp.MustCompile(`^(?:\\\\|\\[^\pL\pN\s]|&[#0-9A-Za-z]+;|\{[*_+-]\}|\{\{|\}\}|\|\|?|\[(?:(?:\\.|[^\\|\]])*\|)?https?://[^\s|\]]+\]|[*_+-])`)
	startsBlock = regexp.MustCompile(`^\s*(?:#|bq\.|h[1-6]\.)`)
	mistake     = regexp.MustCompile(`^(?:[{}\[\]|!^~\\]|\?\?|[:;]\)|:\(|:[DP](?:[^\pL\pN]|$)|\((?:y|n|/|x|!|\*r)\))`)
)

// show reads markup back. What is neither a token we write nor harmless is an
// error: something Jira would show as other than itself.
func show(markup string) (page, error) {
	var p page
	for line := range strings.SplitSeq(markup, "\n") {
		if line == "{quote}" || line == "----" {
			p.markers++
			continue
		}
		rest := line
		if begin := block.FindString(line); begin != "" {
			p.markers++
			rest = line[len(begin):]
		}
		if startsBlock.MatchString(rest) {
			return p, fmt.Errorf("line %q begins a block", line)
		}
		if err := p.inline(rest); err != nil {
			return p, fmt.Errorf("line %q: %w", line, err)
		}
	}
	p.text = visible(p.text)
	return p, nil
}

func (p *page) inline(rest string) error {
	previous := ' '
	for rest != "" {
		found := token.FindString(rest)
		if found == "-" && isWordRune(previous) && len(rest) > 1 && isWordRune([]rune(rest)[1]) {
			found = ""
		}
		if found == "" && mistake.MatchString(rest) {
			return fmt.Errorf("%q means something", rest)
		}
		r, size := utf8.DecodeRuneInString(rest)
		if found == "" {
			p.text += string(r)
			previous, rest = r, rest[size:]
			continue
		}
		if err := p.token(found); err != nil {
			return err
		}
		previous, rest = rune(found[len(found)-1]), rest[len(found):]
	}
	return nil
}

func (p *page) token(found string) error {
	switch {
	case strings.HasPrefix(found, `\`) && found != `\\`:
		p.text += found[1:]
	case strings.HasPrefix(found, "&"):
		p.text += html.UnescapeString(found)
	case strings.HasPrefix(found, "["):
		p.markers++
		label, _, ok := cutLast(strings.Trim(found, "[]"), "|")
		if ok {
			inner := page{}
			if err := inner.inline(label); err != nil {
				return err
			}
			p.text += inner.text
		}
	default:
		p.markers++
	}
	return nil
}

func cutLast(text, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(text, sep); i >= 0 {
		return text[:i], text[i+len(sep):], true
	}
	return text, "", false
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func FuzzFromHTML(f *testing.F) {
	for _, piece := range pieces {
		f.Add("<body><strong>" + piece + "</strong><ul><li>" + html.EscapeString(piece) + "</li></ul></body>")
	}
	f.Fuzz(func(t *testing.T, source string) {
		markup := wikitext.FromHTML(source)
		if !utf8.ValidString(markup) || strings.ContainsRune(markup, 0) {
			t.Errorf("%q became %q", source, markup)
		}
		wikitext.FromText(source)
		wikitext.Shorten(source, 50)
	})
}
